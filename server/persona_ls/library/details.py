"""What of a persona only a card, an inserted prompt, a rule or a definition asks for.

A library holds it as a few hundred bytes for each persona and makes values of them when somebody asks, the last ones kept. The bytes are
those that the cache keeps: reading them back costs nothing.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from persona_ls.library.plain import data, packed, plain, span, unpacked
from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.text import Span

__all__ = ["Details", "Outline", "Part", "details_of", "kept_details", "outline_of"]

_KEPT = 1024
"""Of so many personas the values are kept: more than any list shows."""

Outline = tuple[tuple[str, tuple[str, ...], str, bool], ...]
"""Of each part its name, its folded names, its heading, and whether it is a prompt: the same for many personas, and then one object."""


class Part(NamedTuple):
    """A prompt or section that a reference can name. ``names`` are folded: the own one first, then those of other languages."""

    name: str
    names: tuple[str, ...]
    heading: str
    span: Span
    is_prompt: bool
    variables: tuple[str, ...] = ()
    """Names that its template takes from outside."""
    needs: tuple[str, ...] = ()
    """Declared variables that have no value unless a reference gives one."""
    placeholders: tuple[str, ...] = ()
    """What a person has to fill in by hand: ``[descreva o projeto]``."""
    length: int = 0
    """Of its text as it is written, in code points."""


class Details(NamedTuple):
    """Everything about a persona but what it is found by."""

    declared_id: Span | None = None
    title_span: Span = Span(0, 0)
    description: str = ""
    specialty: str = ""
    experience: str = ""
    parts: tuple[Part, ...] = ()
    variables: tuple[Variable, ...] = ()


def outline_of(parts: tuple[Part, ...]) -> Outline:
    """What of ``parts`` decides which names mean them."""
    return tuple((part.name, part.names, part.heading, part.is_prompt) for part in parts)


def kept_details(details: Details) -> bytes | Details:
    """``details`` as bytes, without the outline; themselves when a value in them has no plain form."""
    numbers = [number for part in details.parts for number in (*part.span, part.length)]
    demands = {
        at: (part.variables, part.needs, part.placeholders)
        for at, part in enumerate(details.parts)
        if part.variables or part.needs or part.placeholders
    }
    declared = details.declared_id and tuple(details.declared_id)
    try:
        variables = tuple(map(_plain_variable, details.variables))
        return packed((declared, tuple(details.title_span), *details[2:5], tuple(numbers), demands, variables))
    except (TypeError, ValueError, RecursionError):
        return details


@lru_cache(maxsize=_KEPT)
def details_of(kept: bytes, outline: Outline) -> Details:
    """The details that `kept_details` made bytes of.

    Raises:
        Exception: of any kind, when it did not make these.
    """
    declared, title, description, specialty, experience, numbers, demands, variables = unpacked(kept)
    rest = iter(numbers)
    parts = [
        Part(name, names, heading, Span(next(rest), next(rest)), is_prompt, *demands.get(at, _NOTHING), next(rest))  # type: ignore[call-arg]
        for at, (name, names, heading, is_prompt) in enumerate(outline)
    ]
    return Details(
        span(declared), Span(*title), description, specialty, experience, tuple(parts), tuple(map(_variable, variables))
    )


_NOTHING: tuple[tuple[str, ...], ...] = ((), (), ())


def _plain_variable(variable: Variable) -> tuple[Any, ...]:
    return (
        variable.name,
        tuple(variable.name_span),
        tuple(variable.span),
        variable.description,
        () if variable.default is NO_DEFAULT else (plain(variable.default),),
        variable.default_span and tuple(variable.default_span),
        tuple(map(plain, variable.options)),
        tuple(map(tuple, variable.option_spans)),
        variable.required,
    )


def _variable(kept: tuple[Any, ...]) -> Variable:
    name, name_span, whole, description, default, default_span, options, option_spans, required = kept
    return Variable(
        name,
        Span(*name_span),
        Span(*whole),
        description,
        data(default[0]) if default else NO_DEFAULT,
        span(default_span),
        tuple(map(data, options)),
        tuple(Span(*each) for each in option_spans),
        required,
    )
