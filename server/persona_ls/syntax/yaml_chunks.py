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

from persona_ls.syntax.yaml_causes import COMMENT, bracket_end, is_template, quote_end
from persona_ls.syntax.yaml_lines import KEY, indent_of, is_blank
from persona_ls.text import Span, Text

__all__ = ["BLOCK_HEADER", "Chunk", "Slot", "chunk_of", "chunks", "slots"]

BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\Z")

_MARKS = re.compile(r"[ \t]*(?P<dashes>(?:-[ \t]+)*)")
_TAG = re.compile(r"<([A-Za-z][\w-]*)[^<>\r\n]*(?<!/)>")
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


def chunks(text: Text, content: Span) -> list[Chunk]:
    """The chunks of the lines in ``content``, without those that say nothing."""
    source = text.source
    lines = [Span(max(line.start, content.start), min(line.end, content.end)) for line in _lines(text, content)]
    heads = [at for at, line in enumerate(lines) if KEY.match(source, line.start, line.end)]
    heads = _outside_elements(source, lines, heads)
    bounds = [*({0, *heads} if lines else ()), len(lines)]
    bounds.sort()
    found = []
    for first, last in pairwise(bounds):
        end = lines[last].start if last < len(lines) else content.end
        if chunk := chunk_of(source, Span(lines[first].start, end), lines[first:last]):
            found.append(chunk)
    return found


def chunk_of(source: str, span: Span, lines: Sequence[Span]) -> Chunk | None:
    """The chunk of ``lines``, or nothing where they say nothing."""
    while lines and is_blank(source, lines[-1]):
        lines = lines[:-1]
    if not lines:
        return None
    key = KEY.match(source, lines[0].start, lines[0].end)
    if key is None:
        return Chunk(span, None, Span(lines[0].start, lines[-1].end), tuple(lines))
    first = _value_text(source, Span(_after_blanks(source, key.end(), lines[0].end), lines[0].end))
    if not first:
        return Chunk(span, Span(*key.span("key")), Span(key.end(), key.end()), tuple(lines))
    start = _after_blanks(source, key.end(), lines[0].end)
    end = start + len(first) if len(lines) == 1 else lines[-1].start + len(lines[-1].of(source).rstrip())
    return Chunk(span, Span(*key.span("key")), Span(start, end), tuple(lines))


def slots(source: str, chunk: Chunk) -> Iterator[Slot]:
    """The values in a chunk: the one behind its key, or those of the items and keys nested in it."""
    lines = chunk.lines
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        column, start, before = _value_start(source, line)
        first = _value_text(source, Span(start, line.end))
        if before and first:
            last = at
            while last < len(lines) and (is_blank(source, lines[last]) or indent_of(source, lines[last]) > column):
                last += 1
            yield _slot(source, Span(start, start + len(first)), lines[at:last], before)
            at = last


def _lines(text: Text, content: Span) -> Iterator[Span]:
    if content.start < content.end:
        for number in range(text.line_at(content.start), text.line_at(content.end - 1) + 1):
            yield text.line_span(number)


def _outside_elements(source: str, lines: list[Span], heads: list[int]) -> list[int]:
    """The heads that do not stand between ``<example>`` and ``</example>``: those are text, whatever they look like."""
    if not lines or "</" not in source:
        return heads
    closings = defaultdict(list)
    for closing in _CLOSING_TAG.finditer(source, lines[0].start, lines[-1].end):
        closings[closing[1]].append(closing.start())
    kept = set(heads)
    covered = 0
    for at, line in enumerate(lines):
        if line.start < covered:
            kept.discard(at)
        elif tag := _TAG.match(source, line.start, line.end):
            ends = closings[tag[1]]
            following = bisect_right(ends, tag.end())
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


def _value_text(source: str, span: Span) -> str:
    """The value on a line, without the comment behind it."""
    words = span.of(source)
    closed = quote_end(words) or (
        None if is_template(words) else bracket_end(words) if words[:1] in ("[", "{") else None
    )
    comment = COMMENT.search(words, closed or 0)
    return words[: comment.start() if comment else None].rstrip()


def _slot(source: str, first: Span, more: tuple[Span, ...], before: str) -> Slot:
    while more and is_blank(source, more[-1]):
        more = more[:-1]
    if not more:
        return Slot(first, before)
    return Slot(Span(first.start, more[-1].start + len(more[-1].of(source).rstrip())), before)
