"""Quantiles, spreads and ratios, over results that are written down here."""

from pathlib import Path

import pytest
from benchmarks.figures import Measured, Spread, divide, minus, plus, quantile
from benchmarks.result import Result


def results() -> Measured:
    servers = {"persona-ls": ("persona-ls", "1"), "rumdl": ("rumdl", "2")}
    return Measured(
        "a machine",
        "2026-11-23",
        servers,
        [
            Result("persona-ls", 100, 0, {"hover ms": [1.0, 2.0, 9.0]}),
            Result("rumdl", 100, 0, {"hover ms": [4.0]}, ["rename: not announced"]),
            Result("persona-ls", 100, 1, {"hover ms": [3.0]}),
            Result("rumdl", 100, 1, {}, ["rename: not announced"]),
            Result("rumdl", 1000, 0, {}, ["rename: not announced"]),
        ],
    )


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 5), (0.95, 10), (0.9, 9), (0.91, 10), (1.0, 10)])
def test_a_quantile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert quantile([*range(10, 0, -1)], share) == value


def test_of_one_value_every_quantile_is_that_value() -> None:
    assert [quantile([7], share) for share in (0, 0.5, 0.95, 1)] == [7, 7, 7, 7]


def test_a_spread_is_from_the_smallest_over_the_median_to_the_largest() -> None:
    assert Spread.of([3, 1, 2, 10]) == Spread(1, 2.5, 10)


def test_of_nothing_there_is_no_spread() -> None:
    assert Spread.of([]) is None


def test_values_are_taken_turn_by_turn() -> None:
    assert results().by_turn("persona-ls", 100, "hover ms") == {0: 2.0, 1: 3.0}


def test_a_ratio_is_only_taken_in_turns_that_both_have() -> None:
    ours, theirs = (results().by_turn(server, 100, "hover ms") for server in ("persona-ls", "rumdl"))
    assert divide(ours, theirs) == {0: 0.5}


def test_there_is_no_ratio_to_nothing() -> None:
    assert divide({0: 1.0}, {0: 0.0}) == {}


def test_sums_and_differences_are_taken_turn_by_turn() -> None:
    assert (plus({0: 3, 1: 1}, {0: 2}), minus({0: 3, 1: 1}, {0: 2})) == ({0: 5}, {0: 1})


def test_a_note_names_the_libraries_it_was_made_on() -> None:
    assert results().notes() == {"rumdl: rename: not announced": {100, 1000}}


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    results().write(tmp_path / "results.json")
    again = Measured.read(tmp_path / "results.json")
    assert (again.results, again.turns(100), again.sizes) == (results().results, 2, [100, 1000])
