"""`persona_ls.text` and the open documents against a model that is slow, obvious, and written from the protocol's words."""

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from persona_ls.lsp.documents import Documents
from persona_ls.text import Edit, Encoding, Position, Span, Text, apply_edits
from text_model import join_halves, lines_of, offset_of, position_of

CHARACTERS = ["a", "b", "\n", "\r\n", "\r", "é", "😀", "\u2028", "\f", "\x85", "\v", "\ud83d", "\ude00"]


documents = st.lists(st.sampled_from(CHARACTERS), max_size=30).map("".join).map(join_halves)
encodings = st.sampled_from(Encoding)
positions = st.tuples(st.integers(-2, 12), st.integers(-2, 40)).map(lambda pair: Position(*pair))


@given(documents)
def test_lines_are_those_of_the_model(source):
    text = Text(source)
    lines = lines_of(source)
    assert text.line_count == len(lines)
    assert [text.line_span(number).of(source) for number in range(len(lines))] == [
        line.rstrip("\r\n") for line in lines
    ]
    assert text.line_starts == tuple(sum(map(len, lines[:number])) for number in range(len(lines)))


@given(documents, positions, encodings)
def test_any_position_means_the_offset_of_the_model(source, position, encoding):
    """Also past the line, past the text, before it, and inside a character."""
    assert Text(source).offset(position, encoding) == offset_of(source, position, encoding)


@given(documents, encodings)
def test_every_offset_has_the_position_of_the_model_and_comes_back(source, encoding):
    text = Text(source)
    for offset in range(len(source) + 1):
        position = text.position(offset, encoding)
        assert position == position_of(source, offset, encoding)
        if source[max(0, offset - 1) : offset + 1] != "\r\n":  # no position lies between the two
            assert text.offset(position, encoding) == offset


@given(documents, st.lists(st.tuples(positions, positions, documents), max_size=8), encodings)
def test_any_sequence_of_changes_leaves_what_the_editor_has(source, changes, encoding):
    """The open document after each change is the text that a model which splices strings has, and a fresh document with that text."""
    store = Documents(encoding)
    store.open("untitled:a", "markdown", 0, source)
    model = source
    for version, (one, other, new) in enumerate(changes, 1):
        change = types.TextDocumentContentChangePartial(range=wire_range(one, other), text=new)
        start, end = sorted(offset_of(model, position, encoding) for position in (one, other))
        model = join_halves(model[:start] + new + model[end:])
        document = store.change("untitled:a", version, [change])
        assert document.text.source == model
        assert document.text.line_starts == Text(model).line_starts


def wire_range(*ends):
    """A range as lsprotocol has it: no number is below 0 there."""
    clamped = [(0, 0) if line < 0 else (line, max(0, character)) for line, character in ends]
    return types.Range(*(types.Position(*end) for end in clamped))


@given(documents, st.data())
def test_edits_together_are_the_edits_one_by_one_from_the_end(source, data):
    bounds = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=6)))
    spans = [Span(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=False)]
    edits = [(span, data.draw(documents)) for span in spans]
    expected = source
    for span, new in reversed(edits):
        expected = expected[: span.start] + new + expected[span.end :]
    assert apply_edits(source, [Edit(*edit) for edit in edits]) == expected


def test_the_model_itself_knows_the_protocol():
    assert lines_of("a\r\nb\rc\n") == ["a\r\n", "b\r", "c\n", ""]
    assert offset_of("é😀", Position(0, 2), Encoding.UTF16) == 1
    assert position_of("é😀a", 2, Encoding.UTF8) == Position(0, 6)
