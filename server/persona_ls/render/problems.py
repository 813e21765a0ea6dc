"""Why a text could not be made: facts first, sentences at the door."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from persona_ls.locales import N_
from persona_ls.text import Position, Span
from persona_ls.values import field, frozen, replace

__all__ = ["Missing", "Problem", "Refusal", "Refused"]


class Refusal(Enum):
    """What went wrong; the value is a sentence to translate and fill."""

    UNKNOWN_PERSONA = N_("There is no persona `{name}`.")
    DID_YOU_MEAN = N_("There is no persona `{name}`. Did you mean {near}?")
    AMBIGUOUS = N_("`{name}` fits several personas: {candidates}. Write one of them with its folder.")
    UNREADABLE = N_("The file of `{name}` can no longer be read: {path}.")
    UNKNOWN_PART = N_("`{name}` has no part `{part}`. It has: {parts}.")
    NO_PROMPT = N_("`{name}` has no activation prompt.")
    BAD_ARGUMENT = N_("The value of the argument `{argument}` cannot be read.")
    UNCLOSED = N_("The arguments of `{name}` are never closed: a `)` is missing.")
    CYCLE = N_("`{name}` includes itself: {chain}.")
    MISSING_VALUES = N_("`{name}` needs a value for {variables}.")
    TEMPLATE = N_("The prompt of `{name}` is not a valid template: {detail}")
    FAILED = N_("The prompt of `{name}` cannot be rendered: {detail}")
    TOO_LARGE = N_("`{name}` becomes too long: more than {limit} characters.")
    TOO_SLOW = N_("Rendering `{name}` took too long and was stopped.")


@frozen
class Missing:
    """A variable without a value: where its persona declares it, else where it is first used; the position counts code points."""

    name: str
    path: Path
    position: Position
    is_declared: bool


@frozen
class Problem:
    """One reason, at the reference of the document that led to it; ``path`` is the persona file in which it arose, if it was another."""

    refusal: Refusal
    span: Span
    arguments: Mapping[str, object] = field(default_factory=dict)
    path: Path | None = None
    missing: tuple[Missing, ...] = ()
    """Of `Refusal.MISSING_VALUES`: each variable, in the order of its use."""


class Refused(Exception):  # noqa: N818 (reads as what it is)
    """A text could not be made; ``problems`` are all the reasons, in the order of the text."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{each.refusal.name} {dict(each.arguments)}" for each in problems))
        self.problems = problems

    def at(self, span: Span, path: Path | None = None) -> "Refused":
        """The same reasons for a reference at ``span``; ``path`` is where those arose that tell no file."""
        return Refused(*(replace(each, span=span, path=each.path or path) for each in self.problems))
