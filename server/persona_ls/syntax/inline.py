"""What a reference must know about the inside of a block: code spans, comments, link targets, tags.

No emphasis, no images, no entities: nothing here depends on them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from persona_ls.syntax.links import definitions_end, target_end
from persona_ls.syntax.raw_html import AUTOLINK, TAG, unread
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["CodeSpan", "Content", "Inline", "scan_inline"]


@frozen
class CodeSpan:
    """``span`` with its backticks, ``content`` between them."""

    span: Span
    content: Span


@frozen
class Inline:
    """Code spans, and the spans that are not read as prose: comments, link targets and definitions, HTML tags."""

    code: tuple[CodeSpan, ...]
    dead: tuple[Span, ...]

    def code_at(self, offset: int) -> CodeSpan | None:
        """The code span that covers the character at ``offset``."""
        at = bisect_right(self.code, offset, key=lambda code: code.span.start) - 1
        return self.code[at] if at >= 0 and offset < self.code[at].span.end else None

    def is_dead(self, offset: int) -> bool:
        """Whether the character at ``offset`` is no prose."""
        at = bisect_right(self.dead, offset, key=lambda span: span.start) - 1
        return at >= 0 and offset < self.dead[at].end


class Content:
    """The words of a block without the markers of quotes and items around it: ``> a\\n> b`` holds ``a\\nb``.

    ``pieces`` are the parts of its lines in ``source``; ``text`` has one ``\\n`` between two of them.
    """

    def __init__(self, source: str, pieces: Sequence[Span]) -> None:
        words = [piece.of(source) for piece in pieces]
        self.text = "\n".join(words)
        self._pieces = pieces
        self._starts = [0, *accumulate(len(each) + 1 for each in words)]

    def span(self, start: int, end: int) -> Span:
        """The span in the source of ``text[start:end]``, which is not empty."""
        return Span(self._offset(start), self._offset(end - 1) + 1)

    def _offset(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._pieces[piece].start + at - self._starts[piece]


_TOKEN = re.compile(rf"\\[!-/:-@\[-`{{-~]|(?P<ticks>`+)|<!--|(?P<tag>{TAG}|{AUTOLINK})|(?P<open>!?\[)|\]")


def scan_inline(
    source: str,
    paragraphs: Iterable[Sequence[Span]],
    headings: Iterable[Sequence[Span]],
    html: Iterable[Sequence[Span]],
) -> Inline:
    """Scan each block, given as the pieces of its lines. Only a paragraph can begin with link definitions."""
    code: list[CodeSpan] = []
    dead: list[Span] = []
    for pieces in paragraphs:
        if content := _suspect(source, pieces):
            definitions = definitions_end(content.text)
            if definitions:
                dead.append(content.span(0, definitions))
            _scan(content, definitions, code, dead)
    for pieces in headings:
        if content := _suspect(source, pieces):
            _scan(content, 0, code, dead)
    for pieces in html:
        content = Content(source, pieces)
        dead += (content.span(*span) for span in unread(content.text))
    return Inline(tuple(sorted(code, key=lambda each: each.span)), tuple(sorted(dead)))


def _suspect(source: str, pieces: Sequence[Span]) -> Content | None:
    """The content of a block that may hold anything of interest. Most hold nothing: one look in C instead of a walk."""
    block = source[pieces[0].start : pieces[-1].end] if pieces else ""
    if "`" in block or "<" in block or "](" in block or "]:" in block:
        return Content(source, pieces)
    return None


def _scan(content: Content, at: int, code: list[CodeSpan], dead: list[Span]) -> None:
    text = content.text
    ticks = _tick_runs(text)
    brackets = _Brackets()
    while match := _TOKEN.search(text, at):
        at = match.end()
        found = match[0]
        if match["ticks"]:
            if close := _closing_ticks(ticks, match.span()):
                code.append(CodeSpan(content.span(match.start(), close[1]), content.span(match.end(), close[0])))
                at = close[1]
        elif found == "<!--":
            closing = text.find("-->", match.start() + 2)
            at = closing + 3 if closing >= 0 else len(text)
            dead.append(content.span(match.start(), at))
        elif match["tag"]:
            dead.append(content.span(*match.span()))
        elif match["open"]:
            brackets.open(is_image=found == "![")
        elif found == "]" and brackets.close() and text.startswith("(", at) and (end := target_end(text, at + 1)):
            brackets.linked()
            dead.append(content.span(at + 1, end))
            at = end


class _Brackets:
    """The brackets that are open. A link holds no other link: once one is complete, those around it are text, images excepted."""

    def __init__(self) -> None:
        self._are_images: list[bool] = []
        self._spent = 0  # how many of the outer ones can be no links any more
        self._closed_is_image = False

    def open(self, *, is_image: bool) -> None:
        self._are_images.append(is_image)

    def close(self) -> bool:
        """Close the innermost bracket; whether a link may end here."""
        if not self._are_images:
            return False
        self._closed_is_image = self._are_images.pop()
        depth = len(self._are_images)
        is_spent = depth < self._spent
        self._spent = min(self._spent, depth)
        return self._closed_is_image or not is_spent

    def linked(self) -> None:
        """The bracket closed last has a target."""
        if not self._closed_is_image:
            self._spent = len(self._are_images)


def _tick_runs(text: str) -> dict[int, list[int]]:
    """Starts of the backtick runs of each length."""
    runs: dict[int, list[int]] = {}
    for start, end in _ticks(text):
        runs.setdefault(end - start, []).append(start)
    return runs


def _ticks(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.compile("`+").finditer(text))


def _closing_ticks(ticks: dict[int, list[int]], opening: tuple[int, int]) -> tuple[int, int] | None:
    """The run of the same length that closes ``opening``; bisecting keeps a line of 10,000 unbalanced backticks linear."""
    length = opening[1] - opening[0]
    starts = ticks.get(length, [])
    at = bisect_right(starts, opening[0])
    return (starts[at], starts[at] + length) if at < len(starts) else None
