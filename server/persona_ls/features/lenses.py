"""Code lenses of a persona file: on its title and on each prompt heading, who uses it, and its text to read.

Where they stand is known from the library, so that listing them costs nothing; the uses are counted when a lens is shown.
"""

from enum import Enum

from persona_ls.features.calls import uses_of
from persona_ls.library.entry import Entry, Part
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.library.snapshot import Library
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Lens", "LensKind", "Use", "lenses", "part_named", "uses"]


class LensKind(Enum):
    """What a lens is for."""

    USES = "uses"
    RENDER = "render"


@frozen
class Lens:
    """A lens above ``span``; ``part`` is the name of the prompt, ``""`` for the persona as a whole."""

    kind: LensKind
    span: Span
    part: str


Use = tuple[Referrer, tuple[Mention, ...]]
"""A file, and the references in it that mean what the lens stands above."""


def lenses(entry: Entry) -> tuple[Lens, ...]:
    """The lenses of the file of ``entry``, in the order of its text."""
    places = [(entry.title_span, "")]
    # The body of an agent file is its prompt: that has no heading to stand above, and is what the title speaks of.
    places += [(part.span, part.name) for part in entry.prompts if part.span.start < part.span.end]
    kinds = tuple(LensKind) if entry.prompts else (LensKind.USES,)
    return tuple(Lens(kind, span, part) for span, part in places for kind in kinds)


def part_named(entry: Entry, name: str) -> Part | None:
    """The prompt that a lens of ``entry`` stands above."""
    return next((part for part in entry.prompts if part.name == name), None)


def uses(entry: Entry, part: Part | None, library: Library) -> tuple[Use, ...]:
    """The files that use a prompt, or anything of the persona, each with its references."""
    return tuple(uses_of(entry, part, library))
