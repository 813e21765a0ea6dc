"""Which tags of a template belong together: ``{% if %} … {% else %} … {% endif %}``.

Jinja2 notices a missing tag only where the next one does not fit, often at the very end of the text. Pairing the tags first puts the
problem on the tag that was left open, and tells which tags to leave out so that the rest can be read.
"""

from collections.abc import Collection, Sequence

from persona_ls.syntax.jinja.chunks import Chunk, Piece
from persona_ls.syntax.template import Cause, TemplateProblem

__all__ = ["MAX_BLOCKS", "Blocks"]

# CPython compiles no more than 20 loops inside each other.
MAX_BLOCKS = 20

_BLOCKS = frozenset({"autoescape", "block", "call", "filter", "for", "if", "macro", "set", "with"})
_LINES = frozenset({"extends", "from", "import", "include", "print"})
_MIDDLES = {"elif": ("if",), "else": ("if", "for")}


class Blocks:
    """The blocks that the tags among some chunks form; numbers are indexes of chunks."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.problems: list[TemplateProblem] = []
        self._chunks = chunks
        self._groups: dict[int, list[int]] = {}
        self._bad: set[int] = set()
        self._open: list[tuple[str, int]] = []
        self._slipped = False
        for index, chunk in enumerate(chunks):
            self._take(index, chunk)
        self._give_up(self._open)

    @property
    def left_out(self) -> frozenset[int]:
        """The tags that have a problem, and all tags of their blocks."""
        return frozenset(each for index in self._bad for each in self._groups.get(index, (index,)))

    def leave_out(self, index: int) -> None:
        """Note that one more tag has a problem."""
        self._bad.add(index)

    def _take(self, index: int, chunk: Chunk) -> None:
        if not chunk.sound:
            self._slipped = True
            self._bad.add(index)
        word = chunk.word
        if word is None:
            return
        tag = word.value
        if tag in _MIDDLES:
            self._join(index, word, _MIDDLES[tag])
        elif tag.startswith("end") and tag[3:] in _BLOCKS:
            if self._join(index, word, (tag[3:],)):
                self._open.pop()
        elif tag in _BLOCKS:
            self._begin(index, tag, chunk)
        elif tag not in _LINES:
            self._refuse(index, Cause.STRAY_TAG if self._slipped and tag.startswith("end") else Cause.UNKNOWN_TAG, word)

    def _begin(self, index: int, tag: str, chunk: Chunk) -> None:
        if tag == "set" and (_assigns(chunk) or not chunk.sound):
            return
        self._open.append((tag, index))
        self._groups[index] = [index]
        if len(self._open) > MAX_BLOCKS:
            self._bad.add(index)
        if len(self._open) == MAX_BLOCKS + 1:
            self.problems.append(TemplateProblem(Cause.TOO_DEEP, chunk.span, {"limit": str(MAX_BLOCKS)}))

    def _join(self, index: int, word: Piece, openers: Collection[str]) -> bool:
        """Add a tag to the innermost open block of ``openers``; blocks inside that one must have been forgotten."""
        depth = max((depth for depth, (tag, _) in enumerate(self._open, 1) if tag in openers), default=0)
        if not depth:
            self._refuse(index, Cause.STRAY_TAG, word)
            return False
        self._give_up(self._open[depth:])
        del self._open[depth:]
        group = self._groups[self._open[-1][1]]
        group.append(index)
        self._groups[index] = group
        return True

    def _give_up(self, blocks: Sequence[tuple[str, int]]) -> None:
        for tag, index in blocks:
            self._slipped = True
            self._bad.add(index)
            chunk = self._chunks[index]
            if chunk.sound:
                arguments = {"tag": tag, "expected": f"end{tag}"}
                self.problems.append(TemplateProblem(Cause.UNCLOSED_BLOCK, chunk.span, arguments))

    def _refuse(self, index: int, cause: Cause, word: Piece) -> None:
        self._bad.add(index)
        # Behind a slip, a tag without its opener may well belong to the tag that has the problem already.
        if not (cause is Cause.STRAY_TAG and self._slipped):
            self.problems.append(TemplateProblem(cause, word.span, {"tag": word.value}))
        self._slipped = True


def _assigns(chunk: Chunk) -> bool:
    """Whether a ``set`` is ``{% set a = 1 %}``, which opens no block as ``{% set a %}`` and ``{% set a | f(b=1) %}`` do."""
    depth = 0
    for piece in chunk.pieces:
        if piece.kind == "operator":
            depth += (piece.value in "([{") - (piece.value in ")]}")
            if piece.value == "=" and depth == 0:
                return True
    return False
