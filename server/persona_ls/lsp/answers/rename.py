"""Renaming, from the editor's prompt for a new name to the edits; and references that follow files which the editor moves."""

from collections.abc import Iterator
from contextlib import contextmanager

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from persona_ls import asking
from persona_ls.features.rename import Refusal
from persona_ls.features.rename import prepare_rename as prepare
from persona_ls.features.rename import rename as change_of
from persona_ls.features.renaming.files import moved_files
from persona_ls.locales import Messages
from persona_ls.lsp.answers.navigation import look_at_files
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.edits import workspace_edit
from persona_ls.lsp.uris import path_of


def prepare_rename(desk: Desk, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """The name that would change, or in a sentence why none can."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    with _answered(desk.session.say):
        offered = prepare(opened, border.offset(opened.text, params.position), asking.workspace(desk.session))
    return types.PrepareRenamePlaceholder(border.range(opened.text, offered.span), offered.name) if offered else None


def rename(desk: Desk, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """All edits of a rename, or in a sentence why there are none."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, offset = found[0], desk.border.offset(found[0].text, params.position)
    look_at_files(desk, opened, offset)
    with _answered(desk.session.say):
        workspace, can_move = asking.workspace(desk.session), desk.client.can_rename_files
        return workspace_edit(change_of(opened, offset, params.new_name, workspace, can_move=can_move), desk.border)


def will_rename_files(desk: Desk, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """What has to change so that references mean the same when these files and folders have moved."""
    moves = [(path_of(each.old_uri), path_of(each.new_uri)) for each in params.files]
    change = moved_files([(old, new) for old, new in moves if old and new], asking.workspace(desk.session))
    return workspace_edit(change, desk.border) if change.edited else None


@contextmanager
def _answered(say: Messages) -> Iterator[None]:
    """A refusal as the error that an editor shows."""
    try:
        yield
    except Refusal as refusal:
        sentence = say(refusal.message, **refusal.arguments)
        code = JsonRpcInvalidParams.CODE if refusal.is_about_name else types.LSPErrorCodes.RequestFailed.value
        raise JsonRpcException(sentence, code) from refusal
