"""The rule `multiple-titles`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import Persona, Title
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On every heading of the first level that is not the title, which is related."""
    persona = context.persona
    title = persona.title if persona and persona.dialect.title_prefix else None
    if persona is None or title is None:
        return
    related = (Related(None, title.heading.span, N_("The title: `{title}`"), {"title": title.text}),)
    for other in persona.titles:
        if other is not title:
            yield Finding(
                RULE, other.heading.span, {"title": title.text}, fixes=_fixes(persona, other), related=related
            )


def _fixes(persona: Persona, title: Title) -> tuple[Fix, ...]:
    if title.heading.underline:
        return ()
    start = title.heading.span.start
    # A section of the format has its level; any other heading may be a second persona in the file.
    is_safe = persona.dialect.section_named(title.heading.text) is not None
    return (Fix(N_("Make it a heading of the second level"), {}, (Edit(Span(start, start), "#"),), is_safe=is_safe),)


RULE = Rule(
    name="multiple-titles",
    severity=Severity.WARNING,
    message=N_(
        "A file holds one persona, and its title is `{title}`: make this heading `##`, or move it to another file."
    ),
    what=N_("A persona file with more than one heading of the first level."),
    why=N_("Only the first persona of a file can be found; a second one in it is lost."),
    bad="# Persona: Redatora Técnica\n\n# Características\n\n- Escreve para quem tem pressa\n",
    good="# Persona: Redatora Técnica\n\n## Características\n\n- Escreve para quem tem pressa\n",
    check=check,
    fix=N_("Makes it a heading of the second level; safe only for a section of the format."),
)
