"""Completion, and the card of an item when the editor shows it."""

import asyncio
from pathlib import Path
from typing import Any

from lsprotocol import types

from persona_ls import asking
from persona_ls.features.hover import entry_card
from persona_ls.lsp.completion import completion_list
from persona_ls.lsp.desk import Desk


async def completion(desk: Desk, params: types.CompletionParams) -> dict[str, Any] | None:
    """What fits at the cursor."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened = found[0]
    desk.look()
    offset = desk.border.offset(opened.document.text, params.position)
    items = await asyncio.to_thread(asking.complete, desk.session, opened, offset)
    return completion_list(items, opened.document.text, desk.border) if items else None


async def resolve(desk: Desk, item: types.CompletionItem) -> types.CompletionItem:
    """The card of an item, when the editor shows it."""
    data = item.data if isinstance(item.data, dict) else {}
    session = desk.session
    entry = session.library.at(Path(str(data.get("path", ""))))
    if entry:
        part = entry.part(str(data["part"])) if data.get("part") else None
        words = await asyncio.to_thread(
            entry_card, entry, part, session.library, session.say, session.store.persona, session.engine
        )
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, words)
    return item
