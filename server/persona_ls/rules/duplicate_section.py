"""The rule `duplicate-section`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.persona import Persona, SectionPart
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On each later heading of the same section; the first one is related."""
    persona = context.persona
    first: dict[str, SectionPart] = {}
    for part in persona.sections if persona and persona.dialect.sections else ():
        assert persona is not None
        other = first.setdefault(part.section.role if part.section else f"={fold(part.part)}", part)
        if other is not part and part.heading.text:
            arguments = {
                "heading": part.heading.text,
                "first": other.heading.text,
                "line": persona.text.line_at(other.heading.span.start) + 1,
            }
            related = Related(None, other.heading.span, N_("The first one: `{first}`"), {"first": other.heading.text})
            yield Finding(RULE, part.heading.span, arguments, fixes=_fixes(persona, part, other), related=(related,))


def _fixes(persona: Persona, part: SectionPart, other: SectionPart) -> tuple[Fix, ...]:
    """The removal of a section that says the same as the first."""
    source, start = persona.source, part.heading.span.start
    starts_line = persona.text.line_span(persona.text.line_at(start)).start == start
    if not starts_line or part.body.of(source) != other.body.of(source):
        return ()
    rest = source[part.body.end :]
    end = part.body.end + len(rest) - len(rest.lstrip())
    return (Fix(N_("Remove the second section"), {}, (Edit(Span(start, end), ""),)),)


RULE = Rule(
    name="duplicate-section",
    severity=Severity.WARNING,
    message=N_("`{first}` is already on line {line}: put the two sections together, or give one another heading."),
    what=N_("A section appears twice in the file, perhaps in two languages."),
    why=N_("A reference to a section means the first one; what the second one says is never sent."),
    bad="## Tom de Comunicação\n\n- Claro\n\n## Foco de Análise\n\n- Exemplos\n\n## Tom de Comunicação\n\n- Paciente\n",
    good="## Tom de Comunicação\n\n- Claro\n- Paciente\n\n## Foco de Análise\n\n- Exemplos\n",
    check=check,
    fix=N_("Removes a second section that says the same; else only the author can put the two together."),
)
