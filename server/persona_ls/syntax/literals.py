"""The values of arguments: Jinja2 literals on one line, and names of variables.

Jinja2 itself would need the whole template machinery, gives no spans, and evaluates constants; an argument list has a grammar of ten lines.
"""

import ast
import json
import re
from enum import Enum

from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Literal", "LiteralKind", "parse_literal", "spell"]

_MAX_DEPTH = 16
_BLANK = re.compile(r"[ \t]*")
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_STRING = re.compile(r"'(?:[^'\\\n\r]|\\[^\n\r])*'|\"(?:[^\"\\\n\r]|\\[^\n\r])*\"")
_NAME = re.compile(r"[^\W\d]\w*")
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "none": None, "None": None}


class LiteralKind(Enum):
    """What an argument's value is."""

    VALUE = "value"
    NAME = "name"
    BROKEN = "broken"


@frozen
class Literal:
    """A value with its span; ``value`` is the Python value, the name of a variable, or ``None`` when broken."""

    kind: LiteralKind
    span: Span
    value: object = None


def parse_literal(source: str, start: int, end: int) -> Literal:
    """The literal at ``start``; its span ends where it could be read to, at most at ``end``."""
    return _value(source, _skip(source, start, end), end, 0)


def spell(value: object, quote: str = '"') -> str:
    """``value`` as an argument is written: ``500``, ``"Django"``, ``true``; on one line, whatever is in it.

    A text stands in ``quote``.
    """
    words = "none" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    if quote == '"' or not words.startswith('"'):
        return words
    return quote + words[1:-1].replace('\\"', '"').replace(quote, "\\" + quote) + quote


def _skip(source: str, at: int, end: int) -> int:
    match = _BLANK.match(source, at, end)
    return match.end() if match else at


def _value(source: str, at: int, end: int, depth: int) -> Literal:
    if at >= end or depth > _MAX_DEPTH:
        return Literal(LiteralKind.BROKEN, Span(at, min(at, end)))
    char = source[at]
    if char in "'\"":
        return _string(source, at, end)
    if char in "[({":
        return _collection(source, at, end, depth)
    if match := _NUMBER.match(source, at, end):
        return _number(match)
    if match := _NAME.match(source, at, end):
        span = Span(*match.span())
        if match[0] in _CONSTANTS:
            return Literal(LiteralKind.VALUE, span, _CONSTANTS[match[0]])
        return Literal(LiteralKind.NAME, span, match[0])
    return Literal(LiteralKind.BROKEN, Span(at, at))


def _number(match: re.Match[str]) -> Literal:
    words, span = match[0], Span(*match.span())
    try:
        return Literal(LiteralKind.VALUE, span, int(words))
    except ValueError:
        pass
    try:
        return Literal(LiteralKind.VALUE, span, float(words))
    except ValueError:
        return Literal(LiteralKind.BROKEN, span)


def _string(source: str, at: int, end: int) -> Literal:
    match = _STRING.match(source, at, end)
    if not match:
        return Literal(LiteralKind.BROKEN, Span(at, end))
    span = Span(*match.span())
    try:
        value = ast.literal_eval(match[0])
    except (ValueError, SyntaxError):  # a half escape such as "\x4"
        value = match[0][1:-1]
    return Literal(LiteralKind.VALUE, span, value)


def _collection(source: str, start: int, end: int, depth: int) -> Literal:
    """A list, tuple or mapping, or a value in parentheses; a name inside makes the whole no plain value."""
    closing = {"[": "]", "(": ")", "{": "}"}[source[start]]
    values: list[object] = []
    keys: list[object] = []
    has_comma = False
    at = _skip(source, start + 1, end)
    while at < end and source[at] != closing:
        item = _value(source, at, end, depth + 1)
        if item.kind is not LiteralKind.VALUE:
            return Literal(LiteralKind.BROKEN, Span(start, item.span.end))
        at = _skip(source, item.span.end, end)
        if closing == "}":
            if at >= end or source[at] != ":" or not isinstance(item.value, str):
                return Literal(LiteralKind.BROKEN, Span(start, at))
            keys.append(item.value)
            item = _value(source, _skip(source, at + 1, end), end, depth + 1)
            if item.kind is not LiteralKind.VALUE:
                return Literal(LiteralKind.BROKEN, Span(start, item.span.end))
            at = _skip(source, item.span.end, end)
        values.append(item.value)
        if at < end and source[at] == ",":
            has_comma = True
            at = _skip(source, at + 1, end)
        elif at < end and source[at] != closing:
            return Literal(LiteralKind.BROKEN, Span(start, at))
    if at >= end:
        return Literal(LiteralKind.BROKEN, Span(start, end))
    value = dict(zip(keys, values, strict=True)) if closing == "}" else values
    if closing == ")" and len(values) == 1 and not has_comma:  # as in Jinja2, `(1)` is 1 and `(1,)` is a tuple
        return Literal(LiteralKind.VALUE, Span(start, at + 1), values[0])
    return Literal(LiteralKind.VALUE, Span(start, at + 1), value)
