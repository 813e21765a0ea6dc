"""One Markdown document, parsed: front matter, outline, and the references that are live in it.

Each piece is computed when first asked for and kept: a document is a value, a new version of the text is a new document.
"""

from functools import cached_property

from persona_ls.syntax.frontmatter import FrontMatter, parse_front_matter
from persona_ls.syntax.markdown import outline
from persona_ls.syntax.outline import Fence, Outline, Zone
from persona_ls.syntax.reference import SIGIL, Reference, references
from persona_ls.text import Span, Text

__all__ = ["LIVE_LANGUAGES", "MarkdownDocument"]

# Fences in which a reference is read; a fence of any other language holds somebody's code.
LIVE_LANGUAGES = frozenset({"", "text", "prompt", "markdown", "md"})


class MarkdownDocument:
    """A text with its parse. All spans refer to ``text``."""

    def __init__(self, text: Text) -> None:
        self.text = text

    @property
    def source(self) -> str:
        """The text as a string."""
        return self.text.source

    @cached_property
    def front_matter(self) -> FrontMatter | None:
        """The front matter at the very start, if there is any."""
        return parse_front_matter(self.source)

    @cached_property
    def body_start(self) -> int:
        """Where the Markdown begins: behind the front matter."""
        return self.front_matter.body_start if self.front_matter else 0

    @cached_property
    def outline(self) -> Outline:
        """The structure of the Markdown behind the front matter."""
        # A byte order mark is no character of the first line.
        return outline(self.text, self.body_start or int(self.source.startswith("\ufeff")))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every live reference, in order."""
        if SIGIL not in self.source:
            return ()
        return tuple(each for each in references(self.source, self.body_start) if self.is_live(each.span.start))

    def is_live(self, offset: int) -> bool:
        """Whether a reference that begins at ``offset`` would be read (format.md §2, "Not live")."""
        if offset < self.body_start:
            return False
        outlined = self.outline
        if fence := outlined.fence_at(offset):
            return _is_inside(fence, offset) and fence.language in LIVE_LANGUAGES
        return outlined.zone_at(offset) is not Zone.CODE and not outlined.inline.is_dead(offset)


def _is_inside(fence: Fence, offset: int) -> bool:
    content: Span = fence.content
    return content.start <= offset < content.end
