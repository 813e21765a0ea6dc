"""Values as plain tuples, texts and numbers, and back: what `marshal` writes without asking the objects.

Version 2 of its format is written, for there equal values are equal bytes: later ones tell which objects were shared.
"""

import logging
import marshal
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from persona_ls.text import Span

__all__ = ["data", "packed", "plain", "span", "tell_damaged", "unpacked"]

log = logging.getLogger(__name__)

_VERSION = 2
_DATE = len("2025-04-23")


def packed(value: Any) -> bytes:
    """Plain ``value`` as bytes.

    Raises:
        ValueError: it is not plain, or too deep.
    """
    return marshal.dumps(value, _VERSION)


def unpacked(value: bytes) -> Any:
    """What `packed` made bytes of."""
    return marshal.loads(value)  # noqa: S302 (made by `packed`, here or in a file of our own that is checked)


def plain(value: object) -> object:
    """A value of YAML or of an argument: only dates need another form, and tuples are free to hold it.

    Raises:
        TypeError: it has no plain form.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case date():  # with or without a time
            return (value.isoformat(),)
        case list():
            return [plain(each) for each in value]
        case dict():
            return {plain(key): plain(each) for key, each in value.items()}
    raise TypeError(f"{type(value).__name__} has no plain form")


def data(plain: object) -> object:
    """The value whose form is ``plain``."""
    match plain:
        case (str() as words,) if isinstance(plain, tuple):
            return date.fromisoformat(words) if len(words) == _DATE else datetime.fromisoformat(words)
        case list():
            return [data(each) for each in plain]
        case dict():
            return {data(key): data(value) for key, value in plain.items()}
    return plain


def span(plain: tuple[int, int] | None) -> Span | None:
    """The span of two numbers."""
    return None if plain is None else Span(*plain)


@lru_cache(maxsize=1024)
def tell_damaged(place: str, error: str) -> None:
    """Log, once, that what was kept of the file at ``place`` is of no use."""
    log.warning("what was kept of %s is damaged, so the file is read: %s", place, error)
