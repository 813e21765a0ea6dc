"""Makes a dialect of its tables: one of its structure, and one for each language of names and documentation."""

from collections.abc import Iterable, Mapping
from typing import Any

from persona_ls.formats.dialect import LOCALES, Dialect, Field, IdFrom, Item, Key, Kind, Section
from persona_ls.values import frozen

__all__ = ["build_dialect"]


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


@frozen(slots=False)
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
