"""What lies under the cursor: a reference that stands there, or one that is being typed.

The second is not yet a reference to the parser (``@per``, ``@persona:``, ``@persona:backend#``), so it is read backwards from the cursor.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from persona_ls.features.opened import Opened
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import SIGIL, Argument, Reference, can_follow, name_end
from persona_ls.text import Span

__all__ = ["Piece", "Stage", "Typed", "Under", "reference_at", "typed_at"]

# Everything that a reference can hold up to its arguments.
_BEFORE = re.compile(r"@[^\s@()\[\]{}<>\"'`,;!?*|\\]*\Z")
_NAME_REST = re.compile(r"[\w./-]*")
_LONGEST = 400


class Stage(Enum):
    """Which piece of a reference is being typed."""

    SIGIL = "sigil"  # @, @per, @ba
    NAME = "name"  # @persona:, @persona:ba
    PART = "part"  # @persona:backend#, @persona:backend#av


@dataclass(frozen=True, slots=True)
class Typed:
    """A reference being typed.

    ``span`` reaches from the ``@`` to the end of the token behind the cursor; ``typed`` is the name (or part) before the cursor without
    the sigil, ``name`` the finished name that a part belongs to.
    """

    stage: Stage
    span: Span
    cursor: int
    typed: str
    name: str = ""

    @property
    def before(self) -> Span:
        """From the ``@`` to the cursor."""
        return Span(self.span.start, self.cursor)


class Piece(Enum):
    """Which piece of a reference the cursor touches."""

    NAME = "name"
    PART = "part"
    ARGUMENT = "argument"


@dataclass(frozen=True, slots=True)
class Under:
    """The reference at the cursor, and which piece of it."""

    reference: Reference
    piece: Piece
    argument: Argument | None = None


def typed_at(document: MarkdownDocument, offset: int) -> Typed | None:
    """The reference that is being typed at ``offset``; ``None`` in a place where none is read."""
    source = document.source
    line = document.text.line_span(document.text.line_at(offset))
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
