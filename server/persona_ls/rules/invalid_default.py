"""The rule `invalid-default`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.rules.keys import readable
from persona_ls.rules.variables import is_option
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the default of a variable that has options, when it is none of them."""
    persona = context.persona
    if persona is None or not readable(context.document.front_matter):
        return
    for variable in persona.variables:
        if variable.options and variable.default is not NO_DEFAULT and not is_option(variable.default, variable):
            yield _finding(context.source, variable)


def _finding(source: str, variable: Variable) -> Finding:
    words = variable.default_span.of(source) if variable.default_span else ""
    # As they are written: an option may need its quotes.
    options = [span.of(source) for span in variable.option_spans]
    fixes = tuple(
        Fix(N_("Change to `{name}`"), {"name": option}, (Edit(variable.default_span, option),), is_safe=False)
        for option in options
        if variable.default_span and words
    )
    arguments = {"name": variable.name, "value": words, "options": ", ".join(f"`{option}`" for option in options)}
    related = (Related(None, variable.option_spans[0], N_("The options of `{name}`"), {"name": variable.name}),)
    span = variable.default_span if variable.default_span and words else variable.name_span
    return Finding(RULE, span, arguments, "" if words else _EMPTY, fixes, related)


_EMPTY = N_("The default of `{name}` is empty, and that is none of its options: {options}.")

RULE = Rule(
    name="invalid-default",
    severity=Severity.ERROR,
    message=N_("The default of `{name}`, `{value}`, is none of its options: {options}."),
    what=N_("The default of a variable is not among the only values that it accepts."),
    why=N_("Without an argument the prompt gets a value that it was not written for."),
    bad="---\nvariáveis:\n  público: {opções: [iniciantes, especialistas], padrão: todos}\n---\n",
    good="---\nvariáveis:\n  público: {opções: [iniciantes, especialistas], padrão: iniciantes}\n---\n",
    check=check,
    fix=N_("Offers each option; unsafe, since only the author knows which one is the default."),
)
