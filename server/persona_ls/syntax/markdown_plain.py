"""The Markdown that nearly all personas are written in, outlined by one pattern.

Headings, paragraphs, flat lists and closed fences, all at the start of their lines: for these no stack of containers is needed, and one
match takes all blank lines and items up to the next block of another kind, or a fence with all in it. Whatever is only a little more than
that is left to `persona_ls.syntax.markdown`, with which this agrees and which takes ten times as long.
"""

import re
from collections.abc import Iterator

from persona_ls.syntax.inline import Inline, scan_inline
from persona_ls.syntax.outline import Fence, Heading, ListItem, Outline
from persona_ls.text import Span

__all__ = ["plain_outline"]

# What begins a paragraph and nothing else: a letter or a sign that opens no block, a number that is no marker, emphasis around a word.
_WORD = r"(?:[^\s>#`~<\-*+_=\d]|\d+(?![.)\d])|\*\*?[^\s*_\-]|__?[^\s*_\-])"
_NUMBER = r"\d{1,9}[.)]"
# A line behind an item goes on in it, and a number that follows words is one of them: both are left to others.
_ITEM = rf"(?:[-*+]|{_NUMBER})\ {{1,4}}{_WORD}[^\n]*(?:\n(?!{_WORD})|\Z)"
_BLOCK = re.compile(
    rf"""
    (?P<list>(?:[ \t]*\n|{_ITEM})*+)
    (?:
      (?P<hashes>\#{{1,6}})[ \t]+(?P<title>[^\s\#](?:[^\n]*[^\s\#])?)[ \t]*(?P<after>\n|\Z)
    | (?P<paragraph>{_WORD}[^\n]*(?:\n{_WORD}[^\n]*)*+)(?:\n(?!{_NUMBER})|\Z)
    | (?P<ticks>`{{3,}})[ \t]*(?P<info>[^`\n]*)\n(?P<content>(?:[^\n]*\n)*?)\ {{0,3}}(?P<closing>(?P=ticks)`*)[ \t]*(?:\n|\Z)
    | (?P<end>[ \t]*\Z)
    )
    """,
    re.VERBOSE,
)
# Where nothing but items and blank lines stand.
_LISTED = re.compile(rf"(?P<marker>[-*+]|{_NUMBER})\ +(?P<words>[^\n]+)")
_SUSPECTS = ("<", "](", "]:")


def plain_outline(source: str, start: int) -> Outline | None:
    """The outline of ``source`` from ``start``, where a line begins; ``None`` where it takes more to tell."""
    if "\r" in source:
        return None
    blocks = _Blocks(source, start)
    if not blocks.find():
        return None
    return Outline(tuple(blocks.headings), tuple(blocks.fences), blocks.lines(), (), blocks.items, blocks.inline)


class _Blocks:
    """The blocks as they are found."""

    def __init__(self, source: str, start: int) -> None:
        self.source = source
        self.start = start
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.lists: list[tuple[int, int]] = []
        self.paragraphs: list[list[Span]] = []

    def find(self) -> bool:
        """Find them; whether there is nothing else."""
        at = self.start
        while block := _BLOCK.match(self.source, at):
            self.lists.append(block.span("list"))
            kind = block.lastgroup
            if kind == "end":
                return True
            if kind == "after":
                words = Span(*block.span("title"))
                whole = Span(block.start("hashes"), block.start("after"))
                self.headings.append(Heading(len(block["hashes"]), whole, words, block["title"]))
            elif kind == "paragraph":
                self.paragraphs.append(list(_lines(block["paragraph"], block.start("paragraph"))))
            else:
                self.fences.append(_fence(block))
            at = block.end()
        return False

    def lines(self) -> tuple[Span, ...]:
        return tuple(line for paragraph in self.paragraphs for line in paragraph)

    def items(self) -> tuple[ListItem, ...]:
        return tuple(
            ListItem(Span(*item.span("marker")), Span(*item.span("words")), 0)
            for span in self.lists
            for item in _LISTED.finditer(self.source, *span)
        )

    def inline(self) -> Inline:
        """Nearly always nothing: then one look at the whole text tells."""
        ticks = sum(
            len(fence.marker.of(self.source)) + len(fence.closing.of(self.source))
            for fence in self.fences
            if fence.closing
        )
        if self.source.count("`", self.start) == ticks and not any(each in self.source for each in _SUSPECTS):
            return Inline((), ())
        paragraphs = [*self.paragraphs, *([item.text_span] for item in self.items())]
        return scan_inline(self.source, paragraphs, [[heading.text_span] for heading in self.headings], ())


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
