"""The rule `empty-section`."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity

__all__ = ["RULE"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def check(context: Context) -> Iterator[Finding]:
    """A warning on the heading; only a hint where an empty bullet shows that somebody is about to write."""
    persona = context.persona
    for part in persona.sections if persona else ():
        if part.section is None or part.is_prompt:
            continue
        words = _COMMENT.sub("", part.body.of(context.source)).strip()
        if not any(char.isalnum() for char in words):
            severity = Severity.HINT if words else Severity.WARNING
            yield Finding(RULE, part.heading.span, {"heading": part.heading.text}, severity=severity)


RULE = Rule(
    name="empty-section",
    severity=Severity.WARNING,
    message=N_("`{heading}` says nothing: write under the heading, or remove it."),
    what=N_("A section of the format has no text. Only a hint while it holds an empty bullet."),
    why=N_("A reference to the section becomes nothing, and readers wait for what never comes."),
    bad="## Tom de Comunicação\n\n## Foco de Análise\n\n- Exemplos\n",
    good="## Tom de Comunicação\n\n- Claro e paciente\n\n## Foco de Análise\n\n- Exemplos\n",
    check=check,
    fix=N_("None: only the author knows what belongs there."),
)
