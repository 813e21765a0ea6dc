"""The rule `invalid-level`."""

from collections.abc import Iterator
from itertools import pairwise

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.persona import Persona, Skill
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the level of a skill, or on the whole skill when it has none."""
    persona = context.persona
    odd = [skill for skill in persona.skills if not skill.level] if persona else []
    groups = _groups(persona) if persona and odd else set()
    for skill in odd:
        assert persona is not None
        if skill.span.start in groups or not skill.span.of(context.source).strip():
            continue
        levels = [level.name(persona.locale) for level in persona.dialect.levels]
        names = ", ".join(f"`{level}`" for level in levels)
        skill_name = skill.name_span.of(context.source)
        words = skill.level_span.of(context.source) if skill.level_span else ""
        if skill.level_span is None or not words:
            yield Finding(RULE, skill.span, {"skill": skill_name, "levels": names}, _MISSING)
        else:
            near = nearest(words, levels)
            arguments = {"level": words, "levels": names, "near": "".join(near)}
            yield Finding(RULE, skill.level_span, arguments, _DID_YOU_MEAN if near else "", _fixes(skill, near))


def _fixes(skill: Skill, near: list[str]) -> tuple[Fix, ...]:
    assert skill.level_span is not None
    edits = {level: Edit(skill.level_span, level) for level in near}
    return tuple(
        Fix(N_("Change to `{name}`"), {"name": level}, (edit,), is_safe=False) for level, edit in edits.items()
    )


def _groups(persona: Persona) -> set[int]:
    """Where the items begin that only head a deeper list."""
    items = persona.document.outline.items
    return {item.text_span.start for item, below in pairwise(items) if below.depth > item.depth}


_MISSING = N_("`{skill}` has no level: write one of {levels} after a colon.")
_DID_YOU_MEAN = N_("`{level}` is not a level. Did you mean `{near}`?")

RULE = Rule(
    name="invalid-level",
    severity=Severity.WARNING,
    message=N_("`{level}` is not a level: write one of {levels}."),
    what=N_("A technical skill has no level after its last colon, or one that the format does not know."),
    why=N_("Levels show what a persona may be asked; only the format's own can be compared."),
    bad="## Competências Técnicas\n\n- Markdown: Avancdo\n- Git\n",
    good="## Competências Técnicas\n\n- Markdown: Avançado\n- Git: Intermediário\n",
    check=check,
    fix=N_("Offers the level that was probably meant; where none is given, only the author knows."),
)
