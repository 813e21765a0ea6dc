"""What the rules on references share: which persona and which part a reference means, as far as that can be told."""

from collections.abc import Iterable, Iterator

from persona_ls.library.entry import Entry, Part
from persona_ls.names import nearest
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.rules.base import Context
from persona_ls.syntax.literals import spell
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Edit, Span

__all__ = ["own_variables", "part_of", "resolved", "slip_of", "takes", "with_arguments", "without_argument", "written"]


def resolved(context: Context) -> Iterator[tuple[Reference, Entry]]:
    """The references that mean exactly one persona; none while the library is still being read, which may yet hold a nearer one."""
    if not context.library.is_complete:
        return
    for reference in context.references:
        if entry := context.resolve(reference.name).entry:
            yield reference, entry


def part_of(entry: Entry, reference: Reference) -> Part | None:
    """The part of ``entry`` that ``reference`` becomes."""
    return entry.part(reference.part) if reference.part else entry.default_prompt


def takes(entry: Entry, argument: Argument) -> bool:
    """Whether the persona declares the argument, or uses it although it has forgotten to."""
    declared = any(variable.name == argument.name for variable in entry.variables)
    return declared or any(argument.name in part.variables for part in entry.parts)


def slip_of(entry: Entry, reference: Reference, argument: Argument) -> list[str]:
    """The variable, at most one, that an argument which the persona does not take is nearly called: one that is not given."""
    if takes(entry, argument):
        return []
    given = {each.name for each in reference.arguments}
    names = [variable.name for variable in entry.variables if variable.name.isidentifier()]
    return nearest(argument.name, [name for name in names if name not in given])


def own_variables(persona: Persona | None, reference: Reference) -> tuple[Variable, ...]:
    """The variables that an argument of ``reference`` may name: those of the persona in whose prompt it stands."""
    if persona is None or not any(prompt.body.covers(reference.span) for prompt in persona.prompts):
        return ()
    return persona.variables


def written(variables: Iterable[Variable], own: Iterable[Variable]) -> str:
    """``variables`` as arguments with first values: ``usuarios=500, stack="Django"``.

    A variable of the same name among ``own`` is passed on; else it is the default, the first option, or a text to fill in.
    """
    names = {variable.name for variable in own}
    return ", ".join(
        f"{each.name}={each.name if each.name in names else spell(_first_value(each))}" for each in variables
    )


def _first_value(variable: Variable) -> object:
    if variable.default not in (NO_DEFAULT, None):
        return variable.default
    return variable.options[0] if variable.options else ""


def with_arguments(reference: Reference, variables: Iterable[Variable], own: Iterable[Variable]) -> Edit:
    """The edit that gives ``variables`` their first values, behind the arguments that are there."""
    words = written(variables, own)
    if reference.arguments_span is None:
        return Edit(Span(reference.span.end, reference.span.end), f"({words})")
    if reference.arguments:
        at = reference.arguments[-1].span.end
        return Edit(Span(at, at), f", {words}")
    at = reference.arguments_span.end - 1
    return Edit(Span(at, at), words)


def without_argument(reference: Reference, argument: Argument) -> Edit:
    """The edit that takes an argument out with its comma; with the parentheses when it is the only one."""
    spans = [each.span for each in reference.arguments]
    at = reference.arguments.index(argument)
    if len(spans) == 1 and reference.arguments_span:
        return Edit(reference.arguments_span, "")
    if at + 1 < len(spans):
        return Edit(Span(spans[at].start, spans[at + 1].start), "")
    return Edit(Span(spans[at - 1].end, spans[at].end), "")
