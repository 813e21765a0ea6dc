"""What this client is like: every difference that answers depend on, as one named flag with its reason.

Nothing else in the package asks who the client is.
"""

from lsprotocol import types

from persona_ls.values import frozen

__all__ = ["Client", "client_of"]


@frozen
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
    has_label_offsets: bool = False
    """A parameter of a signature may be told by its place in the label; else its words are looked for there."""
    has_markdown_hover: bool = True
    has_location_links: bool = False
    has_symbol_tree: bool = False
    resolves_symbols: bool = False
    """It asks where a symbol of the workspace stands when the person has chosen it, so that no file is read for a list."""
    has_versioned_edits: bool = False
    """It knows ``documentChanges``: versions, and files that come and go."""
    can_create_files: bool = False
    can_rename_files: bool = False
    can_ask: bool = False
    """It shows edits that a person has to confirm."""
    has_code_action_literals: bool = False
    """It takes actions that are more than a command of ours to run; we have no such commands for what changes texts."""
    resolves_actions: bool = False
    """It asks for the edit of an action when the person has chosen it, so that nothing is rendered for a menu."""
    shows_disabled_actions: bool = False
    pulls_diagnostics: bool = False
    """It asks for diagnostics *and* lets itself be told to ask again.

    Neovim 0.11 cannot be told, and CodeMirror's client announces pulling but never does: both are pushed to.
    """
    has_progress: bool = False
    watches_files: bool = False
    """It takes a registration for file events; else the server looks itself (Neovim on Linux, Helix)."""
    commands: frozenset[str] = frozenset()
    """Commands of the client itself that a code lens may name; our VS Code extension tells its own, others have none."""
    resolves_inlay_tooltips: bool = False
    refreshes_lenses: bool = False
    refreshes_inlays: bool = False
    refreshes_tokens: bool = False
    wants_status: bool = False
    """It wants to be told how the library stands (``persona-ls/status``), as our VS Code extension does."""
    shows_documents: bool = False
    """It opens a file that the server names; to others (lsp-mode 8, Vim) a message says where it is."""


def client_of(params: types.InitializeParams) -> Client:
    """The flags of the client that sent ``params``."""
    document = params.capabilities.text_document
    workspace = params.capabilities.workspace
    window = params.capabilities.window
    completion = document.completion if document else None
    item = completion.completion_item if completion else None
    defaults = (completion.completion_list.item_defaults or []) if completion and completion.completion_list else []
    edit = workspace.workspace_edit if workspace else None
    # Neovim names resource operations alone, which are steps of document changes.
    operations = (edit.resource_operations or ()) if edit else ()
    snippets = bool(item and item.snippet_support)
    insert_replace = bool(item and item.insert_replace_support)
    modes = item.insert_text_mode_support.value_set if item and item.insert_text_mode_support else None
    context = bool(completion and completion.context_support)
    name = params.client_info.name.casefold() if params.client_info else ""
    action = document.code_action if document else None
    signature = document.signature_help.signature_information if document and document.signature_help else None
    parameters = signature.parameter_information if signature else None
    formats = document.hover.content_format if document and document.hover else None
    refresh = workspace.diagnostics if workspace else None
    watching = workspace.did_change_watched_files if workspace else None
    symbol = workspace.symbol if workspace else None
    inlay = document.inlay_hint if document else None
    return Client(
        has_snippets=snippets,
        has_yasnippet=any(each in name for each in ("emacs", "eglot")) or not (name or modes),
        keeps_whitespace=types.InsertTextMode.AsIs in (modes or ()),
        is_word_mode=not (snippets or insert_replace or context),
        has_insert_replace=insert_replace,
        replaces_token=any(each in name for each in ("visual studio code", "code-server", "vscodium", "codemirror")),
        has_item_defaults="editRange" in defaults,
        has_label_offsets=bool(parameters and parameters.label_offset_support),
        has_markdown_hover=not formats or types.MarkupKind.Markdown in formats,
        has_location_links=bool(document and document.definition and document.definition.link_support),
        has_symbol_tree=bool(
            document and document.document_symbol and document.document_symbol.hierarchical_document_symbol_support
        ),
        resolves_symbols=bool(
            symbol and symbol.resolve_support and "location.range" in (symbol.resolve_support.properties or ())
        ),
        has_versioned_edits=bool(operations or (edit and edit.document_changes)),
        can_create_files=types.ResourceOperationKind.Create in operations,
        can_ask=bool(edit and edit.change_annotation_support),
        can_rename_files=types.ResourceOperationKind.Rename in operations,
        has_code_action_literals=bool(action and action.code_action_literal_support),
        resolves_actions=bool(
            action and action.resolve_support and "edit" in (action.resolve_support.properties or ())
        ),
        shows_disabled_actions=bool(action and action.disabled_support),
        pulls_diagnostics=bool(document and document.diagnostic and refresh and refresh.refresh_support),
        has_progress=bool(window and window.work_done_progress),
        watches_files=bool(watching and watching.dynamic_registration),
        commands=_commands(params.initialization_options),
        wants_status=_option(params.initialization_options, "status") is True,
        resolves_inlay_tooltips=bool(
            inlay and inlay.resolve_support and "tooltip" in (inlay.resolve_support.properties or ())
        ),
        refreshes_lenses=bool(workspace and workspace.code_lens and workspace.code_lens.refresh_support),
        refreshes_inlays=bool(workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support),
        refreshes_tokens=bool(workspace and workspace.semantic_tokens and workspace.semantic_tokens.refresh_support),
        shows_documents=bool(window and window.show_document and window.show_document.support),
    )


def _option(options: object, name: str) -> object:
    """One of the initialization options, whatever shape they have."""
    return options.get(name) if isinstance(options, dict) else None


def _commands(options: object) -> frozenset[str]:
    """The names in ``"commands"`` of the initialization options."""
    given = _option(options, "commands")
    return frozenset(each for each in given if isinstance(each, str)) if isinstance(given, list) else frozenset()
