"""Why one value does not load, and how it would if it were written well.

Only values that a strict loader has refused come here. The causes stand in the order in which they explain most: what a value starts with
decides how YAML reads all the rest of it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from persona_ls.syntax.yaml_problems import Cause
from persona_ls.syntax.yaml_quote import quote
from persona_ls.syntax.yaml_reader import forbidden
from persona_ls.text import Span

__all__ = ["COMMENT", "Blame", "blame", "closing", "flow_items"]

COMMENT = re.compile(r"(?:^|[ \t])#")

_TEMPLATE = re.compile(r"\{[{%#].*[}%#]\}", re.DOTALL)
_BOLD = re.compile(r"\*\*[^\s*/]")
_COLON = re.compile(r":(?=\s|\Z)")
_RESERVED = re.compile(r"[@`%&!,\]}|>]|[-?](?=\s|\Z)|(?:=|<<)\Z")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*+'", re.DOTALL)}
_BAD_ESCAPE = re.compile(
    r"""\\(?![0abtnvfre\t "/\\N_LP\r\n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})(?P<escaped>.?)|\\\\""",
    re.DOTALL,
)
_CLOSING = {"[": "]", "{": "}"}
# A quote inside a word is an apostrophe; brackets within quotes do not count.
_FLOW_TOKEN = re.compile(r"""(?<=[\[{,:\s])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')|[\[\]{},]""", re.DOTALL)


class Blame(NamedTuple):
    """What is wrong with a value; the span counts from its start, ``mended`` is the value written well."""

    cause: Cause
    span: Span
    arguments: dict[str, str]
    mended: str | None


def blame(value: str) -> Blame:
    """The cause for which ``value``, a refused one without blanks around it, does not load."""
    if character := forbidden(value):
        return _bad_character(value, character)
    if value[:1] in _QUOTED:
        return _quotation(value, value[0])
    if value[:1] in _CLOSING and not _is_template(value):
        return _brackets(value)
    return _plain(value)


def closing(value: str) -> int | None:
    """Where the quotes or the bracket close with which ``value`` starts."""
    if value[:1] in _QUOTED:
        quoted = _QUOTED[value[0]].match(value)
        return quoted.end() if quoted else None
    if value[:1] not in _CLOSING or _is_template(value):
        return None
    depth = 0
    for token in _FLOW_TOKEN.finditer(value):
        depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
        if depth == 0:
            return token.end()
    return None


def flow_items(value: str) -> Iterator[Span]:
    """The items of a flow list or mapping, which ``value`` is from bracket to bracket, without blanks around them."""
    depth, start = 0, 1
    for token in _FLOW_TOKEN.finditer(value):
        depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
        if depth == 0 or (depth == 1 and token[0] == ","):
            item = value[start : token.start()].rstrip()
            yield Span(start + len(item) - len(item.lstrip()), start + len(item))
            start = token.end()


def _is_template(value: str) -> bool:
    """Whether ``value`` starts with a template tag, which YAML takes for a mapping in a mapping."""
    return _TEMPLATE.match(value) is not None


def _plain(value: str) -> Blame:
    whole = Span(0, len(value))
    if _is_template(value):
        return Blame(Cause.TEMPLATE, whole, {}, quote(value))
    if _BOLD.match(value) and "**" in value[2:]:
        return Blame(Cause.BOLD, Span(0, 2), {}, quote(value))
    if value.startswith("*"):
        return Blame(Cause.ALIAS, Span(0, 2 if value.startswith("**") else 1), {}, quote(value))
    if reserved := _RESERVED.match(value):
        return Blame(Cause.RESERVED_CHARACTER, Span(*reserved.span()), {"character": reserved[0]}, quote(value))
    if colon := _COLON.search(value):
        return Blame(Cause.COLON, Span(*colon.span()), {}, quote(value))
    return Blame(Cause.UNKNOWN, whole, {}, quote(value))


def _bad_character(value: str, character: re.Match[str]) -> Blame:
    code = {"code": f"U+{ord(character[0]):04X}"}
    mended = quote(value) if value[0] not in "\"'[{" else None
    return Blame(Cause.BAD_CHARACTER, Span(*character.span()), code, mended)


def _quotation(value: str, mark: str) -> Blame:
    arguments = {"quote": mark}
    end = closing(value)
    if end is None:
        return Blame(Cause.UNCLOSED_QUOTE, Span(0, 1), arguments, value + mark)
    if end < len(value):
        return Blame(Cause.TEXT_AFTER_QUOTE, _after(value, end), arguments, quote(_unquoted(value, end)))
    if bad := next((match for match in _BAD_ESCAPE.finditer(value) if match["escaped"] is not None), None):
        return Blame(Cause.BAD_ESCAPE, Span(*bad.span()), {"escape": bad[0]}, _BAD_ESCAPE.sub(_doubled, value))
    return Blame(Cause.UNKNOWN, Span(0, len(value)), {}, None)


def _doubled(match: re.Match[str]) -> str:
    return match[0] if match["escaped"] is None else "\\" + match[0]


def _unquoted(value: str, end: int) -> str:
    """The text meant: ``it's`` of ``'it's'`` and of ``'it's``, but all of ``"a" and "b"``, whose quotes belong to it."""
    mark = value[0]
    is_inside_word = value[end - 2].isalnum() and value[end].isalnum()
    opens = value[end - 2].isspace()
    if value.endswith(mark) and (is_inside_word or opens):
        return value[1:-1]
    return value[1:] if mark == "'" and is_inside_word else value


def _brackets(value: str) -> Blame:
    end = closing(value)
    if end is None:
        missing = _CLOSING[value[0]]
        return Blame(Cause.UNCLOSED_BRACKET, Span(0, 1), {"bracket": missing}, value + missing)
    if end < len(value):
        return Blame(Cause.TEXT_AFTER_BRACKET, _after(value, end), {"bracket": value[end - 1]}, quote(value))
    return Blame(Cause.UNKNOWN, Span(0, len(value)), {}, None)


def _after(value: str, end: int) -> Span:
    return Span(end + len(value[end:]) - len(value[end:].lstrip()), len(value))
