"""Call hierarchy: who composes whom, asked one step at a time.

A step may lead into thousands of files, whose texts are read to say where in them: it is taken beside other requests.
"""

import asyncio
from collections.abc import Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from persona_ls.features.calls import Call, Composer, composer_of, incoming, outgoing, prepare
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.uris import path_of
from persona_ls.text import Span, Text


def prepare_calls(desk: Desk, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
    """The persona or prompt at the cursor."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, session = found[0], desk.session
    offset = desk.border.offset(opened.text, params.position)
    composers = prepare(opened, offset, session.library, session.store.home_of(opened.path))
    return [item for each in composers if (item := _item(desk, each))] or None


async def incoming_calls(
    desk: Desk, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall] | None:
    """Who composes an item."""
    composer = _composer(desk, params.item)
    return await asyncio.to_thread(_incoming, desk, composer) if composer else None


async def outgoing_calls(
    desk: Desk, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall] | None:
    """Whom an item composes."""
    composer = _composer(desk, params.item)
    return await asyncio.to_thread(_outgoing, desk, composer) if composer else None


def _composer(desk: Desk, item: types.CallHierarchyItem) -> Composer | None:
    """What an item that comes back stands for; ``None`` when its file has changed since and no longer has it."""
    path = path_of(item.uri)
    part = item.data.get("part") if isinstance(item.data, dict) else None
    if path is None or not isinstance(part, str):
        raise JsonRpcInvalidParams("the item of the call hierarchy is none that this server gave out")
    return composer_of(path, part, desk.session.library)


def _incoming(desk: Desk, composer: Composer) -> list[types.CallHierarchyIncomingCall]:
    return [
        types.CallHierarchyIncomingCall(item, ranges)
        for call in incoming(composer, desk.session.library)
        if (item := _item(desk, call.other)) and (ranges := _ranges(desk, call.other, call.spans))
    ]


def _outgoing(desk: Desk, composer: Composer) -> list[types.CallHierarchyOutgoingCall]:
    calls: tuple[Call, ...] = outgoing(composer, desk.session.library)
    return [
        types.CallHierarchyOutgoingCall(item, _ranges(desk, composer, call.spans))
        for call in calls
        if (item := _item(desk, call.other))
    ]


def _ranges(desk: Desk, caller: Composer, spans: Sequence[Span]) -> list[types.Range]:
    text = desk.session.text_of(caller.path)
    return desk.border.ranges(text, spans) if text else []


def _item(desk: Desk, composer: Composer) -> types.CallHierarchyItem | None:
    """``composer`` as the editor shows it; ``None`` when its file can no longer be read."""
    text = desk.session.text_of(composer.path)
    if text is None:
        return None
    name, detail, kind = _words(desk, composer)
    selected = desk.border.range(text, composer.span)
    return types.CallHierarchyItem(
        name=name,
        kind=kind,
        uri=desk.border.uri(composer.path),
        range=selected if composer.entry else desk.border.range(text, _whole(text)),
        selection_range=selected,
        detail=detail or None,
        data={"part": composer.part.name if composer.part else ""},
    )


def _words(desk: Desk, composer: Composer) -> tuple[str, str, types.SymbolKind]:
    """Name, detail and kind of an item; a file that is no persona has its folder for a detail."""
    entry, part = composer.entry, composer.part
    if entry is None:
        home = desk.session.store.home_of(composer.path)
        inside = home is not None and home in composer.path.parents
        folder = composer.path.parent.relative_to(home) if home and inside else composer.path.parent
        return composer.path.name, folder.as_posix().removeprefix("."), types.SymbolKind.File
    name = entry.title or entry.id
    if part is None:
        return name, entry.id, types.SymbolKind.Class
    return name, f"{entry.id}#{part.name}", types.SymbolKind.Method


def _whole(text: Text) -> Span:
    return Span(0, len(text))
