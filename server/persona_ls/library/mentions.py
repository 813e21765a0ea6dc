"""Who refers to whom: the references of a file, persona or not, kept so that their users are found without reading files again."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from persona_ls.library.files import Unreadable, path_at, read_source
from persona_ls.library.plain import data, packed, plain, span, tell_damaged, unpacked
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.literals import Literal, LiteralKind
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Span, Spans, Text
from persona_ls.values import frozen

__all__ = ["Mention", "Referrer", "mentions_of"]

_KEPT = 2048
"""Of so many files the references are kept as values."""


@frozen
class Mention:
    """A live reference; ``part`` is the name of the persona's own part that it becomes text of, ``""`` where it is in none."""

    part: str
    reference: Reference

    @property
    def last_name(self) -> str:
        """The name without folders, in NFC: what an index of names is keyed by."""
        return nfc(self.reference.name).rpartition("/")[2]


class Referrer(NamedTuple):
    """A file with references; ``home`` is the folder that they are resolved from."""

    place: str
    """The path as a text."""
    home: Path | None
    names: tuple[str, ...]
    """What is referred to, each name once: what an index of names is keyed by."""
    kept: bytes | tuple[Mention, ...]
    """The references: bytes for many that nobody asks about, values of them when somebody does."""

    @classmethod
    def of(cls, path: Path, home: Path | None, mentions: tuple[Mention, ...]) -> "Referrer":
        """The file at ``path`` with these references."""
        names = tuple(dict.fromkeys(each.last_name for each in mentions))
        try:
            return cls(str(path), home, names, packed(tuple(map(_plain_mention, mentions))))
        except (TypeError, ValueError, RecursionError):  # a value without a plain form
            return cls(str(path), home, names, mentions)

    @property
    def path(self) -> Path:
        """The file."""
        return path_at(self.place)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The references, in the order of the text."""
        if isinstance(self.kept, tuple):
            return self.kept
        try:
            return _mentions(self.kept)
        except Exception as error:  # noqa: BLE001 (kept bytes can be anything, and nobody who asks shall know that they were kept)
            tell_damaged(self.place, repr(error))
            return _read_again(self.path)


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


@lru_cache(maxsize=_KEPT)
def _mentions(kept: bytes) -> tuple[Mention, ...]:
    return tuple(map(_mention, unpacked(kept)))


def _read_again(path: Path) -> tuple[Mention, ...]:
    """The references of a file as it is now, when those that were kept are damaged; of which part they are is left open."""
    try:
        return mentions_of(MarkdownDocument(Text(read_source(path))), None)
    except Unreadable:
        return ()


def _plain_mention(mention: Mention) -> tuple[Any, ...]:
    reference = mention.reference
    arguments = tuple(
        (each.name, tuple(each.name_span), each.value.kind.value, tuple(each.value.span), plain(each.value.value))
        for each in reference.arguments
    )
    return (
        mention.part,
        tuple(reference.span),
        reference.name,
        tuple(reference.name_span),
        reference.part,
        reference.part_span and tuple(reference.part_span),
        arguments,
        reference.arguments_span and tuple(reference.arguments_span),
        reference.is_closed,
    )


def _mention(kept: tuple[Any, ...]) -> Mention:
    owner, whole, name, name_span, part, part_span, arguments, arguments_span, is_closed = kept
    given = tuple(
        Argument(each, Span(*each_span), Literal(LiteralKind(kind), Span(*value_span), data(value)))
        for each, each_span, kind, value_span, value in arguments
    )
    return Mention(
        owner,
        Reference(Span(*whole), name, Span(*name_span), part, span(part_span), given, span(arguments_span), is_closed),
    )
