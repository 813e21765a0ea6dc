"""What can be done at a place: the fixes of its findings, and what makes another text of it without mending anything."""

from collections.abc import Callable, Iterator

from persona_ls.features.actions.backticks import backticks
from persona_ls.features.actions.base import Action, ActionKind, Bench, Reason, refused
from persona_ls.features.actions.expand import expand
from persona_ls.features.actions.extract_persona import extract_persona
from persona_ls.features.actions.extract_variable import extract_variable
from persona_ls.features.actions.fill_in import fill_in
from persona_ls.features.actions.fixes import changes, fixes_at, safe_edits
from persona_ls.features.opened import Opened
from persona_ls.text import Span

__all__ = ["Action", "ActionKind", "Bench", "Reason", "changes", "fixes_at", "refactorings_at", "refused", "safe_edits"]

_OFFERS: tuple[tuple[ActionKind, Callable[[Opened, Span, Bench], Iterator[Action]]], ...] = (
    (ActionKind.REWRITE, fill_in),
    (ActionKind.INLINE, expand),
    (ActionKind.REWRITE, backticks),
    (ActionKind.EXTRACT, extract_variable),
    (ActionKind.EXTRACT, extract_persona),
)


def refactorings_at(
    opened: Opened, span: Span, bench: Bench, is_wanted: Callable[[ActionKind], bool] = lambda _: True
) -> tuple[Action, ...]:
    """What can be made of the reference or the selection at ``span``, as far as its kind is wanted. Nothing is rendered yet."""
    return tuple(action for kind, offer in _OFFERS if is_wanted(kind) for action in offer(opened, span, bench))
