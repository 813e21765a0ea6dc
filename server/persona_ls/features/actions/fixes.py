"""What can be done about the findings at a place: their fixes, the safe and only one preferred."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from persona_ls.features.actions.base import Action, ActionKind
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.rules.base import Finding, Fix
from persona_ls.text import Edit, Span

__all__ = ["changes", "fixes_at", "safe_edits"]


def fixes_at(opened: Opened, findings: Sequence[Finding], span: Span) -> tuple[Action, ...]:
    """The fixes of the findings that ``span`` (a selection, or a cursor) touches."""
    touched = [each for each in findings if each.span.start <= span.end and span.start <= each.span.end]
    return tuple(_mending(opened, finding, fix) for finding in touched for fix in finding.fixes)


def _mending(opened: Opened, finding: Finding, fix: Fix) -> Action:
    change = Change(created=(fix.create,)) if fix.create else Change(edited=(opened.edited(fix.edits),))
    is_preferred = fix.is_safe and sum(each.is_safe for each in finding.fixes) == 1
    return Action(fix.title, change, ActionKind.QUICK_FIX, fix.arguments, finding, is_preferred)


def safe_edits(findings: Sequence[Finding], *, unsafe: bool = False) -> tuple[Edit, ...]:
    """The edits of one fix for each finding, safe ones only unless ``unsafe``.

    A fix that would overlap an earlier one waits for the next round.
    """
    taken: list[Edit] = []
    for finding in findings:
        fix = next((each for each in finding.fixes if each.edits and (each.is_safe or unsafe)), None)
        if fix and not any(_clash(edit, other) for edit in fix.edits for other in taken):
            taken += fix.edits
    return tuple(taken)


def changes(before: str, after: str) -> tuple[Edit, ...]:
    """The edits that make ``after`` of ``before``: one for each run of changed lines, cut down to the characters that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0, *accumulate(len(line) for line in old)]
    edits = []
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            was, becomes = "".join(old[first:last]), "".join(new[new_first:new_last])
            head = _common(was, becomes)
            tail = _common(was[head:][::-1], becomes[head:][::-1])
            span = Span(starts[first] + head, starts[last] - tail)
            edits.append(Edit(span, becomes[head : len(becomes) - tail]))
    return tuple(edits)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _clash(edit: Edit, other: Edit) -> bool:
    if edit.span == other.span:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end
