"""The answers: convert, ask, convert, return. One function for each request, called by the name it has in `handlers`.

What only looks at the parse of one document runs at once on the event loop. What may render a template waits for a child process, and
runs in a thread on immutable values.
"""

import asyncio
from pathlib import Path

from lsprotocol import types

from persona_ls.features.actions import actions_at
from persona_ls.features.definition import definition as definition_of
from persona_ls.features.folding import FoldKind
from persona_ls.features.folding import folding as folds_of
from persona_ls.features.formatting import formatting_edits
from persona_ls.features.hover import entry_card
from persona_ls.features.links import links
from persona_ls.features.selecting import selections
from persona_ls.features.symbols import document_symbols
from persona_ls.features.symbols import workspace_symbols as symbols_of
from persona_ls.lsp.completion import completion_list
from persona_ls.lsp.desk import Desk
from persona_ls.text import Span

_FIX_ALL = types.CodeActionKind.SourceFixAll


async def completion(desk: Desk, params: types.CompletionParams) -> types.CompletionList | None:
    """What fits at the cursor."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened = found[0]
    desk.look()
    offset = desk.border.offset(opened.document.text, params.position)
    items = await asyncio.to_thread(desk.session.complete, opened, offset)
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


async def hover(desk: Desk, params: types.HoverParams) -> types.Hover | None:
    """The card of what is under the cursor."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    text = found[0].document.text
    card = await asyncio.to_thread(desk.session.hover, found[0], desk.border.offset(text, params.position))
    if card is None:
        return None
    kind = types.MarkupKind.Markdown if desk.client.has_markdown_hover else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, card.markdown), desk.border.range(text, card.span))


def code_action(desk: Desk, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """The fixes of the findings in a range, and all safe ones at once where that is asked for."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, document = found
    text, border, say = opened.document.text, desk.border, desk.session.say
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    actions: list[types.CodeAction] = []
    if not only or any("quickfix".startswith(kind) for kind in only):
        offered = actions_at(desk.session.findings(opened), border.span(text, params.range))
        given = list(params.context.diagnostics)
        made = (border.code_action(each, text, document.uri, document.version, given, say) for each in offered)
        actions += [action for action in made if action]
    if any(_FIX_ALL.value.startswith(kind) or kind.startswith(_FIX_ALL.value) for kind in only):
        edits = desk.session.fix_all(opened)
        if edits:
            edit = border.workspace_edit(document.uri, document.version, border.text_edits(text, edits))
            actions.append(types.CodeAction(say("Apply all safe fixes"), kind=_FIX_ALL, edit=edit))
    return actions


def definition(desk: Desk, params: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location] | None:
    """Where a reference leads."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    text, home = opened.document.text, desk.session.store.home_of(opened.path)
    offset = border.offset(text, params.position)
    targets = definition_of(opened.document, opened.persona, offset, desk.session.library, home)
    places = [(target, place) for target in targets if (place := border.location(target.path, target.span))]
    if desk.client.has_location_links:
        return [
            types.LocationLink(place.uri, place.range, place.range, border.range(text, target.origin))
            for target, place in places
        ]
    return [place for _, place in places]


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


def document_link(desk: Desk, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
    """References as links."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    made = links(opened.document, opened.persona, desk.session.library, desk.session.store.home_of(opened.path))
    return [
        types.DocumentLink(
            border.range(opened.document.text, link.span),
            target=f"{place.uri}#L{place.range.start.line + 1}",
            tooltip=link.entry.title or link.entry.id,
        )
        for link in made
        if (place := border.location(link.entry.path, link.target))
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


def formatting(desk: Desk, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """A persona file, formatted; other Markdown is not ours to format."""
    return _formatted(desk, params.text_document.uri, None)


def range_formatting(desk: Desk, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
    """The part of a persona file that a range covers."""
    return _formatted(desk, params.text_document.uri, params.range)


def _formatted(desk: Desk, uri: str, range_: types.Range | None) -> list[types.TextEdit] | None:
    found = desk.opened(uri)
    if found is None or found[0].persona is None:
        return None
    opened, border = found[0], desk.border
    text = opened.document.text
    span: Span | None = border.span(text, range_) if range_ else None
    return border.text_edits(text, formatting_edits(found[0].persona, span))


def diagnostic(desk: Desk, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The findings of one document, for editors that pull."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return desk.publisher.report(*found, params.previous_result_id)


async def workspace_diagnostic(desk: Desk, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """The findings of every file of the workspace."""
    return await desk.publisher.workspace_report(params.previous_result_ids)
