"""The rule `missing-front-matter`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.keys import default_lines
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.syntax.misplaced import find_misplaced
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the first line with text; front matter in the wrong place is another rule's finding."""
    persona = context.persona
    if persona is None or context.document.front_matter or find_misplaced(context.source):
        return
    start = 1 if context.source.startswith("\ufeff") else 0
    lines = default_lines(persona, context.path, context.today, ())
    newline = newline_of(context.source)
    edit = Edit(Span(start, start), newline.join(["---", *lines, "---", "", ""]))
    fix = Fix(N_("Write the front matter with {keys}"), {"keys": _names(context)}, (edit,), is_safe=False)
    yield Finding(RULE, _first_line(context), {"keys": _names(context)}, fixes=(fix,))


def _names(context: Context) -> str:
    persona = context.persona
    assert persona is not None
    return ", ".join(f"`{key.name(persona.locale)}`" for key in persona.dialect.keys if key.required)


def _first_line(context: Context) -> Span:
    text = context.document.text
    spans = (text.line_span(line) for line in range(text.line_count))
    return next((span for span in spans if span.of(context.source).strip("\ufeff \t")), Span(0, 0))


RULE = Rule(
    name="missing-front-matter",
    severity=Severity.WARNING,
    message=N_("The file has no front matter: it should begin with `---`, {keys}, and `---`."),
    what=N_("A persona file that does not begin with a block of keys between two lines of `---`."),
    why=N_("Without tags, difficulty and date a library cannot be searched or kept up to date."),
    bad="# Persona: Redatora Técnica\n\n**Especialidade**: Documentação\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: intermediário\natualizado: 2026-11-20\n---\n\n# Persona: Redatora Técnica\n",
    check=check,
    fix=N_("Writes the required keys with first values to complete; unsafe, since the values are guesses."),
)
