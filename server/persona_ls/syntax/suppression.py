"""Comments that silence a rule at one place (format.md §5).

``<!-- persona-ls: ignore[rule] reason -->`` on the line above, ``ignore-file[rule]`` directly behind the front matter, and
``# persona-ls: ignore[rule]`` in the front matter, on the line or above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Span, Text

__all__ = ["Suppression", "suppressions"]

_MARKDOWN = re.compile(r"<!--[ \t]*persona-ls:[ \t]*(ignore(?:-file)?)[ \t]*(?:\[([^\]\n\r]*)\])?[^\n\r]*?-->")
_YAML = re.compile(r"#[ \t]*persona-ls:[ \t]*(ignore)[ \t]*(?:\[([^\]\n\r]*)\])?[^\n\r]*")
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. ``rules`` are names with their spans, none when the brackets are missing; ``lines`` is what it covers.

    ``lines`` is a span from the start of its first line to the end of its last; of ``ignore-file`` the whole text.
    """

    span: Span
    rules: tuple[tuple[str, Span], ...]
    lines: Span
    is_file: bool

    def covers(self, span: Span) -> bool:
        """Whether a finding that begins where ``span`` does is meant."""
        return self.lines.start <= span.start <= self.lines.end


def suppressions(document: MarkdownDocument) -> tuple[Suppression, ...]:
    """Every suppression comment that stands where comments are: not in a fence."""
    if "persona-ls:" not in document.source:
        return ()
    return tuple(sorted((*_in_front_matter(document), *_in_body(document)), key=lambda each: each.span))


def _in_front_matter(document: MarkdownDocument) -> Iterator[Suppression]:
    front_matter, text = document.front_matter, document.text
    if front_matter is None:
        return
    for match in _YAML.finditer(document.source, front_matter.content.start, front_matter.content.end):
        line = text.line_at(match.start())
        own = text.line_span(line)
        alone = not document.source[own.start : match.start()].strip()
        yield _suppression(match, text.line_span(min(line + 1, text.line_count - 1)) if alone else own, is_file=False)


def _in_body(document: MarkdownDocument) -> Iterator[Suppression]:
    text, source = document.text, document.source
    for match in _MARKDOWN.finditer(source, document.body_start):
        if document.outline.fence_at(match.start()):
            continue
        if match[1] == "ignore-file":
            # Only directly behind the front matter it is for the file; elsewhere it would surprise, and covers nothing.
            is_first = not _without_comments(source[document.body_start : match.start()]).strip()
            yield _suppression(
                match, Span(0, len(source)) if is_first else Span(match.start(), match.start()), is_file=True
            )
        else:
            yield _suppression(match, _next_line(text, match.end()), is_file=False)


def _suppression(match: re.Match[str], lines: Span, *, is_file: bool) -> Suppression:
    names = [] if match[2] is None else list(_NAME.finditer(match[2]))
    start = match.start(2)
    rules = tuple((name[0], Span(start + name.start(), start + name.end())) for name in names)
    return Suppression(Span(*match.span()), rules, lines, is_file)


def _next_line(text: Text, offset: int) -> Span:
    """The next line with text; linters of Markdown want a blank line between a comment and a heading."""
    for line in range(text.line_at(offset) + 1, text.line_count):
        span = text.line_span(line)
        if span.of(text.source).strip():
            return span
    return Span(len(text), len(text))


def _without_comments(words: str) -> str:
    return _MARKDOWN.sub("", words)
