"""What an empty list says while the library is still being read, and a full one."""

import pytest

from persona_ls.features import completion
from persona_ls.features.completion import MAX_ITEMS
from world import World


@pytest.mark.parametrize("typed", ["@persona:guia|", "@persona:guia#|"])
def test_a_name_that_may_still_be_read_is_asked_for_again(typed: str):
    """An editor takes an empty answer for the last word."""
    found = World().offered(typed)
    assert found
    assert (found.items, found.is_incomplete) == ((), True)


@pytest.mark.parametrize("typed", ["@persona:guia|", "@persona:guia#|"])
def test_a_name_that_nobody_has_is_not(typed: str):
    world = World()
    world.session.store.apply([], is_complete=True)
    assert world.offered(typed) is None


def test_an_address_is_not_asked_for_again_whatever_is_read():
    assert World().offered("ana@gui|") is None
    assert World().offered("@gui|") is None


def whole(files: str) -> World:
    """A world whose folders have all been read."""
    world = World(files)
    world.session.store.apply([], is_complete=True)
    return world


def test_below_many_names_there_are_no_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees them there; the letter after which few are left brings them, so the editor has to ask again."""
    monkeypatch.setattr(completion, "_MOST_ABOVE_PROMPTS", 1)
    prompt = "\n\n## Prompt de Ativação (Básico)\n\n```\nAtue.\n```\n"
    world = whole(f"%! personas/alfa.md\n# Persona: Alfa{prompt}%! personas/alvo.md\n# Persona: Alvo{prompt}")
    offered = world.offered("@persona:al|")
    assert offered
    assert offered.is_incomplete
    assert [item.label for item in offered.items] == ["@persona:alfa", "@persona:alvo"]
    few = world.offered("@persona:alv|")
    assert few
    assert not few.is_incomplete
    assert [item.label for item in few.items] == ["@persona:alvo", "@persona:alvo → Básico"]


def test_a_list_that_does_not_hold_all_says_so() -> None:
    world = whole("".join(f"%! personas/alvo-{number}.md\n# Persona: Alvo\n\n" for number in range(MAX_ITEMS + 1)))
    offered = world.offered("@persona:alvo|")
    assert offered
    assert offered.is_incomplete
    assert 50 < len(offered.items) <= MAX_ITEMS
