"""The rule `unknown-argument`."""

from collections.abc import Iterator

from persona_ls.library.entry import Entry
from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.rules.base import Context, Finding, Fix, Rule, Scope, Severity
from persona_ls.rules.referring import resolved, slip_of, takes, without_argument
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name of an argument that the persona neither declares nor uses."""
    for reference, entry in resolved(context):
        for argument in reference.arguments:
            if not takes(entry, argument):
                yield _finding(reference, argument, entry)


def _finding(reference: Reference, argument: Argument, entry: Entry) -> Finding:
    near = slip_of(entry, reference, argument)
    fixes = [
        Fix(
            N_("Change to `{name}`"),
            {"name": name},
            (Edit(argument.name_span, name),),
            is_safe=fold(name) == fold(argument.name),
        )
        for name in near
    ]
    fixes.append(Fix(N_("Remove the argument"), {}, (without_argument(reference, argument),), is_safe=False))
    names = ", ".join(f"`{variable.name}`" for variable in entry.variables)
    arguments = {"name": reference.name, "argument": argument.name, "names": names, "near": "".join(near)}
    message = _DID_YOU_MEAN if near else ("" if entry.variables else _NONE)
    return Finding(RULE, argument.name_span, arguments, message, tuple(fixes))


_DID_YOU_MEAN = N_("`{name}` has no variable `{argument}`. Did you mean `{near}`?")
_NONE = N_("`{name}` has no variables: remove the argument `{argument}`.")

RULE = Rule(
    name="unknown-argument",
    severity=Severity.ERROR,
    message=N_("`{name}` has no variable `{argument}`. It has: {names}."),
    what=N_("A reference gives a value to a variable that its persona does not have."),
    why=N_("The value goes nowhere: the prompt is sent as if it had not been given."),
    bad="@persona:backend(usuario=500)\n",
    good="@persona:backend(usuarios=500)\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("Corrects a difference of case or accents; offers a name that is like it, or to remove the argument."),
)
