"""The outline of a Markdown document: headings, fences, list items, paragraphs and what is code or comment.

A single pass over the lines with the block rules of CommonMark 0.31 (containers, lazy continuation, HTML blocks), because a
reference inside code is not a reference and a heading inside a fence is no heading. Libraries for Markdown give lines at best; this gives
spans. `markdown-it-py` is the oracle in the tests.
"""

import re
from collections.abc import Callable

from persona_ls.syntax.inline import Content, scan_inline
from persona_ls.syntax.links import definitions_end
from persona_ls.syntax.markdown_plain import plain_outline
from persona_ls.syntax.outline import Fence, Heading, ListItem, Outline, Zone
from persona_ls.syntax.raw_html import HTML_BLOCKS
from persona_ls.text import Span, Text
from persona_ls.values import frozen

__all__ = ["outline"]

_ATX = re.compile(r"(#{1,6})(?=[ \t]|$)[ \t]*")
_ATX_TAIL = re.compile(r"(?:(?<=[ \t])|^)#+[ \t]*$")
_FENCE = re.compile(r"(`{3,}(?!.*`)|~{3,})[ \t]*(.*)$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])(?=[ \t]|$)")
_ANY_TAG_KIND = 6
# Quotes and items inside each other; what opens deeper is text. A line of 30,000 dashes would otherwise take a minute.
_DEEPEST = 100


def outline(text: Text, start: int = 0) -> Outline:
    """The outline of ``text`` from offset ``start`` (the end of the front matter) on."""
    return plain_outline(text.source, start) or _Scanner(text, start).scan()


class _Container:
    """A block quote (``width`` 0) or a list item whose content begins ``width`` columns further right."""

    __slots__ = ("is_blank", "width")

    def __init__(self, width: int, *, is_blank: bool = False) -> None:
        self.width, self.is_blank = width, is_blank


@frozen
class _OpenFence:
    marker: Span
    info: Span
    indent: int
    content_start: int


class _Scanner:
    """Walks the lines once, with the stack of open containers and the one open leaf."""

    def __init__(self, text: Text, start: int) -> None:
        self.text, self.source, self.start = text, text.source, start
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.items: list[ListItem] = []
        self.lines: list[Span] = []
        self.zones: list[tuple[Span, Zone]] = []
        # The blocks with inline content and those of HTML, each as the pieces of its lines.
        self.paragraphs: list[list[Span]] = []
        self.titles: list[list[Span]] = []
        self.html_blocks: list[list[Span]] = []
        self.containers: list[_Container] = []
        self.paragraph: list[Span] | None = None
        self.paragraph_is_top = False
        self.fence: _OpenFence | None = None
        self.html: re.Pattern[str] | bool | None = False  # False: no block open; None: ends at a blank line
        # Position inside the line; a tab may be used up in part, `spare` columns of it are left.
        self.at = self.end = self.column = self.spare = 0

    def scan(self) -> Outline:
        first = self.text.line_at(self.start)
        for line in range(first, self.text.line_count):
            span = self.text.line_span(line)
            self.at, self.end, self.column, self.spare = max(span.start, self.start), span.end, 0, 0
            if line + 1 < self.text.line_count or self.at < self.end:
                self._line()
        self._close_leaf(len(self.source))
        return Outline(
            tuple(self.headings),
            tuple(self.fences),
            tuple(self.lines),
            tuple(self.zones),
            lambda: tuple(self.items),
            lambda: scan_inline(self.source, self.paragraphs, self.titles, self.html_blocks),
        )

    # -- one line --

    def _line(self) -> None:
        line_start = self.at
        matched = self._match_containers()
        all_matched = matched == len(self.containers)
        if all_matched and self.fence is not None:
            self._fence_line(line_start)
            return
        if all_matched and self.html is not False:
            self._html_line()
            return
        if not all_matched and (self.fence is not None or self.html is not False):
            self._close_leaf(line_start)
        self._blocks(matched, line_start)

    def _match_containers(self) -> int:
        matched = 0
        for container in self.containers:
            columns = self._indent()
            blank = self._is_blank()
            if container.width == 0:
                if columns > 3 or blank or self.source[self._text_at()] != ">":
                    break
                self._skip_quote_marker()
            elif blank:
                if container.is_blank:  # an item that begins with a blank line ends at the next one
                    break
            elif columns >= container.width:
                self._consume(container.width)
            else:
                break
            if not blank:
                container.is_blank = False
            matched += 1
        return matched

    def _blocks(self, matched: int, line_start: int) -> None:
        """Open whatever blocks begin on the rest of the line."""
        lazy = matched < len(self.containers)
        opened = False

        def close_unmatched() -> None:
            nonlocal lazy
            if lazy or self.paragraph is not None:
                self._close_leaf(line_start)
            if lazy:
                del self.containers[matched:]
                lazy = False

        while True:
            columns = self._indent()
            if self._is_blank():
                self._blank(matched, lazy, opened, line_start)
                return
            if columns >= 4:
                if self.paragraph is not None and not opened:
                    self._continue_paragraph()
                else:
                    close_unmatched()
                    self._indented_code()
                return
            at = self._text_at()
            char = self.source[at]
            is_room = matched < _DEEPEST
            if char == ">" and is_room:
                close_unmatched()
                self._skip_quote_marker()
                self.containers.append(_Container(0))
                matched, opened = len(self.containers), True
                continue
            if char == "#" and (heading := _ATX.match(self.source, at, self.end)):
                close_unmatched()
                self._atx(heading)
                return
            if char in "`~" and (fence := _FENCE.match(self.source, at, self.end)):
                close_unmatched()
                info = Span(fence.start(2), fence.start(2) + len(fence[2].rstrip()))
                self.fence = _OpenFence(Span(*fence.span(1)), info, columns, self._next_line())
                return
            if char == "<" and self._begins_html(at, lazy, opened, close_unmatched):
                return
            if (
                self.paragraph is not None
                and not lazy
                and not opened
                and (under := _UNDERLINE.match(self.source, at, self.end))
                and self._setext(Span(at, self.end), 1 if under[1][0] == "=" else 2)
            ):
                return
            if char in "*-_" and _RULE.match(self.source, at, self.end):
                close_unmatched()
                return
            item = _ITEM.match(self.source, at, self.end) if is_room else None
            if item and self._opens_item(item, lazy or opened):
                close_unmatched()
                self._item(item, columns)
                matched, opened = len(self.containers), True
                continue
            if self.paragraph is not None and not opened:
                self._continue_paragraph()
            else:
                close_unmatched()
                self._begin_paragraph()
            return

    def _blank(self, matched: int, lazy: bool, opened: bool, line_start: int) -> None:
        if not opened:
            self._close_leaf(line_start)
        if lazy:
            del self.containers[matched:]

    def _continue_paragraph(self) -> None:
        assert self.paragraph is not None
        self._add_piece(self.paragraph)

    def _begin_paragraph(self) -> None:
        self.paragraph = []
        self.paragraph_is_top = not self.containers
        self._add_piece(self.paragraph)

    def _add_piece(self, paragraph: list[Span]) -> None:
        paragraph.append(Span(self._text_at(), self.end))

    # -- leaves --

    def _atx(self, match: re.Match[str]) -> None:
        start, end = match.end(), self.end
        while end > start and self.source[end - 1] in " \t":
            end -= 1
        if tail := _ATX_TAIL.search(self.source[start:end]):
            end = start + tail.start()
            while end > start and self.source[end - 1] in " \t":
                end -= 1
        words = Span(start, end)
        self.headings.append(Heading(len(match[1]), Span(match.start(), self.end), words, words.of(self.source)))
        self.titles.append([words])

    def _setext(self, underline: Span, level: int) -> bool:
        """Underline the open paragraph, if anything in it stands behind the link definitions that it may begin with."""
        assert self.paragraph is not None
        definitions = self._definition_lines(self.paragraph)
        pieces = self.paragraph[definitions:]
        if not pieces:
            return False
        self.paragraphs.append(self.paragraph[:definitions])
        self.paragraph = None
        words = Span(pieces[0].start, pieces[-1].start + len(pieces[-1].of(self.source).rstrip()))
        self.headings.append(Heading(level, Span(words.start, underline.end), words, words.of(self.source), underline))
        self.titles.append(pieces)
        return True

    def _definition_lines(self, paragraph: list[Span]) -> int:
        """How many lines of link definitions a paragraph begins with."""
        if self.source[paragraph[0].start] != "[":
            return 0
        content = Content(self.source, paragraph).text
        end = definitions_end(content)
        return len(paragraph) if end == len(content) else content.count("\n", 0, end)

    def _fence_line(self, line_start: int) -> None:
        assert self.fence is not None
        if self._indent() <= 3 and not self._is_blank():
            at = self._text_at()
            marker = self.fence.marker.of(self.source)
            rest = self.source[at : self.end].rstrip(" \t")
            if len(rest) >= len(marker) and rest == marker[0] * len(rest):
                self._end_fence(line_start, Span(at, at + len(rest)))

    def _end_fence(self, content_end: int, closing: Span | None) -> None:
        fence = self.fence
        assert fence is not None
        self.fence = None
        content = Span(min(fence.content_start, content_end), content_end)
        words = fence.info.of(self.source).split(maxsplit=1)
        self.fences.append(
            Fence(
                Span(
                    fence.marker.start,
                    closing.end if closing else max(content_end, fence.info.end, fence.marker.end),
                ),
                fence.marker,
                fence.info,
                words[0].casefold() if words else "",
                content,
                closing,
                fence.indent,
            )
        )

    def _begins_html(self, at: int, lazy: bool, opened: bool, close_unmatched: Callable[[], None]) -> bool:
        for kind, (begin, end) in enumerate(HTML_BLOCKS):
            if not begin.match(self.source, at, self.end):
                continue
            if kind == _ANY_TAG_KIND and self.paragraph is not None and not opened:
                return False  # the seventh kind cannot interrupt a paragraph
            if not (lazy and self.paragraph is not None and kind == _ANY_TAG_KIND):
                close_unmatched()
            self.html = end
            self.html_blocks.append([])
            self._html_line()
            return True
        return False

    def _html_line(self) -> None:
        piece = Span(self.at, self.end)
        if self.html is None and self._is_blank():
            self.html = False
            return
        if isinstance(self.html, re.Pattern) and self.html.search(self.source, *piece):
            self.html = False
        self.zones.append((piece, Zone.HTML))
        self.html_blocks[-1].append(piece)

    def _indented_code(self) -> None:
        self.zones.append((Span(self.at, self.end), Zone.CODE))

    def _opens_item(self, match: re.Match[str], outside: bool) -> bool:
        """Whether a list marker opens an item; inside a paragraph it must not be empty, and a number must be 1."""
        if self.paragraph is None or outside:
            return True
        number = match[1][:-1]
        return self.source[match.end() : self.end].strip(" \t") != "" and (not number or number == "1")

    def _item(self, match: re.Match[str], columns: int) -> None:
        self._consume(columns)
        self.at, self.column = match.end(), self.column + len(match[1])
        after = self._indent()
        blank = self._is_blank()
        gap = 1 if blank or after > 4 else after
        width = columns + len(match[1]) + gap
        depth = sum(container.width > 0 for container in self.containers)
        if not blank:
            self._consume(gap)
        self.containers.append(_Container(width, is_blank=blank))
        self.items.append(ListItem(Span(*match.span(1)), Span(self._text_at(), self.end), depth))

    def _close_leaf(self, line_start: int) -> None:
        if self.paragraph is not None:
            if self.paragraph_is_top:
                self.lines += self.paragraph
            self.paragraphs.append(self.paragraph)
            self.paragraph = None
        if self.fence is not None:
            self._end_fence(line_start, None)
        self.html = False

    # -- columns --

    def _indent(self) -> int:
        """Columns of blanks from the current place on."""
        columns, column = self.spare, self.column + self.spare
        for at in range(self.at, self.end):
            char = self.source[at]
            if char == " ":
                columns, column = columns + 1, column + 1
            elif char == "\t":
                step = 4 - column % 4
                columns, column = columns + step, column + step
            else:
                break
        return columns

    def _text_at(self) -> int:
        """Offset of the first character that is no blank."""
        at = self.at
        while at < self.end and self.source[at] in " \t":
            at += 1
        return at

    def _is_blank(self) -> bool:
        return self._text_at() == self.end

    def _consume(self, columns: int) -> None:
        """Move right by ``columns`` of blanks."""
        taken = min(columns, self.spare)
        self.spare, self.column, columns = self.spare - taken, self.column + taken, columns - taken
        while columns > 0 and self.at < self.end:
            step = 1 if self.source[self.at] == " " else 4 - self.column % 4
            self.at += 1
            self.column += min(step, columns)
            self.spare = max(0, step - columns)
            columns -= step

    def _skip_quote_marker(self) -> None:
        self._consume(self._indent())
        self.at, self.column = self.at + 1, self.column + 1
        if self.at < self.end and self.source[self.at] in " \t":
            self._consume(1)

    def _next_line(self) -> int:
        return (
            min(self.text.line_starts[self.text.line_at(self.end) + 1], len(self.source))
            if self.end < len(self.source)
            else self.end
        )
