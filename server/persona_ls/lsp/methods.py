"""The table of all that is served: a method of the protocol, the function that answers it, and what is announced of it.

A function is named by its place in `persona_ls.lsp.answers` and imported when the first request for it comes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from lsprotocol import types

from persona_ls.lsp.client import Client

__all__ = ["METHODS", "TRIGGERS", "Method"]

# Every character of a reference that is no word character, else popups die inside `data-science`; and what opens a template tag, a
# filter and a list of tags.
TRIGGERS = ["@", ":", "-", "#", "(", ",", "/", ".", "=", "{", "|", "["]


class Method(NamedTuple):
    """One method that is served."""

    name: str
    answer: str
    """``"hover.hover"``: the module in `persona_ls.lsp.answers`, and the function there."""
    options: Any = None
    """What ``initialize`` announces of it."""
    waits: bool = False
    """Whether it may wait for a template to be rendered, or is long: then it runs beside others."""
    suits: Callable[[Client], bool] = lambda _: True
    """Whether it is announced to this client."""


METHODS = (
    Method(
        types.TEXT_DOCUMENT_COMPLETION,
        "completion.completion",
        types.CompletionOptions(TRIGGERS, resolve_provider=True),
        waits=True,
    ),
    Method(types.COMPLETION_ITEM_RESOLVE, "completion.resolve", waits=True),
    Method(types.TEXT_DOCUMENT_HOVER, "hover.hover", waits=True),
    Method(types.TEXT_DOCUMENT_DEFINITION, "navigation.definition"),
    Method(types.TEXT_DOCUMENT_DOCUMENT_LINK, "navigation.document_link"),
    Method(
        types.TEXT_DOCUMENT_CODE_ACTION,
        "actions.code_action",
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    ),
    Method(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "outline.document_symbol"),
    Method(types.WORKSPACE_SYMBOL, "outline.workspace_symbol"),
    Method(types.TEXT_DOCUMENT_FOLDING_RANGE, "outline.folding"),
    Method(types.TEXT_DOCUMENT_SELECTION_RANGE, "outline.selection"),
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
