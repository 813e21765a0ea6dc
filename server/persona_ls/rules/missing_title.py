"""The rule `missing-title`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import title_from
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the first line of the body."""
    persona = context.persona
    if persona is None or persona.titles or not persona.dialect.title_prefix:
        return
    span = _first_line(context)
    title = title_from(context.path.name.split(".")[0]) if context.path else ""
    heading = f"# {persona.dialect.title_prefix}{title}"
    edit = Edit(Span(span.start, span.start), _on_own_line(context.source, span.start, heading))
    fixes = (Fix(N_("Write the title `{title}`"), {"title": heading}, (edit,), is_safe=False),)
    yield Finding(RULE, span, {"prefix": persona.dialect.title_prefix.strip()}, fixes=fixes if title else ())


def _first_line(context: Context) -> Span:
    text, start = context.document.text, context.document.body_start
    for line in range(text.line_at(start), text.line_count):
        span = text.line_span(line)
        if span.start >= start and span.of(context.source).strip():
            return span
    return Span(len(context.source), len(context.source))


def _on_own_line(source: str, at: int, heading: str) -> str:
    """``heading`` with the line breaks that it needs at the start of the first line, or at the end of a file without a body."""
    newline = newline_of(source)
    if source[at:].strip():
        return heading + newline * 2
    return newline * (not source.endswith(("\n", "\r"))) + newline + heading + newline


RULE = Rule(
    name="missing-title",
    severity=Severity.ERROR,
    message=N_("The file has no title: a persona begins with `# {prefix} <title>`."),
    what=N_("A persona file without a heading of the first level."),
    why=N_("The title is what people read in lists and suggestions, and what the prompts repeat."),
    bad="---\ntags: [escrita]\n---\n\n**Especialidade**: Documentação\n",
    good="---\ntags: [escrita]\n---\n\n# Persona: Redatora Técnica\n\n**Especialidade**: Documentação\n",
    check=check,
    fix=N_("Writes a title made from the name of the file; unsafe, since the name of a file has no accents."),
)
