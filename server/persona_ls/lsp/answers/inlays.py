"""Inlay hints: behind each reference who that is, and about how long its prompt; more about it when the editor asks.

They are on unless the person says otherwise: an editor asks only where it shows hints, and most show none before they are told to (Neovim,
Helix, lsp-mode), so a second switch that is off would make the first look broken.
"""

import asyncio
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from persona_ls.features.hover import entry_card
from persona_ls.features.inlays import Inlay, inlays
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.refreshing import Hint


def inlay_hint(desk: Desk, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """The hints in a range."""
    found = desk.opened(params.text_document.uri)
    if found is None or not desk.shows_inlays:
        return None
    opened, border = found[0], desk.border
    span, home = border.span(opened.text, params.range), desk.session.store.home_of(opened.path)

    def ask(library: Library) -> tuple[tuple[int, str], ...]:
        """What the hints say, as a value to compare."""
        return tuple((each.at, _label(desk, each)) for each in inlays(opened, span, library, home))

    hints = inlays(opened, span, desk.session.library, home)
    desk.refresher.answered(Hint.INLAYS, opened, None, ask, tuple((each.at, _label(desk, each)) for each in hints))
    positions = border.positions(opened.text, (each.at for each in hints))
    return [_hint(desk, each, position) for each, position in zip(hints, positions, strict=True)]


async def resolve(desk: Desk, hint: types.InlayHint) -> types.InlayHint:
    """The card of the persona, when the editor shows it."""
    data = hint.data
    path, name = (data.get("path"), data.get("part")) if isinstance(data, dict) else (None, None)
    if not isinstance(path, str) or not isinstance(name, str):
        raise JsonRpcInvalidParams("the inlay hint is none that this server gave out")
    session = desk.session
    if entry := session.library.at(Path(path)):
        part = next((each for each in entry.parts if each.name == name), None)
        words = await asyncio.to_thread(
            entry_card, entry, part, session.library, session.say, session.store.persona, session.engine
        )
        hint.tooltip = types.MarkupContent(types.MarkupKind.Markdown, words)
    return hint


def _hint(desk: Desk, inlay: Inlay, position: types.Position) -> types.InlayHint:
    data = {"path": inlay.entry.place, "part": inlay.part.name} if desk.client.resolves_inlay_tooltips else None
    return types.InlayHint(position, _label(desk, inlay), padding_left=True, data=data)


def _label(desk: Desk, inlay: Inlay) -> str:
    if not inlay.tokens:
        return inlay.title
    return desk.session.say(N_("{title} · ~{tokens} tokens"), title=inlay.title, tokens=inlay.tokens)
