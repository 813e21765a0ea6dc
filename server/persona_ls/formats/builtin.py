"""The dialects that come with the product, each read once."""

from collections.abc import Iterable
from functools import cache

from persona_ls.formats.build import build_dialect
from persona_ls.formats.dialect import LOCALES, Dialect
from persona_ls.formats.tables import table

__all__ = ["agent_dialects", "persona_dialect"]


@cache
def persona_dialect() -> Dialect:
    """The built-in dialect ``persona``, read once."""
    return _read("persona", LOCALES)


@cache
def agent_dialects() -> tuple[Dialect, ...]:
    """The dialects of other tools' agent files, told by their paths."""
    return tuple(_read(name, ()) for name in _AGENTS)


_AGENTS = ("claude-agent", "copilot-agent", "skill")


def _read(name: str, locales: Iterable[str]) -> Dialect:
    return build_dialect(table(name), [table(f"{name}.{locale}") for locale in locales])
