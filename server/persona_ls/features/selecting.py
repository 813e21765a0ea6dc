"""Growing a selection: from the word over value, line and section to the whole document."""

import re
from collections.abc import Iterator

from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.frontmatter import Entry, Mapping, Sequence, Value
from persona_ls.text import Span

__all__ = ["selections"]

_WORD = re.compile(r"\w+")


def selections(document: MarkdownDocument, persona: Persona | None, offset: int) -> tuple[Span, ...]:
    """The spans around ``offset``, from the smallest on; each lies inside the next."""
    spans = {
        span
        for span in _around(document, persona, offset)
        if span.start <= offset <= span.end and span.start < span.end
    }
    chain: list[Span] = []
    for span in sorted(spans, key=lambda each: each.end - each.start):
        if not chain or span.covers(chain[-1]):
            chain.append(span)
    return tuple(chain)


def _around(document: MarkdownDocument, persona: Persona | None, offset: int) -> Iterator[Span]:
    text = document.text
    line = text.line_span(text.line_at(offset))
    yield from (Span(*match.span()) for match in _WORD.finditer(document.source, line.start, line.end))
    words = line.of(document.source)
    yield Span(line.start + len(words) - len(words.lstrip()), line.start + len(words.rstrip()))
    yield line
    for reference in persona.references if persona else document.references:
        yield from (span for span in (reference.name_span, reference.part_span, reference.span) if span)
    if front_matter := document.front_matter:
        yield from (front_matter.content, front_matter.span)
        for entry in front_matter.entries:
            yield from _of_entry(entry)
    for fence in document.outline.fences:
        yield from (fence.content, fence.span)
    for part in persona.sections if persona else ():
        yield from (part.body, Span(part.heading.span.start, max(part.heading.span.end, part.body.end)))
    yield Span(0, len(document.source))


def _of_entry(entry: Entry) -> Iterator[Span]:
    yield from (entry.key.span, entry.span)
    yield from _of_value(entry.value)


def _of_value(value: Value) -> Iterator[Span]:
    yield value.span
    if isinstance(value, Sequence):
        for item in value.items:
            yield from _of_value(item)
    elif isinstance(value, Mapping):
        for entry in value.entries:
            yield from _of_entry(entry)
