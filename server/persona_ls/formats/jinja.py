"""What each filter and test of Jinja2 does, in one line, as data."""

from functools import cache

from persona_ls.formats.tables import table

__all__ = ["filter_doc", "test_doc"]


def filter_doc(name: str, locale: str) -> str:
    """One line on the filter ``name``; ``""`` for one that the table does not know."""
    return _table().get("filters", {}).get(name, {}).get(locale, "")


def test_doc(name: str, locale: str) -> str:
    """One line on the test ``name``."""
    return _table().get("tests", {}).get(name, {}).get(locale, "")


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return table("jinja")
