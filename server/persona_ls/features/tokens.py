"""Semantic tokens: references, placeholders and template tags. Headings and prose belong to the editor's own Markdown.

Types are the protocol's, so that every theme colours them with nothing to set up: what is named by a reference is a class with its methods
(persona, part), what it is given are parameters, and templates look as templates do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import StrEnum

from persona_ls.features.opened import Opened
from persona_ls.persona import Persona
from persona_ls.rules.variables import are_declarations_known
from persona_ls.syntax.literals import LiteralKind
from persona_ls.syntax.placeholder import placeholders
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.syntax.template import Template
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Token", "TokenType", "tokens"]


class TokenType(StrEnum):
    """What a token is; the values are names of the protocol."""

    PERSONA = "class"
    PART = "method"
    ARGUMENT = "parameter"
    VARIABLE = "variable"
    FILTER = "function"
    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    PLACEHOLDER = "macro"
    COMMENT = "comment"


@frozen
class Token:
    """A piece of text; ``is_undeclared`` is for variables that the front matter does not declare."""

    span: Span
    type: TokenType
    is_undeclared: bool = False


_WORDS = {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"}
# Strings are matched so as to be passed over, an open one to the end, and what stands behind a dot is an attribute.
_IN_TAG = re.compile(
    r"\"(?:\\.|[^\"\\])*+(?:\"|\Z|\\)|'(?:\\.|[^'\\])*+(?:'|\Z|\\)|\.\s*\w+|(?P<word>[^\W\d]\w*)", re.DOTALL
)
_FIRST_WORD = re.compile(r"\{%[-+]?\s*(?P<word>[^\W\d]\w*)")


def tokens(opened: Opened, span: Span) -> tuple[Token, ...]:
    """The tokens that touch ``span``, in the order of the text; no two overlap."""
    names = _Names(opened.persona)
    found = [token for reference in _touching(opened, span) for token in _of_reference(reference, names)]
    if opened.persona:
        found += _of_prompts(opened.persona, span, names)
    inside = (each for each in found if each.span.start < span.end and span.start < each.span.end)
    return tuple(_disjoint(inside))


class _Names:
    """Which names of variables are declared."""

    def __init__(self, persona: Persona | None) -> None:
        self.are_known = persona is not None
        self._declared = {each.name for each in persona.variables} if persona else set()
        self._can_tell = persona is not None and are_declarations_known(persona)

    def token(self, name: str, span: Span) -> Token:
        return Token(span, TokenType.VARIABLE, self._can_tell and name not in self._declared)


def _touching(opened: Opened, span: Span) -> Iterator[Reference]:
    references = opened.references
    for reference in references[bisect_left(references, span.start, key=lambda each: each.span.end) :]:
        if reference.span.start >= span.end:
            return
        yield reference


def _of_reference(reference: Reference, names: _Names) -> Iterator[Token]:
    yield Token(Span(reference.span.start, reference.name_span.end), TokenType.PERSONA)
    if reference.part_span:
        yield Token(reference.part_span, TokenType.PART)
    for argument in reference.arguments:
        yield Token(argument.name_span, TokenType.ARGUMENT)
        yield from _of_value(argument, names)


def _of_value(argument: Argument, names: _Names) -> Iterator[Token]:
    """A list or a table has no token of its own."""
    span, value = argument.value.span, argument.value.value
    if argument.value.kind is LiteralKind.NAME and names.are_known:
        yield names.token(str(value), span)
    elif argument.value.kind is LiteralKind.VALUE:
        if isinstance(value, str):
            yield Token(span, TokenType.STRING)
        elif value is None or isinstance(value, bool):
            yield Token(span, TokenType.KEYWORD)
        elif isinstance(value, int | float):
            yield Token(span, TokenType.NUMBER)


def _of_prompts(persona: Persona, span: Span, names: _Names) -> Iterator[Token]:
    templates = {prompt.body: template for prompt, template in persona.templates}
    for prompt in persona.prompts:
        if prompt.body.start < span.end and span.start < prompt.body.end:
            template = templates.get(prompt.body, Template())
            yield from _of_template(persona.source, template, names)
            if not persona.dialect.verbatim:
                yield from _placeholders(persona, prompt.body, template.tags)


def _of_template(source: str, template: Template, names: _Names) -> Iterator[Token]:
    for name in template.variables:
        yield names.token(name.name, name.span)
    for name in (*template.filters, *template.tests):
        yield Token(name.span, TokenType.FILTER)
    for tag in template.tags:
        if source.startswith("{#", tag.start):
            yield Token(tag, TokenType.COMMENT)
        else:
            yield from _keywords(source, tag)


def _keywords(source: str, tag: Span) -> Iterator[Token]:
    """The word that a statement begins with, and those of expressions."""
    first = _FIRST_WORD.match(source, tag.start, tag.end)
    for match in _IN_TAG.finditer(source, tag.start, tag.end):
        span = Span(*match.span("word"))
        if match["word"] in _WORDS or (first and span == first.span("word")):
            yield Token(span, TokenType.KEYWORD)


def _placeholders(persona: Persona, body: Span, tags: tuple[Span, ...]) -> Iterator[Token]:
    """What a person fills in; a list inside a tag or an argument only looks like it."""
    code = sorted((*tags, *(each.span for each in persona.references if body.covers(each.span))))
    for found in placeholders(body.of(persona.source)):
        span = Span(found.start + body.start, found.end + body.start)
        before = bisect_left(code, span)
        if not (before and code[before - 1].covers(span)):
            yield Token(span, TokenType.PLACEHOLDER)


def _disjoint(found: Iterable[Token]) -> Iterator[Token]:
    """In order, and of two that overlap the first: a keyword that is also the name of a test, a template inside an argument."""
    end = 0
    for token in sorted(found, key=lambda each: each.span.start):
        if token.span.start >= end and token.span.end > token.span.start:
            yield token
            end = token.span.end
