"""The values of front matter: what YAML would make of them, and where each stands.

Values keep the text of their scalars, because YAML 1.1 makes 45045 of ``12:30:45`` and `False` of ``no``: rules and hovers want to speak
about what the author typed. `to_data` gives what a loader would construct.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from persona_ls.text import Span
from persona_ls.values import frozen

if TYPE_CHECKING:
    from yaml.constructor import SafeConstructor

__all__ = ["Entry", "Mapping", "Scalar", "Sequence", "Style", "Tag", "Value", "construct", "to_data"]


class Tag(StrEnum):
    """Type of a scalar by YAML 1.1; each value is the end of the tag's name, ``tag:yaml.org,2002:…``."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    NULL = "null"
    DATE = "timestamp"


class Style(StrEnum):
    """How a scalar is written; each value is its indicator in YAML."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


class Scalar(NamedTuple):
    """``'it''s'``: its span holds the quotes, its value ``it's`` does not. An impossible date is a date all the same."""

    span: Span
    value: str
    tag: Tag = Tag.STR
    style: Style = Style.PLAIN

    @property
    def quoted(self) -> bool:
        """Whether quotes stand around the value."""
        return self.style in (Style.SINGLE, Style.DOUBLE)


@frozen
class Sequence:
    """``[a, b]`` in flow style, or lines that start with a hyphen."""

    span: Span
    items: tuple["Value", ...]
    flow: bool


class Entry(NamedTuple):
    """A key with its value; the span ends at the colon when there is no value."""

    key: Scalar
    value: "Value"
    span: Span


@frozen
class Mapping:
    """``{a: b}`` in flow style, or lines of ``a: b``. Keys stand in their order, twice when they are written twice."""

    span: Span
    entries: tuple[Entry, ...]
    flow: bool


# The value of an alias has the alias' own span; what is inside it lies where the anchor is.
Value = Scalar | Sequence | Mapping


_DECIMAL = re.compile("[1-9][0-9]{0,99}")


def to_data(value: Value) -> object:
    """Plain Python as ``yaml.safe_load`` constructs it, except that ``<<`` is a key like others.

    A scalar that cannot be constructed, such as ``2025-02-31``, gives its text. What aliases share is shared here too.
    """
    return _data(value, {})


def construct(scalar: Scalar) -> object:
    """The Python value of a scalar.

    Raises:
        ValueError: there is none, as for ``2025-02-31``.
    """
    from yaml import ScalarNode  # noqa: PLC0415 - importing yaml costs 10 ms, which a start without files need not pay

    name = f"tag:yaml.org,2002:{scalar.tag}"
    constructor = _constructor()
    try:
        return constructor.yaml_constructors[name](constructor, ScalarNode(name, scalar.value))
    except (ArithmeticError, AttributeError, LookupError, ValueError) as error:  # PyYAML does not translate these
        raise ValueError(f"{scalar.value!r} is no {scalar.tag}") from error


@cache
def _constructor() -> "SafeConstructor":
    from yaml.constructor import SafeConstructor  # noqa: PLC0415 - see construct

    return SafeConstructor()


def _data(value: Value, shared: dict[int, object]) -> object:
    if isinstance(value, Scalar):
        return _scalar_data(value)
    if isinstance(value, Sequence):
        return _once(value.items, shared, lambda: [_data(item, shared) for item in value.items])
    return _once(
        value.entries,
        shared,
        lambda: {_scalar_data(entry.key): _data(entry.value, shared) for entry in value.entries},
    )


def _once(parts: tuple[object, ...], shared: dict[int, object], make: Callable[[], object]) -> object:
    """What ``make`` makes of ``parts``, made once for all aliases of them."""
    if not parts:  # there is only one empty tuple, for lists and for mappings
        return make()
    if id(parts) not in shared:
        shared[id(parts)] = make()
    return shared[id(parts)]


def _scalar_data(scalar: Scalar) -> object:
    if scalar.tag is Tag.STR:
        return scalar.value
    if scalar.tag is Tag.INT and _DECIMAL.fullmatch(
        scalar.value
    ):  # nearly all of them, for which yaml need not be imported
        return int(scalar.value)
    try:
        return construct(scalar)
    except ValueError:
        return scalar.value
