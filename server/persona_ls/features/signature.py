"""Signature help: the variables that a reference can be given, while its arguments are written.

Arguments go by their names, so the active one is told by the name under the cursor and not by its place.
"""

from pathlib import Path

from persona_ls.features.arguments import default_words, needs, part_meant, takable, type_words
from persona_ls.features.context import Stage, Typed, typed_at
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Part
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_, Messages
from persona_ls.names import fold
from persona_ls.persona import Variable
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Parameter", "Signature", "signature"]


@frozen
class Parameter:
    """One variable; ``span`` is its place in the label."""

    span: Span
    doc: str


@frozen
class Signature:
    """``backend#avancado(usuarios: int = 500, stack*: "Django" | "FastAPI")``; a star marks what has to be given."""

    label: str
    doc: str
    parameters: tuple[Parameter, ...]
    active: int | None
    """The parameter that the cursor is in; ``None`` when it is none of them, or not yet one."""


def signature(opened: Opened, offset: int, library: Library, home: Path | None, say: Messages) -> Signature | None:
    """The signature of the reference in whose arguments ``offset`` lies; ``None`` outside of arguments, or where there are none to give."""
    typed = typed_at(opened.document, offset)
    entry = library.resolve(typed.name, home).entry if typed and typed.argument else None
    if typed is None or entry is None:
        return None
    part = part_meant(entry, typed.part)
    variables = takable(entry, part)
    active = _active(typed, variables)
    if not variables or (active is None and _is_prose(typed)):
        return None
    head = f"{typed.name}#{typed.part}(" if typed.part else f"{typed.name}("
    words = [_words(each, part) for each in variables]
    parameters, at = [], len(head)
    for variable, each in zip(variables, words, strict=True):
        parameters.append(Parameter(Span(at, at + len(each)), _doc(variable, part, say)))
        at += len(each) + len(", ")
    doc = " · ".join(each for each in (entry.title, part.heading if part else "") if each)
    return Signature(f"{head}{', '.join(words)})", doc, tuple(parameters), active)


def _words(variable: Variable, part: Part | None) -> str:
    is_needed = needs(part, variable)
    name = f"{variable.name}{'*' if is_needed else ''}"
    typed = f"{name}: {type_words(variable)}" if type_words(variable) else name
    default = default_words(variable, is_needed=is_needed)
    return f"{typed} = {default}" if default else typed


def _doc(variable: Variable, part: Part | None, say: Messages) -> str:
    required = say(N_("required")) if needs(part, variable) else ""
    return " · ".join(each for each in (variable.description, required) if each)


def _active(typed: Typed, variables: list[Variable]) -> int | None:
    """The variable of the name under the cursor; before the ``=`` the first that begins so, or, with no letter yet, that is not given."""
    argument = typed.argument
    if argument is None:
        return None
    names = [each.name for each in variables]
    if argument.name in names:
        return names.index(argument.name)
    if argument.is_value or not argument.is_readable:
        return None
    left = [name for name in names if name not in argument.given and fold(name).startswith(fold(argument.name))]
    return names.index(left[0]) if left else None


def _is_prose(typed: Typed) -> bool:
    """Whether the parenthesis holds one word that is no name of a variable: so a remark in brackets begins."""
    argument = typed.argument
    return typed.stage is Stage.ARGUMENT and argument is not None and not argument.given and bool(argument.name)
