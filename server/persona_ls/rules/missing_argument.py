"""The rule `missing-argument`."""

from collections.abc import Iterator

from persona_ls.library.entry import Entry
from persona_ls.locales import N_
from persona_ls.persona import Variable
from persona_ls.render.values import own_values
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Scope, Severity
from persona_ls.rules.referring import own_variables, part_of, resolved, slip_of, with_arguments, written
from persona_ls.syntax.reference import Reference

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name of a persona, when a variable has no default and no value; the front matter of a prompt file can give one."""
    given = {} if context.persona else own_values(context.document.front_matter)
    for reference, entry in resolved(context):
        part = part_of(entry, reference) if reference.is_closed else None
        names = {*given, *(argument.name for argument in reference.arguments)}
        # A misspelt argument is told by `unknown-argument`.
        names.update(name for argument in reference.arguments for name in slip_of(entry, reference, argument))
        missing = [each for each in entry.variables if part and each.name in part.needs and each.name not in names]
        if missing:
            yield _finding(context, reference, entry, missing)


def _finding(context: Context, reference: Reference, entry: Entry, missing: list[Variable]) -> Finding:
    own = own_variables(context.persona, reference)
    names = ", ".join(f"`{variable.name}`" for variable in missing)
    edit = with_arguments(reference, missing, own)
    fix = Fix(N_("Give a value to {variables}"), {"variables": names}, (edit,), is_safe=False)
    related = tuple(
        Related(entry.path, variable.name_span, N_("`{name}` is declared here."), {"name": variable.name})
        for variable in missing
    )
    arguments = {"name": reference.name, "variables": names, "example": f"({written(missing, own)})"}
    return Finding(RULE, reference.name_span, arguments, fixes=(fix,), related=related)


RULE = Rule(
    name="missing-argument",
    severity=Severity.ERROR,
    message=N_("`{name}` needs a value for {variables}: write it after the reference, `{example}`."),
    what=N_("A reference gives no value to a variable that has to be given: it is `required`, or has no default."),
    why=N_("Without it the prompt cannot be rendered."),
    bad="@persona:backend\n",
    good='@persona:backend(plataforma="Django")\n',
    check=check,
    scope=Scope.ANY,
    fix=N_("Writes the argument with a first value to change; unsafe, since the value is a guess."),
)
