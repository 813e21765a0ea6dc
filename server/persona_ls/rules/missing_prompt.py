"""The rule `missing-prompt`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity
from persona_ls.rules.structure import missing_sections

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the title: an error when there is no prompt at all, a warning when one of several is missing."""
    persona = context.persona
    if persona is None or persona.title is None or not any(part.section for part in persona.sections):
        return
    missing = [section for section in missing_sections(persona) if section.is_prompt]
    if missing:
        names = ", ".join(f"`## {section.name(persona.locale)}`" for section in missing)
        severity = Severity.WARNING if persona.prompts else Severity.ERROR
        yield Finding(RULE, persona.title.heading.span, {"prompts": names}, severity=severity)


RULE = Rule(
    name="missing-prompt",
    severity=Severity.ERROR,
    message=N_("The persona lacks {prompts}."),
    what=N_("The section of an activation prompt is not in the file. A warning when another prompt is there."),
    why=N_("The prompt is what a reference becomes; without one, `@persona:id` has nothing to send."),
    bad="# Persona: Redatora Técnica\n\n## Características\n\n- Escreve para quem tem pressa\n",
    good="# Persona: Redatora Técnica\n\n## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica experiente.\n```\n",
    check=check,
    fix=N_("None: only the author can write the prompt. Completion offers the missing headings."),
)
