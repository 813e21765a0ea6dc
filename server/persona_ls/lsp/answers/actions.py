"""Code actions: what can be done at a place."""

from collections.abc import Sequence

from lsprotocol import types

from persona_ls.features.actions import Action, ActionKind, fixes_at
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.edits import workspace_edit

_FIX_ALL = types.CodeActionKind.SourceFixAll
_KINDS = {
    ActionKind.QUICK_FIX: types.CodeActionKind.QuickFix,
    ActionKind.EXTRACT: types.CodeActionKind.RefactorExtract,
    ActionKind.INLINE: types.CodeActionKind.RefactorInline,
    ActionKind.REWRITE: types.CodeActionKind.RefactorRewrite,
}


def code_action(desk: Desk, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """The fixes of the findings in a range, and all safe ones at once where that is asked for."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened = found[0]
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    span = desk.border.span(opened.text, params.range)
    offered = fixes_at(opened, desk.session.findings(opened), span)
    wanted = (each for each in offered if not only or any(_is_kind(each.kind.value, kind) for kind in only))
    actions = [_code_action(desk, opened, each, params.context.diagnostics) for each in wanted]
    if any(_is_kind(_FIX_ALL.value, kind) or _is_kind(kind, _FIX_ALL.value) for kind in only):
        actions.append(_all_fixes(desk, opened))
    return [action for action in actions if action]


def _is_kind(kind: str, wanted: str) -> bool:
    """Whether ``kind`` is ``wanted`` or one below it: ``refactor.inline`` is a ``refactor``."""
    return not wanted or kind == wanted or kind.startswith(wanted + ".")


def _code_action(
    desk: Desk, opened: Opened, action: Action, given: Sequence[types.Diagnostic]
) -> types.CodeAction | None:
    """An action for this client; ``None`` when it cannot carry it out."""
    edit = workspace_edit(action.change, desk.border)
    if edit is None:
        return None
    finding = action.finding
    place = desk.border.range(opened.text, finding.span) if finding else None
    mended = [each for each in given if finding and each.code == finding.rule.name and each.range == place]
    return types.CodeAction(
        title=desk.session.say(action.title, **action.arguments),
        kind=_KINDS[action.kind],
        diagnostics=mended or None,
        is_preferred=action.is_preferred or None,
        edit=edit,
    )


def _all_fixes(desk: Desk, opened: Opened) -> types.CodeAction | None:
    edits = desk.session.fix_all(opened)
    if not edits:
        return None
    edit = workspace_edit(Change(edited=(opened.edited(edits),)), desk.border)
    return types.CodeAction(desk.session.say("Apply all safe fixes"), kind=_FIX_ALL, edit=edit)
