"""Code lenses: how many files use a persona or a prompt, and its text to read.

What a lens does is a command, and a command for showing places exists in no editor by a common name. A client that tells of one
(`Client.commands`) gets it with its places. Any other gets the number to read, with an empty command: Neovim leaves such a lens out when
one is run, Helix and eglot have no lenses. Reading the text works everywhere, by a command of the server itself.
"""

import asyncio
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from persona_ls.features.calls import naming_span
from persona_ls.features.lenses import Lens, LensKind, Use, lenses, part_named, uses
from persona_ls.library.entry import Part
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_, Messages
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.methods import RENDER
from persona_ls.lsp.refreshing import Hint
from persona_ls.lsp.uris import path_of

PREVIEW, SHOW_REFERENCES = "personaLs.preview", "personaLs.showReferences"
MAX_PLACES = 300
"""Uses that a lens takes along for the editor to show; for more than that it asks by itself."""

_CONTENT_MODIFIED = -32801


def code_lens(desk: Desk, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """The lenses of a persona file; the uses are counted by `resolve`."""
    found = desk.opened(params.text_document.uri)
    if found is None or found[0].path is None or found[0].persona is None:
        return None
    opened, document = found
    entry = desk.session.library.at(found[0].path)
    if entry is None:
        return None
    return [_lens(desk, document.uri, each, desk.border.range(opened.text, each.span)) for each in lenses(entry)]


async def resolve(desk: Desk, lens: types.CodeLens) -> types.CodeLens:
    """How many files use what ``lens`` stands above."""
    if lens.command is not None:
        return lens
    uri, path, name = _place(lens.data)
    library, opened = desk.session.library, desk.session.get(uri)
    entry = library.at(path)
    part = part_named(entry, name) if entry and name else None
    if entry is None or (name and part is None):
        raise JsonRpcException("the persona has changed since", _CONTENT_MODIFIED)

    def ask(library: Library) -> tuple[int, bool]:
        """What the lens says, as a value to compare: the document is the same then, so the prompt is still there."""
        return len(_uses(path, name, library)), library.is_complete

    found = await asyncio.to_thread(_uses, path, name, library)
    if opened:
        desk.refresher.answered(Hint.LENSES, opened, name, ask, (len(found), library.is_complete))
    title = _title(desk.session.say, part, len(found) if library.is_complete else None)
    if found and SHOW_REFERENCES in desk.client.commands:
        places = await asyncio.to_thread(_places, desk, found)
        lens.command = types.Command(title, SHOW_REFERENCES, arguments=[uri, lens.range.start, places])
    else:
        lens.command = types.Command(title, "")
    return lens


def _lens(desk: Desk, uri: str, lens: Lens, place: types.Range) -> types.CodeLens:
    if lens.kind is LensKind.USES:
        return types.CodeLens(place, data={"uri": uri, "part": lens.part})
    title = desk.session.say(N_("render"))
    if PREVIEW in desk.client.commands:
        return types.CodeLens(place, types.Command(title, PREVIEW, arguments=[uri, place.start]))
    return types.CodeLens(place, types.Command(title, RENDER, arguments=[uri, lens.part]))


def _place(data: object) -> tuple[str, Path, str]:
    """The URI, the file and the name of the prompt that a lens was given along."""
    uri, part = (data.get("uri"), data.get("part")) if isinstance(data, dict) else (None, None)
    path = path_of(uri) if isinstance(uri, str) else None
    if not isinstance(uri, str) or path is None or not isinstance(part, str):
        raise JsonRpcInvalidParams("the code lens is none that this server gave out")
    return uri, path, part


def _uses(path: Path, name: str, library: Library) -> tuple[Use, ...]:
    entry = library.at(path)
    return uses(entry, part_named(entry, name) if name else None, library) if entry else ()


def _title(say: Messages, part: Part | None, count: int | None) -> str:
    """In words; a ``count`` that is not known yet is none, not zero."""
    if count is None:
        return say(N_("counting uses …"))
    if part is None:
        return say.plural("used in {count} file", "used in {count} files", count) if count else say(N_("not used yet"))
    if not count:
        return say(N_("prompt not used yet"))
    return say.plural("prompt used in {count} file", "prompt used in {count} files", count)


def _places(desk: Desk, found: tuple[Use, ...]) -> list[types.Location] | None:
    """Where the uses are; ``None`` when they are too many to be read for a lens that may never be clicked."""
    if sum(len(mentions) for _, mentions in found) > MAX_PLACES:
        return None
    return [
        types.Location(desk.border.uri(referrer.path), place)
        for referrer, mentions in found
        if (text := desk.session.text_of(referrer.path))
        for place in desk.border.ranges(text, [naming_span(each.reference) for each in mentions])
    ]
