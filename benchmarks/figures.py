"""From single values to what can be said: quantiles within a turn, spreads over the turns, ratios turn by turn.

Two servers are compared within one turn, where the machine was in the same mood for both; the spread of those ratios says how much
to believe.
"""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.result import Result

__all__ = ["ByTurn", "Measured", "Spread", "divide", "minus", "plus", "quantile"]

ByTurn = dict[int, float]
"""One value for each turn."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the largest value."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self | None:
        """That of some values, if there are any."""
        ordered = sorted(values)
        return cls(ordered[0], statistics.median(ordered), ordered[-1]) if ordered else None


@dataclass(frozen=True, slots=True)
class Measured:
    """All results, and on what they were found."""

    machine: str
    when: str
    servers: Mapping[str, Sequence[str]]
    """Title and version of each server, by its name: ``{"rumdl": ("rumdl", "0.3.0")}``."""
    results: Sequence[Result]

    @property
    def sizes(self) -> list[int]:
        return sorted({each.size for each in self.results})

    def title(self, server: str) -> str:
        """How the page calls a server."""
        return self.servers[server][0]

    def turns(self, size: int) -> int:
        """How many turns there were."""
        return len({each.turn for each in self.results if each.size == size})

    def by_turn(self, server: str, size: int, figure: str, share: float = 0.5) -> ByTurn:
        """The quantile of a figure in each turn that has it."""
        of = (each for each in self.results if (each.server, each.size) == (server, size))
        return {each.turn: quantile(each.figures[figure], share) for each in of if figure in each.figures}

    def notes(self) -> dict[str, set[int]]:
        """What could not be measured, by whom and why, and on which libraries."""
        found: dict[str, set[int]] = {}
        for each in self.results:
            for note in each.notes:
                found.setdefault(f"{self.title(each.server)}: {note}", set()).add(each.size)
        return found

    def write(self, path: Path) -> None:
        """Keep everything, whole or not at all."""
        half = path.with_suffix(".half")
        half.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        half.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """What `write` kept."""
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**kept, "results": [Result(**each) for each in kept["results"]]})


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least so large a share of them does not exceed: one that was measured, none in between."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def divide(ours: ByTurn, theirs: ByTurn) -> ByTurn:
    """The ratio in each turn that both have."""
    return {turn: ours[turn] / theirs[turn] for turn in ours if theirs.get(turn)}


def minus(first: ByTurn, second: ByTurn) -> ByTurn:
    return {turn: first[turn] - second[turn] for turn in first if turn in second}


def plus(first: ByTurn, second: ByTurn) -> ByTurn:
    return {turn: first[turn] + second[turn] for turn in first if turn in second}
