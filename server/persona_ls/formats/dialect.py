"""What a dialect is: which keys, fields, sections, kinds and levels a file has, and how each is called in each language."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import cache, cached_property
from typing import TypeVar

from persona_ls.names import fold, slug
from persona_ls.values import field, frozen

__all__ = ["LOCALES", "Dialect", "Field", "IdFrom", "Item", "Key", "Kind", "Section"]

_Any = TypeVar("_Any", bound="Item")

LOCALES = ("pt-BR", "en")


@frozen(slots=False)
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


@frozen(slots=False)
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


@frozen(slots=False)
class Field(Item):
    """A bold field; ``kinds`` empty means all, ``suggests`` are values that completion offers."""

    kinds: tuple[str, ...] = ()
    suggests: tuple[Item, ...] = ()


@frozen(slots=False)
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


@frozen(slots=False)
class Kind(Item):
    """A kind of file: the roles of its sections, in order."""

    sections: tuple[str, ...] = ()


class IdFrom(StrEnum):
    """What names a persona of a dialect in references."""

    KEY = "key"  # the key with the role "id", else the stem
    NAME = "name"  # the key with the role "name", else the stem
    STEM = "stem"
    FOLDER = "folder"


@frozen(slots=False)
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
        return self._section_roles[role]

    def kind(self, role: str) -> Kind:
        """The kind of ``role``."""
        return {kind.role: kind for kind in self.kinds}[role]

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
    def _section_roles(self) -> dict[str, Section]:
        return {section.role: section for section in self.sections}

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
def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern of paths that may begin at any folder: ``**/`` any folders, ``*`` anything within a name."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(pieces.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob.lstrip("/")))
    return re.compile(f"(?:^|/){body}$")


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
