"""The page of figures: what was measured, as tables and pictures, between two marks in a page that people write."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.budgets import Verdict, verdicts
from benchmarks.figures import ByTurn, Measured, Spread, divide
from benchmarks.plot import Line, draw
from benchmarks.servers import OURS

__all__ = ["BEGIN", "END", "pictures", "section", "write"]

BEGIN, END = "<!-- measured: written by `make bench` -->", "<!-- end of what was measured -->"

Row = tuple[str, str, float]
ROWS: tuple[Row, ...] = (
    ("start → `initialize`", "start ms", 0.5),
    ("ready, cold", "ready cold ms", 0.5),
    ("ready, warm", "ready warm ms", 0.5),
    ("longest block while indexing", "longest pulse ms", 0.5),
    ("round trip without work", "pulse ms", 0.5),
    *(
        (f"typed completion {name}", "typed completion ms", share)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    ),
    ("its answer, p50", "typed completion KiB", 0.5),
    *(
        (f"{method} {name}", f"{method} ms", share)
        for method in ("hover", "definition", "references", "rename", "symbols", "diagnostics")
        for name, share in (("p50", 0.5), ("p95", 0.95))
    ),
    ("references, the first", "first references ms", 0.5),
    ("symbols, the first", "first symbols ms", 0.5),
    ("workspace diagnostics", "workspace diagnostics ms", 0.5),
    ("the same, nothing changed", "workspace diagnostics unchanged ms", 0.5),
    ("idle", "idle % of a core", 0.5),
    ("memory", "memory MiB", 0.5),
    ("memory at most", "peak memory MiB", 0.5),
    ("`persona-ls --version`", "--version ms", 0.5),
    ("`persona-ls check FILE`", "check ms", 0.5),
)
FLOOR = (
    ("to find the files and ask for their stamps", "stat ms"),
    ("to read them and go through their lines", "scan ms"),
    ("to read them, and one pattern over their lines", "outline ms"),
    ("the same, and their front matter by libyaml", "outline and front matter ms"),
    ("to read the cache", "cache ms"),
    ("Python, to do nothing", "python ms"),
    ("Python, with `argparse`, `json`, `pathlib`, `re` and `typing`", "modules ms"),
    ("the longest wait for the interpreter, beside a thread that computes", "interpreter ms"),
)
PLOTS = {
    "ready-cold": ("Ready on a cold cache", "ready cold ms"),
    "ready-warm": ("Ready on a warm cache", "ready warm ms"),
    "completion": ("Typed completion", "typed completion ms"),
    "hover": ("Hover", "hover ms"),
    "definition": ("Definition", "definition ms"),
    "references": ("References", "references ms"),
    "rename": ("Rename, as a preview", "rename ms"),
    "symbols": ("Workspace symbols", "symbols ms"),
    "diagnostics": ("Keystroke → diagnostics", "diagnostics ms"),
    "memory": ("Memory", "memory MiB"),
}
"""Title and figure of each picture, by the end of its name."""


def write(measured: Measured, page: Path, images: Path) -> None:
    """Put tables and pictures into the page; what stands outside the marks is left alone."""
    text = page.read_text(encoding="utf-8") if page.exists() else f"{BEGIN}\n{END}\n"
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    images.mkdir(parents=True, exist_ok=True)
    drawn = pictures(measured)
    for name, svg in drawn.items():
        (images / name).write_text(svg, encoding="utf-8", newline="\n")
    found = section(measured, [f"{images.name}/{name}" for name in drawn])
    page.write_text(f"{before}{BEGIN}\n\n{found}\n{END}{after}", encoding="utf-8", newline="\n")


def section(measured: Measured, drawn: list[str]) -> str:
    """All that stands between the marks."""
    blocks = [_where(measured), "## Budgets\n", *_budgets(measured), "", "## Growth\n", *_growth(drawn)]
    blocks += ["## What Python itself takes\n", *_floor(measured), ""]
    for size in measured.sizes:
        blocks += [f"## {size:,} personas\n", *_table(measured, size), ""]
    return "\n".join([*blocks, *_notes(measured)])


def pictures(measured: Measured) -> dict[str, str]:
    """The SVG of each figure that was measured on more than one library, by its file name."""
    found = {}
    for name, (title, figure) in PLOTS.items():
        lines = [line for server in measured.servers if (line := _line(measured, server, figure)).values]
        if len({size for line in lines for size in line.values}) > 1:
            found[f"performance-{name}.svg"] = draw(title, figure.rpartition(" ")[2], lines)
    return found


def _line(measured: Measured, server: str, figure: str) -> Line:
    def points(share: float) -> dict[int, float]:
        spreads = {size: Spread.of(measured.by_turn(server, size, figure, share).values()) for size in measured.sizes}
        return {size: spread.middle for size, spread in spreads.items() if spread}

    return Line(measured.title(server), points(0.5), points(0.95))


def _where(measured: Measured) -> str:
    turns = ", ".join(f"{measured.turns(size)} on {size:,}" for size in measured.sizes)
    names = "; ".join(f"{title} {version}" for title, version in measured.servers.values())
    return f"Measured on {measured.when}: {measured.machine}. {names}. Turns: {turns}.\n"


def _budgets(measured: Measured) -> Iterator[str]:
    yield "| Personas | Budget | At most | Found | | Python at least |"
    yield "| ---: | --- | ---: | ---: | --- | ---: |"
    for each in verdicts(measured):
        met = {True: "met", False: "**not met**", None: "not measured"}[each.is_met]
        least = _spread(each.least) if each.least else ""
        yield f"| {each.size:,} | {each.what} | {_limit(each)} | {_spread(each.found)} | {met} | {least} |"


def _limit(verdict: Verdict) -> str:
    return f"{verdict.limit:g} {verdict.unit}"


def _floor(measured: Measured) -> Iterator[str]:
    """What nobody goes below."""
    yield f"| | {' | '.join(f'{size:,}' for size in measured.sizes)} |"
    yield f"| --- |{' ---: |' * len(measured.sizes)}"
    for label, figure in FLOOR:
        spreads = [Spread.of(measured.by_turn("floor", size, figure).values()) for size in measured.sizes]
        if any(spreads):
            yield f"| {label} | {' | '.join(_amount(each, figure) for each in spreads)} |"


def _growth(drawn: list[str]) -> Iterator[str]:
    yield "The line is the median, the dashed one what nineteen of twenty stay below.\n"
    for picture in drawn:
        title = PLOTS[picture.rpartition("performance-")[2].removesuffix(".svg")][0]
        yield f"![{title}]({picture})"
    yield ""


def _table(measured: Measured, size: int) -> Iterator[str]:
    here = [
        name for name in measured.servers if any((each.server, each.size) == (name, size) for each in measured.results)
    ]
    others = [name for name in here if name != OURS]
    heads = [*map(measured.title, here), *(f"÷ {measured.title(name)}" for name in others)]
    yield f"| | {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * len(heads)}"
    for label, figure, share in ROWS:
        values = {name: measured.by_turn(name, size, figure, share) for name in here}
        if any(values.values()):
            cells = [_amount(Spread.of(each.values()), figure) for each in values.values()]
            ratios = [
                _spread(Spread.of(_compared(values.get(OURS, {}), values[name], figure).values())) for name in others
            ]
            yield f"| {label} | {' | '.join([*cells, *ratios])} |"


def _compared(ours: ByTurn, theirs: ByTurn, figure: str) -> ByTurn:
    return {} if figure.startswith("idle") else divide(ours, theirs)


def _notes(measured: Measured) -> Iterator[str]:
    yield "## Not measured\n"
    for note, sizes in sorted(measured.notes().items()):
        yield f"- {note} ({', '.join(f'{size:,}' for size in sorted(sizes))})"
    yield ""


def _amount(spread: Spread | None, figure: str) -> str:
    """``12.3 ms``; from a second on ``1.2 s``."""
    if spread is None:
        return "–"
    value, unit = spread.middle, figure.rpartition(" ")[2] if not figure.startswith("idle") else "%"
    if unit == "ms" and value >= 1000:
        value, unit = value / 1000, "s"
    return f"{_number(value)} {unit}"


def _spread(spread: Spread | None) -> str:
    """``0.42 (0.40–0.51)``: the median over the turns, and from where to where they went."""
    if spread is None:
        return "–"
    around = f" ({_number(spread.low)}–{_number(spread.high)})" if spread.low != spread.high else ""
    return f"{_number(spread.middle)}{around}"


def _number(value: float) -> str:
    """Three digits at most: ``0.042``, ``1.23``, ``45.6``, ``7,890``."""
    digits = next((digits for limit, digits in ((0.1, 3), (10, 2), (100, 1)) if abs(value) < limit), 0)
    return f"{value:,.{digits}f}"
