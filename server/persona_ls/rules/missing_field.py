"""The rule `missing-field`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the title that names every missing field of the file's kind."""
    persona = context.persona
    if persona is None or persona.title is None:
        return
    present = {value.field.role for value in persona.fields if value.field}
    missing = [field for field in persona.dialect.fields_of(persona.kind) if field.role not in present]
    if missing:
        names = ", ".join(f"`**{field.name(persona.locale)}**:`" for field in missing)
        yield Finding(RULE, persona.title.heading.span, {"fields": names})


RULE = Rule(
    name="missing-field",
    severity=Severity.WARNING,
    message=N_("Missing under the title: {fields}."),
    what=N_("A bold field of the format is missing under the title."),
    why=N_("Specialty, experience and profile are the card that people see before they choose a persona."),
    bad="# Persona: Redatora Técnica\n\n**Especialidade**: Documentação\n",
    good=(
        "# Persona: Redatora Técnica\n\n"
        "**Especialidade**: Documentação  \n**Nível de Experiência**: Sênior  \n**Perfil**: Clara e paciente\n"
    ),
    check=check,
    fix=N_("None: only the author knows what belongs there. Completion offers the missing fields."),
)
