"""The rule `duplicate-persona`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Related, Rule, Severity

__all__ = ["RULE"]

_SHOWN = 5


def check(context: Context) -> Iterator[Finding]:
    """On the title; the other files are related. Files that share an id as well have `duplicate-id` already."""
    persona, entry = context.persona, context.entry
    if persona is None or not persona.dialect.sections or entry is None or not context.library.is_complete:
        return
    same_id = context.library.same_id(entry)
    twins = [each for each in context.library.twins(entry) if each not in same_id]
    if twins:
        related = tuple(
            Related(each.path, each.title_span, N_("The same text: `{name}`"), {"name": each.qualified})
            for each in twins[:_SHOWN]
        )
        names = ", ".join(f"`{each.qualified}`" for each in twins[:_SHOWN]) + (", …" if len(twins) > _SHOWN else "")
        yield Finding(RULE, entry.title_span, {"names": names}, related=related)


RULE = Rule(
    name="duplicate-persona",
    severity=Severity.WARNING,
    message=N_("{names} says the same, word for word: keep one, and give it the other names as aliases."),
    what=N_("Another persona of the workspace has the same text, blank lines and front matter aside."),
    why=N_("Of two copies one is corrected and the other is not, and nobody knows which one is the good one."),
    bad="personas/backend.md\npersonas/copia-de-backend.md\n",
    good="personas/backend.md\n",
    check=check,
    fix=N_("None: which of the two stays is the author's choice."),
)
