"""A piece of the source with edits applied, that still knows where its characters come from."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

from persona_ls.text import Edit, Span

__all__ = ["patched"]


def patched(source: str, piece: Span, edits: Iterable[Edit]) -> tuple[str, Callable[[int], int]]:
    """The text of ``piece`` after ``edits``, which lie inside it, and the offset in ``source`` of an offset in that text.

    What an edit put in lies where the edit took out, its end at the end: so the span of ``'a'`` mended from ``a`` is that of ``a``.
    """
    ordered = sorted(edits, key=lambda edit: edit.span)
    words: list[str] = []
    starts: list[int] = []
    length, at = 0, piece.start
    for span, new in ordered:
        words += source[at : span.start], new
        length += span.start - at
        starts.append(length)
        length += len(new)
        at = span.end
    words.append(source[at : piece.end])

    def locate(offset: int) -> int:
        before = bisect_right(starts, offset) - 1
        if before < 0:
            return piece.start + offset
        span, new = ordered[before]
        inside = offset - starts[before]
        return min(span.start + inside, span.end) if inside < len(new) else span.end + inside - len(new)

    return "".join(words), locate
