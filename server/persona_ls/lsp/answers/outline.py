"""The shape of a document and of the workspace: symbols, folds, selections."""

from typing import Any

from lsprotocol import types

from persona_ls.features.folding import FoldKind
from persona_ls.features.folding import folding as folds_of
from persona_ls.features.selecting import selections
from persona_ls.features.symbols import document_symbols
from persona_ls.features.symbols import workspace_symbols as symbols_of
from persona_ls.library.entry import Entry
from persona_ls.lsp.convert import range_as_json
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.uris import path_of


def document_symbol(
    desk: Desk, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The outline of a persona file."""
    found = desk.opened(params.text_document.uri)
    if found is None or found[0].persona is None:
        return None
    opened, document = found
    text, symbols = opened.document.text, document_symbols(found[0].persona)
    if desk.client.has_symbol_tree:
        return [desk.border.document_symbol(symbol, text) for symbol in symbols]
    return desk.border.flat_symbols(symbols, text, document.uri)


def workspace_symbol(desk: Desk, params: types.WorkspaceSymbolParams) -> list[dict[str, Any]]:
    """The workspace's personas by id, alias, title or tag; made as JSON at once, for they are two hundred at every letter.

    Where the title stands in its file, an editor that can asks of the one that is chosen, so that the others need not be read.
    """
    session = desk.session
    found = symbols_of(session.library, params.query, session.store.home_of(None), session.say.language)
    if desk.client.resolves_symbols:
        return [_symbol(entry, {"uri": desk.border.uri(entry.path)}) for entry in found]
    places = ((entry, desk.border.location(entry.path, entry.title_span)) for entry in found)
    return [_symbol(entry, {"uri": at.uri, "range": range_as_json(at.range)}) for entry, at in places if at]


def resolve_symbol(desk: Desk, symbol: types.WorkspaceSymbol) -> types.WorkspaceSymbol:
    """The symbol with the place of the title; the beginning of a file that can no longer be read."""
    path = path_of(symbol.location.uri)
    entry = desk.session.library.at(path) if path else None
    place = desk.border.location(entry.path, entry.title_span) if entry else None
    start = types.Position(0, 0)
    symbol.location = place or types.Location(symbol.location.uri, types.Range(start, start))
    return symbol


def _symbol(entry: Entry, place: dict[str, Any]) -> dict[str, Any]:
    symbol = {"name": entry.id, "kind": types.SymbolKind.Class.value, "location": place}
    return symbol | {"containerName": entry.title} if entry.title else symbol


def folding(desk: Desk, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    """What can be folded in a persona file."""
    found = desk.opened(params.text_document.uri)
    if found is None or found[0].persona is None:
        return None
    kinds = {FoldKind.FRONT_MATTER: types.FoldingRangeKind.Imports}
    return [types.FoldingRange(fold.first, fold.last, kind=kinds.get(fold.kind)) for fold in folds_of(found[0].persona)]


def selection(desk: Desk, params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
    """The selections around each position, each with the next larger one."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    text = opened.document.text
    ranges = []
    for position in params.positions:
        around = selections(opened.document, opened.persona, border.offset(text, position))
        parent: types.SelectionRange | None = None
        for span in reversed(around):
            parent = types.SelectionRange(border.range(text, span), parent)
        ranges.append(parent or types.SelectionRange(types.Range(position, position)))
    return ranges
