"""Commands that the server carries out itself, for editors that have none of their own."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from persona_ls.library.entry import Entry, Part
from persona_ls.locales import N_
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.uris import path_of, uri_of
from persona_ls.render.expand import Renderer
from persona_ls.render.problems import Refused

log = logging.getLogger(__name__)


async def render(desk: Desk, arguments: Sequence[Any]) -> str | None:
    """Render a prompt, ``[uri, part]``, and open it; the URI of the text, ``None`` when it cannot be rendered.

    The part may be absent or empty: then it is the prompt that a reference without a part means.
    """
    entry, part = _prompt(desk, arguments)
    try:
        text = await asyncio.to_thread(_rendered, desk, entry, part)
    except Refused as refused:
        say = desk.session.say
        reasons = dict.fromkeys(say(each.refusal.value, **each.arguments) for each in refused.problems)
        _tell(desk, types.MessageType.Warning, "\n".join(reasons))
        return None
    path = await asyncio.to_thread(desk.rendered.write, f"{entry.id}.{part.name}", text)
    # Some clients do nothing else while they wait for a command: they are answered first, and asked to open the file then.
    desk.server.in_background(_show(desk, path))
    return uri_of(path)


def _prompt(desk: Desk, arguments: Sequence[Any]) -> tuple[Entry, Part]:
    """What the arguments of `render` mean."""
    uri, name = [*arguments, "", ""][:2]
    if len(arguments) not in (1, 2) or not isinstance(uri, str) or not isinstance(name, str):
        raise JsonRpcInvalidParams(
            'the arguments are the URI of a persona file and the name of a prompt: [uri, "basico"]'
        )
    path = path_of(uri)
    entry = desk.session.library.at(path) if path else None
    if entry is None:
        raise JsonRpcInvalidParams("no persona has this URI")
    part = entry.part(name) if name else entry.default_prompt
    if part is None:
        raise JsonRpcInvalidParams("the persona has no such prompt")
    return entry, part


def _rendered(desk: Desk, entry: Entry, part: Part) -> str:
    session = desk.session
    return Renderer(session.library, session.store.persona, session.engine).prompt(entry, part)


async def _show(desk: Desk, path: Path) -> None:
    """Open the file, or say where it is to a client that does not."""
    if desk.client.shows_documents and await _opens(desk, path):
        return
    _tell(desk, types.MessageType.Info, desk.session.say(N_("The rendered prompt is in {path}."), path=path))


async def _opens(desk: Desk, path: Path) -> bool:
    params = types.ShowDocumentParams(uri_of(path), external=False, take_focus=True)
    try:
        return (await desk.server.window_show_document_async(params)).success
    except Exception as error:  # noqa: BLE001 (a client may refuse in any way; then a message says where it is)
        log.debug("the client opens no file: %s", error)
        return False


def _tell(desk: Desk, kind: types.MessageType, words: str) -> None:
    desk.server.window_show_message(types.ShowMessageParams(kind, words))
