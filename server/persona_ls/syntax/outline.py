"""The outline of a Markdown document, as values: headings, fences, list items, and what is code or comment. `markdown` makes it."""

from bisect import bisect_right
from enum import Enum

from persona_ls.syntax.inline import Inline
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Fence", "Heading", "ListItem", "Outline", "Zone"]


@frozen
class Heading:
    """``## Text ##``: ``span`` from the first ``#`` to the end of the line, ``text_span`` the words alone.

    An underlined (setext) heading has ``underline`` set and may reach over several lines.
    """

    level: int
    span: Span
    text_span: Span
    text: str
    underline: Span | None = None


@frozen
class Fence:
    """A fenced code block.

    ``span`` reaches from the opening marker to the end of the closing line, ``content`` from the start of the line behind the opening one
    to the start of the closing line. An unclosed fence ends where its container does.
    """

    span: Span
    marker: Span
    info: Span
    language: str
    content: Span
    closing: Span | None
    indent: int


@frozen
class ListItem:
    """One item: ``marker`` is the bullet or number, ``text_span`` the first line behind it, ``depth`` the number of lists around it."""

    marker: Span
    text_span: Span
    depth: int


class Zone(Enum):
    """What a stretch of text is, where it is not prose."""

    CODE = "indented code"
    HTML = "HTML block"


@frozen
class Outline:
    """Everything about a document's structure, in the order of the text."""

    headings: tuple[Heading, ...]
    fences: tuple[Fence, ...]
    items: tuple[ListItem, ...]
    lines: tuple[Span, ...]
    """Each line of a top-level paragraph, without indent and line break."""
    inline: Inline
    """Code spans inside paragraphs, headings and items; comments, tags and link targets wherever they are."""
    zones: tuple[tuple[Span, Zone], ...]
    """Indented code and HTML blocks, in order, disjoint."""

    def fence_at(self, offset: int) -> Fence | None:
        """The fence that covers the character at ``offset``."""
        at = bisect_right(self.fences, offset, key=lambda fence: fence.span.start) - 1
        return self.fences[at] if at >= 0 and offset < self.fences[at].span.end else None

    def zone_at(self, offset: int) -> Zone | None:
        """The kind of the block zone that covers the character at ``offset``."""
        at = bisect_right(self.zones, offset, key=lambda zone: zone[0].start) - 1
        return self.zones[at][1] if at >= 0 and offset < self.zones[at][0].end else None
