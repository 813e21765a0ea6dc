"""The one builder of edits: a `Change` as the protocol's ``WorkspaceEdit``, as far as this client can carry it out.

A client that knows document changes gets versions, so that an edit made for an older text is refused and not applied to another; any
other gets plain ``changes``. Files are created and renamed only by clients that say so, and never over a file that is there.
"""

from collections.abc import Iterable, Iterator

from lsprotocol import types

from persona_ls.features.change import Change, EditedFile
from persona_ls.lsp.convert import Border
from persona_ls.lsp.uris import uri_of
from persona_ls.rules.base import NewFile

__all__ = ["workspace_edit"]

_START = types.Range(types.Position(0, 0), types.Position(0, 0))
TextEdit = types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit
Step = types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile


def workspace_edit(change: Change, border: Border) -> types.WorkspaceEdit | None:
    """``change`` for the client of ``border``; ``None`` when that client cannot do all of it: half a change is none."""
    client = border.client
    if change.created and not client.can_create_files:
        return None
    if change.renamed and not client.can_rename_files:
        return None
    edited = _edits_by_document([each for each in change.edited if each.edits], border)
    if not client.has_versioned_edits:
        plain = {uri: [each for each in edits if isinstance(each, types.TextEdit)] for uri, edits in edited.items()}
        return types.WorkspaceEdit(changes=plain)
    steps: list[Step] = [step for each in change.created for step in _creation(each)]
    steps += [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, border.version(uri)), edits)
        for uri, edits in edited.items()
    ]
    steps += [
        types.RenameFile(border.uri(each.old), uri_of(each.new), options=types.RenameFileOptions(overwrite=False))
        for each in change.renamed
    ]
    return types.WorkspaceEdit(document_changes=steps, change_annotations=_annotations(change, border))


def _edits_by_document(edited: Iterable[EditedFile], border: Border) -> dict[str, list[TextEdit]]:
    """All edits of a document in one list: after the first of two lists its version would be another."""
    found: dict[str, list[TextEdit]] = {}
    for each in edited:
        edits = border.text_edits(each.text, each.edits)
        if each.question is None:
            found.setdefault(_uri(each, border), []).extend(edits)
        elif border.client.can_ask:
            asked = [types.AnnotatedTextEdit(each.question.title, edit.range, edit.new_text) for edit in edits]
            found.setdefault(_uri(each, border), []).extend(asked)
    return found


def _annotations(change: Change, border: Border) -> dict[str, types.ChangeAnnotation] | None:
    """The questions, by the name that their edits have for them."""
    questions = [each.question for each in change.edited if each.question and border.client.can_ask]
    say = border.session.say
    return {
        each.title: types.ChangeAnnotation(say(each.title, **each.arguments), needs_confirmation=True)
        for each in questions
    } or None


def _uri(edited: EditedFile, border: Border) -> str:
    """As the editor spells it, whatever is open; an untitled document has no path."""
    return border.uri(edited.path) if edited.path else edited.key


def _creation(created: NewFile) -> Iterator[Step]:
    """The file, then its text; a file that has come into being meanwhile is not written over."""
    uri = uri_of(created.path)
    yield types.CreateFile(uri=uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=True))
    document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None)
    yield types.TextDocumentEdit(document, [types.TextEdit(_START, created.content)])
