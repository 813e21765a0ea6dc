"""Broken front matter cut into its entries, by lines alone.

A strict parser gives up at the first mistake and takes all that follows with it. People write one key per line at the margin,
so a line scanner finds the entries again: a `Chunk` is such a line with what belongs to it, and a `Slot` is a place inside
where a value stands.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from persona_ls.syntax.yaml_causes import COMMENT, closing
from persona_ls.syntax.yaml_lines import KEY, indent_of, is_blank
from persona_ls.text import Span, Text

__all__ = ["BLOCK_HEADER", "Chunk", "Slot", "chunk_of", "chunks", "slots"]

BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?(?=[\r\n]|\Z)")

_MARKS = re.compile(r"[ \t]*(?P<dashes>(?:-[ \t]+)*)")
_TAG = re.compile(r"<([A-Za-z][\w-]*+)[^<>\r\n]*(?<!/)>")
_CLOSING_TAG = re.compile(r"</([A-Za-z][\w-]*)>")


class Slot(NamedTuple):
    """The text of one value, and what to put around it to read it alone: ``("x: ", "")``."""

    span: Span
    before: str
    after: str = ""


class Chunk(NamedTuple):
    """A line ``key: …`` at the margin and the lines up to the next one, or the lines before the first key (``key`` is ``None``).

    ``value`` begins behind the colon and its blanks and ends with the last line that says something; it is empty, at the colon, when only
    nested lines follow. ``lines`` have no line breaks and leave out blank lines and comments at the end, which ``span`` covers.
    """

    span: Span
    key: Span | None
    value: Span
    lines: tuple[Span, ...]


def chunks(text: Text, content: Span) -> Iterator[Chunk]:
    """The chunks of the lines in ``content``, without those that say nothing."""
    source = text.source
    lines = list(_lines(text, content))
    heads = [at for at, line in enumerate(lines) if KEY.match(source, line.start, line.end)]
    bounds = sorted({0, *_outside_elements(source, lines, heads), len(lines)})
    for first, last in pairwise(bounds):
        end = lines[last].start if last < len(lines) else content.end
        if chunk := chunk_of(source, Span(lines[first].start, end), lines[first:last]):
            yield chunk


def chunk_of(source: str, span: Span, lines: Sequence[Span]) -> Chunk | None:
    """The chunk of ``lines``, or nothing where they say nothing."""
    while lines and is_blank(source, lines[-1]):
        lines = lines[:-1]
    if not lines:
        return None
    key = KEY.match(source, lines[0].start, lines[0].end)
    if key is None:
        return Chunk(span, None, Span(lines[0].start, lines[-1].end), tuple(lines))
    start = _after_blanks(source, key.end(), lines[0].end)
    value = _value(source, Span(start, lines[0].end))
    value = _value(source, Span(start, lines[-1].end)) if value.start < value.end else Span(key.end(), key.end())
    return Chunk(span, Span(*key.span("key")), value, tuple(lines))


def slots(source: str, chunk: Chunk) -> Iterator[Slot]:
    """The values in a chunk: the one behind its key, or those of the items and keys nested in it."""
    lines = chunk.lines
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        column, start, before = _value_start(source, line)
        value = _value(source, Span(start, line.end))
        if before and value.start < value.end:
            while at < len(lines) and (is_blank(source, lines[at]) or indent_of(source, lines[at]) > column):
                if not is_blank(source, lines[at]):
                    value = _value(source, Span(start, lines[at].end))
                at += 1
            yield Slot(value, before)


def _lines(text: Text, content: Span) -> Iterator[Span]:
    if content.start < content.end:
        for number in range(text.line_at(content.start), text.line_at(content.end - 1) + 1):
            yield text.line_span(number)


def _outside_elements(source: str, lines: list[Span], heads: list[int]) -> list[int]:
    """The heads that do not stand between ``<example>`` and ``</example>``: those are text, whatever they look like."""
    if not lines or "</" not in source:
        return heads
    closings = defaultdict(list)
    for tag in _CLOSING_TAG.finditer(source, lines[0].start, lines[-1].end):
        closings[tag[1]].append(tag.start())
    kept = set(heads)
    covered = 0
    for at, line in enumerate(lines):
        if line.start < covered:
            kept.discard(at)
        elif opening := _TAG.match(source, line.start, line.end):
            ends = closings[opening[1]]
            following = bisect_right(ends, opening.end())
            covered = ends[following] if following < len(ends) else 0
    return sorted(kept)


def _value_start(source: str, line: Span) -> tuple[int, int, str]:
    """The column that nested lines must pass, where the value starts, and what reads it alone; nothing for a line of text."""
    marks = _MARKS.match(source, line.start, line.end)
    assert marks is not None
    if key := KEY.match(source, marks.end(), line.end):
        return marks.end() - line.start, _after_blanks(source, key.end(), line.end), "x: "
    column = marks.start("dashes") - line.start
    return column, marks.end(), "- " if marks["dashes"] else ""


def _after_blanks(source: str, start: int, end: int) -> int:
    return end - len(source[start:end].lstrip(" \t"))


def _value(source: str, span: Span) -> Span:
    """The value at the start of ``span``, of one line or more, without the comment behind it."""
    words = span.of(source)
    if not BLOCK_HEADER.match(words):
        last_line = max(words.rfind("\n"), words.rfind("\r")) + 1
        comment = COMMENT.search(words, max(closing(words) or 0, last_line))
        words = words[: comment.start() if comment else None]
    return Span(span.start, span.start + len(words.rstrip()))
