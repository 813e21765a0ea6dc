"""What an empty list says while the library is still being read."""

import pytest

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
