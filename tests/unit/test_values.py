"""Values are as `dataclasses` would make them, but for the time that it takes."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, dataclass
from functools import cached_property

import pytest

from persona_ls.values import field, frozen, members, replace


@frozen
class Cell:
    """A place."""

    row: int
    column: int = 7
    notes: list[str] = field(default_factory=list, hash=False)
    seen: int = field(default_factory=int, compare=False)

    @property
    def is_first(self) -> bool:
        return self.row == 0


@frozen(slots=False)
class Named:
    name: str

    @cached_property
    def letters(self) -> list[str]:
        return [*self.name]


@frozen(slots=False)
class Titled(Named):
    title: str = "Dr."


@dataclass(frozen=True, slots=True)
class Model:
    row: int
    column: int = 7


def test_a_value_shows_its_fields_as_a_dataclass_does():
    assert repr(Cell(1)) == "Cell(row=1, column=7, notes=[], seen=0)"
    assert repr(Model(1)) == "Model(row=1, column=7)"


def test_values_of_one_class_with_equal_fields_are_equal():
    assert Cell(1) == Cell(1, 7)
    assert Cell(1) != Cell(2)
    assert Cell(1) != Model(1)
    assert Named("a") != Titled("a")


def test_a_field_that_is_not_compared_counts_neither_in_comparisons_nor_in_hashes():
    assert Cell(1, seen=1) == Cell(1, seen=2)
    assert hash(Cell(1, seen=1)) == hash(Cell(1, seen=2))


def test_a_field_that_is_not_hashed_is_compared():
    assert Cell(1, notes=["a"]) != Cell(1)
    assert hash(Cell(1, notes=["a"])) == hash(Cell(1))


def test_each_value_has_its_own_default_from_a_factory():
    assert Cell(1).notes is not Cell(1).notes


@pytest.mark.parametrize("change", [lambda cell: setattr(cell, "row", 2), lambda cell: delattr(cell, "row")])
def test_no_field_can_be_changed(change):
    cell = Cell(1)
    with pytest.raises(AttributeError, match="'row' of Cell"):
        change(cell)
    assert issubclass(FrozenInstanceError, AttributeError), "who catches the one catches the other"
    assert cell.row == 1


def test_there_is_no_place_for_another_attribute():
    assert not hasattr(Cell(1), "__dict__")


@pytest.mark.parametrize("given", [((), {}), ((1, 2, [], 3, 4), {}), ((1,), {"wing": 2}), ((1,), {"row": 2})])
def test_a_field_that_is_missing_unknown_or_given_twice_is_refused(given):
    positional, named = given
    with pytest.raises(TypeError):
        Cell(*positional, **named)


def test_a_class_without_slots_keeps_what_it_has_worked_out():
    named = Named("ab")
    assert named.letters is named.letters


def test_fields_are_inherited_and_come_first():
    assert Titled("Ada", "Lady") == Titled(title="Lady", name="Ada")
    assert Titled("Ada").title == "Dr."
    assert Titled("Ada").letters == ["A", "d", "a"]


def test_another_value_can_be_made_of_one():
    assert replace(Cell(1, 2), column=3) == Cell(1, 3)
    with pytest.raises(TypeError):
        replace(Cell(1), wing=2)


def test_a_value_is_written_as_json_with_the_values_in_it():
    assert json.loads(json.dumps([Titled(Named("a"))], default=members)) == [{"name": {"name": "a"}, "title": "Dr."}]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_value_can_be_copied_and_sent_to_another_process(copied):
    assert copied(Cell(1, 2, ["a"], 3)) == Cell(1, 2, ["a"])
    assert copied(Cell(1, seen=3)).seen == 3


def test_a_value_is_matched_by_its_fields():
    match Cell(1, 2):
        case Cell(row, column):
            assert (row, column) == (1, 2)
