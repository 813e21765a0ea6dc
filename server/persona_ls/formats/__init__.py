"""The dialects as data: which keys, fields, sections, kinds and levels a file has, and how each is called in each language.

One TOML file tells a dialect's structure, one more for each language its names and documentation. The parser, the rules, hovers,
completion, scaffolds and the published schema read the values below and nothing else.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from persona_ls.names import fold, slug

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

    @cached_property
    def tells_locale(self) -> bool:
        """Whether its languages call it differently, so that its name tells the language of a file."""
        return len({fold(name) for name in self.names.values()}) > 1


@dataclass(frozen=True)
class Key(Item):
    """A key of the front matter; ``values`` are the items of an ``enum``, ``pattern`` and ``limit`` bound a text."""

    type: str = "text"
    required: bool = False
    values: tuple[Item, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    limit: int = 0
    replaced_by: str = ""
    """For a key of an older format: the name that it has now."""


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

    @cached_property
    def part_names(self) -> tuple[str, ...]:
        """Its names in a reference in every language, folded."""
        return tuple(dict.fromkeys(fold(self.part(locale)) for locale in self.names))

    def part(self, locale: str) -> str:
        """The name of the section in a reference: ``"basico"``, ``"metricas-de-sucesso"``."""
        parts = self.parts.get(locale)
        return parts[0] if parts else slug(self.name(locale))


@dataclass(frozen=True)
class Kind(Item):
    """A kind of file: the roles of its sections, in order."""

    sections: tuple[str, ...] = ()


class IdFrom(StrEnum):
    """What names a persona of a dialect in references."""

    KEY = "key"  # the key with the role "id", else the stem
    NAME = "name"  # the key with the role "name", else the stem
    STEM = "stem"
    FOLDER = "folder"


@dataclass(frozen=True)
class Dialect:
    """One format of file, in all its languages."""

    name: str
    description: str
    keys: tuple[Key, ...]
    title_prefix: str = ""
    templates: bool = False
    verbatim: bool = False
    """Whether the whole body is the prompt, with nothing to read into it."""
    where: tuple[str, ...] = ()
    """Patterns of paths, ``*`` within a name and ``**`` over folders; empty for the dialect that is told by its text."""
    id_from: IdFrom = IdFrom.KEY
    ignores_unknown_keys: bool = False
    attributes: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    kinds: tuple[Kind, ...] = ()
    levels: tuple[Item, ...] = ()
    openings: Mapping[str, str] = field(default_factory=dict)

    def takes(self, path: str) -> bool:
        """Whether ``path``, with ``/`` between folders, is a file of this dialect by its place."""
        return self._place is not None and self._place.search(path) is not None

    @cached_property
    def _place(self) -> re.Pattern[str] | None:
        """All of ``where`` in one."""
        return re.compile("|".join(_pattern(each).pattern for each in self.where)) if self.where else None

    def key(self, role: str) -> Key | None:
        """The key of ``role``, if the dialect has it."""
        return next((key for key in self.keys if key.role == role), None)

    def section(self, role: str) -> Section:
        """The section of ``role``."""
        return _by_role(self.sections, role)

    def kind(self, role: str) -> Kind:
        """The kind of ``role``."""
        return _by_role(self.kinds, role)

    def kind_of(self, sections: AbstractSet[str]) -> Kind:
        """The kind whose own sections are the most in a file of ``sections``; the first when nothing tells."""
        if not self.kinds:
            return Kind(self.name, {"en": self.name})
        return max(self.kinds, key=lambda kind: len(sections & self._own_sections[kind.role]))

    @cached_property
    def _own_sections(self) -> dict[str, frozenset[str]]:
        """By kind, the sections that not all kinds have."""
        shared = frozenset.intersection(*(frozenset(kind.sections) for kind in self.kinds))
        return {kind.role: frozenset(kind.sections) - shared for kind in self.kinds}

    def fields_of(self, kind: Kind) -> tuple[Field, ...]:
        """The fields that a file of ``kind`` has, in order."""
        return tuple(each for each in self.fields if not each.kinds or kind.role in each.kinds)

    def key_named(self, name: str) -> tuple[Key, str] | None:
        """The key that ``name`` means and the language it is written in."""
        return self._key_names[name]

    def attribute_named(self, name: str) -> str | None:
        """The role of the attribute of a variable that ``name`` means."""
        found = self._attribute_names[name]
        return found[0].role if found else None

    def field_named(self, name: str) -> tuple[Field, str] | None:
        """The field that ``name`` means and its language."""
        return self._field_names[name]

    def section_named(self, heading: str) -> tuple[Section, str] | None:
        """The section that ``heading`` means and its language."""
        return self._section_names[heading]

    def level_named(self, level: str) -> Item | None:
        """The level that ``level`` means."""
        found = self._level_names[level]
        return found[0] if found else None

    @cached_property
    def _key_names(self) -> "_Names[Key]":
        return _Names(self.keys)

    @cached_property
    def _attribute_names(self) -> "_Names[Item]":
        return _Names(self.attributes)

    @cached_property
    def _field_names(self) -> "_Names[Field]":
        return _Names(self.fields)

    @cached_property
    def _section_names(self) -> "_Names[Section]":
        return _Names(self.sections)

    @cached_property
    def _level_names(self) -> "_Names[Item]":
        return _Names(self.levels)


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
    folder = Path(__file__).parent
    tables = [
        tomllib.loads((folder / f"{each}.toml").read_text("utf-8"))
        for each in (name, *(f"{name}.{one}" for one in locales))
    ]
    return build_dialect(tables[0], tables[1:])


def build_dialect(structure: Mapping[str, Any], languages: Iterable[Mapping[str, Any]] = ()) -> Dialect:
    """Join a structure table with its language tables.

    A dialect without language tables says names and documentation in the structure itself, the same in every language.

    Raises:
        KeyError: an entry is missing; its name is the argument.
    """
    words = _Words({language["locale"]: language for language in languages})
    return Dialect(
        name=structure["name"],
        description=structure.get("description", ""),
        keys=tuple(words.key(key) for key in structure.get("keys", ())),
        title_prefix=structure.get("title_prefix", ""),
        templates=structure.get("templates", False),
        verbatim=structure.get("verbatim", False),
        where=tuple(structure.get("where", ())),
        id_from=IdFrom(structure.get("id", "key")),
        ignores_unknown_keys=structure.get("unknown_keys") == "ignored",
        attributes=tuple(Item(*words.base("attributes", each)) for each in structure.get("attributes", ())),
        fields=tuple(
            Field(
                *words.base("fields", each),
                kinds=tuple(each.get("kinds", ())),
                suggests=words.choices("fields", each, "suggests"),
            )
            for each in structure.get("fields", ())
        ),
        sections=tuple(
            Section(
                *words.base("sections", each),
                body=each["body"],
                parts={
                    locale: tuple(parts) for locale, parts in words.table("sections", each["role"], "parts").items()
                },
            )
            for each in structure.get("sections", ())
        ),
        kinds=tuple(
            Kind(each["role"], words.plain("kinds", each["role"]), {}, tuple(each["sections"]))
            for each in structure.get("kinds", ())
        ),
        levels=tuple(Item(role, words.plain("levels", role)) for role in structure.get("skills", {}).get("levels", ())),
        openings={locale: each["prompt_opening"] for locale, each in words.tables.items()},
    )


@dataclass(frozen=True)
class _Words:
    """The language tables of a dialect, by locale."""

    tables: Mapping[str, Mapping[str, Any]]

    def table(self, group: str, role: str, of: str) -> dict[str, Any]:
        return {
            locale: value for locale, each in self.tables.items() if (value := each[group][role].get(of)) is not None
        }

    def plain(self, group: str, role: str) -> dict[str, str]:
        return {locale: each[group][role] for locale, each in self.tables.items()}

    def base(self, group: str, item: Mapping[str, Any]) -> tuple[str, dict[str, str], dict[str, str]]:
        """Role, names and documentation."""
        role = item["role"] if self.tables else item.get("role", item["name"])
        if self.tables:
            return role, self.table(group, role, "name"), self.table(group, role, "doc")
        doc = item.get("doc", {})
        return role, dict.fromkeys(LOCALES, item["name"]), doc if isinstance(doc, dict) else dict.fromkeys(LOCALES, doc)

    def choices(self, group: str, item: Mapping[str, Any], of: str) -> tuple[Item, ...]:
        roles = item.get(of, ())
        if not self.tables:
            return tuple(Item(each, dict.fromkeys(LOCALES, each)) for each in roles)
        names = self.table(group, item["role"], of)
        return tuple(Item(each, {locale: table[each] for locale, table in names.items()}) for each in roles)

    def key(self, item: Mapping[str, Any]) -> Key:
        role, names, docs = self.base("keys", item)
        examples = (
            self.table("keys", role, "example") if self.tables else dict.fromkeys(LOCALES, item.get("example", ""))
        )
        return Key(
            role,
            names,
            docs,
            type=item.get("type", "text"),
            required=item.get("required", False),
            values=self.choices("keys", item, "values"),
            examples=examples,
            pattern=item.get("pattern", ""),
            limit=item.get("limit", 0),
            replaced_by=item.get("replaced_by", ""),
        )


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern of paths that may begin at any folder: ``**/`` any folders, ``*`` anything within a name."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(pieces.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob.lstrip("/")))
    return re.compile(f"(?:^|/){body}$")


def _by_role(items: Iterable[_Any], role: str) -> _Any:
    return {item.role: item for item in items}[role]


class _Names(dict[str, tuple[_Any, str] | None]):
    """What names mean: an item and the language of the name, whatever their case and accents.

    Files have the same few names over and over, so a spelling that was met is kept as it is written. Where two languages share a name
    ("tags", "id") the first one has it.
    """

    def __init__(self, items: Iterable[_Any]) -> None:
        super().__init__()
        self._folded: dict[str, tuple[_Any, str]] = {}
        for item in items:
            for locale, name in item.names.items():
                self._folded.setdefault(fold(name), (item, locale))

    def __missing__(self, name: str) -> tuple[_Any, str] | None:
        found = self._folded.get(fold(name))
        if len(self) < _MOST_SPELLINGS:
            self[name] = found
        return found


_MOST_SPELLINGS = 4096
