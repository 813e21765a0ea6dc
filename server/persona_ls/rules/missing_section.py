"""The rule `missing-section`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity
from persona_ls.rules.structure import missing_sections

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the title that lists the missing headings. Prompts have a rule of their own, unless there is no section at all."""
    persona = context.persona
    if persona is None or persona.title is None:
        return
    has_any = any(part.section for part in persona.sections)
    missing = [section for section in missing_sections(persona) if not (has_any and section.is_prompt)]
    if missing:
        names = ", ".join(f"`## {section.name(persona.locale)}`" for section in missing)
        yield Finding(RULE, persona.title.heading.span, {"sections": names, "kind": persona.kind.name(persona.locale)})


RULE = Rule(
    name="missing-section",
    severity=Severity.WARNING,
    message=N_("The persona lacks {sections}."),
    what=N_("A section that this kind of persona (standard or interviewer) has is not in the file."),
    why=N_("Sections can be referred to (`@persona:id#section`), and people compare personas by them."),
    bad="# Persona: Redatora Técnica\n\n## Características\n\n- Escreve para quem tem pressa\n",
    good=(
        "# Persona: Redatora Técnica\n\n## Características\n\n- Escreve para quem tem pressa\n\n"
        "## Competências Técnicas\n\n- Markdown: Avançado\n"
    ),
    check=check,
    fix=N_(
        "None: an empty heading would only move the problem. Completion offers the missing headings in their order."
    ),
)
