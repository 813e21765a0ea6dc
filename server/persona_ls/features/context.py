"""What lies under the cursor: a reference that stands there, or one that is being typed.

The second is not yet a reference to the parser (``@per``, ``@persona:``, ``@persona:backend#``), so it is read backwards from the cursor.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from persona_ls.features.opened import Opened
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.open_arguments import OpenArgument, open_argument
from persona_ls.syntax.reference import SIGIL, Argument, Reference, can_follow, name_end
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Piece", "Stage", "Typed", "Under", "reference_at", "typed_at"]

# Everything that a reference can hold up to its arguments.
_BEFORE = re.compile(r"@[^\s@()\[\]{}<>\"'`,;!?*|\\]*\Z")
_NAME_REST = re.compile(r"[\w./-]*")
_LONGEST = 400
# References on one line before the cursor whose arguments are looked into: a line of 10,000 takes no longer than one of these.
_MOST_TRIED = 16


class Stage(Enum):
    """Which piece of a reference is being typed."""

    SIGIL = "sigil"  # @, @per, @ba
    NAME = "name"  # @persona:, @persona:ba
    PART = "part"  # @persona:backend#, @persona:backend#av
    ARGUMENT = "argument"  # @persona:backend(, @persona:backend(usu
    VALUE = "value"  # @persona:backend(usuarios=, @persona:backend(stack="Dj


@frozen
class Typed:
    """A reference being typed.

    ``span`` reaches from the ``@`` to the end of the token behind the cursor; ``typed`` is the name (or part) before the cursor without
    the sigil, ``name`` the finished name that a part or an argument belongs to. Among the arguments ``span`` is the name or value alone,
    and ``typed`` what of it stands before the cursor.
    """

    stage: Stage
    span: Span
    cursor: int
    typed: str
    name: str = ""
    part: str = ""
    argument: OpenArgument | None = None

    @property
    def before(self) -> Span:
        """The span up to the cursor."""
        return Span(self.span.start, self.cursor)

    def filter_text(self, source: str, labels: Iterable[str]) -> str:
        """What clients are to compare with what was typed, where the labels do not serve; else ``""``.

        They serve when each begins with the typed text and nothing of the token stands behind the cursor; else the server has matched by
        title, tag, alias or folded letters, and only the token itself passes a filter by prefix: all of it, as some compare what they
        replace.
        """
        words = self.span.of(source)
        serves = self.cursor == self.span.end and all(label.startswith(words) for label in labels)
        return "" if serves else words


class Piece(Enum):
    """Which piece of a reference the cursor touches."""

    NAME = "name"
    PART = "part"
    ARGUMENT = "argument"


@frozen
class Under:
    """The reference at the cursor, and which piece of it."""

    reference: Reference
    piece: Piece
    argument: Argument | None = None


def typed_at(document: MarkdownDocument, offset: int) -> Typed | None:
    """The reference that is being typed at ``offset``; ``None`` in a place where none is read."""
    line = document.text.line_span(document.text.line_at(offset))
    argument = _argument_at(document, offset, line)
    # A quote that nothing closes is rather a slip than the place of a new reference's name.
    if argument and argument.argument and argument.argument.quote and argument.argument.has_end:
        return argument
    return _name_at(document, offset, line) or argument


def _name_at(document: MarkdownDocument, offset: int, line: Span) -> Typed | None:
    """A reference whose sigil, name or part is being typed."""
    source = document.source
    start = max(line.start, offset - _LONGEST)
    match = _BEFORE.search(source, start, offset)
    if not match or not can_follow(source, match.start()) or not document.is_live(match.start()):
        return None
    at, words = match.start(), match[0]
    if not words.startswith(SIGIL):
        is_start = SIGIL.startswith(words)
        is_name = bool(re.fullmatch(r"@[^\W_][\w./-]*", words))
        end = offset + len(_rest(source, offset, line.end))
        return Typed(Stage.SIGIL, Span(at, end), offset, words[1:]) if is_start or is_name else None
    name, hash_, part = words[len(SIGIL) :].partition("#")
    if not re.fullmatch(r"(?:[^\W_][\w./-]*)?", _plain(part if hash_ else name)):
        return None
    end = offset + len(_rest(source, offset, line.end))
    if not hash_:
        return Typed(Stage.NAME, Span(at, end), offset, name)
    known = name_end(source, at + len(SIGIL), offset) == at + len(SIGIL) + len(name)
    return Typed(Stage.PART, Span(at, end), offset, part, name) if name and known else None


def _argument_at(document: MarkdownDocument, offset: int, line: Span) -> Typed | None:
    """The argument that is being typed in the list of the nearest reference before the cursor that is not closed."""
    source, at = document.source, offset
    for _ in range(_MOST_TRIED):
        at = source.rfind(SIGIL, line.start, at)
        if at < 0:
            return None
        opening = _opening(source, at, offset)
        if opening and can_follow(source, at) and document.is_live(at):
            start, name, part = opening
            argument = open_argument(source, start, offset, line.end)
            if argument:
                stage = Stage.VALUE if argument.is_value else Stage.ARGUMENT
                typed = source[argument.span.start : offset]
                return Typed(stage, argument.span, offset, typed, name, part, argument)
    return None


def _opening(source: str, at: int, end: int) -> tuple[int, str, str] | None:
    """Behind the ``(`` that follows the reference at ``at``, and the reference's name and part."""
    start = at + len(SIGIL)
    stop = name_end(source, start, end)
    name, part = source[start:stop], ""
    if name and source.startswith("#", stop):
        start, stop = stop + 1, name_end(source, stop + 1, end)
        part = source[start:stop]
    return (stop + 1, name, part) if name and stop < end and source[stop] == "(" else None


def reference_at(opened: Opened, offset: int) -> Under | None:
    """The live reference that a cursor at ``offset`` touches."""
    for reference in opened.references:
        if reference.span.holds(offset):
            return _under(reference, offset)
    return None


def _under(reference: Reference, offset: int) -> Under:
    if reference.part_span and reference.part_span.start - 1 < offset <= reference.part_span.end:
        return Under(reference, Piece.PART)
    if reference.arguments_span and offset > reference.arguments_span.start:
        argument = next((each for each in reference.arguments if each.span.holds(offset)), None)
        return Under(reference, Piece.ARGUMENT, argument)
    return Under(reference, Piece.NAME)


def _rest(source: str, offset: int, end: int) -> str:
    """What belongs to the token behind the cursor; a sentence's full stop does not."""
    match = _NAME_REST.match(source, offset, end)
    return match[0].rstrip("./-_") if match else ""


def _plain(words: str) -> str:
    """``words`` without combining marks, which ``\\w`` does not know."""
    return words if words.isascii() else "".join(each for each in words if unicodedata.category(each)[0] != "M")
