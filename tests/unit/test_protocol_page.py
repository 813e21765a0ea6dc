"""The tables of editors and of the protocol say nothing that no test shows, and leave out nothing that is served."""

import re
from pathlib import Path

import pytest

import proofs
from persona_ls.lsp.handlers import build_server
from persona_ls.lsp.methods import METHODS
from proofs import Proof

ROOT = Path(__file__).parents[2]


def served() -> set[str]:
    """The methods that a server has a function for, for the most capable of clients."""
    manager = build_server().protocol.fm
    return {*manager.features, *manager.builtin_features, *(each.name for each in METHODS)}


def test_every_served_method_has_its_line() -> None:
    assert [each["name"] for each in proofs.methods() if each["name"] not in served()] == []
    assert served() - {each["name"] for each in proofs.methods()} == set()


def test_no_method_has_two_lines() -> None:
    names = [each["name"] for each in proofs.methods()]
    assert len(names) == len(set(names))


def test_every_named_test_is_there() -> None:
    assert proofs.missing() == []


def test_every_method_is_proven_over_a_real_process() -> None:
    assert {Path(each["test"]).parts[:2] for each in proofs.methods()} == {("tests", "e2e")}


@pytest.mark.parametrize(
    "test",
    ["tests/e2e/nowhere.py::test_x", "tests/unit/test_protocol_page.py::test_x", "client-vscode/e2e/first.mjs::x"],
)
def test_a_test_that_is_gone_is_noticed(test: str) -> None:
    assert not Proof.of(test).exists


def test_every_editor_of_the_table_has_its_page_and_every_page_is_in_it() -> None:
    text = proofs.pages()["editors/README.md"]
    linked = set(re.findall(r"\]\((\w+\.md)\)", text))
    assert linked == {path.name for path in (ROOT / "docs/editors").glob("*.md")} - {"README.md"}


def test_no_cell_speaks_of_an_editor_that_is_not_in_the_table() -> None:
    data = proofs._read("editors")
    names = {each["name"] for each in data["editors"]}
    assert {name for row in data["works"] for name in row["in"]} <= names
