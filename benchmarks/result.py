"""What was measured: single values, and what could not be."""

from dataclasses import dataclass, field

__all__ = ["Figures", "Result"]

Figures = dict[str, list[float]]
"""``{"hover ms": [0.8, 0.7]}``"""


@dataclass(slots=True)
class Result:
    """What one server did on one library in one turn."""

    server: str
    size: int
    turn: int
    figures: Figures = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, figure: str, value: float) -> None:
        self.figures.setdefault(figure, []).append(value)
