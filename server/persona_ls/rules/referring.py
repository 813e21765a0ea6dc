"""What the rules on references share: which persona and which part a reference means, as far as that can be told."""

from collections.abc import Iterator

from persona_ls.library.entry import Entry, Part
from persona_ls.names import nearest
from persona_ls.persona import Persona, Variable
from persona_ls.rules.base import Context
from persona_ls.syntax.reference import Argument, Reference

__all__ = ["own_variables", "part_of", "resolved", "slip_of", "takes"]


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
