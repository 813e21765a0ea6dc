"""What lsprotocol's own converter writes, ours writes; what it can read, ours reads."""

import json

import pytest
from lsprotocol import converters, types

from persona_ls.lsp.converter import TolerantConverter, as_dict, camel_case


@pytest.fixture(scope="module")
def ours():
    return TolerantConverter()


@pytest.fixture(scope="module")
def stock():
    return converters.get_converter()


HERE = types.Range(types.Position(0, 1), types.Position(2, 3))

OUTGOING = [
    types.Hover(contents=types.MarkupContent(types.MarkupKind.Markdown, "é"), range=HERE),
    types.CompletionList(
        is_incomplete=False,
        item_defaults=types.CompletionItemDefaults(edit_range=HERE),
        items=[types.CompletionItem("a", kind=types.CompletionItemKind.File, data={"x": [None]}, deprecated=False)],
    ),
    types.WorkspaceEdit(
        changes={"file:///a": [types.TextEdit(HERE, "x")]},
        document_changes=[
            types.CreateFile(uri="file:///b", options=types.CreateFileOptions(overwrite=False)),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier("file:///a", None), [types.TextEdit(HERE, "")]
            ),
        ],
    ),
    types.RelatedFullDocumentDiagnosticReport(items=(), result_id="1"),
    types.CodeAction("t", kind=types.CodeActionKind.QuickFix, is_preferred=False),
    types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*.md", kind=types.WatchKind.Change)]),
    types.CompletionRegistrationOptions(document_selector=None),
    types.ServerCapabilities(hover_provider=True, position_encoding=types.PositionEncodingKind.Utf16),
    types.PublishDiagnosticsNotification(
        types.PublishDiagnosticsParams("file:///a", [types.Diagnostic(HERE, "m", tags=[])])
    ),
    types.RegistrationRequest(id="x", params=types.RegistrationParams([types.Registration("1", "m", {"a": 1})])),
]


@pytest.mark.parametrize("message", OUTGOING, ids=lambda message: type(message).__name__)
def test_messages_are_written_as_lsprotocol_writes_them(ours, stock, message):
    expected = stock.unstructure(message)
    assert json.loads(json.dumps(message, default=as_dict)) == json.loads(json.dumps(expected))
    assert ours.unstructure(message) == json.loads(json.dumps(expected))


@pytest.mark.parametrize("message", OUTGOING, ids=lambda message: type(message).__name__)
def test_messages_come_back_as_they_were(ours, message):
    assert ours.structure(ours.unstructure(message), type(message)) == stock_read(message)


def stock_read(message):
    """As lsprotocol's own converter reads it back: sequences become tuples."""
    converter = converters.get_converter()
    return converter.structure(converter.unstructure(message), type(message))


def test_what_is_no_object_of_the_protocol_cannot_be_written():
    with pytest.raises(ValueError, match="attrs"):
        json.dumps(object(), default=as_dict)


def test_the_converter_costs_nothing_until_something_has_to_be_read():
    """The first answer, to ``initialize``, is written without it."""
    converter = TolerantConverter()
    converter.unstructure(OUTGOING[0])
    assert not converter._is_furnished
    converter.structure({"line": 0, "character": 0}, types.Position)
    assert converter._is_furnished


@pytest.mark.parametrize(
    ("raw", "position"),
    [((0, 5), (0, 5)), ((-1, -7), (0, 0)), ((2**31, 2**70), (2**31 - 1, 2**31 - 1)), ((3.0, 1e300), (3, 2**31 - 1))],
)
def test_positions_are_clamped_into_the_range_of_the_protocol(ours, raw, position):
    found = ours.structure({"line": raw[0], "character": raw[1]}, types.Position)
    assert (found.line, found.character) == position


@pytest.mark.parametrize("value", [None, "1", 1.5, True, [], {}, float("inf"), float("nan")])
def test_what_is_no_whole_number_is_no_position(ours, value):
    with pytest.raises((TypeError, ValueError, OverflowError)):
        ours.structure({"line": value, "character": 0}, types.Position)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (types.SymbolKind, 99),
        (types.MarkupKind, "asciidoc"),
        (types.TraceValue, "chatty"),
        (types.FailureHandlingKind, ""),
    ],
)
def test_an_unknown_value_of_an_enumeration_stays_what_it_is(ours, kind, value):
    assert ours.structure(value, kind) == value


def test_a_known_one_is_a_member(ours):
    assert ours.structure(1, types.SymbolKind) is types.SymbolKind.File


@pytest.mark.parametrize(
    ("kind", "value"),
    [(types.SymbolKind, "1"), (types.SymbolKind, {}), (types.MarkupKind, 5), (types.SymbolKind, None)],
)
def test_one_of_another_type_is_refused(ours, kind, value):
    with pytest.raises(TypeError):
        ours.structure(value, kind)


@pytest.mark.parametrize(
    ("name", "written"), [("text_document", "textDocument"), ("uri", "uri"), ("from_", "from"), ("a_b_c", "aBC")]
)
def test_names_are_written_in_camel_case(name, written):
    assert camel_case(name) == written
