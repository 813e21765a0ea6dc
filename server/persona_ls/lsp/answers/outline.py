"""The shape of a document and of the workspace: symbols, folds, selections."""

from lsprotocol import types

from persona_ls.features.folding import FoldKind
from persona_ls.features.folding import folding as folds_of
from persona_ls.features.selecting import selections
from persona_ls.features.symbols import document_symbols
from persona_ls.features.symbols import workspace_symbols as symbols_of
from persona_ls.lsp.desk import Desk


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


def workspace_symbol(desk: Desk, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """The workspace's personas by id, alias, title or tag."""
    session = desk.session
    home = session.store.home_of(None)
    return [
        types.WorkspaceSymbol(
            location=place, name=entry.id, kind=types.SymbolKind.Class, container_name=entry.title or None
        )
        for entry in symbols_of(session.library, params.query, home, session.say.language)
        if (place := desk.border.location(entry.path, entry.title_span))
    ]


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
