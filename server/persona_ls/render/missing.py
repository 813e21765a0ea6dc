"""Variables without a value: told all at once, each with the place that a person has to look at."""

from collections.abc import Iterable, Mapping

from persona_ls.library.entry import Entry
from persona_ls.persona import Persona
from persona_ls.render.problems import Missing, Problem, Refusal
from persona_ls.text import Encoding, Span

__all__ = ["missing_values", "uses_of"]


def uses_of(names: Iterable[str], persona: Persona, body: Span) -> dict[str, Span]:
    """Where the prompt with this body first uses each of ``names``; its beginning for one that only running it has met."""
    found: dict[str, Span] = {}
    for prompt, template in persona.templates:
        for use in template.variables if prompt.body == body else ():
            found.setdefault(use.name, use.span)
    return {name: found.get(name, Span(body.start, body.start)) for name in names}


def missing_values(entry: Entry, persona: Persona, uses: Mapping[str, Span], span: Span) -> Problem:
    """What is told at ``span`` of variables of ``entry`` without a value; ``uses`` says where each is used in its file."""
    declared = {each.name: each.name_span for each in persona.variables}
    missing = tuple(
        Missing(
            name,
            entry.path,
            persona.text.position(declared.get(name, use).start, Encoding.UTF32),
            is_declared=name in declared,
        )
        for name, use in uses.items()
    )
    names = ", ".join(f"`{name}`" for name in uses)
    return Problem(Refusal.MISSING_VALUES, span, {"name": entry.id, "variables": names}, entry.path, missing)
