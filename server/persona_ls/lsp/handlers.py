"""Which method is answered by what: the table of all that is served, and the notifications.

This module stays light: an answer is looked up by its name in `answers` when the first request for it comes, so that ``initialize`` waits
for none of them.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from lsprotocol import types

from persona_ls.lsp.server import PersonaServer
from persona_ls.lsp.uris import path_of

__all__ = ["TRIGGERS", "build_server"]

# Every character of a reference that is no word character, else popups die inside `data-science`; and what opens a template tag, a
# filter and a list of tags.
TRIGGERS = ["@", ":", "-", "#", "(", ",", "/", ".", "=", "{", "|", "["]

_CONFIG_NAMES = ("persona-ls.toml", "pyproject.toml")
_WATCHED = "**/{*.md,*.markdown,persona-ls.toml,pyproject.toml}"

# Requests that may wait for a template to be rendered, or that are long: these run beside others.
_WAITING: dict[str, tuple[str, Any]] = {
    types.TEXT_DOCUMENT_COMPLETION: ("completion", types.CompletionOptions(TRIGGERS, resolve_provider=True)),
    types.COMPLETION_ITEM_RESOLVE: ("resolve", None),
    types.TEXT_DOCUMENT_HOVER: ("hover", None),
}

_QUICK: dict[str, tuple[str, Any]] = {
    types.TEXT_DOCUMENT_CODE_ACTION: (
        "code_action",
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    ),
    types.TEXT_DOCUMENT_DEFINITION: ("definition", None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: ("document_symbol", None),
    types.WORKSPACE_SYMBOL: ("workspace_symbol", None),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: ("document_link", None),
    types.TEXT_DOCUMENT_FOLDING_RANGE: ("folding", None),
    types.TEXT_DOCUMENT_SELECTION_RANGE: ("selection", None),
    types.TEXT_DOCUMENT_FORMATTING: ("formatting", None),
    types.TEXT_DOCUMENT_RANGE_FORMATTING: ("range_formatting", None),
}

_PULLED = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="persona-ls")


def build_server() -> PersonaServer:
    """A server with all its features."""
    server = PersonaServer()
    _life(server)
    _documents(server)
    _world(server)
    for method, (name, options) in _WAITING.items():
        server.feature(method, options)(_waiting(server, name))
    for method, (name, options) in _QUICK.items():
        server.feature(method, options)(_quick(server, name))
    return server


def _quick(server: PersonaServer, name: str) -> Callable[[Any], Any]:
    def handler(params: Any) -> Any:
        return getattr(import_module("persona_ls.lsp.answers"), name)(server.desk, params)

    return handler


def _waiting(server: PersonaServer, name: str) -> Callable[[Any], Any]:
    async def handler(params: Any) -> Any:
        return await getattr(import_module("persona_ls.lsp.answers"), name)(server.desk, params)

    return handler


def _life(server: PersonaServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        if server.client.pulls_diagnostics:
            server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, _PULLED)(_quick(server, "diagnostic"))
            server.feature(types.WORKSPACE_DIAGNOSTIC)(_waiting(server, "workspace_diagnostic"))

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.in_background(server.desk.index())
        server.desk.publisher.configuration()
        if server.client.watches_files:
            server.in_background(_watch(server))


def _documents(server: PersonaServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.desk.document_changed(params.text_document.uri)
        server.desk.look()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.desk.document_changed(params.text_document.uri)
        server.desk.typed(params)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path and path.name in _CONFIG_NAMES:
            server.desk.configuration_changed()
        server.desk.look()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.desk.document_closed(params.text_document.uri)


def _world(server: PersonaServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings(params: types.DidChangeConfigurationParams) -> None:
        server.desk.settings_changed(params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := path_of(change.uri))]
        if any(path.name in _CONFIG_NAMES for path in paths):
            server.desk.configuration_changed()
        server.desk.indexer.files_changed(paths)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.desk.folders_changed(params.event)


async def _watch(server: PersonaServer) -> None:
    """Ask to be told of Markdown files that change outside of the editor's buffers."""
    watchers = [types.FileSystemWatcher(_WATCHED)]
    registration = types.Registration(
        "persona-ls/files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers),
    )
    await server.client_register_capability_async(types.RegistrationParams([registration]))
