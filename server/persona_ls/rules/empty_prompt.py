"""The rule `empty-prompt`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the empty fence, or on the heading when there is not even a fence."""
    persona = context.persona
    for prompt in persona.prompts if persona else ():
        if not prompt.body.of(context.source).strip():
            span = prompt.fence.span if prompt.fence else prompt.section.heading.span
            yield Finding(RULE, span, {"heading": prompt.section.heading.text})


RULE = Rule(
    name="empty-prompt",
    severity=Severity.ERROR,
    message=N_("`{heading}` holds no prompt: write it in a code block under the heading."),
    what=N_("The section of an activation prompt is there, but nothing is in it."),
    why=N_("The prompt is what a reference becomes; an empty one sends nothing, without a word."),
    bad="## Prompt de Ativação (Básico)\n\n```\n```\n",
    good="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica experiente.\n```\n",
    check=check,
    fix=N_("None: only the author can write the prompt."),
)
