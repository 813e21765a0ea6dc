"""What a search looks at, counted; what it finds is told by the property tests."""

from collections import Counter
from collections.abc import Iterator

import pytest

from persona_ls.library import search as module
from persona_ls.library import snapshot
from persona_ls.library.entry import Entry
from persona_ls.library.search import search
from persona_ls.library.snapshot import Library
from world import ROOT, World

WORDS = ["dados", "testes", "redes", "dutos", "danos"]
ROLES = ["analista", "revisora"]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    """Ten personas, ``analista-de-dados`` to ``revisora-de-danos``, each referred to; more than are sorted."""
    monkeypatch.setattr(module, "_FEW", 0)
    titles = [f"{role.title()} de {word.title()}" for role in ROLES for word in WORDS]
    personas = "".join(
        f"%! personas/{title.lower().replace(' ', '-')}.md\n# Persona: {title}\n\n## Prompt de Ativação (Básico)\n\n"
        f"```\nAtue.\n```\n"
        for title in titles
    )
    uses = " ".join(f"@persona:{title.lower().replace(' ', '-')}" for title in titles)
    return World(f"{personas}%! usos.md\n{uses}\n").session.library


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often an entry was looked at, and how often a key was put into the order of use."""
    counts: Counter[str] = Counter()
    at_place, behind_count = Library.at_place, module.behind_count

    def looked_at(self: Library, place: str) -> Entry | None:
        counts["entries"] += 1
        return at_place(self, place)

    def ordered(used: str) -> str:
        counts["ordered"] += 1
        return behind_count(used)

    monkeypatch.setattr(Library, "at_place", looked_at)
    monkeypatch.setattr(module, "behind_count", ordered)
    module._in_order.cache_clear()
    yield counts
    module._in_order.cache_clear()


def test_the_order_of_use_is_put_together_once_for_all_letters_of_a_name(
    library: Library, counts: Counter[str]
) -> None:
    for end in range(1, len("analista-")):
        assert len(search(library, "analista-"[:end], ROOT, "pt-BR")) >= 5
    assert counts["ordered"] == 10


def test_a_search_for_several_words_looks_only_at_personas_that_have_them_all(
    library: Library, counts: Counter[str]
) -> None:
    found = search(library, "sta de da", ROOT, "pt-BR")
    assert [match.entry.id for match in found] == ["analista-de-dados", "analista-de-danos"]
    assert counts["entries"] == 2


def test_an_id_that_has_all_that_was_typed_is_found_by_its_key(library: Library, counts: Counter[str]) -> None:
    found = search(library, "sta-de-da", ROOT, "pt-BR")
    assert [match.entry.id for match in found] == ["analista-de-dados", "analista-de-danos"]
    assert counts["entries"] == 2


def test_nothing_of_a_persona_is_looked_at_twice_that_fits_better(library: Library, counts: Counter[str]) -> None:
    search(library, "analista", ROOT, "pt-BR")
    assert counts["entries"] == 5


def test_a_persona_that_has_lost_the_alias_is_left_out_while_its_words_are_still_to_be_learnt(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While much is read, words are learnt now and then only."""
    one, two, *_ = library
    known = library.with_changes({each.place: each._replace(aliases=("maga",)) for each in (one, two)})
    assert {match.entry.place for match in search(known, "mag", ROOT, "pt-BR")} == {one.place, two.place}
    monkeypatch.setattr(snapshot, "_FEW_WAITING", 0)
    read_on = known.with_changes({one.place: one}, is_complete=False)
    assert [match.entry.place for match in search(read_on, "mag", ROOT, "pt-BR")] == [two.place]
