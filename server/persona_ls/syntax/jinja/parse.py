"""A template parsed as far as it can be: whatever is broken is told and left out, and the rest is read again."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from jinja2 import TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from persona_ls.syntax.jinja.blocks import Blocks
from persona_ls.syntax.jinja.chunks import MAX_PROBLEMS, Chunk, Piece, environment, read_chunks
from persona_ls.syntax.jinja.names import names_in
from persona_ls.syntax.template import GLOBALS, Cause, Name, Template, TemplateProblem
from persona_ls.text import Span

__all__ = ["MAX_BRACKETS", "parse"]

# Jinja2's parser needs a dozen stack frames for each bracket, and CPython compiles no more than 200 inside each other.
MAX_BRACKETS = 40

_LOADS = frozenset({"extends", "from", "import", "include"})
_IS = re.compile(r"is\s+(?:not\s+)?")
_CLOSERS = {"end of print statement": "}}", "end of statement block": "%}"}
# Jinja2's messages, and what is expected where they do not name it.
_MESSAGES: tuple[tuple[re.Pattern[str], Cause, dict[str, str]], ...] = (
    (re.compile(r"expected token '(?P<expected>.+)', got '.*'", re.DOTALL), Cause.EXPECTED_TOKEN, {}),
    (re.compile(r"tag name expected|expected name or number"), Cause.EXPECTED_TOKEN, {"expected": "name"}),
    (re.compile(r"(unexpected|Expected an expression, got) '.*'", re.DOTALL), Cause.UNEXPECTED_TOKEN, {}),
    (re.compile(r"Invalid character in identifier"), Cause.UNEXPECTED_TOKEN, {}),
    (re.compile(r"Encountered unknown tag '(?P<tag>\w+)'.*", re.DOTALL), Cause.STRAY_TAG, {}),
)


def parse(source: str, offset: int) -> Template:
    """The template in ``source``, all spans moved by ``offset``."""
    text, place = _with_plain_newlines(source, offset)
    chunks, problems = read_chunks(text)
    blocks = Blocks(chunks)
    problems += blocks.problems
    tree = _tree(chunks, blocks, problems)
    problems += _loads(chunks)
    names = names_in(tree, GLOBALS | _maybe_declared(chunks, blocks.left_out))
    return Template(
        variables=_sorted(Name(use.name, place(Span(use.start, use.start + len(use.name)))) for use in names.uses),
        required=frozenset(use.name for use in names.uses if not use.guarded),
        filters=_sorted(Name(each.name, place(_dotted(text, each.lineno, each.name))) for each in names.filters),
        tests=_sorted(Name(each.name, place(_test(text, each))) for each in names.tests),
        tags=tuple(place(chunk.span) for chunk in chunks if chunk.sound and not chunk.is_text),
        problems=tuple(
            TemplateProblem(each.cause, place(each.span), each.arguments)
            for each in sorted(problems, key=lambda problem: problem.span)[:MAX_PROBLEMS]
        ),
    )


def _with_plain_newlines(source: str, offset: int) -> tuple[str, Callable[[Span], Span]]:
    """``source`` as Jinja2 reads it, and how to find a span of that in ``source``."""
    if "\r" not in source:
        return source, lambda span: Span(span.start + offset, span.end + offset)
    text = re.sub("\r\n?", "\n", source)
    pairs = [match.start() - before for before, match in enumerate(re.finditer("\r\n", source))]

    def place(at: int) -> int:
        return at + bisect_left(pairs, at) + offset

    return text, lambda span: Span(place(span.start), place(span.end))


def _loads(chunks: Iterable[Chunk]) -> list[TemplateProblem]:
    """Tags that are fine in Jinja2 but not in a prompt."""
    words = (chunk.word for chunk in chunks if chunk.sound)
    return [
        TemplateProblem(Cause.OTHER_TEMPLATE, word.span, {"tag": word.value})
        for word in words
        if word and word.value in _LOADS
    ]


def _tree(chunks: Sequence[Chunk], blocks: Blocks, problems: list[TemplateProblem]) -> nodes.Template:
    """The tree of what can be read; what cannot is added to ``problems`` and left out of ``blocks``."""
    starts = [chunk.span.start for chunk in chunks]
    while len(problems) < MAX_PROBLEMS:
        left_out = blocks.left_out
        attempt = _Attempt([piece for at, chunk in enumerate(chunks) if at not in left_out for piece in chunk.pieces])
        tree, problem = attempt.parse()
        if problem is None:
            return tree
        problems.append(problem)
        blocks.leave_out(bisect_right(starts, problem.span.start) - 1)
    return nodes.Template([])


class _Attempt:
    """One run of Jinja2's parser, in which what it takes for the line of a token is the position."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._last = Piece(0, "data", "")

    def parse(self) -> tuple[nodes.Template, TemplateProblem | None]:
        """The tree, or an empty one with the first problem."""
        parser = Parser(environment(), "")
        try:
            parser.stream = TokenStream(environment().lexer.wrap(self._feed()), None, None)
            return parser.parse(), None
        except TemplateSyntaxError as error:
            guilty = next((piece for piece in self._pieces if piece.start == error.lineno), self._last)
            problem = _problem(guilty, error.message or "")
        except RecursionError:
            problem = TemplateProblem(Cause.TOO_DEEP, self._last.span, {"limit": str(MAX_BRACKETS)})
        except ValueError as error:  # a number of more digits than CPython reads
            problem = TemplateProblem(Cause.OTHER, self._last.span, {"message": str(error)})
        return nodes.Template([]), problem

    def _feed(self) -> Iterator[Piece]:
        depth = 0
        for piece in self._pieces:
            self._last = piece
            if piece.kind == "operator":
                depth += (piece.value in "([{") - (piece.value in ")]}")
                if depth > MAX_BRACKETS:
                    raise RecursionError
            yield piece


def _problem(piece: Piece, message: str) -> TemplateProblem:
    """What ``message`` of the parser says about ``piece``."""
    arguments = {"message": message, "found": piece.value.rstrip()}
    cause = Cause.OTHER
    for pattern, meaning, known in _MESSAGES:
        if said := pattern.fullmatch(message):
            cause = Cause.UNEXPECTED_END if piece.kind in ("variable_end", "block_end") else meaning
            arguments |= known | {fact: _CLOSERS.get(words, words) for fact, words in said.groupdict().items()}
    return TemplateProblem(cause, piece.span, arguments)


def _maybe_declared(chunks: Sequence[Chunk], left_out: Iterable[int]) -> frozenset[str]:
    """Names in the statements that were left out: each may be a loop's or a macro's, so none counts as undeclared."""
    statements = (chunks[at] for at in left_out if chunks[at].pieces[0].kind == "block_begin")
    return frozenset(piece.value for chunk in statements for piece in chunk.pieces if piece.kind == "name")


def _sorted(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(sorted(names, key=lambda name: name.span))


def _dotted(text: str, start: int, name: str) -> Span:
    """Where ``name`` stands from ``start`` on; blanks may surround its dots."""
    found = re.compile(r"\s*\.\s*".join(map(re.escape, name.split(".")))).match(text, start)
    return Span(start, found.end() if found else start + len(name))


def _test(text: str, test: nodes.Test) -> Span:
    """The name of a test, for which Jinja2 keeps the place of its ``is``."""
    found = _IS.match(text, test.lineno)
    return _dotted(text, found.end() if found else test.lineno, test.name)
