"""Wrap a reference in backticks: other tools take a bare ``@word`` of a prompt file for a file to import."""

from collections.abc import Iterator

from persona_ls.features.actions.base import Action, ActionKind, Bench, reference_touched
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.locales import N_
from persona_ls.text import Edit, Span

__all__ = ["backticks"]


def backticks(opened: Opened, span: Span, _: Bench) -> Iterator[Action]:
    """Of a reference in prose; one in a code span has them, and in a fence they would be text."""
    reference = reference_touched(opened, span)
    if reference is None or not reference.is_closed or "`" in reference.span.of(opened.document.source):
        return
    start, end = reference.span
    outline = opened.document.outline
    if outline.fence_at(start) or outline.inline.code_at(start):
        return
    edits = Edit(Span(start, start), "`"), Edit(Span(end, end), "`")
    yield Action(N_("Wrap the reference in backticks"), Change(edited=(opened.edited(edits),)), ActionKind.REWRITE)
