"""The dialects as data: which keys, fields, sections, kinds and levels a file has, and how each is called in each language.

One TOML file tells a dialect's structure, one more for each language its names and documentation. The parser, the rules, hovers,
completion, scaffolds and the published schema read the values of `dialect` and nothing else; `build` makes them of tables, `builtin`
has those that come with the product.
"""

from persona_ls.formats.build import build_dialect
from persona_ls.formats.builtin import agent_dialects, persona_dialect
from persona_ls.formats.dialect import LOCALES, Dialect, Field, IdFrom, Item, Key, Kind, Section

__all__ = [
    "LOCALES",
    "Dialect",
    "Field",
    "IdFrom",
    "Item",
    "Key",
    "Kind",
    "Section",
    "agent_dialects",
    "build_dialect",
    "persona_dialect",
]
