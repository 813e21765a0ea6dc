"""The rule `unclosed-fence`."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import Persona
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.structure import headings_inside
from persona_ls.syntax.outline import Fence
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the opening marker of a fence that nothing closes."""
    persona = context.persona
    for fence in persona.document.outline.fences if persona else ():
        if fence.closing is None:
            assert persona is not None
            marker = fence.marker.of(context.source)
            line = context.document.text.line_at(fence.marker.start) + 1
            fix = Fix(N_("Close the code block"), {}, (_closing(persona, fence),))
            yield Finding(RULE, fence.marker, {"marker": marker, "line": line}, fixes=(fix,))


def _closing(persona: Persona, fence: Fence) -> Edit:
    """The closing marker, behind the last text before a heading that the fence has swallowed, or before its end."""
    source = persona.source
    end = next((line.start for _, line in headings_inside(persona, fence)), fence.content.end)
    text = source[fence.content.start : end]
    at = fence.content.start + len(text.rstrip())
    newline = "\r\n" if "\r\n" in source else "\n"
    marker = _prefix(persona, fence) + fence.marker.of(source)
    if at == fence.content.start:  # nothing inside: the marker takes the line behind the opening one
        begins_line = source[at - 1 : at] in ("\n", "\r")
        return Edit(Span(at, at), marker + newline if begins_line else newline + marker)
    return Edit(Span(at, at), newline + marker)


def _prefix(persona: Persona, fence: Fence) -> str:
    """What puts a line into the quotes and items of the fence: the start of its opening line, where the marker of an item becomes blank."""
    start = persona.text.line_starts[persona.text.line_at(fence.marker.start)]
    return re.sub(r"[^>\s]", " ", persona.source[start : fence.marker.start])


RULE = Rule(
    name="unclosed-fence",
    severity=Severity.ERROR,
    message=N_(
        "The code block that begins in line {line} is never closed with {marker}: everything after it has become code."
    ),
    what=N_("A code block without its closing line."),
    why=N_("Everything after it turns into code: its headings and prompts are lost to every tool."),
    bad="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica.\n\n## Métricas de Sucesso\n",
    good="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica.\n```\n\n## Métricas de Sucesso\n",
    check=check,
    fix=N_("Closes the block before the next heading of the format, else at its end."),
)
