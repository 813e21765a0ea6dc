"""The text of one document, and the only arithmetic on positions.

Everything inside persona-ls counts **offsets in code points** from 0. A line ends at ``\\n``, ``\\r\\n`` or ``\\r`` and nowhere else
(Language Server Protocol 3.17, "Text Documents"): ``str.splitlines`` also breaks at form feeds, NEL and U+2028, so it is never used on
documents. A `Position` exists only at the border, in one of the three encodings of the protocol.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

__all__ = ["Edit", "Encoding", "Position", "Span", "Spans", "Text", "apply_edits", "join_surrogates"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Encoding(StrEnum):
    """Unit in which a `Position` counts characters; the values are the protocol's ``PositionEncodingKind``."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """Line from 0, and character from 0 in the units of some `Encoding`."""

    line: int
    character: int


class Span(NamedTuple):
    """Half-open range of code points, ``start <= end``."""

    start: int
    end: int

    def of(self, source: str) -> str:
        """The piece of ``source`` that the span covers."""
        return source[self.start : self.end]

    def holds(self, offset: int) -> bool:
        """Whether a cursor at ``offset`` touches the span; a cursor right behind the last character does."""
        return self.start <= offset <= self.end

    def covers(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class Spans:
    """Spans, in any order and over each other as they may be, that are asked by bisection: many questions about many spans stay quick."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))  # the furthest end so far

    def cover(self, span: Span) -> bool:
        """Whether ``span`` lies wholly inside one of them."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._ends[before - 1] >= span.end

    def meet(self, span: Span) -> bool:
        """Whether ``span`` has a character in common with one of them."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start


class Edit(NamedTuple):
    """Replacement of one span by new text."""

    span: Span
    new: str


class Text:
    """An immutable text that knows its lines.

    ``Text("a\\r\\nb").line_starts`` is ``(0, 3)``. Positions past the end of a line mean its end, before the line break; positions past the
    last line mean the end of the text; a position inside a character means the start of that character.
    """

    __slots__ = ("__dict__", "source")

    def __init__(self, source: str) -> None:
        self.source = source

    def __len__(self) -> int:
        return len(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Text({self.source[:40]!r}{'…' if len(self.source) > 40 else ''})"

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line; there is always a first line."""
        if "\r" not in self.source:
            starts = [0]
            find, at = self.source.find, 0
            while (at := find("\n", at) + 1) > 0:
                starts.append(at)
            return tuple(starts)
        return (0, *(match.end() for match in _LINE_END.finditer(self.source)))

    @cached_property
    def _is_ascii(self) -> bool:
        return self.source.isascii()

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends in a line break has an empty last line."""
        return len(self.line_starts)

    def line_at(self, offset: int) -> int:
        """Line, from 0, that holds ``offset``."""
        return bisect_right(self.line_starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """Span of a line without its line break."""
        start = self.line_starts[line]
        if line + 1 == self.line_count:
            return Span(start, len(self.source))
        end = self.line_starts[line + 1] - 1
        if end > start and self.source[end] == "\n" and self.source[end - 1] == "\r":
            end -= 1
        return Span(start, end)

    def lines_in(self, span: Span) -> Iterator[Span]:
        """The spans of the lines that begin inside ``span``, each without its line break."""
        for line in range(self.line_at(span.start), self.line_count):
            each = self.line_span(line)
            if each.start >= span.end:
                return
            if each.start >= span.start:
                yield each

    def position(self, offset: int, encoding: Encoding) -> Position:
        """The position of ``offset`` (clamped to the text) in ``encoding``."""
        offset = max(0, min(offset, len(self.source)))
        line = self.line_at(offset)
        start = self.line_starts[line]
        if self._is_ascii or encoding is Encoding.UTF32:
            return Position(line, offset - start)
        return Position(line, _units(self.source[start:offset], encoding))

    def positions(self, offsets: Iterable[int], encoding: Encoding) -> Iterator[Position]:
        """The positions of ascending ``offsets``; on a long line each is counted on from the one before."""
        at = Position(0, 0)
        start = 0
        for offset in offsets:
            line = self.line_at(offset)
            if line != at.line:
                start, at = self.line_starts[line], Position(line, 0)
            is_plain = self._is_ascii or encoding is Encoding.UTF32
            width = offset - start if is_plain else _units(self.source[start:offset], encoding)
            start, at = offset, Position(line, at.character + width)
            yield at

    def offset(self, position: Position, encoding: Encoding) -> int:
        """The offset of ``position``, clamped as the class says; negative numbers mean 0."""
        line, character = position
        if line < 0:
            return 0
        if line >= self.line_count:
            return len(self.source)
        span = self.line_span(line)
        character = max(0, character)
        if self._is_ascii or encoding is Encoding.UTF32:
            return min(span.start + character, span.end)
        return span.start + _code_points(span.of(self.source), character, encoding)

    def replaced(self, span: Span, new: str) -> "Text":
        """A new text in which ``span`` is replaced."""
        source = self.source[: span.start] + new + self.source[span.end :]
        # Only at the seams can two halves of a character have met: the rest was joined when it came.
        seams = self.source[max(0, span.start - 1) : span.start] + new + self.source[span.end : span.end + 1]
        return Text(join_surrogates(source) if _SURROGATE.search(seams) else source)


def join_surrogates(source: str) -> str:
    """``source`` with each pair of surrogates made one character; lone ones stay.

    An editor that cuts an edit in the middle of a pair sends the halves apart.
    """
    if not _SURROGATE.search(source):
        return source
    return source.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """``source`` after ``edits``, whose spans refer to ``source`` itself.

    Raises:
        ValueError: two edits overlap.
    """
    pieces: list[str] = []
    at = 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        if span.start < at:
            raise ValueError(f"overlapping edits at {span.start}")
        pieces += source[at : span.start], new
        at = span.end
    return "".join([*pieces, source[at:]])


def _units(piece: str, encoding: Encoding) -> int:
    """Length of ``piece`` in units of ``encoding``."""
    if encoding is Encoding.UTF16:
        return len(piece) + len(_ASTRAL.findall(piece))
    return len(piece.encode("utf-8", "surrogatepass"))


def _code_points(line: str, units: int, encoding: Encoding) -> int:
    """How many whole code points of ``line`` fit into ``units``."""
    codec, width = ("utf-16-le", 2) if encoding is Encoding.UTF16 else ("utf-8", 1)
    encoded = line.encode(codec, "surrogatepass")[: units * width]
    try:
        whole = encoded.decode(codec, "surrogatepass")
    except UnicodeDecodeError as cut:
        whole = encoded[: cut.start].decode(codec, "surrogatepass")
    # Half a pair decodes into a lone surrogate that the line does not have.
    return len(whole) - (whole[-1:] != line[len(whole) - 1 : len(whole)])
