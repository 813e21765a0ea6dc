"""What the rules on front matter keys share: the lines that a fix writes for missing keys."""

from collections.abc import Container
from datetime import date
from pathlib import Path

from persona_ls.formats import Key
from persona_ls.names import slug
from persona_ls.persona import Persona

__all__ = ["default_lines"]


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
