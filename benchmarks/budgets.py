"""The budgets: what each figure may cost, as a ratio to a neighbour in the same run wherever one does the same.

Beside some stands what Python takes at least, from the same turns: to find the files, or to read them and make of each no more than a
list of its marked lines and the values of its front matter, on all processors at once; and the round trip of a request for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.figures import ByTurn, Measured, Spread, divide, minus, plus
from benchmarks.servers import OURS

__all__ = ["Verdict", "verdicts"]

USUAL, LARGE, SMALL = 10_000, 100_000, 1_000
KILOBYTE = 1000
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Verdict:
    """One budget and what became of it; ``found`` is ``None`` where something was not measured."""

    what: str
    limit: float
    unit: str
    """``×`` for a ratio."""
    size: int
    found: Spread | None
    least: Spread | None = None
    """The least that Python takes, where that was measured."""

    @property
    def is_met(self) -> bool | None:
        return None if self.found is None else self.found.middle <= self.limit


def verdicts(measured: Measured) -> Iterator[Verdict]:
    """Every budget, in the order of the page."""

    def of(server: str, figure: str, share: float = 0.5, size: int = USUAL) -> ByTurn:
        return measured.by_turn(server, size, figure, share)

    def against(server: str, figure: str, share: float = 0.5, size: int = USUAL) -> ByTurn:
        return divide(of(OURS, figure, share, size), of(server, figure, share, size))

    def verdict(
        what: str, limit: float, found: ByTurn, unit: str = "×", size: int = USUAL, least: ByTurn | None = None
    ) -> Verdict:
        return Verdict(what, limit, unit, size, Spread.of(found.values()), Spread.of((least or {}).values()))

    start = of(OURS, "start ms")
    yield verdict("start, to a stock pygls server's", 0.85, against("stock", "start ms"))
    yield verdict("`persona-ls --version`, to the start", 0.15, divide(of(OURS, "--version ms"), start))
    yield verdict(
        "`persona-ls check FILE`, to the start",
        0.35,
        divide(of(OURS, "check ms"), start),
        least=divide(plus(of("floor", "modules ms"), of("floor", "stat ms")), start),
    )

    cold, warm = minus(of(OURS, "ready cold ms"), start), minus(of(OURS, "ready warm ms"), start)
    files_and_cache = plus(of("floor", "stat ms"), of("floor", "cache ms"))
    understood = of("floor", "outline and front matter ms")
    side_by_side = divide(understood, of("floor", "processors"))
    yield verdict(
        "cold index, to reading the files and going through their lines in Python",
        2.5,
        divide(cold, of("floor", "scan ms")),
        least=divide(side_by_side, of("floor", "scan ms")),
    )
    least = divide(plus(start, side_by_side), of("rumdl", "ready cold ms"))
    yield verdict("ready cold, to rumdl's", 0.4, against("rumdl", "ready cold ms"), least=least)
    yield verdict("warm index, to finding the files and reading the cache in Python", 3, divide(warm, files_and_cache))
    least = divide(plus(start, files_and_cache), of("rumdl", "ready warm ms"))
    yield verdict("ready warm, to rumdl's", 0.3, against("rumdl", "ready warm ms"), least=least)

    for peer, title, limit in (("rumdl", "rumdl's", 0.5), ("vscode", "VS Code's Markdown's", 0.02)):
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            yield verdict(f"typed completion {name}, to {title}", limit, against(peer, "typed completion ms", share))
    for figure in ("hover ms", "definition ms"):
        theirs = plus(of("rumdl", figure), of("stock", "pulse ms"))
        yield verdict(
            f"{figure[:-3]} p50, to rumdl's and a round trip of stock pygls", 1.0, divide(of(OURS, figure), theirs)
        )
    for figure in ("references ms", "symbols ms"):
        yield verdict(f"{figure[:-3]} p95, to rumdl's", 0.5, against("rumdl", figure, 0.95))
    one_file = divide(understood, of("floor", "files"))
    least = divide(plus(of(OURS, "pulse ms"), one_file), of("rumdl", "diagnostics ms", 0.95))
    yield verdict("keystroke → diagnostics p95, to rumdl's", 1.0, against("rumdl", "diagnostics ms", 0.95), least=least)

    found = plus(of("floor", "stat ms", size=LARGE), of("floor", "cache ms", size=LARGE))
    least = divide(plus(of(OURS, "start ms", size=LARGE), found), of("rumdl", "ready warm ms", size=LARGE))
    yield verdict(
        "ready warm, to rumdl's", 0.05, against("rumdl", "ready warm ms", size=LARGE), size=LARGE, least=least
    )
    yield verdict(
        "typed completion p95, to rumdl's", 0.1, against("rumdl", "typed completion ms", 0.95, LARGE), size=LARGE
    )
    yield verdict("symbols p95, to rumdl's", 0.1, against("rumdl", "symbols ms", 0.95, LARGE), size=LARGE)
    yield verdict("memory, to rumdl's", 1.0, against("rumdl", "memory MiB", size=LARGE), size=LARGE)

    grown = divide(of(OURS, "typed completion ms", 0.95, LARGE), of(OURS, "typed completion ms", 0.95, SMALL))
    yield verdict("typed completion p95, to that at 1,000", 3, grown, size=LARGE)
    more = minus(of(OURS, "memory MiB", size=LARGE), of(OURS, "memory MiB", size=SMALL))
    each = {turn: mebibytes * MEBIBYTE / KILOBYTE / (LARGE - SMALL) for turn, mebibytes in more.items()}
    yield verdict("memory for each persona more than 1,000", 5, each, "KB", LARGE)
    yield verdict(
        "longest block while indexing", 10, of(OURS, "longest pulse ms"), "ms", least=of("floor", "interpreter ms")
    )
    yield verdict("idle", 0, of(OURS, "idle % of a core"), "% of a core")
