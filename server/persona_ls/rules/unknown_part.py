"""The rule `unknown-part`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.rules.base import Context, Finding, Fix, Rule, Scope, Severity
from persona_ls.rules.referring import part_of, resolved
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the part, when the persona is known and has no prompt or section of that name."""
    for reference, entry in resolved(context):
        if reference.part_span and not part_of(entry, reference):
            part = reference.part_span.of(context.source)
            near = nearest(part, [each.name for each in entry.parts])
            fixes = tuple(
                Fix(N_("Change to `{name}`"), {"name": each}, (Edit(reference.part_span, each),), is_safe=False)
                for each in near
            )
            parts = ", ".join(f"`{each.name}`" for each in entry.parts)
            arguments = {"name": reference.name, "part": part, "parts": parts, "near": "".join(near)}
            message = _DID_YOU_MEAN if near else ("" if parts else _NOTHING)
            yield Finding(RULE, reference.part_span, arguments, message, fixes)


_DID_YOU_MEAN = N_("`{name}` has no part `{part}`. Did you mean `{near}`? It has: {parts}.")
_NOTHING = N_("`{name}` has no part `{part}`: it has neither prompts nor sections.")

RULE = Rule(
    name="unknown-part",
    severity=Severity.ERROR,
    message=N_("`{name}` has no part `{part}`. It has: {parts}."),
    what=N_("A reference names a prompt or a section that its persona does not have."),
    why=N_("The text would be sent with the bare reference in it."),
    bad="Peça a @persona:backend#avancdo uma revisão.\n",
    good="Peça a @persona:backend#avancado uma revisão.\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("Offers the part that was probably meant; unsafe, since it is a guess."),
)
