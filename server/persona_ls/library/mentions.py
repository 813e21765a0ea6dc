"""Who refers to whom: the references of a file, persona or not, kept so that their users are found without reading files again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span, Spans

__all__ = ["Mention", "Referrer", "mentions_of"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A live reference; ``part`` is the name of the persona's own part that it becomes text of, ``""`` where it is in none."""

    part: str
    reference: Reference

    @property
    def last_name(self) -> str:
        """The name without folders, in NFC: what an index of names is keyed by."""
        return nfc(self.reference.name).rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Referrer:
    """A file with its references, in the order of the text; ``home`` is the folder that they are resolved from."""

    path: Path
    home: Path | None
    mentions: tuple[Mention, ...]


def mentions_of(document: MarkdownDocument, persona: Persona | None) -> tuple[Mention, ...]:
    """The references of a document."""
    if persona is None:
        return tuple(Mention("", reference) for reference in document.references)
    return tuple(_of_persona(persona))


def _of_persona(persona: Persona) -> Iterator[Mention]:
    if not persona.references:
        return
    prompts = {prompt.section.heading.span: prompt.body for prompt in persona.prompts}
    bodies = [(section.part, prompts.get(section.heading.span, section.body)) for section in persona.sections]
    inside = Spans(body for _, body in bodies)
    first = 0  # of the bodies that do not end before the reference
    for reference in persona.references:
        while first < len(bodies) and bodies[first][1].end <= reference.span.start:
            first += 1
        yield Mention(_part(reference, bodies, first) if inside.cover(reference.span) else "", reference)


def _part(reference: Reference, bodies: list[tuple[str, Span]], first: int) -> str:
    """The first part from ``first`` on that holds the whole reference; one does."""
    return next(bodies[at][0] for at in range(first, len(bodies)) if bodies[at][1].covers(reference.span))
