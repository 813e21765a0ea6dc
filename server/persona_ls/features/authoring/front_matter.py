"""Keys and values of the front matter."""

import re
from collections.abc import Iterator

from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.formats import Key
from persona_ls.locales import N_
from persona_ls.persona import Persona
from persona_ls.text import Span

__all__ = ["front_matter_items"]

_KEY_LINE = re.compile(r"((?!-(?:[ \t]|\Z))[^\s:#\[\]{}\"'][^:#\[\]{}\"']*)?\Z")
_VALUE_LINE = re.compile(r"([^\s:#](?:[^:#]*[^\s:#])?)[ \t]*:([ \t]*)(.*)\Z")
_ITEM_LINE = re.compile(r"([ \t]*-[ \t]+)([^:#\[\]{}\"']*)\Z")
_LAST_ITEM = re.compile(r"[^\[,]*\Z")
_COMMENT = re.compile(r"(?:^[ \t]*|(?<![ \t])[ \t]+)#")
_MOST_TAGS = 60


def front_matter_items(persona: Persona, offset: int, setting: Setting) -> ItemList | None:
    """What fits where ``offset`` lies between the fences."""
    front_matter = persona.document.front_matter
    if front_matter is None or not front_matter.content.start <= offset <= front_matter.content.end:
        return None
    line = persona.text.line_span(persona.text.line_at(offset))
    before = persona.source[line.start : offset]
    if _KEY_LINE.match(before) and not persona.source[offset : line.end].strip():
        return _keys(persona, Span(line.start, offset), setting)
    if (item := _ITEM_LINE.match(before)) and _is_tag_item(persona, line, front_matter.content):
        return _tag_item(persona, Span(line.start + item.end(1), offset), line.end, setting)
    value = _VALUE_LINE.match(before)
    named = persona.dialect.key_named(value[1]) if value else None
    if value is None or named is None or _COMMENT.search(value[3]):
        return None
    before_cursor = Span(line.start + value.start(3), offset)
    rest = _COMMENT.split(persona.source[offset : line.end])[0]
    if named[0].type == "tags":
        return _tag_list(persona, before_cursor, rest, setting)
    end = offset + len(rest.rstrip())
    return _values(persona, named[0], before_cursor, end, setting, is_close=not value[2])


def _keys(persona: Persona, before: Span, setting: Setting) -> ItemList | None:
    """The keys that are not there yet, the required ones first, in the language of the file."""
    locale = persona.told_locale or setting.say.language.value
    present = {key.role for key, entry in persona.keys if not entry.key.span.holds(before.end)}
    missing = [key for key in persona.dialect.keys if key.role not in present and not key.replaced_by]
    missing.sort(key=lambda key: not key.required)
    items = tuple(_key(key, rank, locale, setting) for rank, key in enumerate(missing))
    return ItemList(before, before, items) if items else None


def _key(key: Key, rank: int, locale: str, setting: Setting) -> Item:
    name = key.name(locale)
    detail = setting.say(N_("required")) if key.required else ""
    stop = "[$1]" if key.type == "tags" else "$1"
    if key.type == "enum":
        stop = "${1|" + ",".join(value.name(locale) for value in key.values) + "|}"
    elif key.type == "date":
        stop = setting.today.isoformat()
    elif key.type == "variables":
        stop = "\n  ${1:nome}: $2" if locale == "pt-BR" else "\n  ${1:name}: $2"
    gap = "" if stop.startswith("\n") else " "
    new = f"{name}:" if gap == "" else f"{name}: "
    return Item(
        ItemKind.KEY, name, detail, rank, new=new, snippet=f"{name}:{gap}{stop}", doc=key.doc(setting.say.language)
    )


def _values(persona: Persona, key: Key, before: Span, end: int, setting: Setting, *, is_close: bool) -> ItemList | None:
    """The values of a key that has some, or today; ``end`` is that of the value that stands there."""
    locale = persona.told_locale or setting.say.language.value
    words = {
        "enum": [value.name(locale) for value in key.values],
        "date": [setting.today.isoformat()],
        "bool": ["true", "false"],
    }.get(key.type, [])
    gap = " " if is_close else ""  # directly behind the colon the blank is missing
    items = tuple(
        Item(
            ItemKind.VALUE,
            word,
            rank=rank,
            new=gap + word,
            filter_text=word if gap else "",
            doc=key.doc(setting.say.language),
        )
        for rank, word in enumerate(words)
    )
    return ItemList(before, Span(before.start, end), items) if items else None


def _tag_list(persona: Persona, before: Span, rest: str, setting: Setting) -> ItemList | None:
    """Tags for the one at the cursor; ``rest`` is the line behind it."""
    words = before.of(persona.source)
    if "]" in words:
        return None
    last = _LAST_ITEM.search(words)
    start = before.end - len((last[0] if last else "").lstrip())
    end = before.end + len(re.split(r"[,\]]", rest)[0].rstrip())
    items = tuple(_tags(persona, before, setting))
    return ItemList(Span(start, before.end), Span(start, end), items) if items else None


def _is_tag_item(persona: Persona, line: Span, content: Span) -> bool:
    """Whether the items that ``line`` is one of stand below a key for tags."""
    above = persona.source[content.start : line.start].rstrip("\r\n").splitlines()
    while above and _ITEM_LINE.match(above[-1]):
        above.pop()
    key = _VALUE_LINE.match(above[-1]) if above else None
    named = persona.dialect.key_named(key[1]) if key and not key[3].strip() else None
    return named is not None and named[0].type == "tags"


def _tag_item(persona: Persona, before: Span, end: int, setting: Setting) -> ItemList | None:
    """Tags for an item of a block list; the rest of the line is what stands there."""
    span = Span(before.start, before.end + len(persona.source[before.end : end].rstrip()))
    items = tuple(_tags(persona, before, setting, is_item=True))
    return ItemList(before, span, items) if items else None


def _tags(persona: Persona, before: Span, setting: Setting, *, is_item: bool = False) -> Iterator[Item]:
    """The tags of the library by how often it uses them, without those of the file; in brackets where none stand yet."""
    own = {word.value for word in persona.words("tags") if not word.span.holds(before.end)}
    is_bare = not is_item and not {"[", ","} & set(before.of(persona.source))
    tags = [(tag, count) for tag, count in setting.library.tag_counts.items() if tag not in own]
    for rank, (tag, count) in enumerate(tags[:_MOST_TAGS]):
        detail = setting.say.plural("in {count} persona", "in {count} personas", count)
        if is_bare:
            gap = "" if persona.source[before.start - 1 : before.start].isspace() else " "
            yield Item(ItemKind.TAG, tag, detail, rank, new=f"{gap}[{tag}]", snippet=f"{gap}[{tag}$1]", filter_text=tag)
        else:
            yield Item(ItemKind.TAG, tag, detail, rank)
