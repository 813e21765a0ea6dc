"""Variables and filters inside the template tags of a prompt."""

import re

from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.formats.jinja import filter_doc
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.syntax.template import known_filters
from persona_ls.text import Span

__all__ = ["template_items"]

_OPEN = re.compile(r"\{[{%]-?(?P<inside>[^{}%]*)\Z")
_FILTER = re.compile(r"\|[ \t]*(?P<word>\w*)\Z")
_NAME = re.compile(r"(?:^|[\s(,=+~*/<>!-])(?P<word>[^\W\d]?\w*)\Z")
_LONGEST = 400


def template_items(persona: Persona, offset: int, setting: Setting) -> ItemList | None:
    """Declared variables in an open tag, filters behind ``|``."""
    if not persona.dialect.templates or not any(prompt.body.holds(offset) for prompt in persona.prompts):
        return None
    tag = _OPEN.search(persona.source, max(0, offset - _LONGEST), offset)
    if tag is None:
        return None
    if filters := _FILTER.search(tag["inside"]):
        return _filters(Span(offset - len(filters["word"]), offset), setting)
    if name := _NAME.search(tag["inside"]):
        return _variables(persona, Span(offset - len(name["word"]), offset), tag.start())
    return None


def _filters(before: Span, setting: Setting) -> ItemList:
    items = tuple(
        Item(ItemKind.FILTER, name, rank=rank, doc=filter_doc(name, setting.say.language))
        for rank, name in enumerate(sorted(known_filters()))
    )
    return ItemList(before, before, items)


def _variables(persona: Persona, before: Span, tag: int) -> ItemList | None:
    """The declared variables; directly behind ``{{`` with blanks and the closing braces, where these are missing."""
    line = persona.text.line_span(persona.text.line_at(before.end))
    opener = persona.source[tag : tag + 2]
    rest = persona.source[before.end : line.end].partition("{{")[0]
    closes = opener == "{{" and "}}" not in rest
    gap = " " if persona.source[before.start - 1] == "{" else ""
    items = tuple(
        Item(
            ItemKind.VARIABLE,
            variable.name,
            _detail(variable),
            rank,
            new=f"{gap}{variable.name}{' }}' if closes else ''}",
            filter_text=variable.name,
            doc=variable.description,
        )
        for rank, variable in enumerate(persona.variables)
    )
    return ItemList(before, before, items) if items else None


def _detail(variable: Variable) -> str:
    return "" if variable.default is NO_DEFAULT else f"= {variable.default}"
