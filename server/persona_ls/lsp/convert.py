"""The border: offsets become positions of the negotiated encoding here, and nowhere else; plain values become the protocol's."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types

from persona_ls.features.symbols import Symbol, SymbolKind
from persona_ls.features.workspace import File
from persona_ls.locales import Messages
from persona_ls.lsp.client import Client
from persona_ls.lsp.documents import Documents
from persona_ls.lsp.uris import uri_of
from persona_ls.rules.base import Finding, Severity, Tag
from persona_ls.rules.pages import rule_document
from persona_ls.session import Session
from persona_ls.text import Edit, Position, Span, Text

__all__ = ["Border", "range_as_json"]

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary, Tag.DEPRECATED: types.DiagnosticTag.Deprecated}
_SYMBOLS = {
    SymbolKind.PERSONA: types.SymbolKind.Class,
    SymbolKind.KEY: types.SymbolKind.Property,
    SymbolKind.FIELD: types.SymbolKind.Field,
    SymbolKind.SECTION: types.SymbolKind.Namespace,
    SymbolKind.PROMPT: types.SymbolKind.Method,
    SymbolKind.VARIABLE: types.SymbolKind.Variable,
}


def range_as_json(range_: types.Range) -> dict[str, Any]:
    """A range for answers that are made as JSON at once, because they hold hundreds."""
    ends = {"start": range_.start, "end": range_.end}
    return {name: {"line": end.line, "character": end.character} for name, end in ends.items()}


def rule_page(name: str, say: Messages) -> types.CodeDescription | None:
    """The page of a rule in the person's language: a file that comes with the product, so that no click leaves the machine."""
    page = rule_document(name, say.language)
    return types.CodeDescription(page.as_uri()) if page else None


class Border:
    """Converts for one client in one encoding. Texts of closed files are read when a position in them is wanted."""

    def __init__(self, session: Session, documents: Documents, client: Client) -> None:
        self.session, self.documents, self.client = session, documents, client
        self.encoding = documents.encoding

    # -- positions --

    def offset(self, text: Text, position: types.Position) -> int:
        """The offset of a position of the client."""
        return text.offset(Position(position.line, position.character), self.encoding)

    def span(self, text: Text, range_: types.Range) -> Span:
        """The span of a range of the client, turned round if it runs backwards."""
        start, end = sorted((self.offset(text, range_.start), self.offset(text, range_.end)))
        return Span(start, end)

    def range(self, text: Text, span: Span) -> types.Range:
        """The range of a span."""
        start, end = text.position(span.start, self.encoding), text.position(span.end, self.encoding)
        return types.Range(types.Position(*start), types.Position(*end))

    def ranges(self, text: Text, spans: Sequence[Span]) -> list[types.Range]:
        """The ranges of spans in the order of the text that do not overlap: thousands may stand on one line."""
        ends = self.positions(text, (offset for span in spans for offset in span))
        return [types.Range(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True)]

    def positions(self, text: Text, offsets: Iterable[int]) -> list[types.Position]:
        """The positions of ascending offsets."""
        return [types.Position(*each) for each in text.positions(offsets, self.encoding)]

    def uri(self, path: Path) -> str:
        """The URI of a file, as the client spells it where it has the file open."""
        opened = next((each for each in self.session if each.path == path), None)
        return opened.key if opened else uri_of(path)

    def version(self, uri: str) -> int | None:
        """The version of a document that the editor has open."""
        document = self.documents.get(uri)
        return document.version if document else None

    def location(self, path: Path, span: Span) -> types.Location | None:
        """A place in a file; ``None`` when the file can no longer be read."""
        opened = next((each for each in self.session if each.path == path), None)
        if opened:
            return types.Location(opened.key, self.range(opened.text, span))
        text = self.session.text_of(path)
        # Lines behind the place need not be counted; one character more, as it may be the other half of a line end.
        return types.Location(uri_of(path), self.range(Text(text.source[: span.end + 1]), span)) if text else None

    def locations(self, places: Iterable[tuple[File, Span]]) -> list[types.Location]:
        """Places, file by file in the order in which they come; each file is read once."""
        by_file: dict[File, set[Span]] = {}
        for file, span in places:
            by_file.setdefault(file, set()).add(span)
        found: list[types.Location] = []
        for file, spans in by_file.items():
            opened = self.session.get(file.key)
            text = opened.text if opened else self.session.text_of(file.path) if file.path else None
            uri = self.uri(file.path) if file.path else file.key
            found += [types.Location(uri, each) for each in self.ranges(text, sorted(spans))] if text else ()
        return found

    # -- values --

    def diagnostic(self, finding: Finding, text: Text, uri: str, say: Messages) -> types.Diagnostic:
        """A finding as the editor shows it."""
        related = [
            types.DiagnosticRelatedInformation(location, say(each.message, **each.arguments))
            for each in finding.related
            if (
                location := types.Location(uri, self.range(text, each.span))
                if each.path is None
                else self.location(each.path, each.span)
            )
        ]
        return types.Diagnostic(
            range=self.range(text, finding.span),
            severity=_SEVERITIES[finding.level],
            code=finding.rule.name,
            code_description=rule_page(finding.rule.name, say),
            source="persona-ls",
            message=say(finding.template, **finding.arguments),
            tags=[_TAGS[tag] for tag in finding.tags] or None,
            related_information=related or None,
        )

    def text_edits(self, text: Text, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of one document, in the order of its text."""
        ordered = sorted(edits, key=lambda edit: edit.span)
        return [
            types.TextEdit(place, edit.new)
            for place, edit in zip(self.ranges(text, [edit.span for edit in ordered]), ordered, strict=True)
        ]

    def document_symbol(self, symbol: Symbol, text: Text) -> types.DocumentSymbol:
        """A node of the outline with what is below it."""
        return types.DocumentSymbol(
            name=symbol.name,
            detail=symbol.detail or None,
            kind=_SYMBOLS[symbol.kind],
            range=self.range(text, symbol.span),
            selection_range=self.range(text, symbol.name_span),
            children=[self.document_symbol(child, text) for child in symbol.children],
        )

    def flat_symbols(
        self, symbols: Iterable[Symbol], text: Text, uri: str, parent: str = ""
    ) -> list[types.SymbolInformation]:
        """The outline as a list, for clients without trees."""
        flat: list[types.SymbolInformation] = []
        for symbol in symbols:
            location = types.Location(uri, self.range(text, symbol.span))
            flat.append(
                types.SymbolInformation(location, symbol.name, _SYMBOLS[symbol.kind], container_name=parent or None)
            )
            flat += self.flat_symbols(symbol.children, text, uri, symbol.name)
        return flat
