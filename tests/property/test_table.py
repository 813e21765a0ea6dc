"""The mappings and sets that are values, against `dict` and `set`."""

from hypothesis import given, settings
from hypothesis import strategies as st

from persona_ls.library import sorted_keys, table
from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.library.table import Table

keys = st.text("ab\u00e9\U0001f600", max_size=4)
steps = st.lists(st.dictionaries(keys, st.none() | st.integers(), max_size=6), max_size=12)
changes = st.lists(st.tuples(st.sets(keys, max_size=9), st.sets(keys, max_size=9)), max_size=12)


@settings(deadline=None)
@given(steps, st.sampled_from([0, 1, 8]))
def test_a_table_is_a_dict_in_each_of_its_versions(changes, roots):
    """The older ones stay what they were, whether or not what is different has been taken into the large dictionary."""
    table._ROOTS, before = roots, table._ROOTS
    try:
        versions, models = [Table()], [{}]
        for change in changes:
            versions.append(versions[-1].with_changes(change))
            model = {**models[-1], **change}
            models.append({key: value for key, value in model.items() if value is not None})
    finally:
        table._ROOTS = before
    for version, model in zip(versions, models, strict=True):
        assert dict(version) == model
        assert len(version) == len(model)
        assert all((key in version) == (key in model) for change in changes for key in change)
        assert all(version.get(key, "nothing") == model.get(key, "nothing") for change in changes for key in change)


@settings(deadline=None)
@given(st.dictionaries(keys, st.integers()), keys)
def test_a_key_that_was_taken_away_is_missing(values, key):
    gone = Table({**values, key: 1, "other": 2}).with_changes({key: None})
    try:
        gone[key]
    except KeyError:
        return
    raise AssertionError


def test_nothing_to_change_makes_no_other_table():
    """Whoever compares two versions sees at once that nothing is different."""
    kept = Table({"a": 1})
    assert kept.with_changes({}) is kept


@settings(deadline=None)
@given(changes, keys, st.sampled_from([1, 2, 1024]))
def test_sorted_keys_are_a_set_in_order_in_each_of_their_versions(changes, prefix, length):
    sorted_keys._LENGTH, before = length, sorted_keys._LENGTH
    try:
        versions, models = [SortedKeys()], [set()]
        for come, gone in changes:
            versions.append(versions[-1].with_changes(come, gone))
            models.append(models[-1] - gone | come)
        fresh = SortedKeys(models[-1])
    finally:
        sorted_keys._LENGTH = before
    for version, model in [*zip(versions, models, strict=True), (fresh, models[-1])]:
        assert list(version) == sorted(model)
        assert len(version) == len(model)
        begun = [key for key in sorted(model) if key.startswith(prefix)]
        assert list(version.starting_with(prefix)) == begun
        assert version.count_starting_with(prefix) == len(begun)
        assert list(version.containing(prefix)) == [key for key in sorted(model) if prefix in key]
        assert all((key in version) == (key in model) for key in ["", prefix, *model])
