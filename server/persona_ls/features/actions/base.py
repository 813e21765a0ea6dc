"""What an action is, and what it may know of the world around the document."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path

from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry
from persona_ls.library.snapshot import Library
from persona_ls.locales import Language
from persona_ls.persona import Persona
from persona_ls.render.expand import TemplateEngine
from persona_ls.render.problems import Refused
from persona_ls.rules.base import Finding, NewFile
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span
from persona_ls.values import field, frozen

__all__ = ["Action", "ActionKind", "Bench", "Reason", "reference_touched", "refused"]


class ActionKind(Enum):
    """What an action is for; the door maps it to the protocol's kinds."""

    QUICK_FIX = "quickfix"
    EXTRACT = "refactor.extract"
    INLINE = "refactor.inline"
    REWRITE = "refactor.rewrite"


@frozen
class Reason:
    """Why an action cannot be done here: a sentence and what fills it."""

    message: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@frozen
class Action:
    """Something that can be done: ``title`` with ``arguments`` makes the sentence; ``finding`` is what it mends.

    Its change is at hand, or is made by ``work`` when the action is chosen, because that renders or reads files; ``name`` is then what it
    is found by again. ``work`` may raise `persona_ls.render.problems.Refused`. With ``disabled`` it has neither.
    """

    title: str
    change: Change | None = None
    kind: ActionKind = ActionKind.QUICK_FIX
    arguments: Mapping[str, object] = field(default_factory=dict)
    finding: Finding | None = None
    is_preferred: bool = False
    name: str = ""
    work: Callable[[], Change] | None = None
    disabled: Reason | None = None
    creates: bool = False
    """Whether its change creates a file, which some clients cannot."""


@frozen
class Bench:
    """What actions work with: a snapshot, where it is looked from, who reads and renders, and where new personas go."""

    library: Library
    home: Path | None
    language: Language
    today: date
    load: Callable[[Entry], Persona | None]
    engine: Callable[[], TemplateEngine]
    new_persona: Callable[[str, str, str, str], NewFile | None]
    """The file for a new id in a language, with this title and basic prompt; ``None`` where there is no place for it."""
    findings: tuple[Finding, ...] = ()


def reference_touched(opened: Opened, span: Span) -> Reference | None:
    """The first live reference that ``span`` (a selection, or a cursor) touches."""
    references = opened.references
    at = bisect_left(references, span.start, key=lambda each: each.span.end)
    return references[at] if at < len(references) and references[at].span.start <= span.end else None


def refused(error: Refused) -> Reason:
    """Why a text could not be made: the first reason, as others have the same cause or will be told when it is gone."""
    problem = error.problems[0]
    return Reason(problem.refusal.value, problem.arguments)
