"""Of many names those are found that somebody may have meant, and few are looked at closely."""

import random
from itertools import product

import pytest

from persona_ls.library import likeness
from persona_ls.library.likeness import names_like
from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.names import fold

ROLES = ("analista", "arquiteta", "desenhista", "especialista", "investigadora", "mentor", "negociadora", "revisor")
OF = ("acessibilidade", "contratos", "currículos", "dados", "finanças", "métricas", "produto", "testes", "vendas")
IN = ("bancos", "cidades", "escolas", "fábricas", "governos", "hospitais", "museus", "portos", "startups")
NAMES = [f"{role}-de-{of}-em-{place}" for role, of, place in product(ROLES, OF, IN)]
LETTERS = "abcdeghilmnoprstuv-"


def keys(names: list[str]) -> SortedKeys:
    return SortedKeys([f"{fold(name)}\0{name}" for name in names])


def slips(name: str, die: random.Random) -> list[str]:
    """A letter missed, one too many, another one, two that changed places."""
    at, letter = die.randrange(1, len(name) - 1), die.choice(LETTERS)
    return [
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ]


def test_a_slip_of_a_letter_finds_the_name() -> None:
    known, die = keys(NAMES), random.Random(7)
    for name in die.sample(NAMES, 40):
        for slip in slips(name, die):
            assert name in names_like(slip, known)[:3], slip


def test_accents_and_case_are_no_difference() -> None:
    assert names_like("ANALISTA-DE-METRICAS-EM-FABRICAS", keys(NAMES))[0] == "analista-de-métricas-em-fábricas"


def test_nothing_is_like_what_nobody_would_have_meant() -> None:
    assert names_like("xyz", keys(NAMES)) == []


def test_few_are_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = likeness.nearest
    monkeypatch.setattr(
        likeness,
        "nearest",
        lambda name, names, limit: compared.append(len(names)) or real(name, names, limit),
    )
    names_like("analista-de-dados-em-banco", keys(NAMES))
    assert compared == [20]


@pytest.mark.parametrize("name", ["a", "é", "-", "\u0301"])
def test_the_shortest_names_are_names_too(name: str) -> None:
    assert names_like(name, keys(["a", "\u0301", "x"])) is not None
