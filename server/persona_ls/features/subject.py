"""What the name at a place means: a persona, a part or variable of one, or a tag.

Definition, references, highlights and rename all begin with this question.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from persona_ls.features.context import Piece, Under, reference_at
from persona_ls.features.opened import Opened
from persona_ls.features.scalars import name_span
from persona_ls.formats import IdFrom
from persona_ls.library.entry import Entry, Part
from persona_ls.library.snapshot import Library
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Mapping, Scalar
from persona_ls.syntax.literals import LiteralKind
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = [
    "Called",
    "NamedPart",
    "NamedPersona",
    "NamedTag",
    "NamedVariable",
    "Spot",
    "Subject",
    "id_scalar",
    "last_segment",
    "spot_at",
    "title_scalar",
    "variable_scalars",
]


class Called(Enum):
    """By which of its names a persona is called."""

    ID = "id"
    ALIAS = "alias"
    TITLE = "title"


@frozen
class NamedPersona:
    """A persona, called by ``name``: its id without folders, an alias, or its title."""

    entry: Entry
    called: Called
    name: str


@frozen
class NamedPart:
    """A prompt or section of a persona."""

    entry: Entry
    part: Part


@frozen
class NamedVariable:
    """A variable of a persona's prompts, declared or not."""

    entry: Entry
    name: str


@frozen
class NamedTag:
    """A tag, in NFC."""

    tag: str


Subject = NamedPersona | NamedPart | NamedVariable | NamedTag


@frozen
class Spot:
    """A name in a document.

    ``span`` is what another name would replace, ``touched`` what the editor underlines: of ``@persona:dev/backend`` the first is
    ``backend``. There are several subjects where the name is ambiguous, and none where nothing is known by it.
    """

    span: Span
    touched: Span
    name: str
    subjects: tuple[Subject, ...]
    is_declaration: bool = False


def spot_at(opened: Opened, offset: int, library: Library, home: Path | None) -> Spot | None:
    """The name that a cursor at ``offset`` touches; ``None`` in prose."""
    if under := reference_at(opened, offset):
        return _in_reference(opened, under, library, home, offset)
    entry = library.at(opened.path) if opened.path else None
    if entry is None or opened.persona is None:
        return None
    return next((spot for spot in _own(opened.persona, entry) if spot.touched.holds(offset)), None)


def last_segment(reference: Reference) -> Span:
    """The name in a reference without its folders."""
    return Span(reference.name_span.end - len(reference.name.rpartition("/")[2]), reference.name_span.end)


def id_scalar(persona: Persona) -> Scalar | None:
    """Where the front matter says the id; in a skill, that of the folder once more."""
    role = {IdFrom.KEY: "id", IdFrom.NAME: "name", IdFrom.FOLDER: "name"}.get(persona.dialect.id_from, "")
    return _scalar(persona, role)


def title_scalar(persona: Persona) -> Scalar | None:
    """Where the front matter of an agent says what it is called, if that is not its id."""
    is_display = persona.dialect.verbatim and persona.dialect.id_from in (IdFrom.STEM, IdFrom.KEY)
    return _scalar(persona, "name") if is_display else None


def variable_scalars(persona: Persona) -> tuple[Scalar, ...]:
    """The names of the declared variables, as keys of the front matter."""
    entry = persona.entry("variables")
    return tuple(each.key for each in entry.value.entries) if entry and isinstance(entry.value, Mapping) else ()


def _scalar(persona: Persona, role: str) -> Scalar | None:
    entry = persona.entry(role) if role else None
    return entry.value if entry and isinstance(entry.value, Scalar) and entry.value.value.strip() else None


def _in_reference(opened: Opened, under: Under, library: Library, home: Path | None, offset: int) -> Spot | None:
    reference = under.reference
    candidates = library.resolve(reference.name, home).candidates
    if under.piece is Piece.PART and reference.part and reference.part_span:
        parts = ((entry, entry.part(reference.part)) for entry in candidates)
        found = tuple(NamedPart(entry, part) for entry, part in parts if part)
        return Spot(reference.part_span, reference.part_span, reference.part, found)
    if under.piece is Piece.ARGUMENT:
        return _in_argument(opened, under, candidates, library, offset)
    span = last_segment(reference)
    name = nfc(span.of(opened.document.source))
    personas = (NamedPersona(each, Called.ID if each.id == name else Called.ALIAS, name) for each in candidates)
    return Spot(span, Span(reference.span.start, reference.name_span.end), name, tuple(personas))


def _in_argument(
    opened: Opened, under: Under, candidates: tuple[Entry, ...], library: Library, offset: int
) -> Spot | None:
    """The name of an argument is the variable that it fills; a name as its value is one of the persona that composes."""
    argument = under.argument
    if argument is None:
        return None
    own = library.at(opened.path) if opened.path and opened.persona else None
    value = argument.value
    if own and value.kind is LiteralKind.NAME and value.span.holds(offset):
        name = str(value.value)
        return Spot(value.span, value.span, name, (NamedVariable(own, name),))
    span = argument.name_span
    return Spot(span, span, argument.name, tuple(NamedVariable(each, argument.name) for each in candidates))


def _own(persona: Persona, entry: Entry) -> Iterator[Spot]:
    """Every name that a persona file itself says, outside of its references."""
    source = persona.source
    if scalar := id_scalar(persona):
        yield _declared(scalar, source, NamedPersona(entry, Called.ID, entry.id))
    for alias in persona.words("aliases"):
        yield _declared(alias, source, NamedPersona(entry, Called.ALIAS, nfc(alias.value.strip())))
    for tag in persona.words("tags"):
        yield _declared(tag, source, NamedTag(nfc(tag.value.strip())))
    for variable in variable_scalars(persona):
        yield _declared(variable, source, NamedVariable(entry, variable.value))
    yield from _in_body(persona, entry)


def _in_body(persona: Persona, entry: Entry) -> Iterator[Spot]:
    title = NamedPersona(entry, Called.TITLE, entry.title)
    if scalar := title_scalar(persona):
        yield _declared(scalar, persona.source, title)
    elif persona.title and persona.title.text and not persona.dialect.verbatim:
        yield Spot(persona.title.text_span, persona.title.heading.span, persona.title.text, (title,), True)
    for part in entry.parts:
        heading = next((each.heading for each in persona.sections if each.heading.span == part.span), None)
        if heading and heading.level:
            yield Spot(heading.text_span, heading.span, heading.text, (NamedPart(entry, part),), True)
    for _, template in persona.templates:
        for name in template.variables:
            yield Spot(name.span, name.span, name.name, (NamedVariable(entry, name.name),))


def _declared(scalar: Scalar, source: str, subject: Subject) -> Spot:
    span = name_span(scalar, source)
    return Spot(span, scalar.span, scalar.value.strip(), (subject,), True)
