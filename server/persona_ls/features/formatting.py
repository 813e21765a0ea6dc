"""Formatting of persona files, as small edits.

Normalised are blank lines, heading and list markers, blanks at the ends of lines, the hard break behind each field but the last, and the
final newline. Front matter, fences, code, comments and every word stay byte for byte; so does the order of everything.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from persona_ls.persona import Persona
from persona_ls.syntax.outline import Heading
from persona_ls.text import Edit, Span, Text, apply_edits

__all__ = ["formatted", "formatting_edits"]

_BLANKS_AT_END = re.compile(r"(?<![ \t])[ \t]+\Z")
_MAY_BE_KEYS = re.compile(r"^[ \t]*(?:---|```|~~~)", re.MULTILINE)
_MARKER_GAP = re.compile(r"[ \t]+")


def formatted(persona: Persona) -> str:
    """The whole text, formatted."""
    return apply_edits(persona.source, formatting_edits(persona))


def formatting_edits(persona: Persona, range_: Span | None = None) -> tuple[Edit, ...]:
    """The edits that format ``persona``, or what of it lies in ``range_``.

    None for a verbatim dialect, and none while the front matter is misplaced: as Markdown its keys are a heading.
    """
    if persona.dialect.verbatim or _has_misplaced_keys(persona):
        return ()
    layout = _Layout(persona)
    edits = [*_headings(layout), *_items(layout), *_line_ends(layout), *_blank_lines(layout)]
    kept = (edit for edit in edits if edit.new != edit.span.of(persona.source))
    if range_ is not None:
        kept = (edit for edit in kept if range_.start <= edit.span.start and edit.span.end <= range_.end)
    return tuple(sorted(set(kept)))


def _has_misplaced_keys(persona: Persona) -> bool:
    if persona.document.front_matter or not _MAY_BE_KEYS.search(persona.source):
        return False
    from persona_ls.syntax.misplaced import find_misplaced  # noqa: PLC0415 (brings YAML, for the few files that need it)

    return find_misplaced(persona.source) is not None


class _Layout:
    """The document with its lines sorted out: which ones are free to be touched."""

    def __init__(self, persona: Persona) -> None:
        self.persona = persona
        self.text: Text = persona.text
        self.source = persona.source
        self.outline = persona.document.outline
        self.newline = "\r\n" if "\r\n" in self.source else "\n"
        self.bom = 1 if self.source.startswith("\ufeff") else 0
        self.first = self._first_line(persona.document.body_start)
        self.frozen = self._frozen_lines()
        tops = [heading for heading in self.outline.headings if self._is_top(heading)]
        self.headings = {self.text.line_at(heading.span.start): heading for heading in tops}
        self.items = {self.text.line_at(item.marker.start) for item in self.outline.items}
        self.heading_ends = {self.text.line_at(heading.span.end): heading for heading in tops}

    def _first_line(self, body_start: int) -> int:
        """The first line behind the front matter; none is left where the file ends with its closing fence."""
        line = self.text.line_at(body_start)
        return line + (self.text.line_starts[line] < body_start)

    def _frozen_lines(self) -> set[int]:
        """Lines of prompts, fences, code, HTML and comments."""
        bodies = [prompt.body for prompt in self.persona.prompts if prompt.fence is None]
        spans = [body for body in bodies if body.start < body.end]
        spans += [fence.span for fence in self.outline.fences] + [span for span, _ in self.outline.zones]
        spans += [span for span in self.outline.inline.dead if "\n" in span.of(self.source)]
        lines: set[int] = set()
        for span in spans:
            lines.update(range(self.text.line_at(span.start), self.text.line_at(max(span.start, span.end - 1)) + 1))
        return lines

    def _is_top(self, heading: Heading) -> bool:
        """Whether the heading stands in no quote or list."""
        line = self.text.line_span(self.text.line_at(heading.span.start))
        return not self.source[line.start : heading.span.start].strip()

    def words(self, line: int) -> str:
        span = self.text.line_span(line)
        return self.source[max(span.start, self.bom) : span.end]

    def is_blank(self, line: int) -> bool:
        return not self.words(line).strip(" \t")

    def free_lines(self) -> Iterator[int]:
        return (line for line in range(self.first, self.text.line_count) if line not in self.frozen)


def _headings(layout: _Layout) -> Iterator[Edit]:
    """``##  Title ##`` and underlined titles as ``## Title``."""
    for line, heading in layout.headings.items():
        if line in layout.frozen or not heading.text.strip() or "\n" in heading.text or "\r" in heading.text:
            continue
        start = layout.text.line_span(line).start
        yield Edit(Span(start, heading.span.end), f"{'#' * heading.level} {heading.text.strip()}")


def _items(layout: _Layout) -> Iterator[Edit]:
    """``*`` and ``+`` as ``-``; one blank behind the marker of an item that has no more lines."""
    for item in layout.outline.items:
        line = layout.text.line_at(item.marker.start)
        if line in layout.frozen:
            continue
        if item.marker.of(layout.source) in ("*", "+"):
            yield Edit(item.marker, "-")
        end = layout.text.line_span(line).end
        gap = _MARKER_GAP.match(layout.source, item.marker.end, end)
        if gap and item.text_span.start == gap.end() < end and _is_one_line(layout, line, item.marker):
            yield Edit(Span(*gap.span()), " ")


def _is_one_line(layout: _Layout, line: int, marker: Span) -> bool:
    """Whether nothing below hangs on the width of the item.

    Directly below stands another item, or nothing; and the next line with text is not indented further.
    """
    column = marker.start - layout.text.line_span(line).start
    below = next((each for each in range(line + 1, layout.text.line_count) if not layout.is_blank(each)), None)
    if below is None:
        return True
    words = layout.words(below)
    is_apart = below > line + 1 or below in layout.items or below in layout.headings
    return is_apart and len(words) - len(words.lstrip(" \t")) <= column


def _line_ends(layout: _Layout) -> Iterator[Edit]:
    """No blanks at the ends of lines, but for hard breaks: two behind each field but the last, and those that are meant elsewhere."""
    fields = {layout.text.line_at(value.line.start) for value in layout.persona.fields if value.field}
    for line in layout.free_lines():
        if layout.is_blank(line) or line in layout.headings or line in layout.heading_ends:
            continue
        span = layout.text.line_span(line)
        match = _BLANKS_AT_END.search(span.of(layout.source))
        blanks = match[0] if match else ""
        if line in fields:
            wanted = "  " if line + 1 in fields else ""
        else:
            wanted = "  " if blanks.startswith("  ") and _goes_on(layout, line) else ""
        yield Edit(Span(span.end - len(blanks), span.end), wanted)


def _goes_on(layout: _Layout, line: int) -> bool:
    """Whether a hard break behind ``line`` means anything: prose follows directly."""
    below = line + 1
    return below < layout.text.line_count and not (
        layout.is_blank(below) or below in layout.headings or below in layout.items
    )


def _blank_lines(layout: _Layout) -> Iterator[Edit]:
    """One blank line around headings and behind the front matter, never two together, one line break at the end."""
    full = [
        line
        for line in range(layout.first, layout.text.line_count)
        if line in layout.frozen or not layout.is_blank(line)
    ]
    if not full:
        return
    start = layout.first - 1  # the closing fence of the front matter, or nothing
    for previous, line in pairwise([start, *full]):
        blanks = _wanted_blanks(layout, previous, line)
        if blanks is not None:
            yield _gap(layout, previous, line, blanks)
    if not any(fence.closing is None for fence in layout.outline.fences):
        yield Edit(Span(layout.text.line_span(full[-1]).end, len(layout.source)), layout.newline)


def _wanted_blanks(layout: _Layout, previous: int, line: int) -> int | None:
    """How many blank lines belong between two lines with text; ``None`` to leave them alone."""
    between = line - previous - 1
    if previous < layout.first:
        if previous >= 0:
            return 1
        # At the very start a thematic break would become front matter.
        return None if layout.words(line).lstrip().startswith("---") else 0
    if {previous, line} <= layout.frozen and _is_one_block(layout, previous, line):
        return None
    if layout.is_blank(previous):
        return None  # the end of a fence that nothing closes but the end of its list
    if layout.headings.get(previous, layout) is layout.heading_ends.get(line):
        return None  # a title and its underline
    if line in layout.headings or previous in layout.heading_ends:
        return 1
    return min(between, 1)


def _is_one_block(layout: _Layout, previous: int, line: int) -> bool:
    """Whether the lines between may be part of a block: of code, of a fence, of a comment."""
    if line == previous + 1:
        return True
    codes = [layout.outline.zone_at(layout.text.line_starts[each]) for each in (previous, line)]
    return codes[0] is not None and codes[0] is codes[1]


def _gap(layout: _Layout, previous: int, line: int, blanks: int) -> Edit:
    """The line breaks between two lines, as so many blank lines; the indent of the second stays."""
    if previous < 0:
        return Edit(Span(layout.bom, layout.text.line_starts[line]), "")
    return Edit(Span(layout.text.line_span(previous).end, layout.text.line_starts[line]), layout.newline * (blanks + 1))
