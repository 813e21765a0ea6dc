"""`persona_ls.text`: lines, positions and edits by the rules of the protocol, case by case."""

import pytest

from persona_ls.text import Edit, Encoding, Position, Span, Spans, Text, apply_edits, join_surrogates

UTF8, UTF16, UTF32 = Encoding.UTF8, Encoding.UTF16, Encoding.UTF32


class TestLines:
    @pytest.mark.parametrize(
        ("source", "lines"),
        [
            ("", [""]),
            ("a", ["a"]),
            ("a\n", ["a", ""]),
            ("a\nb", ["a", "b"]),
            ("a\r\nb", ["a", "b"]),
            ("a\rb", ["a", "b"]),
            ("\n\r\n\r", ["", "", "", ""]),
            ("\r\r\n\n", ["", "", "", ""]),
            ("a\n\rb", ["a", "", "b"]),
            ("a\u2028b\fc\x85d\ve\u2029f\x1cg", ["a\u2028b\fc\x85d\ve\u2029f\x1cg"]),
        ],
    )
    def test_a_line_ends_where_the_protocol_says_and_nowhere_else(self, source, lines):
        text = Text(source)
        assert [text.line_span(line).of(source) for line in range(text.line_count)] == lines

    def test_line_starts_are_offsets(self):
        assert Text("a\r\nb\rc\nd").line_starts == (0, 3, 5, 7)

    @pytest.mark.parametrize(("offset", "line"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])
    def test_a_line_break_belongs_to_the_line_that_it_ends(self, offset, line):
        assert Text("a\r\nb").line_at(offset) == line


class TestPositions:
    @pytest.mark.parametrize(
        ("encoding", "columns"),
        [(UTF32, [0, 1, 2, 3]), (UTF16, [0, 1, 3, 4]), (UTF8, [0, 2, 6, 7])],
    )
    def test_columns_count_units_of_the_encoding(self, encoding, columns):
        text = Text("x\né😀a")
        positions = [text.position(offset, encoding) for offset in range(2, 6)]
        assert positions == [Position(1, column) for column in columns]
        assert [text.offset(position, encoding) for position in positions] == [2, 3, 4, 5]

    @pytest.mark.parametrize(
        ("encoding", "column", "offset"),
        [(UTF16, 2, 1), (UTF8, 1, 0), (UTF8, 3, 1), (UTF8, 4, 1), (UTF8, 5, 1)],
    )
    def test_a_position_inside_a_character_means_its_start(self, encoding, column, offset):
        assert Text("é😀").offset(Position(0, column), encoding) == offset

    @pytest.mark.parametrize("encoding", Encoding)
    @pytest.mark.parametrize(
        ("position", "offset"),
        [((0, 99), 1), ((1, 99), 4), ((9, 0), 5), ((2, 0), 5), ((2, 5), 5), ((-1, 3), 0), ((1, -4), 3), ((-9, -9), 0)],
    )
    def test_a_position_outside_is_clamped(self, encoding, position, offset):
        """Past the end of a line means its end, before the line break; past the last line the end of the text."""
        assert Text("é\r\né\n").offset(Position(*position), encoding) == offset

    @pytest.mark.parametrize("encoding", Encoding)
    def test_an_offset_outside_is_clamped(self, encoding):
        text = Text("é\nab")
        assert text.position(-5, encoding) == Position(0, 0)
        assert text.position(99, encoding) == Position(1, 2)

    @pytest.mark.parametrize(("encoding", "column"), [(UTF8, 3), (UTF16, 1), (UTF32, 1)])
    def test_a_lone_surrogate_is_a_character(self, encoding, column):
        text = Text("\ud83da")
        assert text.position(1, encoding) == Position(0, column)
        assert text.offset(Position(0, column), encoding) == 1


class TestEdits:
    def test_replacing_makes_a_new_text(self):
        before = Text("abc")
        assert before.replaced(Span(1, 2), "XY") == Text("aXYc")
        assert before.source == "abc"

    @pytest.mark.parametrize(
        ("source", "span", "new"), [("\ud83d", Span(1, 1), "\ude00"), ("a\ude00", Span(0, 1), "\ud83d")]
    )
    def test_halves_of_a_pair_that_meet_are_one_character(self, source, span, new):
        assert Text(source).replaced(span, new).source == "😀"

    @pytest.mark.parametrize(
        ("source", "joined"),
        [("\ud83d\ude00", "😀"), ("\ude00\ud83d", "\ude00\ud83d"), ("\ud83d\ud83d\ude00", "\ud83d😀"), ("a", "a")],
    )
    def test_only_pairs_in_order_are_joined(self, source, joined):
        assert join_surrogates(source) == joined

    def test_edits_refer_to_the_text_before_all_of_them(self):
        edits = [Edit(Span(4, 5), "E"), Edit(Span(0, 1), ""), Edit(Span(2, 2), "|")]
        assert apply_edits("abcde", edits) == "b|cdE"

    def test_insertions_at_one_place_keep_their_order(self):
        assert apply_edits("ab", [Edit(Span(1, 1), "1"), Edit(Span(1, 1), "2")]) == "a12b"

    def test_edits_that_overlap_are_an_error(self):
        with pytest.raises(ValueError, match="overlapping edits at 1"):
            apply_edits("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])


class TestValues:
    def test_texts_are_equal_by_their_source(self):
        assert Text("a") == Text("a")
        assert Text("a") != "a"
        assert len({Text("a"), Text("a"), Text("b")}) == 2
        assert len(Text("é😀")) == 2

    def test_a_long_text_is_shown_by_its_beginning(self):
        assert repr(Text("abc")) == "Text('abc')"
        assert repr(Text("x" * 50)) == f"Text('{'x' * 40}'…)"

    def test_a_span_knows_what_it_touches(self):
        span = Span(2, 4)
        assert span.of("abcdef") == "cd"
        assert [offset for offset in range(7) if span.holds(offset)] == [2, 3, 4]
        assert span.covers(Span(2, 4))
        assert span.covers(Span(3, 3))
        assert not span.covers(Span(1, 3))
        assert not span.covers(Span(3, 5))


def test_spans_answer_by_bisection_what_a_look_at_each_would_tell():
    each = [Span(start, end) for start in range(4) for end in range(start, 5)]
    for first in each:
        for second in each:
            spans = Spans([second, first])
            for asked in each:
                assert spans.cover(asked) == any(one.covers(asked) for one in (first, second))
                assert spans.meet(asked) == any(
                    one.start < asked.end and asked.start < one.end for one in (first, second)
                )
