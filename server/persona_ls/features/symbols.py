"""The outline of a persona file, and the personas of the library as workspace symbols.

Only personas have symbols here: the headings of any other Markdown belong to the editor's own Markdown support, and twice is noise.
"""

from enum import Enum
from itertools import islice
from pathlib import Path

from persona_ls.library.entry import Entry, Layer
from persona_ls.library.search import matches
from persona_ls.library.snapshot import Library
from persona_ls.persona import Persona
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["MAX_SYMBOLS", "Symbol", "SymbolKind", "document_symbols", "workspace_symbols"]

MAX_SYMBOLS = 200


class SymbolKind(Enum):
    """What a symbol is; the door maps it to the protocol's kinds."""

    PERSONA = "persona"
    KEY = "key"
    FIELD = "field"
    SECTION = "section"
    PROMPT = "prompt"
    VARIABLE = "variable"


@frozen
class Symbol:
    """A node of the outline: ``span`` all of it, ``name_span`` inside that."""

    kind: SymbolKind
    name: str
    detail: str
    span: Span
    name_span: Span
    children: tuple["Symbol", ...] = ()


def document_symbols(persona: Persona) -> tuple[Symbol, ...]:
    """Front matter keys, and the title with its fields and sections below it."""
    front_matter = persona.document.front_matter
    keys = tuple(
        Symbol(
            SymbolKind.KEY,
            entry.key.value,
            "",
            entry.span,
            entry.key.span,
            _variables(persona) if key.role == "variables" else (),
        )
        for key, entry in persona.keys
    )
    top: tuple[Symbol, ...] = ()
    if front_matter and keys:
        fence = Span(front_matter.span.start, front_matter.span.start + 3)
        top = (Symbol(SymbolKind.KEY, "front matter", "", front_matter.span, fence, keys),)
    below = (*_fields(persona), *_sections(persona))
    title = persona.title
    if title is None:
        return (*top, *below)
    whole = Span(title.heading.span.start, max([title.heading.span.end, *(each.span.end for each in below)]))
    below = tuple(each for each in below if whole.covers(each.span))
    return (
        *top,
        Symbol(
            SymbolKind.PERSONA, title.text or "Persona", persona.field("specialty"), whole, title.heading.span, below
        ),
    )


def workspace_symbols(library: Library, query: str, home: Path | None, locale: str) -> tuple[Entry, ...]:
    """The personas that ``query`` means, ranked as completion ranks; bundled ones are no part of a workspace."""
    found = (match.entry for match in matches(library, query.removeprefix("@persona:"), home, locale))
    return tuple(islice((entry for entry in found if entry.layer is not Layer.BUNDLED), MAX_SYMBOLS))


def _variables(persona: Persona) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(SymbolKind.VARIABLE, each.name, each.description, each.span, each.name_span)
        for each in persona.variables
    )


def _fields(persona: Persona) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(SymbolKind.FIELD, each.name, each.value, each.line, each.name_span)
        for each in persona.fields
        if each.field and each.name
    )


def _sections(persona: Persona) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(
            SymbolKind.PROMPT if part.is_prompt else SymbolKind.SECTION,
            part.heading.text or "#",
            "#" + part.part if part.is_prompt else "",
            Span(part.heading.span.start, max(part.heading.span.end, part.body.end)),
            part.heading.span,
        )
        for part in persona.sections
    )
