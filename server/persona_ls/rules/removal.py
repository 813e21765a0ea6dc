"""How a fix takes one item out of front matter, and leaves what is around it as it was."""

from collections.abc import Sequence

from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Entry
from persona_ls.text import Edit, Span, Text

__all__ = ["entry_removal", "removal"]


def removal(text: Text, items: Sequence[Span], at: int, *, flow: bool) -> Edit:
    """The edit without ``items[at]``: in flow style (``[a, b]``) it goes with its comma, else with its lines."""
    span = items[at]
    if not flow:
        last = text.line_at(span.start + len(span.of(text.source).rstrip()))
        end = text.line_starts[last + 1] if last + 1 < text.line_count else len(text)
        return Edit(Span(text.line_starts[text.line_at(span.start)], end), "")
    if at + 1 < len(items):
        return Edit(Span(span.start, items[at + 1].start), "")
    return Edit(Span(items[at - 1].end if at else span.start, span.end), "")


def entry_removal(persona: Persona, entry: Entry) -> Edit:
    """The edit without ``entry``, which is one of the keys at the top of the front matter."""
    assert persona.document.front_matter is not None
    flow = persona.document.front_matter.content.of(persona.source).lstrip().startswith("{")
    return removal(persona.text, [each.span for each in persona.entries], persona.entries.index(entry), flow=flow)
