"""Where the target of a link ends: ``(destination "title")`` behind its text, and a definition ``[label]: destination "title"``.

The grammar is CommonMark 0.31, 4.7 and 6.3. All functions take the words of one paragraph, lines joined by ``\\n``, without the markers of
the quotes and items around it; what is no link by that grammar is text, and a reference in it is one.
"""

import re

__all__ = ["definitions_end", "target_end"]

_BLANKS = re.compile(r"[ \t\n]*")
_POINTY = re.compile(r"<(?:\\[^\n]|[^<>\\\n])*+>")
_BARE = re.compile(r"[^\x00-\x20\x7f()\\]+|\\[!-/:-@\[-`{-~]|[()\\]")
_TITLE = r"""(?:"(?:\\.|[^"\\])*+"|'(?:\\.|[^'\\])*+'|\((?:\\.|[^()\\])*+\))"""
_CLOSING = re.compile(rf"(?:[ \t\n]+{_TITLE})?[ \t\n]*\)", re.DOTALL)
_LABEL = re.compile(r"\[(?P<words>(?:\\.|[^\[\]\\]){1,999}+)\]:", re.DOTALL)
_TITLE_AND_LINE_END = re.compile(rf"[ \t\n]+{_TITLE}[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
# Each opening parenthesis inside a destination may be the start of another attempt: the limit keeps all attempts together linear.
_DEEPEST = 32


def target_end(text: str, at: int) -> int | None:
    """The end of the target that begins at ``at``, behind ``](``; ``None`` where there is none, and the brackets are text."""
    end = _destination_end(text, _after_blanks(text, at))
    closing = _CLOSING.match(text, end) if end is not None else None
    return closing.end() if closing else None


def definitions_end(text: str) -> int:
    """The end of the link definitions that a paragraph begins with, behind their last line; 0 where it begins with none."""
    at = 0
    while (end := _definition_end(text, at)) is not None:
        at = end
    return at


def _definition_end(text: str, at: int) -> int | None:
    label = _LABEL.match(text, at)
    if label is None or not label["words"].strip():
        return None
    start = _after_blanks(text, label.end())
    end = _destination_end(text, start)
    if end is None or end == start:
        return None
    line = _TITLE_AND_LINE_END.match(text, end) or _LINE_END.match(text, end)
    return line.end() if line else None


def _destination_end(text: str, at: int) -> int | None:
    """Behind ``<a b>``, or behind words without blanks whose parentheses are balanced; ``at`` itself where there are no words."""
    if text.startswith("<", at):
        pointy = _POINTY.match(text, at)
        return pointy.end() if pointy else None
    depth = 0
    while piece := _BARE.match(text, at):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth < 0:
            break
        if depth > _DEEPEST:
            return None
        at = piece.end()
    return at if depth <= 0 else None


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at
