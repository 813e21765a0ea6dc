"""The rule `unknown-section`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.structure import slips
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """A hint on each heading that is none of the format; a warning where it is nearly one that is missing."""
    persona = context.persona
    if persona is None or not persona.dialect.sections:
        return
    near = slips(persona)
    for part in persona.sections:
        heading = part.heading
        if heading.span in near:
            name = near[heading.span][1]
            fix = Fix(N_("Change to `{name}`"), {"name": name}, (Edit(heading.text_span, name),), is_safe=False)
            arguments = {"heading": heading.text, "near": name}
            yield Finding(RULE, heading.text_span, arguments, _DID_YOU_MEAN, (fix,), severity=Severity.WARNING)
        elif part.section is None and not part.is_prompt and heading.text:
            yield Finding(RULE, heading.text_span, {"heading": heading.text})


_DID_YOU_MEAN = N_("`{heading}` is not a section of the format. Did you mean `{near}`?")

RULE = Rule(
    name="unknown-section",
    severity=Severity.HINT,
    message=N_("`{heading}` is not a section of the format: it stays, but nothing looks for it."),
    what=N_("A second-level heading is not one of the format's; a warning when it is close to one that is missing."),
    why=N_("A misspelt heading is a missing section, and a reference to that section leads nowhere."),
    bad="# Persona: Redatora Técnica\n\n## Caraterísticas\n\n- Escreve para quem tem pressa\n",
    good="# Persona: Redatora Técnica\n\n## Características\n\n- Escreve para quem tem pressa\n",
    check=check,
    fix=N_("Offers the heading that was probably meant; unsafe, since it is a guess."),
)
