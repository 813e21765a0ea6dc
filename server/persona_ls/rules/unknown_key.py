"""The rule `unknown-key`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.persona import Persona
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.rules.keys import is_free, readable, slips
from persona_ls.syntax.frontmatter import Entry, Mapping
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """A hint on each key that the format does not know; a warning where it is nearly one that is missing."""
    persona = context.persona
    if persona is None or persona.dialect.ignores_unknown_keys:
        return
    near = slips(persona)
    for entry in readable(context.document.front_matter):
        if entry.key.span in near:
            yield _slip(entry, near[entry.key.span][1])
        elif not persona.dialect.key_named(entry.key.value) and not is_free(entry.key.value):
            free = f"x-{entry.key.value}"
            fix = Fix(_CHANGE, {"name": free}, (Edit(entry.key.span, free),), is_safe=False)
            yield Finding(RULE, entry.key.span, {"key": entry.key.value}, fixes=(fix,))
        elif entry is persona.entry("variables"):
            yield from _attributes(persona, entry)


def _attributes(persona: Persona, variables: Entry) -> Iterator[Finding]:
    """What is said of a variable, by the same measure."""
    variable_entries = variables.value.entries if isinstance(variables.value, Mapping) else ()
    for variable in variable_entries:
        entries = variable.value.entries if isinstance(variable.value, Mapping) else ()
        present = {persona.dialect.attribute_named(entry.key.value) for entry in entries}
        missing = [each.name(persona.locale) for each in persona.dialect.attributes if each.role not in present]
        for entry in entries:
            if persona.dialect.attribute_named(entry.key.value) or is_free(entry.key.value):
                continue
            if near := nearest(entry.key.value, missing):
                yield _slip(entry, near[0])
            else:
                names = ", ".join(f"`{each.name(persona.locale)}`" for each in persona.dialect.attributes)
                yield Finding(RULE, entry.key.span, {"key": entry.key.value, "names": names}, _NO_ATTRIBUTE)


def _slip(entry: Entry, name: str) -> Finding:
    fix = Fix(_CHANGE, {"name": name}, (Edit(entry.key.span, name),), is_safe=False)
    arguments = {"key": entry.key.value, "near": name}
    return Finding(RULE, entry.key.span, arguments, _DID_YOU_MEAN, (fix,), severity=Severity.WARNING)


_CHANGE = N_("Change to `{name}`")
_DID_YOU_MEAN = N_("There is no key `{key}`. Did you mean `{near}`?")
_NO_ATTRIBUTE = N_("`{key}` says nothing about a variable: the format knows {names}.")

RULE = Rule(
    name="unknown-key",
    severity=Severity.HINT,
    message=N_("`{key}` is not a key of the format, and nothing reads it. For your own use, write `x-{key}`."),
    what=N_(
        "A key of the front matter is none of the format's; a warning when it is nearly one that is missing. "
        "Keys that begin with `x-`, and `metadata`, are yours."
    ),
    why=N_("A misspelt key is a missing one: the persona is not found by what it says."),
    bad="---\ntags: [escrita, documentação]\ndificudade: intermediário\natualizado: 2026-11-20\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: intermediário\natualizado: 2026-11-20\nx-revisor: Ana\n---\n",
    check=check,
    fix=N_("Offers the key that was probably meant, or puts `x-` before the name; unsafe, since both are guesses."),
)
