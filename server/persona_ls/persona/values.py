"""The pieces of a persona, as values with their spans."""

from typing import NamedTuple

from persona_ls.formats import Field, Item, Section
from persona_ls.syntax.outline import Fence, Heading
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["NO_DEFAULT", "FieldValue", "Prompt", "SectionPart", "Skill", "Title", "Variable"]


class _NoDefault:
    def __repr__(self) -> str:
        return "NO_DEFAULT"


NO_DEFAULT = _NoDefault()
"""The default of a variable that declares none; ``None`` is a default like any other."""


class Title(NamedTuple):
    """The H1. ``text`` is the title without ``Persona: ``."""

    heading: Heading
    text: str
    text_span: Span
    has_prefix: bool


class FieldValue(NamedTuple):
    """A bold field; ``field`` is ``None`` when no dialect knows the name."""

    field: Field | None
    name: str
    name_span: Span
    value: str
    value_span: Span
    line: Span


class SectionPart(NamedTuple):
    """A heading of the second level, or of any level when the dialect knows it, and the text up to the next."""

    section: Section | None
    part: str
    """Its name in a reference: ``"avancado"``, ``"metricas-de-sucesso"``."""
    heading: Heading
    body: Span
    is_prompt: bool


class Prompt(NamedTuple):
    """An activation prompt; ``body`` is the text inside the fence without its last line break, or the bare text of the section."""

    part: str
    section: SectionPart
    fence: Fence | None
    body: Span


@frozen
class Skill:
    """``- SQL: Advanced``, split at the last colon; ``level_span`` is ``None`` without one."""

    span: Span
    name_span: Span
    level_span: Span | None
    level: Item | None


@frozen
class Variable:
    """A declared variable of the prompts."""

    name: str
    name_span: Span
    span: Span
    description: str = ""
    default: object = NO_DEFAULT
    default_span: Span | None = None
    options: tuple[object, ...] = ()
    option_spans: tuple[Span, ...] = ()
    required: bool = False
