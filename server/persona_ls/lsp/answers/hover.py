"""Hover: the card of what is under the cursor."""

import asyncio

from lsprotocol import types

from persona_ls import asking
from persona_ls.lsp.desk import Desk


async def hover(desk: Desk, params: types.HoverParams) -> types.Hover | None:
    """The card of what is under the cursor."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    text = found[0].document.text
    card = await asyncio.to_thread(asking.hover, desk.session, found[0], desk.border.offset(text, params.position))
    if card is None:
        return None
    kind = types.MarkupKind.Markdown if desk.client.has_markdown_hover else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, card.markdown), desk.border.range(text, card.span))
