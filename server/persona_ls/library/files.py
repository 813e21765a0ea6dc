"""Reading a file, and what its path alone says about it (format.md §3)."""

import errno
import os
import re
from enum import Enum
from functools import lru_cache
from pathlib import Path, PurePath

from persona_ls.locales import N_
from persona_ls.whole import write_whole

__all__ = [
    "MAX_BYTES",
    "Unreadable",
    "absolute",
    "exists",
    "is_excluded_name",
    "is_file",
    "is_folder",
    "is_markdown",
    "is_persona_file_name",
    "is_prompt_file",
    "library_root",
    "path_at",
    "read_source",
    "write_source",
]

MAX_BYTES = 4 * 1024 * 1024
"""A file above this is not read: no prompt is that long, and a person waits for us."""

_MARKDOWN = (".md", ".markdown")
_PROMPT = (*_MARKDOWN, ".mdc", ".prompt")
_LIBRARY_FOLDER = "personas"
_EXCLUDED = re.compile(r"(?:readme|index|changelog|contributing|license)(?:[.\-_].*)?$", re.IGNORECASE)


class Reason(Enum):
    """Why a file could not be read; the value is a sentence with ``{path}`` and ``{detail}``."""

    MISSING = N_("There is no file {path}.")
    FOLDER = N_("{path} is a folder, not a file.")
    SPECIAL = N_("{path} is no regular file (a pipe or a device); it was not opened.")
    FORBIDDEN = N_("{path} may not be read: {detail}.")
    TOO_LARGE = N_("{path} has {detail}; files above 4 MiB are not read.")
    NOT_UTF8 = N_("{path} is not UTF-8 text: byte {detail} does not belong. Save it as UTF-8.")
    BINARY = N_("{path} is a binary file: it has a NUL byte at {detail}.")


class Unreadable(Exception):  # noqa: N818 (reads as what it is: `except Unreadable`)
    """A file that cannot be used. ``reason.value`` is the sentence, ``arguments`` fill it."""

    code = "unreadable-file"
    """What reports call it, where a finding has the name of its rule."""

    def __init__(self, path: Path, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{path}: {reason.name.lower().replace('_', ' ')} {detail}".strip())
        self.path, self.reason = path, reason
        self.arguments = {"path": str(path), "detail": detail}


@lru_cache(maxsize=1024)
def path_at(place: str) -> Path:
    """``place`` as a path: the library keeps texts, and the same few are asked about again and again."""
    return Path(place)


def read_source(path: Path) -> str:
    """The text of ``path`` with its line ends as they are, a byte order mark kept.

    Raises:
        Unreadable: it is missing, special, forbidden, too large, binary or not UTF-8.
    """
    data = _read_bytes(path)
    nul = data.find(b"\0")
    # The marks of UTF-16 are never UTF-8: that is text, and its NUL bytes do not make it binary.
    if nul >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(path, Reason.BINARY, str(nul))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(path, Reason.NOT_UTF8, str(error.start)) from None


def write_source(path: Path, source: str) -> None:
    """Write ``source`` with its line ends as they are, through a link to the file that it means.

    Raises:
        OSError: it cannot be written; then the file is what it was.
        UnicodeEncodeError: it has half a character; likewise.
    """
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    write_whole(Path(os.path.realpath(path)), [source.encode("utf-8")], mode)


def _read_bytes(path: Path) -> bytes:
    try:
        # Opening a pipe would block for ever: look first, and do not follow what changes in between (O_NONBLOCK).
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise Unreadable(path, Reason.MISSING) from None
    except IsADirectoryError:
        raise Unreadable(path, Reason.FOLDER) from None
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket cannot even be opened
            raise Unreadable(path, Reason.SPECIAL) from None
        raise Unreadable(path, Reason.FORBIDDEN, error.strerror or str(error)) from None
    try:
        return _read_descriptor(path, descriptor)
    except OSError as error:
        raise Unreadable(path, Reason.FORBIDDEN, error.strerror or str(error)) from None
    finally:
        os.close(descriptor)


def _read_descriptor(path: Path, descriptor: int) -> bytes:
    status = os.fstat(descriptor)
    kind = status.st_mode & 0o170000
    if kind == 0o040000:
        raise Unreadable(path, Reason.FOLDER)
    if kind != 0o100000:
        raise Unreadable(path, Reason.SPECIAL)
    if status.st_size > MAX_BYTES:
        raise Unreadable(path, Reason.TOO_LARGE, f"{status.st_size / 1048576:.1f} MiB")
    pieces = []
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def absolute(path: str | os.PathLike[str]) -> Path:
    """``path`` absolute and without ``..``; links are kept, since people see their own spelling."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps "..", Path.resolve follows links)


def exists(path: Path) -> bool:
    """Whether there is something at ``path``.

    `Path.exists` raises for a name that is too long, or lies where nobody may look; names come from references and from editors.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """Whether there is a folder at ``path``; never raises."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: Path) -> bool:
    """Whether there is a regular file at ``path``; never raises."""
    return os.path.isfile(path)  # noqa: PTH113


def is_markdown(path: PurePath) -> bool:
    """Whether a persona may live in the file."""
    return path.suffix.casefold() in _MARKDOWN


def is_prompt_file(path: PurePath) -> bool:
    """Whether references in the file are checked without anybody having opened it."""
    return path.suffix.casefold() in _PROMPT


def is_persona_file_name(path: PurePath) -> bool:
    """``*.persona.md`` is a persona wherever it lies."""
    return path.name.casefold().endswith(".persona.md")


def is_excluded_name(path: PurePath) -> bool:
    """README, index, CHANGELOG and their like are never personas."""
    return bool(_EXCLUDED.match(path.stem))


def library_root(path: PurePath, root: PurePath) -> PurePath | None:
    """The library folder that holds ``path``: a folder named ``personas`` between it and ``root``, whose own name counts too."""
    try:
        inside = path.relative_to(root)
    except ValueError:
        return None
    folder = root
    if root.name == _LIBRARY_FOLDER:
        return root
    for name in inside.parts[:-1]:
        folder = folder / name
        if name == _LIBRARY_FOLDER:
            return folder
    return None
