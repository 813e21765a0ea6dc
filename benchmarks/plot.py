"""A picture of growth: one figure of several servers over the size of the library, both axes logarithmic.

Drawn by hand, a hundred lines instead of a plotting package. It is readable on light and on dark pages: the style follows the reader's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Line", "draw"]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 40, 45
COLOURS = (("#0969da", "#58a6ff"), ("#9a6700", "#d29922"), ("#bc4c00", "#f0883e"), ("#8250df", "#bc8cff"))
"""One for light pages and one for dark, of each line."""

Points = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One server: its values by the size of the library, and those of its slow twentieth, drawn thin."""

    title: str
    values: Points
    slow: Points


def draw(title: str, unit: str, lines: Sequence[Line]) -> str:
    """The picture as SVG."""
    xs = [size for line in lines for size in line.values]
    ys = [value for line in lines for each in (line.values, line.slow) for value in each.values() if value > 0]
    frame = _Frame(min(xs), max(xs), 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys) * 1.01)))
    styles = "\n".join(_style(number, light, dark) for number, (light, dark) in enumerate(COLOURS))
    body = [_text(LEFT, 22, title, "title"), *_grid(frame, sorted(set(xs)), unit)]
    places = _apart([frame.y(list(line.values.values())[-1]) for line in lines])
    for number, (line, place) in enumerate(zip(lines, places, strict=True)):
        body += _line(frame, number, line, place)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">\n'
        f"<title>{_escaped(title)}</title>\n<style>\n{_STYLE}{styles}\n</style>\n" + "\n".join(body) + "\n</svg>\n"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    least_x: float
    most_x: float
    least_y: float
    most_y: float

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _part(value, self.least_x, self.most_x)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _part(max(value, self.least_y), self.least_y, self.most_y)


def _part(value: float, least: float, most: float) -> float:
    return math.log(value / least) / math.log(most / least) if most > least else 0.5


def _grid(frame: _Frame, sizes: Sequence[int], unit: str) -> list[str]:
    found = []
    value = frame.least_y
    while value <= frame.most_y * 1.001:
        height = frame.y(value)
        found.append(f'<path class="grid" d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}"/>')
        found.append(_text(LEFT - 8, height + 4, _tick(value, unit), "quiet", "end"))
        value *= 10
    found += [_text(frame.x(size), HEIGHT - BOTTOM + 18, f"{size:,}", "quiet", "middle") for size in sizes]
    return [*found, _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "personas", "quiet", "middle")]


def _tick(value: float, unit: str) -> str:
    """``10 ms``, ``1 s``."""
    return f"{value / 1000:,g} s" if unit == "ms" and value >= 1000 else f"{value:,g} {unit}"


def _line(frame: _Frame, number: int, line: Line, place: float) -> list[str]:
    found = []
    for kind, points in (("slow", line.slow), ("line", line.values)):
        steps = " ".join(f"{frame.x(size):.1f},{frame.y(value):.1f}" for size, value in sorted(points.items()))
        found.append(f'<polyline class="{kind} c{number}" points="{steps}"/>')
    found += [
        f'<circle class="dot c{number}" cx="{frame.x(size):.1f}" cy="{frame.y(value):.1f}" r="3"/>'
        for size, value in line.values.items()
    ]
    return [*found, _text(WIDTH - RIGHT + 10, place + 4, line.title, f"name c{number}")]


def _apart(places: Sequence[float], gap: float = 15) -> list[float]:
    """The same places in the same order, moved down as far as names need."""
    moved = dict.fromkeys(range(len(places)), 0.0)
    free = -math.inf
    for number in sorted(moved, key=lambda each: places[each]):
        moved[number] = free = max(places[number], free)
        free += gap
    return list(moved.values())


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_escaped(words)}</text>'


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _style(number: int, light: str, dark: str) -> str:
    return (
        f".c{number} {{ stroke: {light}; }} .dot.c{number}, .name.c{number} {{ fill: {light}; stroke: none; }}\n"
        f"@media (prefers-color-scheme: dark) {{ .c{number} {{ stroke: {dark}; }} "
        f".dot.c{number}, .name.c{number} {{ fill: {dark}; stroke: none; }} }}"
    )


_STYLE = """.title { fill: #57606a; font-size: 14px; font-weight: bold; }
.quiet { fill: #57606a; }
.grid { stroke: #8b949e; stroke-opacity: .3; }
.line { fill: none; stroke-width: 2; }
.slow { fill: none; stroke-width: 1; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) { .title, .quiet { fill: #9198a1; } }
"""
