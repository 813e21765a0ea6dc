"""The Markdown that nearly all personas are written in, outlined by one pattern.

Headings, paragraphs, flat lists and closed fences, all at the start of their lines: for these no stack of containers is needed, and one
match takes a whole line, or a fence with all in it. Whatever is only a little more than that is left to `persona_ls.syntax.markdown`, with
which this agrees and which takes ten times as long.
"""

import re
from collections.abc import Iterator

from persona_ls.syntax.inline import Inline, scan_inline
from persona_ls.syntax.outline import Fence, Heading, ListItem, Outline
from persona_ls.text import Span

__all__ = ["plain_outline"]

# What begins a paragraph and nothing else: a letter or a sign that opens no block, a number that is no marker, emphasis around a word.
_WORD = r"(?:[^\s>#`~<\-*+_=\d]|\d+(?![.)\d])|\*\*?[^\s*_\-]|__?[^\s*_\-])"
_BLOCK = re.compile(
    rf"""
      (?P<blank>(?:[ \t]*\n)+|[ \t]+\Z)
    | (?P<item>[-*+]|\d{{1,9}}[.)])\ {{1,4}}(?P<words>{_WORD}[^\n]*)(?:\n|\Z)
    | (?P<paragraph>{_WORD}[^\n]*(?:\n{_WORD}[^\n]*)*)(?:\n|\Z)
    | (?P<hashes>\#{{1,6}})[ \t]+(?P<title>[^\s\#](?:[^\n]*[^\s\#])?)(?P<after>[ \t]*)(?:\n|\Z)
    | (?P<ticks>`{{3,}})[ \t]*(?P<info>[^`\n]*)\n(?P<content>(?:[^\n]*\n)*?)\ {{0,3}}(?P<closing>(?P=ticks)`*)[ \t]*(?:\n|\Z)
    """,
    re.VERBOSE,
)
_SUSPECTS = ("<", "](", "]:")


def plain_outline(source: str, start: int) -> Outline | None:
    """The outline of ``source`` from ``start``, where a line begins; ``None`` where it takes more to tell."""
    if "\r" in source:
        return None
    return _Blocks(source).outline(start)


class _Blocks:
    """The blocks as they are found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.items: list[ListItem] = []
        self.lines: list[Span] = []
        self.paragraphs: list[list[Span]] = []

    def outline(self, start: int) -> Outline | None:
        before, at = "", start
        while block := _BLOCK.match(self.source, at):
            kind = self._take(block)
            # A line behind an item goes on in it, and a number that follows words is one of them.
            if (before, kind) in _ENTANGLED:
                return None
            before, at = kind, block.end()
        if at != len(self.source):
            return None
        inline = self._inline(start)
        return Outline(tuple(self.headings), tuple(self.fences), tuple(self.items), tuple(self.lines), inline, ())

    def _take(self, block: re.Match[str]) -> str:
        """Note a block; what kind it is."""
        if block["words"]:
            span = Span(*block.span("words"))
            self.items.append(ListItem(Span(*block.span("item")), span, 0))
            self.paragraphs.append([span])
            return "number" if len(block["item"]) > 1 else "item"
        if block["hashes"]:
            span = Span(*block.span("title"))
            whole = Span(block.start(), block.end("after"))
            self.headings.append(Heading(len(block["hashes"]), whole, span, block["title"]))
            return "heading"
        if block["paragraph"]:
            pieces = list(_lines(block["paragraph"], block.start()))
            self.lines += pieces
            self.paragraphs.append(pieces)
            return "paragraph"
        if block["ticks"]:
            self.fences.append(_fence(block))
            return "fence"
        return "blank"

    def _inline(self, start: int) -> Inline:
        """Nearly always nothing: then one look at the whole text tells."""
        ticks = sum(
            len(fence.marker.of(self.source)) + len(fence.closing.of(self.source))
            for fence in self.fences
            if fence.closing
        )
        if self.source.count("`", start) == ticks and not any(each in self.source for each in _SUSPECTS):
            return Inline((), ())
        return scan_inline(self.source, self.paragraphs, [[heading.text_span] for heading in self.headings], ())


_ENTANGLED = {("item", "paragraph"), ("number", "paragraph"), ("paragraph", "number")}


def _lines(words: str, start: int) -> Iterator[Span]:
    for line in words.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _fence(block: re.Match[str]) -> Fence:
    marker, closing = Span(*block.span("ticks")), Span(*block.span("closing"))
    language = block["info"].split(maxsplit=1)[:1]
    info = Span(block.start("info"), block.start("info") + len(block["info"].rstrip()))
    return Fence(
        Span(marker.start, closing.end),
        marker,
        info,
        language[0].casefold() if language else "",
        Span(*block.span("content")),
        closing,
        0,
    )
