"""The page of figures, from results that are written down here."""

import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks import report
from benchmarks.budgets import verdicts
from benchmarks.figures import Measured
from benchmarks.plot import Line, draw
from benchmarks.report import BEGIN, END, section, write
from benchmarks.result import Result

ROOT = Path(__file__).parents[3]
SERVERS = {"persona-ls": ("persona-ls", "1"), "stock": ("stock pygls", "2"), "rumdl": ("rumdl", "3")}


def measured(*results: Result) -> Measured:
    return Measured("2 cores", "2026-11-23", SERVERS, results)


def turn(
    number: int, ours: float, theirs: float, size: int = 10_000, figure: str = "typed completion ms"
) -> list[Result]:
    return [Result("persona-ls", size, number, {figure: [ours]}), Result("rumdl", size, number, {figure: [theirs]})]


def rows(text: str, label: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"| {label}")]


def test_a_row_has_each_server_and_the_ratios_to_ours() -> None:
    (row,) = rows(section(measured(*turn(0, 4, 10), *turn(1, 6, 10), *turn(2, 5, 10)), []), "typed completion p50")
    assert row == "| typed completion p50 | 5.00 ms | 10.0 ms | 0.50 (0.40–0.60) |"


def test_ratios_are_taken_within_a_turn() -> None:
    """A machine that was slow in one turn was slow for both."""
    (row,) = rows(section(measured(*turn(0, 1, 2), *turn(1, 100, 200)), []), "typed completion p50")
    assert row.endswith("| 0.50 |")


def test_seconds_are_written_as_seconds() -> None:
    (row,) = rows(section(measured(*turn(0, 900, 12_345, figure="ready cold ms")), []), "ready, cold")
    assert row == "| ready, cold | 900 ms | 12.3 s | 0.073 |"


def test_a_figure_that_nobody_has_is_no_row() -> None:
    assert rows(section(measured(*turn(0, 1, 2)), []), "hover") == []


def test_a_budget_is_met_by_the_median_turn() -> None:
    found = {each.what: each for each in verdicts(measured(*turn(0, 4, 10), *turn(1, 4, 10), *turn(2, 9, 10)))}
    assert found["typed completion p50, to rumdl's"].is_met is True


def test_a_budget_is_not_met_above_its_limit() -> None:
    text = section(measured(*turn(0, 6, 10)), [])
    assert "| 10,000 | typed completion p50, to rumdl's | 0.5 × | 0.60 | **not met** |  |" in text


def test_a_budget_without_its_figures_is_told_as_not_measured() -> None:
    text = section(measured(*turn(0, 6, 10)), [])
    assert "| 10,000 | hover p50, to rumdl's and a round trip of stock pygls | 1 × | – | not measured |  |" in text


def test_beside_a_budget_stands_the_least_that_python_takes() -> None:
    results = [
        Result("persona-ls", 10_000, 0, {"start ms": [400], "check ms": [300]}),
        Result("floor", 10_000, 0, {"modules ms": [50], "stat ms": [150]}),
    ]
    text = section(measured(*results), [])
    assert "| 10,000 | `persona-ls check FILE`, to the start | 0.35 × | 0.75 | **not met** | 0.50 |" in text


def test_memory_of_each_persona_is_that_of_those_added() -> None:
    added = 99_000 * 4_000 / 2**20
    results = [
        Result("persona-ls", size, 0, {"memory MiB": [used]}) for size, used in ((1_000, 50.0), (100_000, 50 + added))
    ]
    (found,) = (each.found for each in verdicts(measured(*results)) if each.unit == "KB")
    assert found is not None
    assert round(found.middle, 6) == 4.0


def test_what_people_wrote_around_the_figures_stays(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Ours\n\n{BEGIN}\nold\n{END}\n\nMore.\n", encoding="utf-8")
    write(measured(*turn(0, 1, 2)), page, tmp_path / "images")
    before, after = page.read_text(encoding="utf-8").split(BEGIN)[0], page.read_text(encoding="utf-8").split(END)[1]
    assert (before, after) == ("# Ours\n\n", "\n\nMore.\n")


def test_written_twice_the_page_is_the_same(tmp_path: Path) -> None:
    page, found = tmp_path / "performance.md", measured(*turn(0, 1, 2), *turn(0, 2, 3, size=1_000))
    write(found, page, tmp_path / "images")
    once = page.read_bytes()
    write(found, page, tmp_path / "images")
    assert page.read_bytes() == once


def test_every_picture_of_the_page_is_drawn(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write(measured(*turn(0, 1, 2), *turn(0, 2, 3, size=1_000)), page, tmp_path / "images")
    (drawn,) = (tmp_path / "images").iterdir()
    assert f"![Typed completion](images/{drawn.name})" in page.read_text(encoding="utf-8")


def test_the_page_of_this_repository_has_its_marks() -> None:
    text = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)


def test_every_plotted_figure_is_in_the_tables() -> None:
    assert {figure for _, figure in report.PLOTS.values()} <= {figure for _, figure, _ in report.ROWS}


def test_a_picture_is_svg_that_names_its_lines() -> None:
    svg = draw("Hover", "ms", [Line("a & b", {100: 1, 1000: 10}, {100: 2, 1000: 20}), Line("c", {100: 1}, {100: 1})])
    texts = [each.text for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Hover", "a & b", "c", "100", "1,000", "10 ms"} <= set(texts)


def test_names_that_would_cover_each_other_stand_apart() -> None:
    svg = draw("Hover", "ms", [Line(name, {100: 1, 1000: 1}, {}) for name in "abc"])
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    heights = sorted(float(each.get("y", 0)) for each in texts if each.get("class", "").startswith("name"))
    assert all(lower - upper >= 12 for upper, lower in itertools.pairwise(heights))


def test_without_ours_there_are_no_ratios() -> None:
    text = section(measured(Result("rumdl", 100, 0, {"hover ms": [2.0]})), [])
    assert rows(text, "hover p50") == ["| hover p50 | 2.00 ms | – |"]
