"""Inlay hints: behind each reference who that is, and about how long its prompt.

Only what the library keeps is looked at, so that scrolling renders and reads nothing. A reference that means nobody, or several, has a
finding and no hint.
"""

from bisect import bisect_left
from pathlib import Path

from persona_ls.features.length import roughly, tokens
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry, Part
from persona_ls.library.snapshot import Library
from persona_ls.rules.referring import part_of
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["MAX_INLAYS", "Inlay", "inlays"]

MAX_INLAYS = 500
"""Hints in one answer; a screen shows a few dozen, but one line may hold thousands of references."""

_LONGEST_TITLE = 60


@frozen
class Inlay:
    """A hint right behind a reference: the title of ``entry``, cut short, and the ``tokens`` of ``part``, 0 when it is empty."""

    at: int
    title: str
    tokens: int
    entry: Entry
    part: Part


def inlays(opened: Opened, span: Span, library: Library, home: Path | None) -> tuple[Inlay, ...]:
    """The hints that stand inside ``span``."""
    references = opened.references
    first = bisect_left(references, span.start, key=lambda each: each.span.end)
    found: list[Inlay] = []
    for reference in references[first : first + 2 * MAX_INLAYS]:
        if reference.span.end > span.end or len(found) == MAX_INLAYS:
            break
        entry = library.resolve(reference.name, home).entry
        if entry and (part := part_of(entry, reference)):
            length = roughly(tokens(part.length))
            found.append(Inlay(reference.span.end, _short(entry.title or entry.id), length, entry, part))
    return tuple(found)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
