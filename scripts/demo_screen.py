"""What an editor draws, drawn in a terminal: the source with carets under it, the list under the cursor, the card, the tab stops, a diff.

Every picture reads as well without colour, in a pipe or a log.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
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

__all__ = ["card", "diff", "duration", "finding", "heading", "new_console", "offer", "popup", "snippet", "source"]

_KINDS = {5: "▪", 7: "◆", 2: "#", 15: "✎"}
_SEVERITIES = {1: ("error", "red"), 2: ("warning", "yellow"), 3: ("information", "blue"), 4: ("hint", "bright_black")}
_MOST_ITEMS = 9
WIDTH = 100
"""Columns, at most."""
_SHOWN = 88
"""How much of a long line is drawn."""
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


def source(text: Text, first: int, last: int, mark: tuple[Span, int] | None = None) -> RenderableType:
    """Lines ``first`` to ``last`` (from 0) with their numbers; under the last one carets below ``mark``, a span and a severity."""
    rows: list[Words] = []
    for line in range(first, last + 1):
        whole = text.line_span(line)
        shown = _window(whole, mark[0] if mark and line == last else None)
        head, tail = "…" * (shown.start > whole.start), "…" * (shown.end < whole.end)
        rows.append(Words.assemble(_gutter(line), head, shown.of(text.source).expandtabs(1), tail))
    if mark:
        before = " " * (len(head) + cell_len(text.source[shown.start : mark[0].start]))
        carets = "^" * max(1, cell_len(text.source[mark[0].start : min(mark[0].end, shown.end)]))
        rows.append(Words.assemble(_gutter(None), before, (carets, _SEVERITIES[mark[1]][1])))
    return Group(*rows)


def finding(each: Mapping[str, Any]) -> RenderableType:
    """The sentence of a finding, with its severity and its rule."""
    severity, colour = _SEVERITIES[each["severity"]]
    words = Words.assemble((severity, f"bold {colour}"), " ", (f"{each['code']}:", "bold"), " ", each["message"])
    return Padding(words, (0, 0, 0, len(_GUTTER)), expand=False)


def offer(title: str, note: str) -> RenderableType:
    """Something that can be done about a finding."""
    return Words.assemble(" " * len(_GUTTER), ("→ ", "green"), title, (f"  {note}", "bright_black"))


def popup(items: Sequence[Mapping[str, Any]], column: int) -> RenderableType:
    """The list of suggestions, its left edge under the ``column`` where the typed word begins if it fits; the first one is chosen."""
    rows = [(f"{_KINDS.get(item.get('kind', 0), '·')} {item['label']}", item.get("detail", "")) for item in items]
    rows = rows[:_MOST_ITEMS]
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    lines = Words("\n").join(
        Words.assemble(
            set_cell_size(label, widths[0]), "  ", (set_cell_size(detail, widths[1]), "" if at == 0 else "bright_black"),
            style="reverse" if at == 0 else "",
        )
        for at, (label, detail) in enumerate(rows)
    )  # fmt: skip
    left = _more(len(items) - _MOST_ITEMS)
    listed = Panel.fit(Group(lines, left) if left else lines, border_style="bright_black")
    room = WIDTH - sum(widths) - len("│   │") - 1
    return Padding(listed, (0, 0, 0, max(0, min(len(_GUTTER) + column, room))), expand=False)


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
                grid.add_row(_gutter(at, "- "), Words(old[at], "red"))
            for at in range(new_start, new_end):
                grid.add_row(_gutter(at, "+ "), Words(new[at], "green"))
    return grid


class _Cut:
    """The first lines of something, and how many there are more."""

    def __init__(self, inner: RenderableType, lines: int) -> None:
        self.inner, self.lines = inner, lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawn = console.render_lines(self.inner, options, pad=False)
        for line in drawn[: self.lines]:
            yield from (*line, Segment.line())
        if left := _more(len(drawn) - self.lines):
            yield left


def _framed(inner: RenderableType, lines: int) -> RenderableType:
    return Padding(Panel(_Cut(inner, lines), border_style="bright_black"), (0, 0, 0, 4))


def _more(count: int) -> Words | None:
    return Words(f"⋮ +{count}", "bright_black") if count > 0 else None


def _gutter(line: int | None, sign: str = "") -> Words:
    return Words((_GUTTER if line is None else f"{line + 1:>4} │ ") + sign, "bright_black")


def _window(whole: Span, mark: Span | None) -> Span:
    """The part of a line that is shown: its beginning, or what surrounds a mark that lies further right."""
    far = mark and mark.start - whole.start > _SHOWN * 2 // 3
    start = mark.start - _SHOWN // 2 if mark and far else whole.start
    return Span(start, min(whole.end, start + _SHOWN))
