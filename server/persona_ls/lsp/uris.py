"""When two spellings of a URI mean one document, and which file that is.

Editors percent-encode as they please: VS Code writes ``file:///c%3A/x``, others ``file:///C:/x``
(marimo-lsp#440). So documents are never found by the string that the client wrote but by `uri_key`; and what
is sent back for an open document is the client's own spelling.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

__all__ = ["path_of", "uri_key", "uri_of", "windows_path"]

# Two letters at least: "c:\\x" is a path that a client did not make a URI of.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+")
_LONGEST_PATH = 32_767 if os.name == "nt" else 4_096
_PATH_END = re.compile(r"[?#]")
_ENCODED_DRIVE = re.compile(r"(?<=^/)[A-Za-z](?=%3A(?:/|$))")
_DRIVE = re.compile(r"/[A-Za-z]:(?:[/\\]|$)")


@lru_cache(maxsize=256)
def uri_key(uri: str) -> str:
    """The one spelling of ``uri``, whatever its scheme; text that is no URI is its own key.

    Each part of the path is decoded and encoded again, byte for byte: nothing is composed or decomposed, an
    encoded slash stays one, and the letter of a drive is made small. Query and fragment stay as they are: the
    cells of a notebook differ by them.
    """
    parts = _split(uri)
    if parts is None:
        return uri
    scheme, authority, path, tail = parts
    path = "/".join(quote_from_bytes(_bytes(part), safe="") for part in path.split("/"))
    path = _ENCODED_DRIVE.sub(lambda drive: drive[0].lower(), path)
    return f"{scheme}:{'' if authority is None else f'//{authority}'}{path}{tail}"


def path_of(uri: str) -> Path | None:
    """The absolute path that a ``file:`` URI names; it need not exist, and may hold ``..``.

    None for other schemes, for other hosts (but on Windows), for relative paths, and for what no file can be called: with a NUL in it, or
    too long.
    """
    parts = _split(uri)
    if parts is None or parts[0] != "file" or not parts[2].startswith("/"):
        return None
    _, authority, encoded, _ = parts
    path = os.fsdecode(_bytes(encoded))
    if "\0" in path or len(path) > _LONGEST_PATH:
        return None
    if os.name == "nt":
        return Path(windows_path(authority or "", path))
    return None if authority else Path(path)


def uri_of(path: Path) -> str:
    """The ``file:`` URI of an absolute path; `path_of` brings it back.

    Raises:
        ValueError: the path is relative.
    """
    return path.as_uri()


def windows_path(authority: str, path: str) -> str:
    r"""The path of Windows for the decoded parts of a URI: ``C:\x`` for ``/c:/x``, ``\\host\x`` for ``/x`` on a host."""
    if authority:
        path = f"//{authority}{path}"
    elif _DRIVE.match(path):
        path = path[1].upper() + path[2:]
    return path.replace("/", "\\")


def _split(uri: str) -> tuple[str, str | None, str, str] | None:
    """Scheme, authority, path, and query with fragment; None if ``uri`` has no scheme.

    The authority is None where there is none to be; ``file:/x`` and ``file://localhost/x`` are ``file:///x``.
    """
    scheme, colon, rest = uri.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        return None
    scheme = scheme.lower()
    end = _PATH_END.search(rest)
    rest, tail = (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])
    authority: str | None = None
    if rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        authority, rest = authority.lower(), slash + path
    if scheme == "file" and (authority == "localhost" or (authority is None and rest.startswith("/"))):
        authority = ""
    return scheme, authority, rest, tail


def _bytes(encoded: str) -> bytes:
    """What a percent-encoded text stands for; an editor may leave any character as it is, a lone surrogate too."""
    return unquote_to_bytes(encoded.encode("utf-8", "surrogatepass"))
