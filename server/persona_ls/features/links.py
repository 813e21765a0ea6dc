"""References as links to the personas they name, with a tooltip that says who that is."""

from pathlib import Path

from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry
from persona_ls.library.snapshot import Library
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Link", "links"]


@frozen
class Link:
    """A reference from its sigil to the end of its part, and the place it leads to."""

    span: Span
    entry: Entry
    target: Span


def links(opened: Opened, library: Library, home: Path | None) -> tuple[Link, ...]:
    """A link for each reference that means exactly one persona."""
    found = []
    for reference in opened.references:
        entry = library.resolve(reference.name, home).entry
        if entry:
            part = entry.part(reference.part) if reference.part else None
            end = reference.part_span.end if reference.part_span else reference.name_span.end
            found.append(Link(Span(reference.span.start, end), entry, part.span if part else entry.title_span))
    return tuple(found)
