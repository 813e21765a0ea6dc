"""A prompt as a Jinja2 template: what it asks of its context, and what is wrong with it, on exact characters.

A template is only ever *parsed* here. Compiling would run parts of it (Jinja2 evaluates constants then, and ``{{ 'a' * 10**9 }}`` is
one), so ``jinja2.meta`` is out of the question too: it compiles. Most prompts hold no template at all, and most others only names in
braces, which are read here; Jinja2 is imported for the first that holds more.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from persona_ls.text import Span
from persona_ls.values import field, frozen

__all__ = [
    "GLOBALS",
    "MAX_SOURCE",
    "TAG_START",
    "Cause",
    "Name",
    "Template",
    "TemplateProblem",
    "has_template",
    "known_filters",
    "known_tests",
    "parse_template",
]

# Names that a template finds without being given them; `persona_ls.render.hardened` provides exactly these.
GLOBALS = frozenset({"cycler", "dict", "joiner", "namespace", "range"})

# In code points: a prompt fills a screen or two, and text full of tags costs up to 10 ms a thousand.
MAX_SOURCE = 64 * 1024

TAG_START = re.compile(r"\{[{%#]")

_NAME = r"[^\W\d]\w*+"
_FILTER = rf"""\ *\|\ *{_NAME}(?:\((?:"[^"|\\{{}}\r\n]*"|'[^'|\\{{}}\r\n]*')\))?+"""
_PLAIN_TAG = re.compile(
    rf"\{{\{{\ *(?P<name>{_NAME})(?P<attributes>(?:\.{_NAME})*+)(?P<filters>(?:{_FILTER})*+)\ *\}}\}}"
)
_FILTER_NAME = re.compile(rf"\|\ *({_NAME})")
# What Jinja2 does not take for names.
_OPERATORS = frozenset({"and", "else", "if", "in", "is", "not", "or", "true", "false", "none", "True", "False", "None"})
_GUARDS = frozenset({"d", "default"})


class Cause(StrEnum):
    """What is wrong with a template; the comment shows what, ``arguments`` of the problem are in parentheses."""

    UNCLOSED_TAG = "unclosed-tag"  # {{ stack, on its `{{` (expected)
    UNCLOSED_STRING = "unclosed-string"  # {{ "stack }}, on the quote
    UNCLOSED_BLOCK = "unclosed-block"  # {% if a %} without {% endif %}, on the opening tag (tag, expected)
    STRAY_TAG = "stray-tag"  # {% endif %} or {% else %} without {% if %} (tag)
    UNKNOWN_TAG = "unknown-tag"  # {% fi a %} (tag)
    UNEXPECTED_END = "unexpected-end"  # {{ a + }}, on the `}}` (expected, where only one thing fits)
    UNEXPECTED_TOKEN = "unexpected-token"  # {{ a + * }}, on the `*` (found)  # noqa: S105 (no password)
    EXPECTED_TOKEN = "expected-token"  # {{ a b }}, on the `b` (found, expected)  # noqa: S105 (as above)
    OTHER_TEMPLATE = "other-template"  # {% include "a" %}: a prompt stands for itself (tag)
    TOO_DEEP = "too-deep"  # more blocks or brackets inside each other than rendering allows
    TOO_LARGE = "too-large"  # more code points than `MAX_SOURCE` (limit)
    OTHER = "other"  # what only Jinja2 has words for (message)


@frozen
class Name:
    """One use of a name; a dotted name may hold blanks in the source, any other stands there as it is."""

    name: str
    span: Span


@frozen
class TemplateProblem:
    """One thing to mend.

    ``arguments`` are facts for a message, in the words of the template: ``{"found": "b", "expected": "}}"}``. An ``expected`` that is no
    piece of a template is a kind of token: ``name``, ``string``, ``integer``, ``float``. ``message`` is there whenever Jinja2 had a say.
    """

    cause: Cause
    span: Span
    arguments: Mapping[str, str] = field(default_factory=dict)


@frozen
class Template:
    """What a text says as a template; all tuples are in the order of the text.

    A tag with a problem adds nothing to ``variables``, ``filters`` and ``tests``. A block that lacks one of its tags is read as if it had
    none, and what these may have declared counts as no variable. ``tags`` run from delimiter to delimiter; those that cannot be read to
    their end are not among them.
    """

    variables: tuple[Name, ...] = ()
    """Every use of a name that the template does not get from itself: the context must give it."""
    required: frozenset[str] = frozenset()
    """Those of ``variables`` that fail when absent: not all their uses stand under ``is defined`` or before ``default(…)``."""
    filters: tuple[Name, ...] = ()
    tests: tuple[Name, ...] = ()
    tags: tuple[Span, ...] = ()
    problems: tuple[TemplateProblem, ...] = ()


def has_template(source: str) -> bool:
    """Whether ``source`` holds the start of any tag; without one it is its own rendering."""
    return TAG_START.search(source) is not None


def parse_template(source: str, offset: int = 0) -> Template:
    """The template that ``source`` is, with all spans moved by ``offset``; never raises."""
    opener = TAG_START.search(source)
    if opener is None:
        return Template()
    if len(source) > MAX_SOURCE:
        span = Span(opener.start() + offset, opener.end() + offset)
        return Template(problems=(TemplateProblem(Cause.TOO_LARGE, span, {"limit": str(MAX_SOURCE)}),))
    if (plain := _read_plain(source, offset)) is not None:
        return plain
    from persona_ls.syntax.jinja.parse import parse  # noqa: PLC0415 (costs the start of the server 0.1 s)

    return parse(source, offset)


def _read_plain(source: str, offset: int) -> Template | None:
    """The template of ``{{ name.attribute | filter | default("word") }}`` and text; ``None`` where it takes Jinja2's parser to tell."""
    if "\r" in source:
        return None
    variables: list[Name] = []
    required: set[str] = set()
    filters: list[Name] = []
    tags: list[Span] = []
    for opener in TAG_START.finditer(source):
        tag = _PLAIN_TAG.match(source, opener.start())
        if tag is None or not _is_plain(tag):
            return None
        tags.append(Span(tag.start() + offset, tag.end() + offset))
        applied = [_name(each, 1, offset) for each in _FILTER_NAME.finditer(source, *tag.span("filters"))]
        filters += applied
        if tag["name"] not in GLOBALS and tag["name"] != "self":
            variables.append(_name(tag, "name", offset))
            if tag["attributes"] or not applied or applied[0].name not in _GUARDS:
                required.add(tag["name"])
    return Template(tuple(variables), frozenset(required), tuple(filters), (), tuple(tags))


def _is_plain(tag: re.Match[str]) -> bool:
    names = (tag["name"], *tag["attributes"].split(".")[1:], *_FILTER_NAME.findall(tag["filters"]))
    return tag["name"] not in _OPERATORS and all(name.isidentifier() for name in names)


def _name(match: re.Match[str], group: str | int, offset: int) -> Name:
    start, end = match.span(group)
    return Name(match[group], Span(start + offset, end + offset))


@cache
def known_filters() -> frozenset[str]:
    """The names that may follow ``|``."""
    from jinja2.filters import FILTERS  # noqa: PLC0415 (as above)

    return frozenset(FILTERS)


@cache
def known_tests() -> frozenset[str]:
    """The names that may follow ``is``; operators such as ``==`` are tests too, but only for filters."""
    from jinja2.tests import TESTS  # noqa: PLC0415 (as above)

    return frozenset(name for name in TESTS if name.isidentifier())
