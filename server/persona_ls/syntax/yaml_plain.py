"""The YAML that nearly all front matter is written in, read by two patterns.

One key per line with a few words, a date, or a list of words in brackets: for these the parser is not needed, which takes six times as long
and 15 ms to import. Whatever is only a little more than that is left to `persona_ls.syntax.yaml_reader`, with which this agrees.
"""

import re
from datetime import date

from persona_ls.syntax.yaml_nodes import Entry, Scalar, Sequence, Tag, Value
from persona_ls.syntax.yaml_reader import MAX_SIZE
from persona_ls.text import Span

__all__ = ["read_plain"]

# Words begin with a letter and hold nothing that YAML could take for more than text; a comma ends an item of a list.
_WORD = r"[^\W\d_][\w.()/+-]*+(?:\ [\w.()/+-]++)*+"
_TEXT = r"""[^\W\d_][\w.()/+,;!?'"–—…-]*+(?:\ [\w.()/+,;!?'"–—…-]++)*+"""
_LINE = re.compile(
    rf"(?P<key>[^\W\d_][\w-]{{0,99}}):\ +"
    rf"(?:(?P<text>{_TEXT})|(?P<date>\d{{4}}-\d\d-\d\d)|(?P<list>\[{_WORD}(?:,\ *{_WORD})*+\]))"
    rf"\ *(?:\r\n|\n|\r|\Z)"
)
_ITEM = re.compile(_WORD)
_NOT_TEXT = frozenset(
    word
    for name in ("true", "false", "yes", "no", "on", "off", "null")
    for word in (name, name.capitalize(), name.upper())
)


def read_plain(text: str, start: int) -> tuple[Entry, ...] | None:
    """The entries of ``text``, which begins at ``start`` in the source; ``None`` where it takes a parser to tell."""
    if len(text) > MAX_SIZE:
        return None
    entries = []
    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        value = _value(line, start) if line else None
        if line is None or value is None:
            return None
        key = Scalar(Span(start + at, start + line.end("key")), line["key"])
        entries.append(Entry(key, value, Span(start + at, value.span.end)))
        at = line.end()
    # A key that is no text, such as "no", is rare enough for the parser.
    return None if any(entry.key.value in _NOT_TEXT for entry in entries) else tuple(entries)


def _value(line: re.Match[str], start: int) -> Value | None:
    kind = line.lastgroup or ""
    words = line[kind]
    span = Span(start + line.start(kind), start + line.end(kind))
    if kind == "list":
        items = tuple(
            Scalar(Span(start + item.start(), start + item.end()), item[0])
            for item in _ITEM.finditer(line.string, *line.span(kind))
        )
        return None if any(item.value in _NOT_TEXT for item in items) else Sequence(span, items, flow=True)
    if kind == "date":
        return Scalar(span, words, Tag.DATE) if _is_date(words) else None
    return None if words in _NOT_TEXT else Scalar(span, words)


def _is_date(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True
