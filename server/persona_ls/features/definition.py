"""Where a reference leads: the persona's title, the heading of the part, the declaration of an argument's variable."""

from dataclasses import dataclass
from pathlib import Path

from persona_ls.features.context import Piece, reference_at
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry
from persona_ls.library.snapshot import Library
from persona_ls.text import Span

__all__ = ["Target", "definition"]


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a file; ``origin`` is the span that the editor underlines."""

    path: Path
    span: Span
    origin: Span


def definition(opened: Opened, offset: int, library: Library, home: Path | None) -> tuple[Target, ...]:
    """The targets of what the cursor touches: several when a name is ambiguous, none when it is unknown."""
    under = reference_at(opened, offset)
    if under is None:
        return ()
    reference = under.reference
    candidates = library.resolve(reference.name, home).candidates
    if under.piece is Piece.PART and reference.part and reference.part_span:
        origin = reference.part_span
        return tuple(
            Target(entry.path, part.span, origin) for entry in candidates if (part := entry.part(reference.part))
        )
    if under.piece is Piece.ARGUMENT and under.argument:
        name, origin = under.argument.name, under.argument.name_span
        return tuple(Target(entry.path, span, origin) for entry in candidates if (span := _declaration(entry, name)))
    return tuple(
        Target(entry.path, entry.title_span, Span(reference.span.start, reference.name_span.end))
        for entry in candidates
    )


def _declaration(entry: Entry, name: str) -> Span | None:
    return next((variable.name_span for variable in entry.variables if variable.name == name), None)
