"""Comments that silence a rule at one place (format.md §5).

``<!-- persona-ls: ignore[rule] reason -->`` on the line above, ``ignore-file[rule]`` directly behind the front matter, and
``# persona-ls: ignore[rule]`` in the front matter, on the line or above it.
"""

import re
from collections.abc import Iterator

from persona_ls.syntax.document import LIVE_LANGUAGES, MarkdownDocument
from persona_ls.syntax.frontmatter import Mapping, Scalar, Sequence, Value
from persona_ls.syntax.outline import Zone
from persona_ls.text import Span, Text
from persona_ls.values import frozen

__all__ = ["Suppression", "suppressions"]

_MARKDOWN = re.compile(
    r"<!--[ \t]*persona-ls:[ \t]*(ignore(?:-file)?)[ \t]*+(?:\[([^\]\n\r<]*)\])?(?:[^\n\r<-]|<(?!!--)|-(?!->))*+-->"
)
_YAML = re.compile(r"(?<!\S)#[ \t]*persona-ls:[ \t]*(ignore)[ \t]*(?:\[([^\]\n\r]*)\])?[^\n\r]*")
_NAME = re.compile(r"[^\s,]+")


@frozen
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
    """Every suppression comment that stands where comments are: not in code, but also in a prompt's fence."""
    if "persona-ls:" not in document.source:
        return ()
    return tuple(sorted((*_in_front_matter(document), *_in_body(document)), key=lambda each: each.span))


def _in_front_matter(document: MarkdownDocument) -> Iterator[Suppression]:
    front_matter, text = document.front_matter, document.text
    if front_matter is None:
        return
    words = [span for entry in front_matter.entries for span in _scalars(entry.value)] if front_matter.loads else []
    for match in _YAML.finditer(document.source, front_matter.content.start, front_matter.content.end):
        if any(span.start < match.start() < span.end for span in words):
            continue  # a hash inside of a text
        own = text.line_span(text.line_at(match.start()))
        alone = not document.source[own.start : match.start()].strip()
        yield _suppression(match, _next_line(text, match.end()) if alone else own, is_file=False)


def _scalars(value: Value) -> Iterator[Span]:
    if isinstance(value, Scalar):
        yield value.span
    for each in value.items if isinstance(value, Sequence) else ():
        yield from _scalars(each)
    for entry in value.entries if isinstance(value, Mapping) else ():
        yield from _scalars(entry.value)


def _in_body(document: MarkdownDocument) -> Iterator[Suppression]:
    text, source = document.text, document.source
    for match in _MARKDOWN.finditer(source, document.body_start):
        if not _is_comment(document, match.start()):
            continue
        if match[1] == "ignore-file":
            # Only directly behind the front matter it is for the file; elsewhere it would surprise, and covers nothing.
            is_first = not _MARKDOWN.sub("", source[document.body_start : match.start()]).strip()
            yield _suppression(
                match, Span(0, len(source)) if is_first else Span(match.start(), match.start()), is_file=True
            )
        else:
            yield _suppression(match, _next_line(text, match.end()), is_file=False)


def _is_comment(document: MarkdownDocument, offset: int) -> bool:
    """Whether what looks like a comment is one; in a prompt's fence it is, since rendering takes it out."""
    outline = document.outline
    if fence := outline.fence_at(offset):
        return fence.language in LIVE_LANGUAGES
    return outline.zone_at(offset) is not Zone.CODE and outline.inline.code_at(offset) is None


def _suppression(match: re.Match[str], lines: Span, *, is_file: bool) -> Suppression:
    names = [] if match[2] is None else list(_NAME.finditer(match[2]))
    start = match.start(2)
    rules = tuple((name[0], Span(start + name.start(), start + name.end())) for name in names)
    return Suppression(Span(*match.span()), rules, lines, is_file)


def _next_line(text: Text, offset: int) -> Span:
    """The next line with text; linters of Markdown want a blank line between a comment and a heading, and comments may be stacked."""
    for line in range(text.line_at(offset) + 1, text.line_count):
        span = text.line_span(line)
        words = span.of(text.source).strip()
        if words and not (_MARKDOWN.fullmatch(words) or _YAML.fullmatch(words)):
            return span
    return Span(len(text), len(text))
