"""Templates that only print variables, which most are: they need neither Jinja2 nor a process to keep it in.

``{{ stack }}`` and ``{{ stack | default("Django") }}`` become what Jinja2 would make of them, text by text; whatever is more than that, or
where anything could come out otherwise, is left to the sandbox.
"""

import re
from collections.abc import Mapping
from unicodedata import is_normalized

from persona_ls.render.limits import MAX_TEXT
from persona_ls.syntax.template import GLOBALS, TAG_START

__all__ = ["printed"]

_PRINTED = re.compile(
    r"""\{\{\ *(?P<name>[^\W\d]\w*+)\ *
    (?:\|\ *d(?:efault)?\((?:"(?P<double>[^"|\\{}\r\n]*)"|'(?P<single>[^'|\\{}\r\n]*)')\)\ *)?\}\}""",
    re.VERBOSE,
)
# Names that mean something else inside a template, or nothing at all.
_OWN = GLOBALS | {
    *("and", "else", "if", "in", "is", "not", "or", "true", "false", "none", "True", "False", "None"),
    *("self", "super", "loop", "caller", "varargs", "kwargs"),
}
_LARGEST = 10**18


def printed(source: str, variables: Mapping[str, object]) -> str | None:
    """``source`` with its variables printed; ``None`` where it takes the sandbox to tell what comes out."""
    if "\r" in source:
        return None
    pieces: list[str] = []
    at = 0
    while opener := TAG_START.search(source, at):
        tag = _PRINTED.match(source, opener.start())
        text = _text(tag, variables) if tag else None
        if tag is None or text is None:
            return None
        pieces += source[at : tag.start()], text
        at = tag.end()
    whole = "".join([*pieces, source[at:]])
    return whole if len(whole) <= MAX_TEXT else None


def _text(tag: re.Match[str], variables: Mapping[str, object]) -> str | None:
    name = tag["name"]
    if name in _OWN or not name.isidentifier() or not is_normalized("NFKC", name):
        return None
    if name not in variables:
        return tag["single"] if tag["double"] is None else tag["double"]
    value = variables[name]
    if type(value) is str:
        return value
    is_plain = value is None or type(value) is bool or (type(value) is int and abs(value) < _LARGEST)
    return str(value) if is_plain else None
