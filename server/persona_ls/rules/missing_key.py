"""The rule `missing-key`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.keys import default_lines, slips
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding on the opening ``---`` that names every missing key."""
    persona, front_matter = context.persona, context.document.front_matter
    if persona is None or front_matter is None:
        return
    present = {key.role for key, _ in (*persona.keys, *slips(persona).values())}
    missing = [key.name(persona.locale) for key in persona.dialect.keys if key.required and key.role not in present]
    if not missing or not (front_matter.loads or persona.keys):
        return  # when nothing could be recovered, the broken YAML is the one thing to say
    names = ", ".join(f"`{name}`" for name in missing)
    fence = Span(front_matter.span.start, front_matter.span.start + 3)
    fixes: tuple[Fix, ...] = ()
    if front_matter.loads and front_matter.closed:
        newline = "\r\n" if "\r\n" in front_matter.span.of(context.source) else "\n"
        lines = default_lines(persona, context.path, context.today, present)
        edit = Edit(Span(front_matter.content.end, front_matter.content.end), "".join(line + newline for line in lines))
        fixes = (Fix(N_("Add {keys}"), {"keys": names}, (edit,), is_safe=False),)
    yield Finding(RULE, fence, {"keys": names}, fixes=fixes)


RULE = Rule(
    name="missing-key",
    severity=Severity.WARNING,
    message=N_("The front matter lacks {keys}."),
    what=N_("A required key is not in the front matter."),
    why=N_("Tags, difficulty and date make a library searchable and keep it up to date."),
    bad="---\ntags: [escrita, documentação]\natualizado: 2026-11-20\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: intermediário\natualizado: 2026-11-20\n---\n",
    check=check,
    fix=N_("Adds the missing keys with first values to complete; unsafe, since the values are guesses."),
)
