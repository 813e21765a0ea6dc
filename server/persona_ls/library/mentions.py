"""Who refers to whom: the references of a file, persona or not, kept so that their users are found without reading files again."""

from collections.abc import Iterator
from pathlib import Path

from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import Reference
from persona_ls.values import frozen

__all__ = ["Mention", "Referrer", "mentions_of"]


@frozen
class Mention:
    """A live reference; ``part`` is the name of the persona's own part that it becomes text of, ``""`` where it is in none."""

    part: str
    reference: Reference

    @property
    def last_name(self) -> str:
        """The name without folders, in NFC: what an index of names is keyed by."""
        return nfc(self.reference.name).rpartition("/")[2]


@frozen
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
    prompts = {prompt.section.heading.span: prompt.body for prompt in persona.prompts}
    bodies = [
        (section.part, prompts.get(section.heading.span, section.body))
        for section in (persona.sections if persona.references else ())
    ]
    for reference in persona.references:
        part = next((name for name, body in bodies if body.covers(reference.span)), "")
        yield Mention(part, reference)
