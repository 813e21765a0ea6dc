"""A rendered text in pieces, by the personas that they come from: marks are put round each while rendering and taken out again."""

import re
from dataclasses import dataclass, field
from secrets import token_hex

from persona_ls.library.entry import Entry
from persona_ls.values import frozen

__all__ = ["Frames", "Piece"]


@frozen
class Piece:
    """A stretch of the text, and the composed persona that it comes from; ``None`` for the text's own."""

    text: str
    entry: Entry | None = None


@dataclass
class Frames:
    """Marks round the text of each composed persona.

    They stand inside its blanks, so that lines are indented as they would be without them, and hold a number that nobody can foresee, so
    that no text of a stranger is taken for one.
    """

    _secret: str = field(default_factory=lambda: token_hex(4))
    _entries: list[Entry] = field(default_factory=list)

    def frame(self, entry: Entry, text: str) -> str:
        """``text`` between two marks."""
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if start >= end:
            return text
        self._entries.append(entry)
        opening, closing = f"\ue110{self._secret}{len(self._entries) - 1}\ue111", f"\ue112{self._secret}\ue111"
        return f"{text[:start]}{opening}{text[start:end]}{closing}{text[end:]}"

    def pieces(self, text: str, depth: int) -> tuple[Piece, ...]:
        """The text without marks, cut where another persona begins or ends."""
        marks = re.compile(rf"\ue110{self._secret}(\d+)\ue111|\ue112{self._secret}\ue111")
        around: list[Entry] = []
        pieces: list[Piece] = []
        at = 0
        for match in marks.finditer(text):
            pieces.append(Piece(text[at : match.start()], around[-1] if len(around) > depth else None))
            at = match.end()
            if match[1]:
                around.append(self._entries[int(match[1])])
            elif around:
                around.pop()
        pieces.append(Piece(text[at:]))
        return tuple(piece for piece in pieces if piece.text)
