"""The rule `title-format`."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.persona import Persona, Title
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the words of the title when its prefix is missing, or on the whole heading when it has no words."""
    persona = context.persona
    title = persona.title if persona and persona.dialect.title_prefix else None
    if persona is None or title is None:
        return
    prefix = persona.dialect.title_prefix.strip()
    if not title.text:
        yield Finding(RULE, title.heading.span, {"prefix": prefix}, _EMPTY)
    elif not title.has_prefix and persona.dialect.section_named(title.text):
        yield Finding(RULE, title.text_span, {"title": title.text, "prefix": prefix}, _SECTION)
    elif not title.has_prefix:
        words = title.text[_prefix_end(persona, title) :]
        yield Finding(RULE, title.text_span, {"title": words, "prefix": prefix}, fixes=(_fix(persona, title),))


def _fix(persona: Persona, title: Title) -> Fix:
    prefix, start = persona.dialect.title_prefix, title.text_span.start
    # Keys alone do not make a persona for certain: a note in the folder may have tags as well.
    is_safe = any(part.section for part in persona.sections) or any(field.field for field in persona.fields)
    edit = Edit(Span(start, start + _prefix_end(persona, title)), prefix)
    return Fix(N_("Begin the title with `{prefix}`"), {"prefix": prefix.strip()}, (edit,), is_safe=is_safe)


def _prefix_end(persona: Persona, title: Title) -> int:
    """How much of the title is the word of the prefix without its colon: ``Persona – Redatora``."""
    word = re.escape(persona.dialect.title_prefix.rstrip(": "))
    found = re.match(rf"{word}(?:\s+[-–—]+|\s*[–—]+|\.)?\s+(?=\S)", title.text, re.IGNORECASE)
    return found.end() if found else 0


_SECTION = N_("`{title}` is a section: the title of the persona, `# {prefix} <title>`, is missing above it.")
_EMPTY = N_("The title has no words: write `# {prefix} <title>`.")

RULE = Rule(
    name="title-format",
    severity=Severity.WARNING,
    message=N_("The title of a persona begins with `{prefix}`: write `# {prefix} {title}`."),
    what=N_("The heading of the first level does not have the form `# Persona: <title>`, or has no title in it."),
    why=N_("This form makes a file a persona wherever it is; without it, only a library folder does."),
    bad="# Redatora Técnica\n\n**Especialidade**: Documentação\n",
    good="# Persona: Redatora Técnica\n\n**Especialidade**: Documentação\n",
    check=check,
    fix=N_("Writes the prefix; unsafe when neither a field nor a section shows that the file is a persona."),
)
