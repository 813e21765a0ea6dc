"""The dialects as data: which keys, fields, sections, kinds and levels a file has, and how each is called in each language.

One TOML file tells a dialect's structure, one more for each language its names and documentation. The parser, the rules, hovers,
completion, scaffolds and the published schema read the values below and nothing else.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, TypeVar

from persona_ls.names import fold, slug

__all__ = ["Dialect", "Item", "Key", "Kind", "Section", "persona_dialect"]

_Any = TypeVar("_Any", bound="Item")

LOCALES = ("pt-BR", "en")


@dataclass(frozen=True)
class Item:
    """Anything with a role and a name in each language: a field, a level, an attribute of a variable."""

    role: str
    names: Mapping[str, str]
    docs: Mapping[str, str] = field(default_factory=dict)

    def name(self, locale: str) -> str:
        """Its name in ``locale``, or in the first language that has one."""
        return self.names.get(locale) or next(iter(self.names.values()), self.role)

    def doc(self, locale: str) -> str:
        """Its documentation in ``locale``, else in any language."""
        return self.docs.get(locale) or next(iter(self.docs.values()), "")


@dataclass(frozen=True)
class Key(Item):
    """A key of the front matter; ``values`` are the items of an ``enum``."""

    type: str = "text"
    required: bool = False
    values: tuple[Item, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field(Item):
    """A bold field; ``kinds`` empty means all, ``suggests`` are values that completion offers."""

    kinds: tuple[str, ...] = ()
    suggests: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Section(Item):
    """A section; ``parts`` are the names that a reference may use for it, of every language."""

    body: str = "list"
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_prompt(self) -> bool:
        """Whether its body is an activation prompt."""
        return self.body == "prompt"

    def part(self, locale: str) -> str:
        """The name of the section in a reference: ``"basico"``, ``"metricas-de-sucesso"``."""
        return next(iter(self.parts.get(locale, ())), slug(self.name(locale)))


@dataclass(frozen=True)
class Kind(Item):
    """A kind of file: the roles of its sections, in order."""

    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """One format of file, in all its languages."""

    name: str
    description: str
    title_prefix: str
    templates: bool
    keys: tuple[Key, ...]
    attributes: tuple[Item, ...]
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    kinds: tuple[Kind, ...]
    levels: tuple[Item, ...]
    openings: Mapping[str, str]

    def key(self, role: str) -> Key:
        """The key of ``role``; a `KeyError` means that code and table disagree."""
        return _by_role(self.keys, role)

    def section(self, role: str) -> Section:
        """The section of ``role``."""
        return _by_role(self.sections, role)

    def kind(self, role: str) -> Kind:
        """The kind of ``role``."""
        return _by_role(self.kinds, role)

    def fields_of(self, kind: Kind) -> tuple[Field, ...]:
        """The fields that a file of ``kind`` has, in order."""
        return tuple(each for each in self.fields if not each.kinds or kind.role in each.kinds)

    def key_named(self, name: str) -> tuple[Key, str] | None:
        """The key that ``name`` means and the language it is written in."""
        return self._key_names.get(fold(name))

    def attribute_named(self, name: str) -> str | None:
        """The role of the attribute of a variable that ``name`` means."""
        found = self._attribute_names.get(fold(name))
        return found[0].role if found else None

    def field_named(self, name: str) -> tuple[Field, str] | None:
        """The field that ``name`` means and its language."""
        return self._field_names.get(fold(name))

    def section_named(self, heading: str) -> tuple[Section, str] | None:
        """The section that ``heading`` means and its language."""
        return self._section_names.get(fold(heading))

    def level_named(self, level: str) -> Item | None:
        """The level that ``level`` means."""
        found = self._level_names.get(fold(level))
        return found[0] if found else None

    def key_roles(self, role: str) -> frozenset[str]:
        """All folded names of the key ``role``."""
        return frozenset(fold(name) for name in self.key(role).names.values())

    @cached_property
    def _key_names(self) -> dict[str, tuple[Key, str]]:
        return _name_table(self.keys)

    @cached_property
    def _attribute_names(self) -> dict[str, tuple[Item, str]]:
        return _name_table(self.attributes)

    @cached_property
    def _field_names(self) -> dict[str, tuple[Field, str]]:
        return _name_table(self.fields)

    @cached_property
    def _section_names(self) -> dict[str, tuple[Section, str]]:
        return _name_table(self.sections)

    @cached_property
    def _level_names(self) -> dict[str, tuple[Item, str]]:
        return _name_table(self.levels)


@cache
def persona_dialect() -> Dialect:
    """The built-in dialect ``persona``, read once."""
    folder = files("persona_ls.formats")
    structure = tomllib.loads((folder / "persona.toml").read_text("utf-8"))
    languages = [tomllib.loads((folder / f"persona.{locale}.toml").read_text("utf-8")) for locale in LOCALES]
    return build_dialect(structure, languages)


def build_dialect(structure: Mapping[str, Any], languages: Iterable[Mapping[str, Any]]) -> Dialect:
    """Join a structure table with its language tables; a missing entry raises `KeyError` with its name."""
    words = {language["locale"]: language for language in languages}

    def table(group: str, role: str, of: str) -> dict[str, Any]:
        return {locale: value for locale, each in words.items() if (value := each[group][role].get(of)) is not None}

    def items(group: str, roles: Iterable[str]) -> tuple[Item, ...]:
        return tuple(Item(role, {locale: each[group][role] for locale, each in words.items()}) for role in roles)

    def choices(group: str, role: str, of: str, roles: Iterable[str]) -> tuple[Item, ...]:
        return tuple(
            Item(each, {locale: names[each] for locale, names in table(group, role, of).items()}) for each in roles
        )

    def base(group: str, role: str) -> tuple[str, dict[str, str], dict[str, str]]:
        return role, table(group, role, "name"), table(group, role, "doc")

    return Dialect(
        name=structure["name"],
        description=structure["description"],
        title_prefix=structure["title_prefix"],
        templates=structure["templates"],
        keys=tuple(
            Key(
                *base("keys", key["role"]),
                type=key["type"],
                required=key.get("required", False),
                values=choices("keys", key["role"], "values", key.get("values", ())),
                examples=table("keys", key["role"], "example"),
            )
            for key in structure["keys"]
        ),
        attributes=tuple(Item(*base("attributes", each["role"])) for each in structure["attributes"]),
        fields=tuple(
            Field(
                *base("fields", each["role"]),
                kinds=tuple(each.get("kinds", ())),
                suggests=choices("fields", each["role"], "suggests", each.get("suggests", ())),
            )
            for each in structure["fields"]
        ),
        sections=tuple(
            Section(
                *base("sections", each["role"]),
                body=each["body"],
                parts={locale: tuple(parts) for locale, parts in table("sections", each["role"], "parts").items()},
            )
            for each in structure["sections"]
        ),
        kinds=tuple(
            Kind(
                each["role"],
                {locale: table_["kinds"][each["role"]] for locale, table_ in words.items()},
                {},
                tuple(each["sections"]),
            )
            for each in structure["kinds"]
        ),
        levels=items("levels", structure["skills"]["levels"]),
        openings={locale: each["prompt_opening"] for locale, each in words.items()},
    )


def _by_role(items: Iterable[_Any], role: str) -> _Any:
    return {item.role: item for item in items}[role]


def _name_table(items: Iterable[_Any]) -> dict[str, tuple[_Any, str]]:
    """Folded name → item and language; where two languages share a name ("tags", "id") the first one has it."""
    names: dict[str, tuple[_Any, str]] = {}
    for item in items:
        for locale, name in item.names.items():
            names.setdefault(fold(name), (item, locale))
    return names
