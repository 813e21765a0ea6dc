"""Headings and fields that are still missing, and the levels of skills."""

import re

from persona_ls.features.insertion import plain_snippet
from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.formats import Section
from persona_ls.names import fold
from persona_ls.persona import Persona
from persona_ls.text import Span
from persona_ls.values import replace

__all__ = ["body_items", "section_snippet"]

_HEADING = re.compile(r"(?:#|#{2,3}(?:[ \t]+.*)?)\Z")  # behind `# ` stands the title
_FIELD = re.compile(r"\*{1,2}[^*:]*\Z")
_LEVEL = re.compile(r"[-*+][ \t].*:[ \t]*+(?P<level>[^:]*+)\Z")


def body_items(persona: Persona, offset: int, setting: Setting) -> ItemList | None:
    """What fits at the start of a line, or behind a skill's colon."""
    if persona.dialect.verbatim or offset < persona.document.body_start or persona.document.outline.fence_at(offset):
        return None
    line = persona.text.line_span(persona.text.line_at(offset))
    words = persona.source[line.start : offset]
    if _HEADING.match(words):
        return _sections(persona, Span(line.start, offset), setting)
    if _FIELD.match(words):
        return _fields(persona, Span(line.start, offset), setting)
    level, part = _LEVEL.match(words), persona.section_at(offset)
    if level and part and part.section and part.section.body == "skills":
        before = Span(line.start + level.start("level"), offset)
        return _levels(persona, before, line.end, _locale(persona, setting))
    if not words.strip() and not persona.source[offset : line.end].strip():
        return _anything(persona, Span(line.start, offset), setting)
    return None


def section_snippet(section: Section, persona: Persona, locale: str) -> str:
    """The heading with a body to fill in."""
    heading = f"## {section.name(locale)}"
    if section.is_prompt:
        title = persona.title.text if persona.title else ""
        opening = persona.dialect.openings.get(locale, "{title}").format(title=title)
        return f"{heading}\n\n```\n${{1:{plain_snippet(opening)}}}$0\n```\n"
    if section.body == "skills":
        levels = ",".join(level.name(locale) for level in reversed(persona.dialect.levels))
        return f"{heading}\n\n- $1: ${{2|{levels}|}}$0\n"
    return f"{heading}\n\n- $0\n"


def _sections(persona: Persona, before: Span, setting: Setting) -> ItemList | None:
    """The headings of the file's kind that are missing, in their order; of a prompt also that of the other kind, if none tells yet."""
    at = persona.text.line_at(before.start)
    present = {
        part.section.role
        for part in persona.sections
        if part.section and persona.text.line_at(part.heading.span.start) != at
    }
    locale = _locale(persona, setting)
    missing = [persona.dialect.section(role) for role in persona.kind.sections if role not in present]
    items = tuple(
        Item(
            ItemKind.SECTION,
            f"## {section.name(locale)}",
            rank=rank,
            snippet=section_snippet(section, persona, locale),
            doc=section.doc(setting.say.language),
        )
        for rank, section in enumerate(missing)
    )
    return ItemList(before, Span(before.start, _line_end(persona, before)), items) if items else None


def _fields(persona: Persona, before: Span, setting: Setting) -> ItemList | None:
    at = persona.text.line_at(before.start)
    present = {
        value.field.role for value in persona.fields if value.field and persona.text.line_at(value.line.start) != at
    }
    fields, locale = persona.dialect.fields_of(persona.kind), _locale(persona, setting)
    items = []
    for rank, field in enumerate(field for field in fields if field.role not in present):
        label = f"**{field.name(locale)}**"
        stop = "$1"
        if field.suggests:
            stop = "${1|" + ",".join(each.name(locale) for each in field.suggests) + "|}"
        end = "" if field is fields[-1] else "  "  # a hard break ends each field but the last
        items.append(
            Item(
                ItemKind.FIELD,
                label,
                rank=rank,
                new=f"{label}: ",
                snippet=f"{label}: {stop}{end}",
                doc=field.doc(setting.say.language),
            )
        )
    return ItemList(before, before, tuple(items)) if items else None


def _levels(persona: Persona, before: Span, line_end: int, locale: str) -> ItemList | None:
    typed = fold(before.of(persona.source))
    gap = "" if persona.source[before.start - 1 : before.start].isspace() else " "
    names = [level.name(locale) for level in reversed(persona.dialect.levels)]
    items = tuple(
        Item(ItemKind.VALUE, name, rank=rank, new=gap + name, filter_text=name if gap else "")
        for rank, name in enumerate(names)
        if fold(name).startswith(typed)
    )
    end = before.end + len(persona.source[before.end : line_end].rstrip())
    return ItemList(before, Span(before.start, end), items) if items else None


def _anything(persona: Persona, before: Span, setting: Setting) -> ItemList | None:
    """On an empty line: missing fields while there is no section above, then missing sections."""
    above = [part for part in persona.sections if part.heading.span.start < before.start]
    fields = None if above else _fields(persona, before, setting)
    sections = _sections(persona, before, setting)
    found = [*(fields.items if fields else ()), *(sections.items if sections else ())]
    items = tuple(replace(item, rank=rank) for rank, item in enumerate(found))
    return ItemList(before, before, items) if items else None


def _line_end(persona: Persona, before: Span) -> int:
    return persona.text.line_span(persona.text.line_at(before.start)).end


def _locale(persona: Persona, setting: Setting) -> str:
    """The language of the file; of one that does not tell yet, the person's."""
    return persona.told_locale or setting.say.language.value
