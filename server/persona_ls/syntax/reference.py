"""References, ``@persona:desenvolvimento/backend#avancado(usuarios=500, stack="Django")``, as format.md §2 defines them.

A reference is found in any text; whether the place is live (prose, a live fence) is the business of `persona_ls.syntax.document`.
"""

import re
import unicodedata
from collections.abc import Iterator

from persona_ls.syntax.literals import Literal, parse_literal
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["SIGIL", "Argument", "Reference", "can_follow", "is_name", "name_end", "references"]

SIGIL = "@persona:"

_SEGMENT = r"[^\W_]+(?:[-_.]+[^\W_]+)*"
_NAME = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PART = re.compile(rf"#({_SEGMENT})")
# A parenthesis opens arguments only when it closes at once or a keyword follows; else it is prose.
_OPEN = re.compile(r"\([ \t]*(?=\)|[^\W\d]\w*[ \t]*=(?!=))")
_KEYWORD = re.compile(r"[ \t]*([^\W\d]\w*)[ \t]*=(?!=)[ \t]*")
_REST = re.compile(r"[^,)\n\r]*")
_BLANK = re.compile(r"[ \t]*")


@frozen
class Argument:
    """``name=value``; ``value.kind`` tells whether it could be read."""

    name: str
    name_span: Span
    value: Literal

    @property
    def span(self) -> Span:
        """From the name to the end of the value."""
        return Span(self.name_span.start, max(self.name_span.end, self.value.span.end))


@frozen
class Reference:
    """One reference. ``name`` is as written; comparing is done in NFC."""

    span: Span
    name: str
    name_span: Span
    part: str | None = None
    part_span: Span | None = None
    arguments: tuple[Argument, ...] = ()
    arguments_span: Span | None = None
    """From ``(`` to ``)``."""
    is_closed: bool = True
    """False when the parenthesis that opened the arguments is never closed on the line."""


def can_follow(source: str, at: int) -> bool:
    """Whether a reference may begin at ``at``: nothing that makes it an address, a path, a decorator or an escape stands before it."""
    if at == 0:
        return True
    if source[at - 1] == "_":
        return _is_emphasis(source, at - 1)
    return source[at - 1] not in "@/.\\" and not _is_letter(source[at - 1])


def _is_emphasis(source: str, last: int) -> bool:
    """Whether the underscores that end at ``last`` can open emphasis: inside a word or behind a backslash they are letters."""
    first = last
    while first > 0 and source[first - 1] == "_":
        first -= 1
    return first == 0 or not (source[first - 1] == "\\" or _is_letter(source[first - 1]))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.combining(char) > 0


def is_name(words: str) -> bool:
    """Whether ``words`` can be spelt in a reference as a whole."""
    return bool(words) and name_end(words, 0, len(words)) == len(words)


def name_end(source: str, start: int, end: int) -> int:
    """Where the name that begins at ``start`` ends; ``start`` itself when there is none."""
    match = _NAME.match(source, start, end)
    at = match.end() if match else start
    # Python's \w holds no combining marks, without which names of some scripts, and all decomposed accents, would be cut.
    if at < end and at > start and not source[at].isascii() and unicodedata.category(source[at])[0] == "M":
        return _name_end_with_marks(source, start, end)
    return at


def references(source: str, start: int = 0, end: int | None = None) -> Iterator[Reference]:
    """All references of ``source`` between ``start`` and ``end``, in order."""
    end = len(source) if end is None else end
    at = source.find(SIGIL, start, end)
    while at >= 0:
        reference = _reference(source, at, end) if can_follow(source, at) else None
        if reference:
            yield reference
        at = source.find(SIGIL, reference.span.end if reference else at + len(SIGIL), end)


def _reference(source: str, start: int, end: int) -> Reference | None:
    name_start = start + len(SIGIL)
    at = name_end(source, name_start, end)
    if at == name_start:
        return None
    name_span = Span(name_start, at)
    part_span = None
    if at < end and source[at] == "#" and (part_end := name_end(source, at + 1, end)) > at + 1:
        # A part has no folders: "#a/b" is the part "a" and prose.
        slash = source.find("/", at + 1, part_end)
        part_span = Span(at + 1, slash if slash >= 0 else part_end)
        at = part_span.end
    arguments: tuple[Argument, ...] = ()
    arguments_span, closed = None, True
    if opening := _OPEN.match(source, at, end):
        arguments, arguments_end, closed = _arguments(source, opening.end(), end)
        arguments_span = Span(at, arguments_end)
        at = arguments_end
    return Reference(
        Span(start, at),
        name_span.of(source),
        name_span,
        part_span.of(source) if part_span else None,
        part_span,
        arguments,
        arguments_span,
        closed,
    )


def _arguments(source: str, at: int, end: int) -> tuple[tuple[Argument, ...], int, bool]:
    """The arguments from behind ``(``, where they end, and whether a ``)`` ended them."""
    line = _line_end(source, at, end)
    arguments: list[Argument] = []
    while at < line:
        if source[at] == ")":
            return tuple(arguments), at + 1, True
        keyword = _KEYWORD.match(source, at, line)
        if not keyword:
            break
        value = parse_literal(source, keyword.end(), line)
        arguments.append(Argument(keyword[1], Span(*keyword.span(1)), value))
        at = _after_blanks(source, value.span.end, line)
        if (
            at < line and source[at] not in ",)"
        ):  # something unreadable: go on behind it, so that one slip is one finding
            at = _after_blanks(source, rest.end(), line) if (rest := _REST.match(source, at, line)) else at
            if rest:
                broken = Literal(
                    value.kind.BROKEN,
                    Span(
                        value.span.start,
                        value.span.start + len(source[value.span.start : rest.end()].rstrip()),
                    ),
                )
                arguments[-1] = Argument(arguments[-1].name, arguments[-1].name_span, broken)
        if at < line and source[at] == ",":
            at = _after_blanks(source, at + 1, line)
    closing = source.find(")", at, line)
    if at < line and closing >= 0:
        return tuple(arguments), closing + 1, True
    return tuple(arguments), max((argument.span.end for argument in arguments), default=at), False


def _after_blanks(source: str, at: int, end: int) -> int:
    match = _BLANK.match(source, at, end)
    return match.end() if match else at


def _line_end(source: str, at: int, end: int) -> int:
    ends = [found for found in (source.find("\n", at, end), source.find("\r", at, end)) if found >= 0]
    return min(ends, default=end)


def _name_end_with_marks(source: str, start: int, end: int) -> int:
    """`name_end`, one character at a time, with combining marks as letters."""
    last = at = start
    separated = True
    while at < end:
        char = source[at]
        if char.isalnum() or (not separated and unicodedata.category(char)[0] == "M"):
            last, separated = at + 1, False
        elif (char in "-_." and last > start) or (char == "/" and last == at):
            separated = True
        else:
            break
        at += 1
    return last
