"""How a text stands in another: indents, quote marks, line ends, and what of a source never reaches a reader."""

import re

from persona_ls.syntax.reference import SIGIL

__all__ = ["ESCAPED", "SUPPRESSION", "dedented", "indented", "newline_of", "outdented"]

SUPPRESSION = re.compile(
    r"(?m)^[ \t]*<!--[ \t]*persona-ls:(?:[^\n\r<-]|<(?!!--)|-(?!->))*+-->[ \t]*(?:\r\n|\n|\r|\Z)"
    r"|<!--[ \t]*persona-ls:(?:[^\n\r<-]|<(?!!--)|-(?!->))*+-->"
)
ESCAPED = "\\" + SIGIL

_MAX_PREFIX = 200
# What a list or a quote puts before each of its lines; a bullet is as wide as the blanks that follow it on later lines.
_PREFIX = re.compile(r"[ \t]*(?:(?:>[ \t]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+)[ \t]*)*")
_BULLET = re.compile(r"[-+*]|\d{1,9}[.)]")


def indented(source: str, offset: int, text: str, *, without_margin: bool = False) -> str:
    """``text`` as it must stand at ``offset`` of ``source``: later lines get the quote marks and the indent of the line.

    ``without_margin`` leaves out the blanks that the line begins with, for an editor that puts those before each line by itself.
    """
    line = max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1
    match = _PREFIX.match(source, line, offset)
    prefix = _later_lines(match[0]) if match else ""
    if match and without_margin:
        prefix = prefix[len(match[0]) - len(match[0].lstrip()) :]
    if not prefix or "\n" not in text or len(prefix) > _MAX_PREFIX:
        return text
    first, *rest = text.split("\n")
    return "\n".join([first, *((prefix + each) if each.strip() else prefix.rstrip() + each for each in rest)])


def outdented(source: str, offset: int, text: str) -> str:
    """``text``, which stands at ``offset`` of ``source``, without what `indented` would put before its later lines."""
    line = max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1
    match = _PREFIX.match(source, line, offset)
    prefix = _later_lines(match[0]) if match else ""
    first, *rest = text.split("\n")
    blank = prefix.rstrip()
    if not all(each.startswith(prefix) or each.rstrip() == blank for each in rest):
        return text
    return "\n".join([first, *(each.removeprefix(prefix) if each.startswith(prefix) else "" for each in rest)])


def _later_lines(prefix: str) -> str:
    return _BULLET.sub(lambda bullet: " " * len(bullet[0]), prefix)


def newline_of(source: str) -> str | None:
    """The line end of all lines; ``None`` when there is no line end, or several kinds."""
    kinds = set(re.findall(r"\r\n|\n|\r", source))
    return kinds.pop() if len(kinds) == 1 else None


def dedented(words: str, indent: int) -> str:
    """``words`` without up to ``indent`` blanks before each line."""
    return re.sub(rf"(?m)^ {{1,{indent}}}", "", words) if indent else words
