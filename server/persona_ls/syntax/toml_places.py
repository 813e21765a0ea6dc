"""Where the keys and values of a TOML document stand: ``tomllib`` reads values and forgets their places.

Only for text that ``tomllib`` has accepted; of any other text it finds what it can. Nesting is followed to a depth that no configuration
has, so that a file from a stranger costs no more than its length.
"""

import re

from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Path", "Place", "toml_places"]

Path = tuple[str | int, ...]
"""Keys from the root, with the index of an item in a list: ``("overrides", 0, "paths")``."""

_MAX_DEPTH = 32
_KEY = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_PIECE = re.compile(_KEY)
_DOTTED = re.compile(rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_OPENING = re.compile(r"(\[\[?)[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_LINE = re.compile(r"[^\n]*\n?")
_STRING = re.compile(r"""\"{3}(?:[^\\]|\\[\s\S])*?\"{3,5}|'{3}[\s\S]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_BARE = re.compile(r"[^,\]}#\r\n]*")


@frozen
class Place:
    """The spans of a key and of its value; of a table's heading both are the heading's name, of an item both are the item."""

    key: Span
    value: Span


def toml_places(source: str) -> dict[Path, Place]:
    """The place of every key and of every item of a list; a dotted key has one for each of its pieces."""
    return _Scanner(source).places


class _Scanner:
    """Reads statement after statement; ``at`` is where it is."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.places: dict[Path, Place] = {}
        self._counts: dict[Path, int] = {}
        self._read()

    def _read(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.source):
            if opening := _OPENING.match(self.source, self.at):
                self.at = opening.end()
                table = self._heading(is_array=opening[1] == "[[")
            else:
                self._pair(table)
            self._skip(_LINE)
            self._skip(_BLANK)

    def _heading(self, *, is_array: bool) -> Path:
        """The path of a table, with the index that each list on the way is at."""
        path: Path = ()
        pieces = self._pieces()
        span = Span(pieces[0][1].start, pieces[-1][1].end) if pieces else Span(self.at, self.at)
        for depth, (name, _) in enumerate(pieces):
            path = (*path, name)
            self._note(path, Place(span, span))
            if is_array and depth == len(pieces) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        self._note(path, Place(span, span))
        return path

    def _pair(self, table: Path) -> None:
        """A key, dotted or not, and its value; nothing where none stands."""
        pieces = self._pieces()
        if not pieces or not self._skip(_EQUALS):
            return
        path = (*table, *(name for name, _ in pieces))
        value = self._value(path)
        for depth, (_, span) in enumerate(pieces, len(table) + 1):
            self._note(path[:depth], Place(span, value))

    def _pieces(self) -> list[tuple[str, Span]]:
        """The names of a dotted key with their spans."""
        dotted = _DOTTED.match(self.source, self.at)
        if not dotted:
            return []
        self.at = dotted.end()
        found = _PIECE.finditer(self.source, *dotted.span())
        return [(_plain(piece[0]), Span(*piece.span())) for piece, _ in zip(found, range(_MAX_DEPTH), strict=False)]

    def _value(self, path: Path) -> Span:
        start, opening = self.at, self.source[self.at : self.at + 1]
        if opening in ("[", "{") and len(path) < _MAX_DEPTH:
            self.at += 1
            self._items(path, "]" if opening == "[" else "}")
        elif not self._skip(_STRING):
            self._skip(_BARE)
            self.at = start + len(self.source[start : self.at].rstrip())
        return Span(start, self.at)

    def _items(self, path: Path, closing: str) -> None:
        """What stands between brackets, up to the one that closes them."""
        count = 0
        while True:
            self._skip(_BLANK)
            before = self.at
            if self.source[self.at : self.at + 1] == closing:
                self.at += 1
                return
            if closing == "}":
                self._pair(path)
            else:
                value = self._value((*path, count))
                self._note((*path, count), Place(value, value))
                count += 1
            self._skip(_BLANK)
            if self.source[self.at : self.at + 1] == ",":
                self.at += 1
            if self.at == before:
                return  # no TOML

    def _note(self, path: Path, place: Place) -> None:
        self.places.setdefault(path, place)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Go behind ``pattern``; whether it stands here."""
        match = pattern.match(self.source, self.at)
        self.at = match.end() if match else self.at
        return match is not None


def _plain(key: str) -> str:
    if key[:1] == '"' and "\\" in key:
        import tomllib  # noqa: PLC0415 (as in `persona_ls.config.load`, whose mistakes alone have places)

        try:
            return next(iter(tomllib.loads(f"{key} = 0")))
        except tomllib.TOMLDecodeError:
            return key[1:-1]
    return key[1:-1] if key[:1] in "\"'" else key
