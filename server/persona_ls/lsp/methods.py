"""The table of all that is served: a method of the protocol, the function that answers it, and what is announced of it.

A function is named by its place in `persona_ls.lsp.answers` and imported when the first request for it comes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from lsprotocol import types

from persona_ls.lsp.client import Client
from persona_ls.lsp.legend import LEGEND

__all__ = ["COMMANDS", "METHODS", "MOVED_FILES", "RENDER", "TRIGGERS", "Method"]

RENDER = "persona-ls.render"

# Every character of a reference that is no word character, else popups die inside `data-science`; and what opens the text of an argument,
# a template tag, a filter and a list of tags.
TRIGGERS = ["@", ":", "-", "#", "(", ",", "/", ".", "=", '"', "{", "|", "["]


def _files(pattern: str, kind: types.FileOperationPatternKind) -> types.FileOperationFilter:
    return types.FileOperationFilter(types.FileOperationPattern(pattern, kind), scheme="file")


MOVED_FILES = types.FileOperationRegistrationOptions(
    [
        _files("**/*.{md,markdown,mdc,prompt}", types.FileOperationPatternKind.File),
        _files("**", types.FileOperationPatternKind.Folder),
    ]
)
"""The files and folders of whose moves the editor tells us."""


class Method(NamedTuple):
    """One method that is served."""

    name: str
    answer: str
    """``"hover.hover"``: the module in `persona_ls.lsp.answers`, and the function there."""
    options: Any = None
    """What ``initialize`` announces of it."""
    waits: bool = False
    """Whether it may wait for a template to be rendered, or is long: then it runs beside others."""
    settles: bool = True
    """Whether its answer depends on the references of a document that is just being typed."""
    suits: Callable[[Client], bool] = lambda _: True
    """Whether it is announced to this client."""


METHODS = (
    Method(
        types.TEXT_DOCUMENT_COMPLETION,
        "completion.completion",
        types.CompletionOptions(TRIGGERS, resolve_provider=True),
        waits=True,
        settles=False,
    ),
    Method(types.COMPLETION_ITEM_RESOLVE, "completion.resolve", waits=True),
    Method(
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        "signature.signature_help",
        types.SignatureHelpOptions(trigger_characters=["(", ",", "="], retrigger_characters=[")"]),
    ),
    Method(types.TEXT_DOCUMENT_HOVER, "hover.hover", waits=True),
    Method(types.TEXT_DOCUMENT_DEFINITION, "navigation.definition"),
    Method(types.TEXT_DOCUMENT_REFERENCES, "navigation.references"),
    Method(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "navigation.document_highlight"),
    Method(types.TEXT_DOCUMENT_DOCUMENT_LINK, "navigation.document_link"),
    Method(types.TEXT_DOCUMENT_RENAME, "rename.rename"),
    Method(types.TEXT_DOCUMENT_PREPARE_RENAME, "rename.prepare_rename"),
    Method(types.WORKSPACE_WILL_RENAME_FILES, "rename.will_rename_files", MOVED_FILES),
    Method(
        types.TEXT_DOCUMENT_CODE_ACTION,
        "actions.code_action",
        types.CodeActionOptions(
            [
                types.CodeActionKind.QuickFix,
                types.CodeActionKind.RefactorExtract,
                types.CodeActionKind.RefactorInline,
                types.CodeActionKind.RefactorRewrite,
                types.CodeActionKind.SourceFixAll,
            ],
            resolve_provider=True,
        ),
        waits=True,
    ),
    Method(types.CODE_ACTION_RESOLVE, "actions.resolve", waits=True),
    Method(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "outline.document_symbol"),
    Method(types.WORKSPACE_SYMBOL, "outline.workspace_symbol"),
    Method(types.WORKSPACE_SYMBOL_RESOLVE, "outline.resolve_symbol", suits=lambda client: client.resolves_symbols),
    Method(types.TEXT_DOCUMENT_FOLDING_RANGE, "outline.folding"),
    Method(types.TEXT_DOCUMENT_SELECTION_RANGE, "outline.selection"),
    Method(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, "calls.prepare_calls"),
    Method(types.CALL_HIERARCHY_INCOMING_CALLS, "calls.incoming_calls", waits=True),
    Method(types.CALL_HIERARCHY_OUTGOING_CALLS, "calls.outgoing_calls", waits=True),
    Method(types.TEXT_DOCUMENT_CODE_LENS, "lenses.code_lens"),
    Method(types.CODE_LENS_RESOLVE, "lenses.resolve", waits=True),
    Method(types.TEXT_DOCUMENT_INLAY_HINT, "inlays.inlay_hint"),
    Method(types.INLAY_HINT_RESOLVE, "inlays.resolve", waits=True),
    Method(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "tokens.full", LEGEND),
    Method(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, "tokens.delta"),
    Method(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, "tokens.in_range"),
    Method("persona-ls/personas", "panel.personas", waits=True),
    Method("persona-ls/render", "panel.render", waits=True),
    Method("persona-ls/newPersona", "panel.new_persona"),
    Method("persona-ls/status", "panel.status"),
    Method(types.TEXT_DOCUMENT_FORMATTING, "formatting.formatting"),
    Method(types.TEXT_DOCUMENT_RANGE_FORMATTING, "formatting.range_formatting"),
    Method(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        "diagnostics.diagnostic",
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="persona-ls"),
        suits=lambda client: client.pulls_diagnostics,
    ),
    Method(
        types.WORKSPACE_DIAGNOSTIC,
        "diagnostics.workspace_diagnostic",
        waits=True,
        suits=lambda client: client.pulls_diagnostics,
    ),
)

COMMANDS = {RENDER: "commands.render"}
"""What ``workspace/executeCommand`` carries out: a function that takes the list of arguments, and may wait."""
