"""Completion for one client: which range, which text, which filter (field notes on editors, part 4)."""

import re

from lsprotocol import types

from persona_ls.features.items import Item, ItemKind, ItemList
from persona_ls.lsp.client import Client
from persona_ls.lsp.convert import Border
from persona_ls.lsp.yasnippet import yasnippet
from persona_ls.render.layout import indented
from persona_ls.text import Text

__all__ = ["completion_list"]

_KINDS = {
    ItemKind.PERSONA: types.CompletionItemKind.Class,
    ItemKind.PART: types.CompletionItemKind.Method,
    ItemKind.PROMPT: types.CompletionItemKind.Snippet,
    ItemKind.ARGUMENT: types.CompletionItemKind.Field,
    ItemKind.KEY: types.CompletionItemKind.Property,
    ItemKind.VALUE: types.CompletionItemKind.EnumMember,
    ItemKind.TAG: types.CompletionItemKind.Constant,
    ItemKind.FIELD: types.CompletionItemKind.Field,
    ItemKind.SECTION: types.CompletionItemKind.Module,
    ItemKind.VARIABLE: types.CompletionItemKind.Variable,
    ItemKind.FILTER: types.CompletionItemKind.Function,
    ItemKind.FILE: types.CompletionItemKind.File,
}
_WORD = re.compile(r"(?<!\w)\w*\Z")


def completion_list(found: ItemList, text: Text, border: Border) -> types.CompletionList:
    """The list in the shape that the client handles."""
    if border.client.is_word_mode:
        return _word_list(found, text)
    range_ = _range(found, text, border)
    defaults = types.CompletionItemDefaults(edit_range=range_) if border.client.has_item_defaults else None
    items = [_item(item, found, text, border, range_) for item in found.items]
    return types.CompletionList(is_incomplete=found.is_incomplete, items=items, item_defaults=defaults)


def _item(
    item: Item, found: ItemList, text: Text, border: Border, range_: types.Range | types.EditRangeWithInsertReplace
) -> types.CompletionItem:
    new, is_snippet = _new_text(item, found, text, border)
    result = types.CompletionItem(
        label=item.label,
        kind=_kind(item, is_snippet=is_snippet),
        detail=item.detail or None,
        sort_text=f"{item.rank:04}",
        filter_text=item.filter_text or None,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.doc) if item.doc else None,
        # lsp-mode re-indents after each accepted item without it, and Debian's markdown-mode then hangs.
        insert_text_mode=types.InsertTextMode.AsIs,
        data=_data(item),
    )
    if border.client.has_item_defaults:
        result.text_edit_text = new if new != item.label else None
        return result
    if isinstance(range_, types.EditRangeWithInsertReplace):
        result.text_edit = types.InsertReplaceEdit(new, range_.insert, range_.replace)
    else:
        result.text_edit = types.TextEdit(range_, new)
    return result


def _new_text(item: Item, found: ItemList, text: Text, border: Border) -> tuple[str, bool]:
    """What is inserted, and whether it is a snippet; later lines of a prompt fit the list or quote that it comes to stand in."""
    snippet = _snippet(item, border.client)
    is_snippet = bool(snippet)
    new = snippet or item.new or item.label
    if item.kind is ItemKind.PROMPT:
        without_margin = is_snippet and not border.client.keeps_whitespace
        new = indented(text.source, found.before.start, new, without_margin=without_margin)
    return new, is_snippet


def _snippet(item: Item, client: Client) -> str | None:
    """The snippet in the client's own dialect, if it is to have one."""
    if not client.has_snippets or not item.snippet:
        return None
    if client.has_yasnippet:
        return yasnippet(item.snippet, item.new or item.label, keeps_lines=client.keeps_whitespace)
    return item.snippet


def _kind(item: Item, *, is_snippet: bool) -> types.CompletionItemKind:
    """Helix takes whatever is called a snippet for one, and would read plain text's ``$`` as tab stops."""
    is_plain_prompt = item.kind is ItemKind.PROMPT and not is_snippet
    return types.CompletionItemKind.Text if is_plain_prompt else _KINDS[item.kind]


def _range(found: ItemList, text: Text, border: Border) -> types.Range | types.EditRangeWithInsertReplace:
    """One range for all items, from the ``@``: Neovim takes the smallest start of a list for every item of it."""
    to_cursor = border.range(text, found.before)
    to_end = border.range(text, found.span)
    if border.client.replaces_token:
        return to_end
    if border.client.has_insert_replace and to_cursor != to_end:
        return types.EditRangeWithInsertReplace(to_cursor, to_end)
    return to_cursor


def _data(item: Item) -> dict[str, str | None] | None:
    """What `completionItem/resolve` needs to find the persona again."""
    if item.entry is None:
        return None
    return {"path": str(item.entry.path), "part": item.part.name if item.part else None}


def _word_list(found: ItemList, text: Text) -> types.CompletionList:
    """Items that say what follows the last word start before the cursor, for clients that replace just that word."""
    typed = found.before.of(text.source)
    word = _WORD.search(typed)
    kept = len(typed) - len(word[0] if word else "")
    items = [
        types.CompletionItem(
            label=item.label.removeprefix(typed[:kept]),
            kind=_KINDS[item.kind],
            detail=item.detail or None,
            sort_text=f"{item.rank:04}",
            insert_text=new[kept:],
            insert_text_mode=types.InsertTextMode.AsIs,
            data=_data(item),
        )
        for item in found.items
        # They replace one word: what begins otherwise, or reaches over lines, would leave the rest of the token standing.
        if (new := item.new or item.label).startswith(typed) and "\n" not in new
    ]
    return types.CompletionList(is_incomplete=True, items=items)
