"""Completion for one client: which range, which text, which filter (field notes on editors, part 4).

The answer is made as JSON at once: it is asked for at every letter, and a hundred objects that are looked over on their way to JSON would
take longer than to find what they show.
"""

import re
from typing import Any

from lsprotocol import types

from persona_ls.features.items import Item, ItemKind, ItemList
from persona_ls.lsp.client import Client
from persona_ls.lsp.convert import Border, range_as_json
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
_AS_IS = types.InsertTextMode.AsIs.value
_WORD = re.compile(r"(?<!\w)\w*\Z")


def completion_list(found: ItemList, text: Text, border: Border) -> dict[str, Any]:
    """The list in the shape that the client handles."""
    if border.client.is_word_mode:
        return _word_list(found, text)
    range_ = _range(found, text, border)
    answer: dict[str, Any] = {"isIncomplete": found.is_incomplete}
    if border.client.has_item_defaults:
        answer["itemDefaults"] = {"editRange": range_}
    answer["items"] = [_item(item, found, text, border, range_) for item in found.items]
    return answer


def _item(item: Item, found: ItemList, text: Text, border: Border, range_: dict[str, Any]) -> dict[str, Any]:
    new, is_snippet = _new_text(item, found, text, border)
    made = _common(item, item.label, _kind(item, is_snippet=is_snippet))
    if item.filter_text:
        made["filterText"] = item.filter_text
    if is_snippet:
        made["insertTextFormat"] = types.InsertTextFormat.Snippet.value
    if item.doc:
        made["documentation"] = {"kind": types.MarkupKind.Markdown.value, "value": item.doc}
    if not border.client.has_item_defaults:
        place = range_ if "insert" in range_ else {"range": range_}
        made["textEdit"] = {"newText": new, **place}
    elif new != item.label:
        made["textEditText"] = new
    return made


def _common(item: Item, label: str, kind: types.CompletionItemKind) -> dict[str, Any]:
    """What every item has."""
    # lsp-mode re-indents after each accepted item without the mode, and Debian's markdown-mode then hangs.
    made: dict[str, Any] = {"label": label, "kind": kind.value, "sortText": f"{item.rank:04}", "insertTextMode": _AS_IS}
    if item.detail:
        made["detail"] = item.detail
    if item.entry is not None:
        # What `completionItem/resolve` needs to find the persona again.
        made["data"] = {"path": item.entry.place, "part": item.part.name if item.part else None}
    return made


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


def _range(found: ItemList, text: Text, border: Border) -> dict[str, Any]:
    """One range for all items, from the ``@``: Neovim takes the smallest start of a list for every item of it."""
    to_cursor = range_as_json(border.range(text, found.before))
    to_end = range_as_json(border.range(text, found.span))
    if border.client.replaces_token:
        return to_end
    if border.client.has_insert_replace and to_cursor != to_end:
        return {"insert": to_cursor, "replace": to_end}
    return to_cursor


def _word_list(found: ItemList, text: Text) -> dict[str, Any]:
    """Items that say what follows the last word start before the cursor, for clients that replace just that word."""
    typed = found.before.of(text.source)
    word = _WORD.search(typed)
    kept = len(typed) - len(word[0] if word else "")
    items = [
        _common(item, item.label.removeprefix(typed[:kept]), _KINDS[item.kind]) | {"insertText": new[kept:]}
        for item in found.items
        # They replace one word: what begins otherwise, or reaches over lines, would leave the rest of the token standing.
        if (new := item.new or item.label).startswith(typed) and "\n" not in new
    ]
    return {"isIncomplete": True, "items": items}
