"""What our own editor extension asks for its panels: the library, a prompt as it will be, the file of a new persona, how things stand.

The protocol has no such requests, so their parameters come as they were sent and are checked here; what is asked for in another shape is
refused with -32602. Texts are answered in pieces and never by offsets: nobody has to agree on how to count.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from persona_ls import asking
from persona_ls.features.fields import Tried
from persona_ls.features.length import tokens
from persona_ls.features.panel import Listed, Preview
from persona_ls.library.entry import Entry, Part
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.uris import path_of, uri_of
from persona_ls.persona import NO_DEFAULT

__all__ = ["new_persona", "personas", "render", "status"]

_DEEPEST = 8
"""Of values in each other, as many as a form can show."""


async def personas(desk: Desk, params: object) -> list[dict[str, Any]]:
    """``{"textDocument"?}`` → every persona that the document, or any document, can refer to."""
    path = _document_path(_object({} if params is None else params))
    return [_listed(each) for each in await asyncio.to_thread(asking.personas, desk.session, path)]


async def render(desk: Desk, params: object) -> dict[str, Any] | None:
    """``{"textDocument", "position"?, "values"?}`` or ``{"persona": uri, "part"?, "values"?}`` → the text with its form.

    ``None`` where there is nothing to render.
    """
    given = _object(params)
    values = _object(given.get("values", {}))
    if "persona" in given:
        made = await asyncio.to_thread(_of_persona, desk, _text(given, "persona"), given.get("part"), values)
    else:
        made = await _of_document(desk, given, values)
    return _preview(made[0], made[1], desk) if made else None


def new_persona(desk: Desk, params: object) -> dict[str, str] | None:
    """``{"name", "textDocument"?}`` → the file that would define the persona, or ``None`` where there is no place for it."""
    given = _object(params)
    home = desk.session.store.home_of(_document_path(given))
    made = desk.session.new_persona(home, _text(given, "name"), "")
    return {"uri": uri_of(made.path), "text": made.content} if made else None


def status(desk: Desk, params: object) -> dict[str, Any]:  # noqa: ARG001 - each answer is asked with parameters
    """How the library stands."""
    return desk.standing.now()


# -- asking --


def _of_persona(desk: Desk, uri: str, part: object, values: Mapping[str, object]) -> tuple[Preview, str] | None:
    path = path_of(uri)
    entry = desk.session.library.at(path) if path else None
    if entry is None:
        return None
    wanted = entry.part(part) if isinstance(part, str) else None
    return asking.preview_of(desk.session, entry, wanted, values), ""


async def _of_document(
    desk: Desk, given: Mapping[str, Any], values: Mapping[str, object]
) -> tuple[Preview, str] | None:
    found = desk.opened(_text(_object(given.get("textDocument")), "uri"))
    if found is None:
        return None
    opened, offset = found[0], None
    if given.get("position") is not None:
        offset = desk.border.offset(opened.text, _position(given["position"]))
    made = await asyncio.to_thread(asking.preview_at, desk.session, opened, offset, values)
    return (made, opened.key) if made else None


def _document_path(given: Mapping[str, Any]) -> Path | None:
    """The file of the document that is named, if one is."""
    return path_of(_text(_object(given["textDocument"]), "uri")) if "textDocument" in given else None


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise JsonRpcInvalidParams(f"wanted an object, found {type(value).__name__}")
    return value


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise JsonRpcInvalidParams(f"{name}: wanted a string, found {type(value).__name__}")
    return value


def _position(value: object) -> types.Position:
    line, character = (_object(value).get(name) for name in ("line", "character"))
    if type(line) is not int or type(character) is not int:
        raise JsonRpcInvalidParams("position: wanted two whole numbers")
    return types.Position(max(0, line), max(0, character))


# -- answering --


def _listed(listed: Listed) -> dict[str, Any]:
    entry = listed.entry
    return {
        **_persona(entry),
        "name": listed.name,
        "description": entry.description,
        "tags": list(entry.tags),
        "folder": "/".join(entry.folders),
        "parts": [_part(part) for part in entry.parts],
        "defaultPart": entry.default_prompt.name if entry.default_prompt else None,
    }


def _persona(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title or entry.id,
        "layer": entry.layer.name.lower(),
        "uri": uri_of(entry.path),
    }


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "heading": part.heading, "isPrompt": part.is_prompt, "needs": list(part.needs)}


def _preview(made: Preview, key: str, desk: Desk) -> dict[str, Any]:
    length = sum(len(piece.text) for piece in made.pieces)
    opened = desk.session.get(key) if key else None
    say = desk.session.say
    return {
        "persona": {**_persona(made.entry), "parts": [_part(part) for part in made.entry.parts]}
        if made.entry
        else None,
        "part": made.part.name if made.part else None,
        "range": desk.border.range(opened.text, made.span) if opened and made.span else None,
        "isRendered": made.is_rendered,
        "pieces": [
            {"text": piece.text, "persona": _persona(piece.entry) if piece.entry else None} for piece in made.pieces
        ],
        "length": length,
        "tokens": tokens(length),
        "variables": [_variable(each) for each in made.fields],
        "problems": list(dict.fromkeys(say(each.refusal.value, **each.arguments) for each in made.problems)),
    }


def _variable(tried: Tried) -> dict[str, Any]:
    """A value that there is not has no member."""
    values = {"value": tried.value, "default": tried.default}
    return {
        "name": tried.name,
        "kind": tried.kind.value,
        "description": tried.description,
        "options": [_plain(each) for each in tried.options],
        "isRequired": tried.is_required,
        **{name: _plain(value) for name, value in values.items() if value is not NO_DEFAULT},
    }


def _plain(value: object, depth: int = 0) -> object:
    """``value`` as JSON; what JSON does not know, such as a date, as its text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth < _DEEPEST and isinstance(value, dict):
        return {str(name): _plain(each, depth + 1) for name, each in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value]
    return str(value)
