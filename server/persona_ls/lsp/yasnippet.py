"""Snippets for Emacs, whose yasnippet takes the protocol's syntax for its own (yasnippet 0.14, below eglot 1.9 and lsp-mode 8).

What stands between backticks it evaluates as Lisp: a prompt could run a program. It knows no choices, ``${1}`` is no tab stop for it, and
quotes and brackets in the default of one have to be in pairs.
"""

import re

from persona_ls.features.insertion import plain_snippet

__all__ = ["yasnippet"]

_PIECES = re.compile(
    r"(?P<escape>\\.)|\$\{(?P<again>\d+)\}|\$\{(?P<number>\d+)"
    r"(?::(?P<default>(?:\\.|[^\\}])*)\}|\|(?P<first>(?:\\.|[^\\,|])*)(?:,(?:\\.|[^\\,|])*)*\|\})",
    re.DOTALL,
)


def yasnippet(snippet: str, plain: str, *, keeps_lines: bool) -> str | None:
    """``snippet`` as yasnippet reads it; ``None`` where ``plain``, the text without tab stops, is what to insert.

    ``keeps_lines`` says whether it may have several: eglot has each line indented anew.
    """
    is_plain = snippet == plain_snippet(plain)
    if is_plain or "`" in snippet or ("\n" in snippet and not keeps_lines):
        return None
    return _PIECES.sub(_piece, snippet)


def _piece(match: re.Match[str]) -> str:
    """A repeated tab stop as a mirror that no digit behind it can become a part of, a choice as its first option."""
    if match["again"]:
        return f"${{{match['again']}:$(yas-text)}}"
    if match["number"]:
        default = match["default"] or re.sub(r"\\([,|])", r"\1", match["first"] or "")
        return f"${{{match['number']}:{_paired(default)}}}"
    return match[0]


def _paired(default: str) -> str:
    r"""The default with its quotes and brackets hidden, of which one alone would hide the end: ``\\.`` stays."""
    return re.sub(r'\\.|["(){]', lambda each: each[0] if each[0][0] == "\\" else f"\\{each[0]}", default)
