"""Code actions: what can be done at a place, and what of it is only made when it is chosen."""

import asyncio
from collections.abc import Callable, Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from persona_ls import asking
from persona_ls.features.actions import Action, ActionKind, Reason, refused
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.edits import workspace_edit
from persona_ls.render.problems import Refused
from persona_ls.text import Span
from persona_ls.values import replace

_FIX_ALL = types.CodeActionKind.SourceFixAll
_KINDS = {
    ActionKind.QUICK_FIX: types.CodeActionKind.QuickFix,
    ActionKind.EXTRACT: types.CodeActionKind.RefactorExtract,
    ActionKind.INLINE: types.CodeActionKind.RefactorInline,
    ActionKind.REWRITE: types.CodeActionKind.RefactorRewrite,
}


async def code_action(desk: Desk, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """The fixes of the findings in a range, what can be made of it otherwise, and all safe fixes at once where that is asked for."""
    found = desk.opened(params.text_document.uri)
    if found is None or not desk.client.has_code_action_literals:
        return None
    opened, document = found
    span = desk.border.span(opened.text, params.range)
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    actions: list[types.CodeAction | None] = []
    for each in asking.actions(desk.session, opened, span, _wanted(only)):
        if each.creates and not desk.client.can_create_files:
            continue
        if each.work is None:
            actions.append(_code_action(desk, opened, each, params.context.diagnostics))
        elif desk.client.resolves_actions:
            actions.append(_promised(desk, each, span, document.uri, document.version))
        elif params.context.trigger_kind != types.CodeActionTriggerKind.Automatic:
            actions.append(_code_action(desk, opened, await _done(each), ()))
    if any(_is_kind(_FIX_ALL.value, kind) or _is_kind(kind, _FIX_ALL.value) for kind in only):
        actions.append(_all_fixes(desk, opened))
    return [action for action in actions if action]


async def resolve(desk: Desk, action: types.CodeAction) -> types.CodeAction:
    """The edit of an action that was chosen.

    Raises:
        JsonRpcException: it cannot be done, with the reason as a sentence; or the text has changed since it was offered.
    """
    data = action.data if isinstance(action.data, dict) else {}
    found = desk.opened(str(data.get("uri")))
    start, end = data.get("start"), data.get("end")
    if found is None or found[1].version != data.get("version") or type(start) is not int or type(end) is not int:
        raise JsonRpcContentModified
    opened, span = found[0], Span(start, end)
    offered = next((each for each in asking.actions(desk.session, opened, span) if each.name == data.get("name")), None)
    if offered is None:
        raise JsonRpcContentModified
    done = await _done(offered) if offered.work else offered
    if done.disabled:
        raise JsonRpcException(desk.session.say(done.disabled.message, **done.disabled.arguments), _REQUEST_FAILED)
    action.edit = workspace_edit(done.change, desk.border) if done.change else None
    return action


_REQUEST_FAILED = types.LSPErrorCodes.RequestFailed.value


def _wanted(only: Sequence[str]) -> Callable[[ActionKind], bool]:
    return lambda kind: not only or any(_is_kind(kind.value, each) for each in only)


def _is_kind(kind: str, wanted: str) -> bool:
    """Whether ``kind`` is ``wanted`` or one below it: ``refactor.inline`` is a ``refactor``."""
    return not wanted or kind == wanted or kind.startswith(wanted + ".")


async def _done(action: Action) -> Action:
    """The action with its change; disabled where that cannot be made. It may render, and so runs in a thread."""
    assert action.work is not None
    try:
        change: Change | None = await asyncio.to_thread(action.work)
        reason: Reason | None = None
    except Refused as error:
        change, reason = None, refused(error)
    return replace(action, change=change, work=None, disabled=reason)


def _promised(desk: Desk, action: Action, span: Span, uri: str, version: int | None) -> types.CodeAction:
    """An action whose edit is made when it is chosen."""
    data = {"name": action.name, "uri": uri, "version": version, "start": span.start, "end": span.end}
    return types.CodeAction(_title(desk, action), kind=_KINDS[action.kind], data=data)


def _code_action(
    desk: Desk, opened: Opened, action: Action, given: Sequence[types.Diagnostic]
) -> types.CodeAction | None:
    """An action for this client; ``None`` when it cannot carry it out, or cannot show why not."""
    if action.disabled:
        return _disabled(desk, action, action.disabled)
    edit = workspace_edit(action.change, desk.border) if action.change else None
    if edit is None:
        return None
    finding = action.finding
    place = desk.border.range(opened.text, finding.span) if finding else None
    mended = [each for each in given if finding and each.code == finding.rule.name and each.range == place]
    return types.CodeAction(
        title=_title(desk, action),
        kind=_KINDS[action.kind],
        diagnostics=mended or None,
        is_preferred=action.is_preferred or None,
        edit=edit,
    )


def _disabled(desk: Desk, action: Action, reason: Reason) -> types.CodeAction | None:
    if not desk.client.shows_disabled_actions:
        return None
    words = desk.session.say(reason.message, **reason.arguments)
    return types.CodeAction(_title(desk, action), kind=_KINDS[action.kind], disabled=types.CodeActionDisabled(words))


def _title(desk: Desk, action: Action) -> str:
    return desk.session.say(action.title, **action.arguments)


def _all_fixes(desk: Desk, opened: Opened) -> types.CodeAction | None:
    edits = asking.fix_all(desk.session, opened)
    if not edits:
        return None
    edit = workspace_edit(Change(edited=(opened.edited(edits),)), desk.border)
    return types.CodeAction(desk.session.say("Apply all safe fixes"), kind=_FIX_ALL, edit=edit)
