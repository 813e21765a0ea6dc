"""The arguments of a reference while they are being written, read up to the cursor: ``@persona:backend(usuarios=500, stack="Dj|``.

To `persona_ls.syntax.reference` this is not yet a list of arguments. What stands in quotes and brackets is skipped, closed or not.
"""

import re

from persona_ls.text import Span
from persona_ls.values import frozen, replace

__all__ = ["OpenArgument", "open_argument"]

_ITEM = re.compile(r"[ \t]*(?:(?P<name>[^\W\d]\w*)[ \t]*(?P<equals>=(?!=)[ \t]*)?)?")
_PIECE = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|'(?:[^'\\]|\\.)*+(?:'|\\?\Z))"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|[^"'()\[\]{},]++"""
)
_TEXT = re.compile(r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'""")
_REST = re.compile(r"[\w.+-]*")
_NAME_REST = re.compile(r"\w*")
_EQUALS = re.compile(r"[ \t]*=(?!=)")
_ENDS = re.compile(r"[ \t]*(?:[,)]|\Z)")


@frozen
class OpenArgument:
    """The argument that the cursor is in.

    ``span`` is what a completion replaces: the name, or the value. Of a text whose closing quote stands there it ends before that quote.
    """

    name: str
    """The whole name; of one that is being typed what stands before the cursor; ``""`` for none."""
    is_value: bool
    """Whether the cursor is behind the ``=``."""
    span: Span
    given: frozenset[str] = frozenset()
    """The names of the other arguments, those behind the cursor included."""
    is_readable: bool = True
    """False in words that are no ``name=value``."""
    quote: str = ""
    """The quote that a value being typed begins with."""
    has_end: bool = False
    """Whether what ends the item stands behind the span: the ``=`` of a name, the closing quote of a text."""


def open_argument(source: str, start: int, cursor: int, end: int) -> OpenArgument | None:
    """The argument at ``cursor`` of the list that begins at ``start``, behind ``(``, on a line that ends at ``end``.

    ``None`` when the list is closed before the cursor, or when the parenthesis holds prose.
    """
    given: list[str] = []
    at = start
    while True:
        item = _ITEM.match(source, at, cursor)
        if item is None or (at == start and not item["equals"] and item.end() < cursor):
            return None
        stop = _stop(source, item.end(), cursor)
        if stop == cursor:
            break
        if source[stop] == ")":
            return None
        given.append(item["name"])
        at = stop + 1
    made = _value(source, item, cursor, end) if item["equals"] else _name(source, item, cursor, end)
    # A text that nothing closes would reach to the end of the line.
    behind = _names_behind(source, made.span.end if made.quote and not made.has_end else made.span.start, end)
    return replace(made, given=frozenset(filter(None, [*given, *behind])))


def _stop(source: str, at: int, end: int) -> int:
    """The first comma or closing parenthesis outside of texts and brackets; ``end`` where there is none."""
    depth = 0
    for piece in _PIECE.finditer(source, at, end):
        if piece["open"]:
            depth += 1
        elif piece["close"] and depth:
            depth -= 1
        elif not depth and (piece["comma"] or piece["close"] == ")"):
            return piece.start()
    return end


def _name(source: str, item: re.Match[str], cursor: int, end: int) -> OpenArgument:
    start = item.start("name") if item["name"] else cursor
    stop = _end_of(_NAME_REST, source, cursor, end)
    has_equals = _EQUALS.match(source, stop, end) is not None
    is_readable = cursor in (item.end("name"), start)
    return OpenArgument(item["name"] or "", False, Span(start, stop), is_readable=is_readable, has_end=has_equals)


def _value(source: str, item: re.Match[str], cursor: int, end: int) -> OpenArgument:
    name, start = item["name"], item.end()
    typed = source[start:cursor]
    quote = typed[:1] if typed[:1] in ("'", '"') and not _TEXT.match(source, start, cursor) else ""
    whole = _TEXT.match(source, start, end) if quote else None
    # A quote that only begins the next text closes nothing.
    if whole and _ENDS.match(source, whole.end(), end):
        return OpenArgument(name, True, Span(start, whole.end() - 1), quote=quote, has_end=True)
    return OpenArgument(name, True, Span(start, _end_of(_REST, source, cursor, end)), quote=quote)


def _end_of(pattern: re.Pattern[str], source: str, at: int, end: int) -> int:
    """Where what ``pattern`` describes ends that begins at ``at``."""
    match = pattern.match(source, at, end)
    return match.end() if match else at


def _names_behind(source: str, at: int, end: int) -> list[str]:
    """The names of the arguments behind the one at ``at``, as far as these can be read."""
    names = []
    at = _stop(source, at, end)
    while at < end and source[at] == ",":
        item = _ITEM.match(source, at + 1, end)
        if item and item["equals"]:
            names.append(item["name"])
        at = _stop(source, item.end() if item else at + 1, end)
    return names
