"""What can be folded away in a persona file: front matter, sections, code blocks. Other Markdown folds by the editor's own support."""

from enum import Enum

from persona_ls.persona import Persona
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Fold", "FoldKind", "folding"]


class FoldKind(Enum):
    """What a fold hides."""

    FRONT_MATTER = "front matter"
    SECTION = "section"
    FENCE = "fence"


@frozen
class Fold:
    """Lines from 0, both included; the first stays visible."""

    first: int
    last: int
    kind: FoldKind


def folding(persona: Persona) -> tuple[Fold, ...]:
    """Every fold of two lines and more, in the order of the text."""
    spans: list[tuple[Span, FoldKind]] = []
    if front_matter := persona.document.front_matter:
        spans.append((front_matter.span, FoldKind.FRONT_MATTER))
    spans += [
        (Span(part.heading.span.start, part.body.end), FoldKind.SECTION)
        for part in persona.sections
        if part.heading.level
    ]
    spans += [(fence.span, FoldKind.FENCE) for fence in persona.document.outline.fences]
    folds = (
        Fold(persona.text.line_at(span.start), persona.text.line_at(_last(persona, span)), kind) for span, kind in spans
    )
    return tuple(sorted((fold for fold in folds if fold.last > fold.first), key=lambda fold: (fold.first, -fold.last)))


def _last(persona: Persona, span: Span) -> int:
    """The end of the last word: blank lines stay outside of a fold, and so does the heading that follows an empty section."""
    return span.start + len(span.of(persona.source).rstrip())
