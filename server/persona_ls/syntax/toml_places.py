"""Where the keys and values of a TOML document stand: ``tomllib`` reads values and forgets their places.

Only for text that ``tomllib`` has accepted; of any other text it finds what it can.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_ls.text import Span, Text

__all__ = ["Path", "Place", "toml_places"]

Path = tuple[str | int, ...]
"""Keys from the root, with the index of a table in an array: ``("overrides", 0, "paths")``."""

_KEY = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_PAIR = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_PIECE = re.compile(_KEY)
_TOKEN = re.compile(r"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n\r]*|[\[\]{}]")


@dataclass(frozen=True, slots=True)
class Place:
    """The spans of a key and of its value; of a table's heading both are the heading's name."""

    key: Span
    value: Span


def toml_places(source: str) -> dict[Path, Place]:
    """Every key that stands at the start of a line; a dotted key has a place for each of its pieces."""
    places: dict[Path, Place] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    text = Text(source)
    skip_until = 0
    for line in range(text.line_count):
        span = text.line_span(line)
        if span.start < skip_until:
            continue
        if heading := _TABLE.match(source, span.start, span.end):
            names = _names(heading[2])
            table = _resolved(names, counts, is_array=heading[1] == "[[")
            place = Span(*heading.span(2))
            places.setdefault(table, Place(place, place))
            places.setdefault(tuple(names), Place(place, place))
        elif pair := _PAIR.match(source, span.start, span.end):
            end = _value_end(source, pair.end())
            skip_until = end
            _add(places, table, pair, Span(pair.end(), end))
    return places


def _add(places: dict[Path, Place], table: Path, pair: re.Match[str], value: Span) -> None:
    at = table
    for piece in _PIECE.finditer(pair[1]):
        at = (*at, _plain(piece[0]))
        start = pair.start(1) + piece.start()
        places.setdefault(at, Place(Span(start, start + len(piece[0])), value))


def _resolved(names: list[str], counts: dict[Path, int], *, is_array: bool) -> Path:
    """The path of a heading, with the index of the table that each array on the way is at."""
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if depth == len(names) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> list[str]:
    return [_plain(piece) for piece in _PIECE.findall(dotted)]


def _plain(key: str) -> str:
    return key[1:-1] if key[:1] in "\"'" else key


def _value_end(source: str, start: int) -> int:
    """The end of the value at ``start``: the end of its line, or of the lines that its brackets and long strings reach over."""
    depth, at = 0, start
    for token in _tokens(source, start):
        if "\n" in source[at : token.start()] and depth == 0:
            break
        at = token.end()
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if token[0] in ('"""', "'''"):
            closing = source.find(token[0], at)
            at = closing + 3 if closing >= 0 else len(source)
    end = source.find("\n", at) if depth <= 0 else len(source)
    return start + len(_without_comment(source[start : end if end >= 0 else len(source)]).rstrip())


def _tokens(source: str, start: int) -> Iterator[re.Match[str]]:
    at = start
    while token := _TOKEN.search(source, at):
        yield token
        at = token.end()
        if token[0] in ('"""', "'''"):
            closing = source.find(token[0], at)
            at = closing + 3 if closing >= 0 else len(source)


def _without_comment(value: str) -> str:
    comment = next((token for token in _tokens(value, 0) if token[0].startswith("#")), None)
    return value[: comment.start()] if comment and "\n" not in value[comment.start() :] else value
