"""The rule `unused-variable`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import Persona, Variable
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity, Tag
from persona_ls.rules.keys import readable
from persona_ls.rules.removal import entry_removal, removal
from persona_ls.rules.variables import uses
from persona_ls.syntax.frontmatter import Mapping
from persona_ls.syntax.literals import LiteralKind
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name in the front matter; nothing as long as a prompt cannot be read, since the use may be there."""
    persona = context.persona
    if persona is None or not persona.variables or not readable(context.document.front_matter):
        return
    if not persona.prompts or not _are_prompts_readable(persona):
        return
    used = {*uses(persona), *_passed_on(persona)}
    for variable in {each.name: each for each in reversed(persona.variables)}.values():
        if variable.name not in used:
            fixes = (
                Fix(N_("Remove `{name}`"), {"name": variable.name}, (_removal(persona, variable),), is_safe=False),
            )
            yield Finding(RULE, variable.name_span, {"name": variable.name}, fixes=fixes, tags=(Tag.UNNECESSARY,))


def _are_prompts_readable(persona: Persona) -> bool:
    closed = all(prompt.fence is None or prompt.fence.closing for prompt in persona.prompts)
    return closed and not any(template.problems for _, template in persona.templates)


def _passed_on(persona: Persona) -> Iterator[object]:
    """Names that a reference in the file gives to another persona."""
    for reference in persona.references:
        yield from (each.value.value for each in reference.arguments if each.value.kind is LiteralKind.NAME)


def _removal(persona: Persona, variable: Variable) -> Edit:
    """Without the declaration; without the whole key when it is the only one."""
    entry = persona.entry("variables")
    assert entry is not None
    assert isinstance(entry.value, Mapping)
    if len(entry.value.entries) == 1:
        return entry_removal(persona, entry)
    spans = [each.span for each in entry.value.entries]
    return removal(persona.text, spans, spans.index(variable.span), flow=entry.value.flow)


RULE = Rule(
    name="unused-variable",
    severity=Severity.HINT,
    message=N_("No prompt uses the variable `{name}`."),
    what=N_("The front matter declares a variable that no prompt of the persona uses."),
    why=N_("Completion offers it as an argument, and whoever gives it a value wonders why nothing changes."),
    bad="---\nvariáveis:\n  público: iniciantes\n---\n\n```\nAtue como uma Redatora Técnica.\n```\n",
    good="---\nvariáveis:\n  público: iniciantes\n---\n\n```\nAtue como uma Redatora Técnica que escreve para {{ público }}.\n```\n",
    check=check,
    fix=N_("Removes the declaration; unsafe, since references elsewhere may give the variable a value."),
)
