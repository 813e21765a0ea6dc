"""The rule `unknown-persona`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import fold, nfc
from persona_ls.rules.base import Context, Finding, Fix, Rule, Scope, Severity
from persona_ls.syntax.reference import Reference
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name of a reference that no persona has. While the library is still being read, absence means nothing."""
    if not context.library.is_complete:
        return
    for reference in context.references:
        if not context.resolve(reference.name).candidates:
            near = context.library.nearest(reference.name)
            names = ", ".join(f"`{name}`" for name in near)
            message = _DID_YOU_MEAN if near else ""
            fixes = _fixes(context, reference, near)
            yield Finding(RULE, reference.name_span, {"name": reference.name, "near": names}, message, fixes)


def _fixes(context: Context, reference: Reference, near: list[str]) -> tuple[Fix, ...]:
    fixes = [
        Fix(
            N_("Change to `{name}`"),
            {"name": name},
            (Edit(reference.name_span, name),),
            # A difference of case or accents alone has one reading, if one persona is so called.
            is_safe=len([each for each in near if fold(each) == fold(reference.name)]) == 1
            and fold(name) == fold(reference.name),
        )
        for name in near
    ]
    created = context.new_persona(nfc(reference.name), context.persona.locale if context.persona else "")
    if created:
        fixes.append(Fix(N_("Create the persona `{name}`"), {"name": reference.name}, create=created, is_safe=False))
    return tuple(fixes)


_DID_YOU_MEAN = N_("There is no persona `{name}`. Did you mean {near}?")

RULE = Rule(
    name="unknown-persona",
    severity=Severity.ERROR,
    message=N_("There is no persona `{name}` in the library."),
    what=N_("A reference names a persona that is not in the library."),
    why=N_(
        "The text would be sent with the bare reference in it. Names are compared exactly, also in case and accents."
    ),
    bad="Peça a @persona:bakcend uma revisão.\n",
    good="Peça a @persona:backend uma revisão.\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("Corrects a difference of case or accents; offers similar names, and to create the persona."),
)
