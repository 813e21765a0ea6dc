"""The outline of a Markdown document, as values: headings, fences, list items, and what is code or comment. `markdown` makes it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from persona_ls.syntax.inline import Inline
from persona_ls.text import Span

__all__ = ["Fence", "Heading", "ListItem", "Outline", "Zone"]


class Heading(NamedTuple):
    """``## Text ##``: ``span`` from the first ``#`` to the end of the line, ``text_span`` the words alone.

    An underlined (setext) heading has ``underline`` set and may reach over several lines.
    """

    level: int
    span: Span
    text_span: Span
    text: str
    underline: Span | None = None


class Fence(NamedTuple):
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


class ListItem(NamedTuple):
    """One item: ``marker`` is the bullet or number, ``text_span`` the first line behind it, ``depth`` the number of lists around it."""

    marker: Span
    text_span: Span
    depth: int


class Zone(Enum):
    """What a stretch of text is, where it is not prose."""

    CODE = "indented code"
    HTML = "HTML block"


class Outline:
    """Everything about a document's structure, in the order of the text.

    What only an open document is asked for, ``items`` and ``inline``, is read when it is: an index of thousands of files needs neither.
    """

    def __init__(
        self,
        headings: tuple[Heading, ...],
        fences: tuple[Fence, ...],
        lines: tuple[Span, ...],
        zones: tuple[tuple[Span, Zone], ...],
        read_items: Callable[[], tuple[ListItem, ...]],
        read_inline: Callable[[], Inline],
    ) -> None:
        self.headings = headings
        self.fences = fences
        self.lines = lines
        """Each line of a top-level paragraph, without indent and line break."""
        self.zones = zones
        """Indented code and HTML blocks, in order, disjoint."""
        self._read_items = read_items
        self._read_inline = read_inline

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outline) and self._everything() == other._everything()

    __hash__ = None  # type: ignore[assignment]

    def _everything(self) -> tuple[object, ...]:
        return self.headings, self.fences, self.lines, self.zones, self.items, self.inline

    @cached_property
    def items(self) -> tuple[ListItem, ...]:
        """The items of all lists."""
        return self._read_items()

    @cached_property
    def inline(self) -> Inline:
        """Code spans inside paragraphs, headings and items; comments, tags and link targets wherever they are."""
        return self._read_inline()

    def fence_at(self, offset: int) -> Fence | None:
        """The fence that covers the character at ``offset``."""
        at = bisect_right(self.fences, offset, key=lambda fence: fence.span.start) - 1
        return self.fences[at] if at >= 0 and offset < self.fences[at].span.end else None

    def fence_from(self, span: Span) -> Fence | None:
        """The first fence that begins inside ``span``."""
        at = bisect_left(self.fences, span.start, key=lambda fence: fence.span.start)
        return self.fences[at] if at < len(self.fences) and self.fences[at].span.start < span.end else None

    def zone_at(self, offset: int) -> Zone | None:
        """The kind of the block zone that covers the character at ``offset``."""
        at = bisect_right(self.zones, offset, key=lambda zone: zone[0].start) - 1
        return self.zones[at][1] if at >= 0 and offset < self.zones[at][0].end else None
