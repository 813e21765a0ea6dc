"""Hover inside a persona file: keys, values, headings, fields, levels, variables, filters and tests, from the tables."""

from collections.abc import Callable

from persona_ls.features.hover import Card
from persona_ls.formats import Item, Key
from persona_ls.formats.jinja import filter_doc, test_doc
from persona_ls.locales import N_, Messages
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.syntax.frontmatter import Scalar, Sequence
from persona_ls.syntax.template import Name
from persona_ls.templates import escape_markdown

__all__ = ["authoring_card"]


def authoring_card(persona: Persona, offset: int, say: Messages) -> Card | None:
    """The documentation of what ``offset`` touches."""
    sources: tuple[Callable[[Persona, int, Messages], Card | None], ...] = (
        _front_matter,
        _template,
        _heading,
        _field,
        _skill,
    )
    return next((found for source in sources if (found := source(persona, offset, say))), None)


def _front_matter(persona: Persona, offset: int, say: Messages) -> Card | None:
    if offset >= persona.document.body_start:
        return None
    variable = next((each for each in persona.variables if each.name_span.holds(offset)), None)
    if variable:
        return Card(variable.name_span, _variable(variable, say))
    for key, entry in persona.keys:
        if entry.key.span.holds(offset):
            return Card(entry.key.span, _key(key, persona, say))
        values = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        touched = next((each for each in values if isinstance(each, Scalar) and each.span.holds(offset)), None)
        if touched and key.type in ("enum", "date", "tags"):
            return Card(touched.span, _key(key, persona, say))
    return None


def _key(key: Key, persona: Persona, say: Messages) -> str:
    locale = persona.locale
    lines = [
        f"**{escape_markdown(key.name(locale))}**" + (f" · {say(N_('required'))}" if key.required else ""),
        "",
        key.doc(say.language),
    ]
    if key.values:
        lines += ["", ", ".join(f"`{value.name(locale)}`" for value in key.values)]
    if key.limit:
        lines += ["", say(N_("At most {limit} characters."), limit=key.limit)]
    if example := key.examples.get(locale):
        lines += ["", f"`{key.name(locale)}: {example}`"]
    return "\n".join(lines)


def _heading(persona: Persona, offset: int, say: Messages) -> Card | None:
    for part in persona.sections:
        if part.section and part.heading.span.holds(offset):
            return Card(part.heading.span, _item(part.section, persona, say) + f"\n\n`@persona:…#{part.part}`")
    return None


def _field(persona: Persona, offset: int, say: Messages) -> Card | None:
    for value in persona.fields:
        if value.field and value.name_span.holds(offset):
            return Card(value.name_span, _item(value.field, persona, say))
    return None


def _skill(persona: Persona, offset: int, say: Messages) -> Card | None:
    for skill in persona.skills:
        if skill.level_span and skill.level_span.holds(offset):
            levels = ", ".join(f"`{level.name(persona.locale)}`" for level in persona.dialect.levels)
            return Card(skill.level_span, say(N_("The level of the skill: {levels}."), levels=levels))
    return None


def _template(persona: Persona, offset: int, say: Messages) -> Card | None:
    declared = {variable.name: variable for variable in persona.variables}
    for _, template in persona.templates:
        for name in template.variables:
            if name.span.holds(offset) and name.name in declared:
                return Card(name.span, _variable(declared[name.name], say))
        for names, doc in ((template.filters, filter_doc), (template.tests, test_doc)):
            if found := next((each for each in names if each.span.holds(offset)), None):
                return _named(found, doc(found.name, say.language))
    return None


def _named(name: Name, doc: str) -> Card | None:
    return Card(name.span, f"**{name.name}**\n\n{doc}") if doc else None


def _variable(variable: Variable, say: Messages) -> str:
    lines = [f"**{variable.name}**" + (f" · {say(N_('required'))}" if variable.required else "")]
    if variable.description:
        lines += ["", escape_markdown(variable.description)]
    if variable.default is not NO_DEFAULT:
        lines += ["", say(N_("Default: {value}"), value=f"`{variable.default}`")]
    if variable.options:
        lines += ["", say(N_("One of {options}"), options=", ".join(f"`{option}`" for option in variable.options))]
    return "\n".join(lines)


def _item(item: Item, persona: Persona, say: Messages) -> str:
    return f"**{escape_markdown(item.name(persona.locale))}**\n\n{item.doc(say.language)}"
