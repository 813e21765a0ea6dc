"""How large anything may become while a template is rendered, checked before it is made.

A check takes what the operation takes and raises `TooMuch`; a limit that cannot be foreseen is left to the operating system (see
`persona_ls.render.worker`). Used by the child process only.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = [
    "FILTERS",
    "FORBIDDEN",
    "METHODS",
    "OPERATORS",
    "TooMuch",
    "allow_text",
    "limited_items",
    "limited_join",
    "limited_range",
]

MAX_TEXT = 1 << 20  # code points of the result, and of each string on the way to it
MAX_ITEMS = 100_000
MAX_RANGE = 1_000
MAX_WIDTH = 1_000  # of padding, and of whatever else a number blows up
MAX_BITS = 1 << 14  # of an integer, which are more digits than Python prints

# Methods of strings and numbers that make much of little; those that prompts may need are filters too, with limits.
FORBIDDEN = frozenset(
    {"center", "encode", "expandtabs", "format", "format_map", "ljust", "rjust", "to_bytes", "translate", "zfill"}
)

# "%1000000d", "%(a).5000f" and "%*d".
_WIDE = re.compile(r"%(?:\([^)]*\))?[^%a-zA-Z]*(?:\*|\d{4})")


class TooMuch(Exception):  # noqa: N818 (it says what it is)
    """A template asks for more than a limit allows."""


def allow_text(length: int) -> None:
    """Let a string of ``length`` code points be."""
    if length > MAX_TEXT:
        raise TooMuch(f"a text of more than {MAX_TEXT} characters")


def limited_join(pieces: Iterable[str]) -> str:
    """``"".join(pieces)`` that stops reading ``pieces`` at the limit."""
    whole, length = [], 0
    for piece in pieces:
        length += len(piece)
        allow_text(length)
        whole.append(piece)
    return "".join(whole)


def limited_items(items: Iterable[Any], separator: Any = "") -> list[Any]:
    """A list of ``items`` whose texts, joined with ``separator``, stay below the limit."""
    whole, length = [], 0
    for item in items:
        length += len(str(item)) + len(str(separator))
        allow_text(length)
        whole.append(item)
    return whole


def limited_range(*bounds: int) -> range:
    """A ``range`` that is short enough for loops inside each other."""
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise TooMuch(f"a range of more than {MAX_RANGE} numbers")
    return numbers


def _allow_width(width: object) -> None:
    if (width if isinstance(width, int) else len(width) if isinstance(width, str) else 0) > MAX_WIDTH:
        raise TooMuch(f"a width or a number of more than {MAX_WIDTH}")


def _allow_sized(example: object, size: int) -> None:
    """Let a value of the type of ``example`` have ``size`` characters, items or bits."""
    if isinstance(example, str):
        allow_text(size)
    elif isinstance(example, int) and size > MAX_BITS:
        raise TooMuch(f"a number of more than {MAX_BITS} bits")
    elif isinstance(example, list | tuple) and size > MAX_ITEMS:
        raise TooMuch(f"a list of more than {MAX_ITEMS} items")


def _add(left: Any, right: Any) -> None:
    if isinstance(left, str | list | tuple) and isinstance(right, type(left)):
        _allow_sized(left, len(left) + len(right))


def _multiply(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _allow_sized(left, left.bit_length() + right.bit_length())
    elif isinstance(left, int):
        _multiply(right, left)
    elif isinstance(left, str | list | tuple) and isinstance(right, int):
        _allow_sized(left, len(left) * right)


def _power(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _allow_sized(left, left.bit_length() * right)


def _modulo(left: Any, right: Any) -> None:
    if isinstance(left, str):
        _format(left, *(right if isinstance(right, tuple) else (right,)))


def _format(value: Any, *args: Any, **named: Any) -> None:
    text = str(value)
    if _WIDE.search(text.replace("%%", "")):
        _allow_width(MAX_WIDTH + 1)
    allow_text(len(text) + sum(len(each) for each in (*args, *named.values()) if isinstance(each, str)))


def _replaced(text: Any, old: Any, new: Any, count: int | None = None) -> None:
    text, old, new = str(text), str(old), str(new)
    times = text.count(old)
    if count is not None and count >= 0:
        times = min(times, count)
    allow_text(len(text) + times * (len(new) - len(old)))


def _indented(text: Any, width: Any = 4, *_: Any, **__: Any) -> None:
    _allow_width(width)
    lines = len(str(text).splitlines()) + 1
    allow_text(lines * (width if isinstance(width, int) else len(width)))


def _wrapped(text: Any, width: int = 79, *rest: Any, **named: Any) -> None:
    lines = len(text) // max(width, 1) + text.count("\n") + 1
    breaks = [len(each) for each in (*rest, *named.values()) if isinstance(each, str)]
    allow_text(len(text) + lines * max(breaks, default=1))


def _first_number(_: Any, *args: Any, **named: Any) -> None:
    for number in (*args[:1], *named.values()):
        if isinstance(number, int):
            _allow_width(number)


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    _replaced(text, old, new, count)
    return text.replace(old, new, count)


def _join(separator: str, items: Iterable[Any]) -> str:
    return separator.join(limited_items(items, separator))


OPERATORS: Mapping[str, Callable[[Any, Any], None]] = {"+": _add, "*": _multiply, "**": _power, "%": _modulo}
"""Checks for the operators of Jinja2 that it lets be intercepted."""

FILTERS: Mapping[str, Callable[..., None]] = {
    "batch": _first_number,
    "center": _first_number,
    "format": _format,
    "indent": _indented,
    "replace": _replaced,
    "round": _first_number,
    "slice": _first_number,
    "tojson": _first_number,
    "wordwrap": _wrapped,
}
"""Checks for the filters whose result can be much larger than what they are given."""

METHODS: Mapping[str, Callable[..., str]] = {"join": _join, "replace": _replace}
"""Methods of strings in a form that has limits; the first argument is the string."""
