"""What an empty list says while the library is still being read, and a full one."""

import pytest

from persona_ls.features import completion
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


def test_a_list_that_is_cut_renders_no_prompts_below_all_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees them there; the letter after which the rest fits brings them."""
    monkeypatch.setattr(completion, "_ROOM_FOR_PERSONAS", 1)
    prompt = "\n\n## Prompt de Ativação (Básico)\n\n```\nAtue.\n```\n"
    world = World(f"%! personas/alfa.md\n# Persona: Alfa{prompt}%! personas/alvo.md\n# Persona: Alvo{prompt}")
    offered = world.offered("@persona:al|")
    assert offered
    assert offered.is_incomplete
    assert [item.label for item in offered.items] == ["@persona:alfa"]
    assert world.labels("@persona:alv|") == ["@persona:alvo", "@persona:alvo → Básico"]
