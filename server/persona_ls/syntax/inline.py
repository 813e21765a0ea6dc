"""What a reference must know about the inside of a paragraph: code spans, HTML comments, link destinations.

No emphasis, no images, no entities: nothing here depends on them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from persona_ls.text import Span

__all__ = ["CodeSpan", "Inline", "scan_inline"]


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """``span`` with its backticks, ``content`` between them."""

    span: Span
    content: Span


@dataclass(frozen=True, slots=True)
class Inline:
    """Code spans, and the spans that are not read as prose: comments, link destinations, HTML tags."""

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


_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<!--|</?[A-Za-z][^<>]*>|\]\(|\]:")
_DESTINATION = re.compile(r"[ \t\n\r]*(?:<[^<>\n\r]*>|[^ \t\n\r()]+(?:\([^ \t\n\r()]*\)[^ \t\n\r()]*)*)")
_DEFINITION = re.compile(r"[ \t]*\S+")


def scan_inline(source: str, runs: Sequence[Sequence[Span]]) -> Inline:
    """Scan each run: the line pieces of one paragraph, heading or item."""
    code: list[CodeSpan] = []
    dead: list[Span] = []
    for run in runs:
        first, last = run[0].start, run[-1].end
        # Most blocks hold none of these: one look in C instead of a walk.
        if "`" in (block := source[first:last]) or "<" in block or "](" in block or "]:" in block:
            _scan_run(source, run, code, dead)
    return Inline(tuple(sorted(code, key=lambda each: each.span)), tuple(sorted(dead)))


def _scan_run(source: str, run: Sequence[Span], code: list[CodeSpan], dead: list[Span]) -> None:
    start, end = run[0].start, run[-1].end
    ticks = _tick_runs(source, run)
    at = start
    while match := _TOKEN.search(source, at, end):
        at = match.end()
        found = match[0]
        if found[0] == "`":
            if close := _closing_ticks(ticks, match.span()):
                code.append(CodeSpan(Span(match.start(), close[1]), Span(match.end(), close[0])))
                at = close[1]
        elif found == "<!--":
            closing = source.find("-->", at, end)
            at = closing + 3 if closing >= 0 else end
            dead.append(Span(match.start(), at))
        elif found[0] == "<":
            dead.append(Span(*match.span()))
        elif found[0] == "]":
            pattern = _DESTINATION if found == "](" else _DEFINITION
            if (target := pattern.match(source, at, end)) and (
                found == "](" or _begins_definition(source, run, match.start())
            ):
                dead.append(Span(match.end(), target.end()))
                at = target.end()


def _begins_definition(source: str, run: Sequence[Span], bracket: int) -> bool:
    """Whether ``]:`` at ``bracket`` ends the label of a link definition: a bracket opened the line."""
    return any(piece.start <= bracket < piece.end and source[piece.start] == "[" for piece in run)


def _tick_runs(source: str, run: Sequence[Span]) -> dict[int, list[int]]:
    """Starts of the backtick runs of each length."""
    runs: dict[int, list[int]] = {}
    for start, end in _ticks(source, run[0].start, run[-1].end):
        runs.setdefault(end - start, []).append(start)
    return runs


def _ticks(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.compile("`+").finditer(source, start, end))


def _closing_ticks(ticks: dict[int, list[int]], opening: tuple[int, int]) -> tuple[int, int] | None:
    """The run of the same length that closes ``opening``; bisecting keeps a line of 10,000 unbalanced backticks linear."""
    length = opening[1] - opening[0]
    starts = ticks.get(length, [])
    at = bisect_right(starts, opening[0])
    return (starts[at], starts[at] + length) if at < len(starts) else None
