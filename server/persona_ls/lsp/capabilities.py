"""What the client can do, read from its own words and never fatal.

lsprotocol would structure all of ``ClientCapabilities`` before the first answer, which is a seventh of the
start, and one unknown number in it would end the session (pygls#438). A client's capabilities are therefore a
view: a member is looked at when it is asked for, by the type that lsprotocol declares for it, and counts as
absent when it is something else.
"""

import enum
import types as pytypes
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Union, cast, get_args, get_origin

import attrs
from lsprotocol import types

from persona_ls.lsp.converter import camel_case
from persona_ls.text import Encoding

__all__ = ["choose_encoding", "initialize_params", "view"]


def view(raw: object) -> types.ClientCapabilities:
    """``raw`` behind the attributes of ``ClientCapabilities``: ``view({...}).text_document``.

    Members that are absent, null or of another type are None; unknown values of enumerations stay as they
    came, and those in lists of another type are left out. An attribute that the protocol does not have raises
    AttributeError, as on the real class.
    """
    return cast("types.ClientCapabilities", _View(raw if isinstance(raw, dict) else {}, types.ClientCapabilities))


def choose_encoding(capabilities: types.ClientCapabilities, client: types.ClientInfo | None = None) -> Encoding:
    """The unit of all positions in this session.

    Of UTF-32 and UTF-16 the one that the client names first; UTF-8 only when it names neither; UTF-16 for a
    client that names nothing, lsp-mode aside: until it named UTF-32 it counted characters all the same
    (`lsp--cur-position` of 8.0), and is one column off behind an emoji if it is believed. In UTF-32 a position
    is a subtraction (1 µs, against 2 to 4 µs on a line with accents and 10 to 60 µs on one of 20,000
    characters), so it is worth taking. UTF-16 is what most servers speak: Neovim warns when two servers in one
    buffer count differently.
    """
    offered = list(capabilities.general.position_encodings or ()) if capabilities.general else []
    for encoding in offered:
        if encoding in (Encoding.UTF32, Encoding.UTF16):
            return Encoding(encoding)
    if not offered and client and client.name == "emacs":
        return Encoding.UTF32
    return Encoding.UTF8 if Encoding.UTF8 in offered else Encoding.UTF16


def initialize_params(raw: object) -> types.InitializeParams:
    """The parameters of ``initialize``; a member that makes no sense is left out.

    Raises:
        TypeError: ``raw`` is no object.
    """
    if not isinstance(raw, dict):
        raise TypeError("the parameters of initialize are an object")
    process, token, folders = raw.get("processId"), raw.get("workDoneToken"), raw.get("workspaceFolders")
    return types.InitializeParams(
        capabilities=view(raw.get("capabilities")),
        process_id=process if type(process) is int and process > 0 else None,
        client_info=_client_info(raw.get("clientInfo")),
        locale=_text(raw.get("locale")),
        root_path=_text(raw.get("rootPath")),
        root_uri=_text(raw.get("rootUri")),
        initialization_options=raw.get("initializationOptions"),
        work_done_token=token if type(token) in (int, str) else None,
        workspace_folders=_folders(folders) if isinstance(folders, list) else None,
    )


class _View:
    """One object of the capabilities, seen as the lsprotocol class ``cls``."""

    __slots__ = ("_cls", "_raw")

    def __init__(self, raw: Mapping[str, object], cls: type) -> None:
        self._raw = raw
        self._cls = cls

    def __getattr__(self, name: str) -> Any:
        return _seen(self._raw.get(camel_case(name)), _member_types(self._cls)[name])

    def __repr__(self) -> str:
        return f"{self._cls.__name__}({self._raw!r})"


class _Members(dict[str, tuple[Any, ...]]):
    """Types by attribute; an unknown attribute is reported as Python does it."""

    def __missing__(self, name: str) -> tuple[Any, ...]:
        raise AttributeError(name)


@cache
def _member_types(cls: type) -> _Members:
    attrs.resolve_types(cls, types.ALL_TYPES_MAP, {})
    return _Members({field.name: _alternatives(field.type) for field in attrs.fields(cls)})


def _alternatives(declared: Any) -> tuple[Any, ...]:
    """The types that a declaration allows: those of ``Optional[Union[bool, X]]`` are bool and X."""
    if get_origin(declared) in (Union, pytypes.UnionType):
        return tuple(one for part in get_args(declared) for one in _alternatives(part))
    return (declared,)


def _seen(value: object, allowed: tuple[Any, ...]) -> Any:
    """``value`` as one of the ``allowed`` types, or None."""
    for kind in allowed:
        if kind is Any or get_origin(kind) is dict:
            return value
        if isinstance(value, dict) and attrs.has(kind):
            return _View(value, kind)
        if isinstance(value, list) and get_origin(kind) is Sequence:
            items = (_seen(item, _alternatives(get_args(kind)[0])) for item in value)
            return [item for item in items if item is not None]
        if isinstance(kind, type) and _is_plain(value, kind):
            return _member(value, kind) if issubclass(kind, enum.Enum) else value
    return None


def _is_plain(value: object, kind: type) -> bool:
    plain = next((base for base in (bool, int, float, str) if issubclass(kind, base)), None)
    return plain is not None and type(value) is plain


def _member(value: object, kind: type[enum.Enum]) -> object:
    try:
        return kind(value)
    except ValueError:
        return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _client_info(raw: object) -> types.ClientInfo | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
        return None
    return types.ClientInfo(name=raw["name"], version=_text(raw.get("version")))


def _folders(raw: list[object]) -> list[types.WorkspaceFolder]:
    """The folders that have a URI; one without a name is called by it."""
    return [
        types.WorkspaceFolder(uri=folder["uri"], name=_text(folder.get("name")) or folder["uri"])
        for folder in raw
        if isinstance(folder, dict) and isinstance(folder.get("uri"), str)
    ]
