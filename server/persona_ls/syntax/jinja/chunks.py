"""A template cut into text and tags by Jinja2's own lexer, with the position of each token.

The lexer tells no positions and gives up at the first slip. Here each token's place is counted, and after a slip reading goes on behind the
broken tag, so that the rest of the prompt keeps its variables while one tag is being typed.
"""

import re
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError

from persona_ls.syntax.template import TAG_START, Cause, TemplateProblem
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["MAX_PROBLEMS", "Chunk", "Piece", "environment", "read_chunks"]

# Behind that many problems nobody reads on, and each costs a fresh start of the lexer or the parser.
MAX_PROBLEMS = 10

_CLOSERS = {"variable_begin": "}}", "block_begin": "%}", "comment_begin": "#}", "raw_begin": "{% endraw %}"}
_ENDS = frozenset({"variable_end", "block_end", "comment_end"})
_RAW = frozenset({"raw_begin", "raw_end"})
_EXPECTED = re.compile(r"expected '(.)'$")


class Piece(NamedTuple):
    """One token in the shape that Jinja2's lexer passes on, but with a position where that has a line number."""

    start: int
    kind: str
    value: str

    @property
    def span(self) -> Span:
        """Where it stands, without the blanks that ``-}}`` swallows."""
        return Span(self.start, self.start + len(self.value.rstrip() or self.value))


@frozen
class Chunk:
    """A stretch of text, or one tag; ``{% raw %}`` and ``{% endraw %}`` are a tag each, with text between.

    A tag that is not ``sound`` could not be read to its end; its pieces are those before the slip.
    """

    pieces: tuple[Piece, ...]
    sound: bool = True

    @property
    def is_text(self) -> bool:
        """Whether it is no tag."""
        return self.pieces[0].kind == "data"

    @property
    def span(self) -> Span:
        """From delimiter to delimiter."""
        return Span(self.pieces[0].start, self.pieces[-1].span.end)

    @property
    def word(self) -> Piece | None:
        """The first word of a statement: ``if`` in ``{%- if a %}``."""
        if self.pieces[0].kind != "block_begin":
            return None
        first = next((piece for piece in self.pieces[1:] if piece.kind != "whitespace"), None)
        return first if first is not None and first.kind == "name" else None


@cache
def environment() -> Environment:
    """Jinja2 with the syntax of prompts, which is its default."""
    return Environment(keep_trailing_newline=True, autoescape=False)  # noqa: S701 (it renders nothing, and prompts are no HTML)


def read_chunks(source: str) -> tuple[list[Chunk], list[TemplateProblem]]:
    """Text and tags of ``source``, whose lines end in ``\\n``, and a problem for each tag that is not sound."""
    chunks: list[Chunk] = []
    problems: list[TemplateProblem] = []
    at, again = 0, 0
    # Unclosed tags can make the lexer read the same text over and over: `{{{{{{{{…`.
    while at < len(source) and len(problems) < MAX_PROBLEMS and again <= len(source):
        stop, broken, message = _read_on(source, at, chunks)
        if not broken:
            break
        chunks.append(Chunk(broken, sound=False))
        problem, at = _slip(source, broken[0], stop, message)
        problems.append(problem)
        again += max(0, stop - at)
    return chunks, problems


def _read_on(source: str, at: int, chunks: list[Chunk]) -> tuple[int, tuple[Piece, ...], str]:
    """Add the chunks from ``at`` on; where the lexer stumbles, the tag it is in, and its message if it has one."""
    tag: list[Piece] = []
    try:
        for _, kind, value in environment().lexer.tokeniter(source[at:], None):
            if kind in _CLOSERS or kind == "raw_end":
                at = source.index(value, at)  # the lexer drops the blanks before `{%-`
            tag.append(Piece(at, kind, value))
            at += len(value)
            if kind in _ENDS or kind in _RAW or tag[0].kind == "data":
                chunks.append(Chunk(tuple(tag)))
                tag = []
    except TemplateSyntaxError as error:
        # An unclosed `{% raw %}` is noticed when it already was a tag of its own.
        return at, tuple(tag) or chunks.pop().pieces, error.message or ""
    return at, tuple(tag), ""


def _slip(source: str, opener: Piece, at: int, message: str) -> tuple[TemplateProblem, int]:
    """What is wrong with the tag at ``opener`` that could not be read past ``at``, and where the text behind it starts.

    A tag that holds the start of another one was meant to end before: ``{{ nome … {{ outro }}``.
    """
    closer = _CLOSERS[opener.kind]
    if closer in ("}}", "%}"):
        # A bracket that the tag leaves open makes an operator of the first half of the closer.
        close = source.find(closer, max(opener.start + 2, at - 1))
        inner = TAG_START.search(source, opener.start + 2, close if close >= 0 else len(source))
        if close >= 0 and inner is None:
            return _bad_token(source, at, Span(close, close + 2), message), close + 2
    else:
        inner = None
    problem = TemplateProblem(Cause.UNCLOSED_TAG, opener.span, {"expected": closer})
    return problem, inner.start() if inner else len(source)


def _bad_token(source: str, at: int, closer: Span, message: str) -> TemplateProblem:
    """The problem of a closed tag whose character ``at`` starts no token that fits."""
    arguments = {"found": source[at], "message": message}
    if expected := _EXPECTED.search(message):
        arguments["expected"] = expected[1]
    if closer.holds(at):
        return TemplateProblem(Cause.UNEXPECTED_END, closer, {**arguments, "found": closer.of(source)})
    cause = Cause.UNCLOSED_STRING if source[at] in "'\"" else Cause.UNEXPECTED_TOKEN
    return TemplateProblem(cause, Span(at, at + 1), arguments)
