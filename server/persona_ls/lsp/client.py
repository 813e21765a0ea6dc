"""What this client is like: every difference that answers depend on, as one named flag with its reason.

Nothing else in the package asks who the client is.
"""

from dataclasses import dataclass

from lsprotocol import types

__all__ = ["Client", "client_of"]


@dataclass(frozen=True, slots=True)
class Client:
    """The flags, read once from ``initialize``."""

    has_snippets: bool = False
    """Items may hold tab stops."""
    has_yasnippet: bool = False
    """Snippets go to Emacs' yasnippet, which reads them otherwise. lsp-mode and newer eglots give their name; eglot 1.9 has none."""
    keeps_whitespace: bool = False
    """It inserts what it is told, blanks and all, when an item says so (VS Code, lsp-mode).

    Others put the blanks that begin the line before each later line of a snippet by themselves (Neovim, Helix, CodeMirror).
    """
    is_word_mode: bool = False
    """The client ignores the range of an item and replaces the ``\\w*`` before the cursor (Kate 22.12, ALE, Neovim 0.7).

    They announce none of snippets, insert/replace and context; Helix lacks only the last, so all three are asked.
    """
    has_insert_replace: bool = False
    """An item may have one range to the cursor and one to the end of the token."""
    replaces_token: bool = False
    """A plain range that reaches past the cursor works best (VS Code: its insert mode would leave the tail; CodeMirror)."""
    has_item_defaults: bool = False
    """The range can be said once for the whole list."""
    has_markdown_hover: bool = True
    has_location_links: bool = False
    has_symbol_tree: bool = False
    has_versioned_edits: bool = False
    """It knows ``documentChanges``: versions, and files that come and go."""
    can_create_files: bool = False
    can_rename_files: bool = False
    has_code_action_literals: bool = False
    pulls_diagnostics: bool = False
    """It asks for diagnostics *and* lets itself be told to ask again.

    Neovim 0.11 cannot be told, and CodeMirror's client announces pulling but never does: both are pushed to.
    """
    has_progress: bool = False
    watches_files: bool = False
    """It takes a registration for file events; else the server looks itself (Neovim on Linux, Helix)."""


def client_of(params: types.InitializeParams) -> Client:
    """The flags of the client that sent ``params``."""
    document = params.capabilities.text_document
    workspace = params.capabilities.workspace
    window = params.capabilities.window
    completion = document.completion if document else None
    item = completion.completion_item if completion else None
    defaults = (completion.completion_list.item_defaults or []) if completion and completion.completion_list else []
    edit = workspace.workspace_edit if workspace else None
    operations = (edit.resource_operations or ()) if edit and edit.document_changes else ()
    snippets = bool(item and item.snippet_support)
    insert_replace = bool(item and item.insert_replace_support)
    modes = item.insert_text_mode_support.value_set if item and item.insert_text_mode_support else None
    context = bool(completion and completion.context_support)
    name = params.client_info.name.casefold() if params.client_info else ""
    formats = document.hover.content_format if document and document.hover else None
    refresh = workspace.diagnostics if workspace else None
    watching = workspace.did_change_watched_files if workspace else None
    return Client(
        has_snippets=snippets,
        has_yasnippet=any(each in name for each in ("emacs", "eglot")) or not (name or modes),
        keeps_whitespace=types.InsertTextMode.AsIs in (modes or ()),
        is_word_mode=not (snippets or insert_replace or context),
        has_insert_replace=insert_replace,
        replaces_token=any(each in name for each in ("visual studio code", "code-server", "vscodium", "codemirror")),
        has_item_defaults="editRange" in defaults,
        has_markdown_hover=not formats or types.MarkupKind.Markdown in formats,
        has_location_links=bool(document and document.definition and document.definition.link_support),
        has_symbol_tree=bool(
            document and document.document_symbol and document.document_symbol.hierarchical_document_symbol_support
        ),
        has_versioned_edits=bool(edit and edit.document_changes),
        can_create_files=types.ResourceOperationKind.Create in operations,
        can_rename_files=types.ResourceOperationKind.Rename in operations,
        has_code_action_literals=bool(
            document and document.code_action and document.code_action.code_action_literal_support
        ),
        pulls_diagnostics=bool(document and document.diagnostic and refresh and refresh.refresh_support),
        has_progress=bool(window and window.work_done_progress),
        watches_files=bool(watching and watching.dynamic_registration),
    )
