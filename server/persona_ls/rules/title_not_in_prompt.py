"""The rule `title-not-in-prompt`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import nfc
from persona_ls.rules.base import Context, Finding, Rule, Severity
from persona_ls.rules.structure import first_line

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the first line of each prompt that does not hold the title; a title without its form has a rule of its own."""
    persona = context.persona
    title = persona.title if persona else None
    if persona is None or title is None or not title.text or not title.has_prefix:
        return
    for prompt in persona.prompts:
        words = nfc(persona.prompt_text(prompt))
        is_there = nfc(title.text) in words or _plain(title.text) in _plain(words)
        if words.strip() and not is_there:
            arguments = {"heading": prompt.section.heading.text, "title": title.text}
            yield Finding(RULE, first_line(persona, prompt.body), arguments)


def _plain(words: str) -> str:
    """``words`` on one line: a prompt may break its lines inside the title."""
    return " ".join(nfc(words).split())


RULE = Rule(
    name="title-not-in-prompt",
    severity=Severity.HINT,
    message=N_("The prompt of `{heading}` does not name the title of the persona, `{title}`."),
    what=N_("An activation prompt does not hold the exact title of the persona."),
    why=N_("A prompt begins with who is to act; when the title has changed, the prompts have to follow."),
    bad="# Persona: Redatora Técnica\n\n## Prompt de Ativação (Básico)\n\n```\nAtue como uma Escritora experiente.\n```\n",
    good="# Persona: Redatora Técnica\n\n## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica experiente.\n```\n",
    check=check,
    fix=N_("None: only the author knows how the title fits into the sentence."),
)
