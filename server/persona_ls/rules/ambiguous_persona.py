"""The rule `ambiguous-persona`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Scope, Severity
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name that fits several personas of one level; each of them is related."""
    if not context.library.is_complete:
        return
    for reference in context.references:
        resolution = context.resolve(reference.name)
        if not resolution.is_ambiguous:
            continue
        spellings = {entry.path: context.library.spelling(entry, context.home) for entry in resolution.candidates}
        # Two files of one folder with one id have no spelling that tells them apart.
        fixes = tuple(
            Fix(N_("Change to `{name}`"), {"name": name}, (Edit(reference.name_span, name),), is_safe=False)
            for name in dict.fromkeys(spellings.values())
            if context.resolve(name).entry
        )
        related = tuple(
            Related(
                entry.path,
                entry.declared_id or entry.title_span,
                N_("One of them: `{name}`"),
                {"name": entry.qualified},
            )
            for entry in resolution.candidates
        )
        names = ", ".join(f"`{spellings[entry.path]}`" for entry in resolution.candidates)
        yield Finding(
            RULE, reference.name_span, {"name": reference.name, "candidates": names}, fixes=fixes, related=related
        )


RULE = Rule(
    name="ambiguous-persona",
    severity=Severity.ERROR,
    message=N_("`{name}` fits several personas: {candidates}. Write one of them with its folder."),
    what=N_("A reference fits more than one persona of the same level: two ids, or two other names."),
    why=N_("A reference that fits two personas resolves to neither."),
    bad="Peça a @persona:analista uma leitura dos números.\n",
    good="Peça a @persona:dados/analista uma leitura dos números.\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("Offers each persona by a name that fits it alone; only the author knows which one is meant."),
)
