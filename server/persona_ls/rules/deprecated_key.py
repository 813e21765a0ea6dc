"""The rule `deprecated-key`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity, Tag
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On a key that has another name now; the fix is offered where the new name is still free."""
    persona = context.persona
    present = {entry.key.value for entry in persona.entries} if persona else set()
    for key, entry in persona.keys if persona else ():
        if key.replaced_by:
            fixes: tuple[Fix, ...] = ()
            if key.replaced_by not in present:
                fixes = (
                    Fix(N_("Rename to `{new}`"), {"new": key.replaced_by}, (Edit(entry.key.span, key.replaced_by),)),
                )
            arguments = {"key": entry.key.value, "new": key.replaced_by}
            yield Finding(RULE, entry.key.span, arguments, fixes=fixes, tags=(Tag.DEPRECATED,))


RULE = Rule(
    name="deprecated-key",
    severity=Severity.HINT,
    message=N_("`{key}` is the old name of `{new}`."),
    what=N_("A key of the front matter has another name now."),
    why=N_("Tools go on reading the old name for a while, and then no longer."),
    bad="---\ndescription: Plans changes\nmode: agent\n---\n",
    good="---\ndescription: Plans changes\nagent: agent\n---\n",
    check=check,
    fix=N_("Renames the key; its value stays as it is."),
)
