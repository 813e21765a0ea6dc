"""The rule `unfilled-placeholder`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Scope, Severity
from persona_ls.rules.referring import part_of, resolved

__all__ = ["RULE"]

_SHOWN = 3


def check(context: Context) -> Iterator[Finding]:
    """On a reference in a prompt file; in a persona the places are where they belong, also in one that it is composed of."""
    if context.persona:
        return
    for reference, entry in resolved(context):
        part = part_of(entry, reference)
        places = list(dict.fromkeys(part.placeholders)) if part else []
        if places:
            shown = ", ".join(f"`{place}`" for place in places[:_SHOWN]) + (", …" if len(places) > _SHOWN else "")
            yield Finding(RULE, reference.span, {"name": reference.name, "places": shown, "count": len(places)})


RULE = Rule(
    name="unfilled-placeholder",
    severity=Severity.HINT,
    message=N_(
        "The prompt of `{name}` leaves {places} to be filled in: insert its text and write there what is meant."
    ),
    what=N_("A reference becomes a prompt that still holds places in brackets for a person to fill in."),
    why=N_("Sent as it is, the prompt asks for `[descreva o projeto]` instead of your project."),
    bad="@persona:levantamento-de-requisitos\n",
    good="Atue como uma Entrevistadora de Requisitos e me entreviste sobre um aplicativo de caronas.\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("None: only you know what belongs there. Completion inserts the prompt with a stop at each place."),
)
