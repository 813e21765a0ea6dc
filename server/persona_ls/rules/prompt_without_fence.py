"""The rule `prompt-without-fence`."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import Persona, Prompt
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.structure import first_line
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.text import Edit, Span

__all__ = ["RULE"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def check(context: Context) -> Iterator[Finding]:
    """On the first line of a prompt that stands as plain Markdown, also when there is a code sample inside it."""
    persona = context.persona
    for prompt in persona.prompts if persona and persona.dialect.sections else ():
        assert persona is not None
        if prompt.fence is None and _COMMENT.sub("", prompt.body.of(context.source)).strip():
            fix = _fix(persona, prompt)
            span = first_line(persona, prompt.body)
            yield Finding(RULE, span, {"heading": prompt.section.heading.text}, fixes=(fix,))


def _fix(persona: Persona, prompt: Prompt) -> Fix:
    """The text between two lines of backticks, more than any line in it has."""
    body, newline = prompt.body, newline_of(persona.source)
    runs = re.findall(r"`{3,}", body.of(persona.source))
    marker = "`" * (max(map(len, runs), default=2) + 1)
    edits = (Edit(Span(body.start, body.start), marker + newline), Edit(Span(body.end, body.end), newline + marker))
    return Fix(N_("Put the prompt in a code block"), {}, edits, is_safe=_is_same(persona, persona.edited(edits)))


def _is_same(before: Persona, after: Persona) -> bool:
    """Whether all prompts say what they said: what Markdown hides, such as a comment, is text in a code block."""
    texts = [[persona.prompt_text(prompt) for prompt in persona.prompts] for persona in (before, after)]
    return texts[0] == texts[1] and len(before.references) == len(after.references)


RULE = Rule(
    name="prompt-without-fence",
    severity=Severity.WARNING,
    message=N_(
        "The prompt of `{heading}` does not stand in a code block: put it between two lines of three backticks."
    ),
    what=N_("The text of an activation prompt is under its heading as plain Markdown."),
    why=N_(
        "In a code block a prompt is shown and copied as it is. Outside, Markdown joins its lines, "
        "and a heading in it ends it."
    ),
    bad="## Prompt de Ativação (Básico)\n\nAtue como uma Redatora Técnica experiente.\n",
    good="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica experiente.\n```\n",
    check=check,
    fix=N_("Puts the text in a code block; unsafe where a comment or a link in it would change its meaning."),
)
