"""What the lines of front matter look like, for readers that cannot trust a parser."""

import re

from persona_ls.text import Span

__all__ = ["KEY", "indent_of", "is_blank"]

KEY = re.compile(r"""(?P<key>"[^"\r\n]*"|'[^'\r\n]*'|\w[\w-]*(?:[ ][\w-]+){0,3})[ \t]*:(?=[ \t\r\n]|\Z)""")
"""A key of letters, digits, ``_`` and ``-`` in any script, of four words at most, with its colon."""

_BLANK_OR_COMMENT = re.compile(r"[ \t]*(?:#.*)?\Z")


def is_blank(source: str, line: Span) -> bool:
    """Whether a line says nothing: blanks or a comment."""
    return _BLANK_OR_COMMENT.match(source, line.start, line.end) is not None


def indent_of(source: str, line: Span) -> int:
    """Number of spaces and tabs that a line starts with."""
    words = line.of(source)
    return len(words) - len(words.lstrip(" \t"))
