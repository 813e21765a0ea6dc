"""The rule `description-too-long`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Severity
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.text import Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On what is over the limit of a key, where the dialect says one."""
    persona = context.persona
    for key, entry in persona.keys if persona else ():
        value = entry.value
        if key.limit and isinstance(value, Scalar) and len(value.value) > key.limit:
            arguments = {"key": entry.key.value, "length": len(value.value), "limit": key.limit}
            yield Finding(RULE, _excess(context.source, value, key.limit), arguments)


def _excess(source: str, value: Scalar, limit: int) -> Span:
    """The part behind the limit where the value stands as it is; else all of it."""
    plain = value.span.of(source) == value.value
    return Span(value.span.start + limit, value.span.end) if plain else value.span


RULE = Rule(
    name="description-too-long",
    severity=Severity.ERROR,
    message=N_("`{key}` has {length} characters; the tool that reads it takes {limit}."),
    what=N_("A text of the front matter is longer than the tool that reads it accepts."),
    why=N_("Skills with a longer description are left out, without a word, by the tools that load them."),
    bad="---\nname: notes\ndescription: <more than 1,024 characters>\n---\n",
    good="---\nname: notes\ndescription: Writes release notes from the commits since the last tag\n---\n",
    check=check,
    fix=N_("None: what can go is the author's choice."),
)
