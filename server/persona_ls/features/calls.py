"""Who composes whom: a prompt "calls" the personas that it refers to, and is "called" by those that refer to it.

All of it is read from the library's index of references, so no file is parsed, however many there are.
"""

from collections.abc import Iterator
from pathlib import Path

from persona_ls.features.context import reference_at
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry, Part
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.library.snapshot import Library
from persona_ls.rules.referring import part_of
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Call", "Composer", "composer_of", "incoming", "naming_span", "outgoing", "prepare", "uses_of"]


@frozen
class Composer:
    """What composes or is composed: a part of a persona, the whole of one (no ``part``), or a file that is none (no ``entry``)."""

    path: Path
    entry: Entry | None = None
    part: Part | None = None

    @property
    def span(self) -> Span:
        """Its name in its file: a heading, or the start of the file."""
        if self.entry is None:
            return Span(0, 0)
        return self.part.span if self.part else self.entry.title_span


@frozen
class Call:
    """The ``other`` end, and the references that lead from the caller to the called, as spans of the caller's file."""

    other: Composer
    spans: tuple[Span, ...]


def prepare(opened: Opened, offset: int, library: Library, home: Path | None) -> tuple[Composer, ...]:
    """What stands at ``offset``: a persona's title is all of it, a heading its part, a reference the part that it becomes."""
    if under := reference_at(opened, offset):
        candidates = library.resolve(under.reference.name, home).candidates
        found = ((entry, part_of(entry, under.reference)) for entry in candidates)
        return tuple(Composer(entry.path, entry, part) for entry, part in found if part)
    entry = library.at(opened.path) if opened.path else None
    if entry is None:
        return ()
    if part := next((part for part in entry.parts if part.span.holds(offset)), None):
        return (Composer(entry.path, entry, part),)
    return (Composer(entry.path, entry),) if entry.title_span.holds(offset) else ()


def composer_of(path: Path, part: str, library: Library) -> Composer | None:
    """What was called so when it was handed out; ``None`` when it is gone since."""
    entry = library.at(path)
    if entry is None:
        return Composer(path) if not part and library.referrer(path) else None
    found = next((each for each in entry.parts if each.name == part), None)
    return Composer(path, entry, found) if found or not part else None


def incoming(composer: Composer, library: Library) -> Iterator[Call]:
    """Who refers to ``composer``: parts of personas, and files, in the order of their paths."""
    if composer.entry is None:
        return
    for referrer, mentions in uses_of(composer.entry, composer.part, library):
        spans: dict[str, list[Span]] = {}
        for mention in mentions:
            spans.setdefault(mention.part, []).append(naming_span(mention.reference))
        for part, found in spans.items():
            if other := composer_of(referrer.path, part, library):
                yield Call(other, tuple(found))


def outgoing(composer: Composer, library: Library) -> tuple[Call, ...]:
    """Whom ``composer`` refers to, in the order of its text."""
    referrer = library.referrer(composer.path)
    if referrer is None:
        return ()
    called: dict[tuple[Path, str], Composer] = {}
    spans: dict[tuple[Path, str], list[Span]] = {}
    for mention in referrer.mentions:
        if composer.part is None or mention.part == composer.part.name:
            entry = library.resolve(mention.reference.name, referrer.home).entry
            if entry and (part := part_of(entry, mention.reference)):
                key = entry.path, part.name
                called[key] = Composer(entry.path, entry, part)
                spans.setdefault(key, []).append(naming_span(mention.reference))
    return tuple(Call(other, tuple(spans[key])) for key, other in called.items())


def uses_of(entry: Entry, part: Part | None, library: Library) -> Iterator[tuple[Referrer, tuple[Mention, ...]]]:
    """The references that mean ``part`` of ``entry``, file by file; without a part all that mean ``entry``."""
    for referrer, mentions in library.uses(entry):
        meant = tuple(each for each in mentions if part is None or part_of(entry, each.reference) is part)
        if meant:
            yield referrer, meant


def naming_span(reference: Reference) -> Span:
    """From the sigil to the end of the part: what names the persona, without its arguments."""
    return Span(reference.span.start, (reference.part_span or reference.name_span).end)
