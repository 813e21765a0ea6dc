"""Texts and positions as the protocol's words have them: slow, obvious, and without the product's help."""

import re

from persona_ls.text import Encoding, Position

__all__ = ["join_halves", "lines_of", "offset_of", "position_of", "width"]


def join_halves(text):
    """``text`` with the halves of each surrogate pair as one character."""
    return re.sub(
        "[\ud800-\udbff][\udc00-\udfff]",
        lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"),
        text,
    )


def width(character, encoding):
    """Units of one character."""
    if encoding is Encoding.UTF32:
        return 1
    if encoding is Encoding.UTF16:
        return 2 if ord(character) > 0xFFFF else 1
    return 1 if ord(character) < 0x80 else 2 if ord(character) < 0x800 else 3 if ord(character) < 0x10000 else 4


def lines_of(source):
    """Each line with its break: everything up to and with one of the three."""
    lines, line, at = [], "", 0
    while at < len(source):
        step = 2 if source[at : at + 2] == "\r\n" else 1
        line += source[at : at + step]
        if line.endswith(("\n", "\r")):
            lines, line = [*lines, line], ""
        at += step
    return [*lines, line]


def offset_of(source, position, encoding):
    """Walk to the position, character by character."""
    lines = lines_of(source)
    if position.line < 0:
        return 0
    if position.line >= len(lines):
        return len(source)
    start = sum(len(line) for line in lines[: position.line])
    column = 0
    for index, character in enumerate(lines[position.line].rstrip("\r\n")):
        column += width(character, encoding)
        if column > position.character:
            return start + index
    return start + len(lines[position.line].rstrip("\r\n"))


def position_of(source, offset, encoding):
    """Which line the offset is in, and how many units come before it there."""
    start = 0
    for number, line in enumerate(lines_of(source)):
        if offset < start + len(line) or (start + len(line) == len(source) and not line.endswith(("\n", "\r"))):
            return Position(number, sum(width(character, encoding) for character in line[: offset - start]))
        start += len(line)
    raise AssertionError("an offset outside the text")
