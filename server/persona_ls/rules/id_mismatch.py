"""The rule `id-mismatch`."""

from collections.abc import Iterator

from persona_ls.formats import IdFrom
from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name of a skill that is not called like its folder."""
    persona, path = context.persona, context.path
    if persona is None or path is None or persona.dialect.id_from is not IdFrom.FOLDER:
        return
    entry = persona.entry("name")
    if entry and isinstance(entry.value, Scalar) and entry.value.value.strip() not in ("", path.parent.name):
        folder = path.parent.name
        fix = Fix(N_("Change to `{folder}`"), {"folder": folder}, (Edit(entry.value.span, folder),), is_safe=False)
        yield Finding(RULE, entry.value.span, {"name": entry.value.value, "folder": folder}, fixes=(fix,))


RULE = Rule(
    name="id-mismatch",
    severity=Severity.ERROR,
    message=N_("The skill is called `{name}`, but its folder `{folder}`: both must be the same."),
    what=N_("The `name` of a skill is not the name of its folder."),
    why=N_("Tools find a skill by its folder and refuse one that calls itself otherwise."),
    bad="skills/release-notes/SKILL.md\n\n---\nname: notes\n---\n",
    good="skills/release-notes/SKILL.md\n\n---\nname: release-notes\n---\n",
    check=check,
    fix=N_("Takes the name of the folder; unsafe, since the folder may be the one that is wrong."),
)
