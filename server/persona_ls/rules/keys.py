"""What the rules on front matter keys share: which keys can be trusted, which are slips, and the lines that a fix writes."""

from collections.abc import Container
from datetime import date
from pathlib import Path

from persona_ls.formats import Key
from persona_ls.names import nearest, slug
from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Cause, Entry, FrontMatter
from persona_ls.text import Span

__all__ = ["default_lines", "is_free", "readable", "slips"]


def default_lines(persona: Persona, path: Path | None, today: date, present: Container[str]) -> list[str]:
    """One line for each required key whose role is not ``present``, with a value to start from."""
    return [
        f"{key.name(persona.locale)}: {_first_value(key, persona, path, today)}"
        for key in persona.dialect.keys
        if key.required and key.role not in present
    ]


def _first_value(key: Key, persona: Persona, path: Path | None, today: date) -> str:
    if key.type == "date":
        return today.isoformat()
    if key.type == "enum":
        return key.examples.get(persona.locale) or key.values[0].name(persona.locale)
    if key.type == "tags":
        folder = slug(path.parent.name) if path else ""
        return f"[{folder or 'persona'}]"
    return '""'


def readable(front_matter: FrontMatter | None) -> tuple[Entry, ...]:
    """The entries, unless YAML reads them otherwise than they were meant: then `invalid-yaml` speaks first."""
    if front_matter is None or any(each.cause is not Cause.IMPOSSIBLE_DATE for each in front_matter.problems):
        return ()
    return front_matter.entries


def is_free(name: str) -> bool:
    """Whether a key is the author's own business."""
    return name.startswith("x-") or name == "metadata"


def slips(persona: Persona) -> dict[Span, tuple[Key, str]]:
    """Unknown keys that are nearly a known one that is missing, by their span: that key, and its name.

    One slip, one finding: it is `unknown-key`, so `missing-key` leaves these out.
    """
    if persona.dialect.ignores_unknown_keys:
        return {}
    unknown = [
        entry
        for entry in readable(persona.document.front_matter)
        if not (persona.dialect.key_named(entry.key.value) or is_free(entry.key.value))
    ]
    if not unknown:
        return {}
    present = {key.role for key, _ in persona.keys}
    missing = {name: key for key in persona.dialect.keys if key.role not in present for name in key.names.values()}
    found: dict[Span, tuple[Key, str]] = {}
    for entry in unknown:
        for name in nearest(entry.key.value, list(missing)):
            key = missing[name]
            found[entry.key.span] = key, name
            missing = {each: other for each, other in missing.items() if other is not key}
    return found
