"""What an editor draws, drawn in a terminal: the source with carets under it, the list under the cursor, the card, the tab stops, a diff.

Every drawing fits the width that there is, and reads as well without colour, in a pipe or a log.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment
from rich.table import Table
from rich.text import Text as Words

from persona_ls.text import Span, Text

__all__ = ["Popup", "Source", "card", "diff", "duration", "finding", "heading", "new_console", "offer", "snippet"]

WIDTH = 100
"""Columns, at most."""
_QUIET = "bright_black"
_KINDS = {2: "#", 7: "◆", 15: "✎"}
_SEVERITIES = {1: ("error", "red"), 2: ("warning", "yellow"), 3: ("information", "blue"), 4: ("hint", _QUIET)}
_MOST_ITEMS = 9
_GUTTER = "     │ "
_ESCAPE = re.compile(r"\\(.)")
_CHOICE = re.compile(r"(?<!\\),")
_STOP = re.compile(
    r"\\(?P<escaped>[$}\\])|\$\{?(?P<number>\d+)(?:\|(?P<options>(?:\\.|[^|])*)\|\}|:(?P<default>(?:\\.|[^}])*)\}|\}|)"
)


def new_console(**options: Any) -> Console:
    """A terminal of at most 100 columns; exactly so many in a pipe."""
    console = Console(highlight=False, **options)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def heading(number: int, title: str, note: str) -> RenderableType:
    """The head of a step, with what it cost at the right."""
    row = Table.grid(expand=True)
    row.add_column()
    row.add_column(justify="right", no_wrap=True)
    row.add_row(Words.assemble((f"{number}  ", "bold cyan"), (title, "bold")), Words(note, "green"))
    return Group("", row, "")


def duration(seconds: float) -> str:
    """``0.0123`` → ``12.3 ms``."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


@dataclass(frozen=True, slots=True)
class Source:
    """Lines ``first`` to ``last`` (from 0) with their numbers; under the last one carets below ``mark``, a span and a severity."""

    text: Text
    first: int
    last: int
    mark: tuple[Span, int] | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - len(_GUTTER) - len("……")
        for line in range(self.first, self.last + 1):
            whole = self.text.line_span(line)
            shown = _window(whole, self.mark[0] if self.mark and line == self.last else None, room)
            head, tail = "…" * (shown.start > whole.start), "…" * (shown.end < whole.end)
            words = shown.of(self.text.source).expandtabs(1)
            yield Words.assemble(_gutter(line), head, words, tail, no_wrap=True, overflow="crop")
        if self.mark:
            span, severity = self.mark
            before = " " * (len(head) + cell_len(self.text.source[shown.start : span.start]))
            carets = "^" * max(1, cell_len(self.text.source[span.start : min(span.end, shown.end)]))
            yield Words.assemble(_GUTTER, before, (carets, _SEVERITIES[severity][1]), no_wrap=True, overflow="crop")


@dataclass(frozen=True, slots=True)
class Popup:
    """The list of suggestions, its left edge under the ``column`` where the typed word begins if it fits; the first one is chosen."""

    items: Sequence[Mapping[str, Any]]
    column: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [(f"{_KINDS.get(item['kind'], '·')} {item['label']}", item.get("detail", "")) for item in self.items]
        label, detail = (max(map(cell_len, cells)) for cells in zip(*rows[:_MOST_ITEMS], strict=True))
        detail = max(0, min(detail, options.max_width - label - len("│   │") - 1))
        lines = [
            Words.assemble(
                set_cell_size(words, label + 2),
                (
                    set_cell_size(more if cell_len(more) <= detail else more[: detail - 1] + "…", detail),
                    _QUIET if at else "",
                ),
                style="" if at else "reverse",
                no_wrap=True,
                overflow="crop",
            )
            for at, (words, more) in enumerate(rows[:_MOST_ITEMS])
        ]
        indent = min(len(_GUTTER) + self.column, options.max_width - label - detail - len("│   │") - 1)
        listed = Panel.fit(Group(*lines, *_more(len(rows) - _MOST_ITEMS)), border_style=_QUIET)
        yield Padding(listed, (0, 0, 0, max(0, indent)), expand=False)


def finding(each: Mapping[str, Any]) -> RenderableType:
    """The sentence of a finding, with its severity and its rule."""
    severity, colour = _SEVERITIES[each["severity"]]
    words = Words.assemble((severity, f"bold {colour}"), " ", (f"{each['code']}:", "bold"), " ", each["message"])
    return Padding(words, (0, 0, 0, len(_GUTTER)), expand=False)


def offer(title: str, note: str) -> RenderableType:
    """Something that can be done about a finding."""
    return Words.assemble(" " * len(_GUTTER), ("→ ", "green"), title, (f"  {note}", _QUIET))


def card(markdown: str, lines: int = 16) -> RenderableType:
    """A hover card; what does not fit is scrolled to in an editor, and counted here."""
    return _framed(Markdown(markdown, code_theme="ansi_dark"), lines)


def snippet(text: str, lines: int = 8) -> RenderableType:
    """A snippet with each tab stop in brackets, numbered; a choice shows its options."""
    words = Words()
    at = 0
    for match in _STOP.finditer(text):
        words.append(text[at : match.start()])
        at = match.end()
        if match["escaped"]:
            words.append(match["escaped"])
        elif match["number"] != "0":
            inside = " ▾ ".join(_CHOICE.split(match["options"])) if match["options"] else match["default"] or ""
            words.append("⟦" + match["number"] + ": " + _ESCAPE.sub(r"\1", inside) + "⟧", "bold yellow")
    words.append(text[at:])
    return _framed(words, lines)


def diff(before: str, after: str) -> RenderableType:
    """The lines that went and those that came, each with its number."""
    old, new = before.splitlines(), after.splitlines()
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column()
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            for at in range(start, end):
                grid.add_row(_gutter(at) + "- ", Words(old[at], "red"))
            for at in range(new_start, new_end):
                grid.add_row(_gutter(at) + "+ ", Words(new[at], "green"))
    return grid


@dataclass(frozen=True, slots=True)
class _Cut:
    """The first lines of something, and how many there are more."""

    inner: RenderableType
    lines: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawn = console.render_lines(self.inner, options, pad=False)
        for line in drawn[: self.lines]:
            yield from (*line, Segment.line())
        yield from _more(len(drawn) - self.lines)


def _framed(inner: RenderableType, lines: int) -> RenderableType:
    return Padding(Panel(_Cut(inner, lines), border_style=_QUIET), (0, 0, 0, 4))


def _more(count: int) -> list[Words]:
    return [Words(f"⋮ +{count}", _QUIET)] if count > 0 else []


def _gutter(line: int) -> Words:
    return Words(f"{line + 1:>4} │ ", _QUIET)


def _window(whole: Span, mark: Span | None, room: int) -> Span:
    """The part of a line that is shown: its beginning, or what surrounds a mark that ends further right."""
    start = whole.start
    if mark and min(mark.end, mark.start + room // 2) - start > room:
        start = mark.start - room // 2
    return Span(start, min(whole.end, start + room))
