"""The rule `invalid-id`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import slug
from persona_ls.persona import Persona
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.syntax.reference import is_name
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the declared id, else on the title when the name of the file, which is the id then, cannot be spelt."""
    persona, library_entry = context.persona, context.entry
    if persona is None or not persona.dialect.sections:
        return
    declared = persona.word("id")
    entry = persona.entry("id")
    if declared and entry and isinstance(entry.value, Scalar):
        if not _is_id(declared):
            yield Finding(RULE, entry.value.span, {"id": declared}, fixes=_fixes(declared, entry.value.span, ""))
    elif library_entry and library_entry.declared_id is None and not _is_id(library_entry.id):
        fixes = _fixes(library_entry.id, *_place_of_key(persona))
        yield Finding(RULE, library_entry.title_span, {"id": library_entry.id}, _STEM, fixes)


def _is_id(words: str) -> bool:
    return is_name(words) and "/" not in words


def _fixes(id_: str, span: Span | None, key: str) -> tuple[Fix, ...]:
    """Another id at ``span``, or a line with ``key`` that declares one. No reference can have used the old one."""
    new = slug(id_)
    if span is None or not new:
        return ()
    title = N_("Write the id `{id}`") if key else N_("Change to `{id}`")
    return (Fix(title, {"id": new}, (Edit(span, key.format(new) if key else new),), is_safe=False),)


def _place_of_key(persona: Persona) -> tuple[Span | None, str]:
    """Where a line with the id can be written, and its pattern."""
    front_matter, key = persona.document.front_matter, persona.dialect.key("id")
    flow = front_matter is not None and front_matter.content.of(persona.source).lstrip().startswith("{")
    if front_matter is None or key is None or flow or not (front_matter.loads and front_matter.closed):
        return None, ""
    at = front_matter.content.end
    return Span(at, at), f"{key.name(persona.locale)}: {{}}{newline_of(persona.source)}"


_STEM = N_(
    "The name of the file, `{id}`, is the id of the persona, and no reference can spell it: rename the file, or write an `id`."
)

RULE = Rule(
    name="invalid-id",
    severity=Severity.ERROR,
    message=N_("`{id}` cannot be written in a reference: an id has letters, digits, and `-`, `_` or `.` between them."),
    what=N_("The id of a persona, declared or from the name of the file, cannot follow `@persona:`."),
    why=N_("The persona is in the library, but nothing can refer to it."),
    bad="---\nid: redatora técnica\n---\n\n# Persona: Redatora Técnica\n",
    good="---\nid: redatora-tecnica\n---\n\n# Persona: Redatora Técnica\n",
    check=check,
    fix=N_("Offers an id of letters, digits and hyphens; unsafe, since a name is the author's choice."),
)
