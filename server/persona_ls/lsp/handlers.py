"""The server put together: what is served, and the notifications.

This module stays light: an answer is looked up by its place in `answers` when the first request for it comes, so that ``initialize`` waits
for none of them.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from persona_ls.lsp.last_start import remember_start
from persona_ls.lsp.methods import COMMANDS, METHODS, MOVED_FILES, Method
from persona_ls.lsp.server import PersonaServer
from persona_ls.lsp.uris import path_of

__all__ = ["build_server"]

_CONFIG_NAMES = ("persona-ls.toml", "pyproject.toml")
_WATCHED = "**/{*.md,*.markdown,*.mdc,*.prompt,persona-ls.toml,pyproject.toml}"


def build_server() -> PersonaServer:
    """A server with all its features."""
    server = PersonaServer()
    _life(server)
    _documents(server)
    _world(server)
    return server


def _serve(server: PersonaServer, method: Method) -> None:
    """Register a method, and so announce it."""

    def at_once(params: Any) -> Any:
        if method.settles:
            server.desk.settle()
        return _answer(method.answer)(server.desk, params)

    async def beside_others(params: Any) -> Any:
        await server.desk.indexer.first_moment()
        if method.settles:
            server.desk.settle()
        return await _answer(method.answer)(server.desk, params)

    server.feature(method.name, method.options)(beside_others if method.waits else at_once)


def _carry_out(server: PersonaServer, command: str, place: str) -> None:
    """Register a command, and so announce it."""

    async def run(*arguments: Any) -> Any:
        server.desk.settle()
        return await _answer(place)(server.desk, arguments)

    server.command(command)(run)


def _answer(place: str) -> Callable[[Any, Any], Any]:
    """The function at a place such as ``"hover.hover"``."""
    module, _, name = place.partition(".")
    found: Callable[[Any, Any], Any] = getattr(import_module(f"persona_ls.lsp.answers.{module}"), name)
    return found


def _life(server: PersonaServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        for method in METHODS:
            if method.suits(server.client):
                _serve(server, method)
        for command, place in COMMANDS.items():
            _carry_out(server, command, place)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.in_background(server.desk.index())
        server.in_background(remember_start(server))
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
        server.desk.document_changed(params.text_document.uri, settled=False)
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
        paths = _paths(change.uri for change in params.changes)
        if any(path.name in _CONFIG_NAMES for path in paths):
            server.desk.configuration_changed()
        server.desk.indexer.files_changed(paths)

    @server.feature(types.WORKSPACE_DID_RENAME_FILES, MOVED_FILES)
    def renamed(params: types.RenameFilesParams) -> None:
        server.desk.indexer.files_changed(_paths(uri for each in params.files for uri in (each.old_uri, each.new_uri)))

    @server.feature(types.WORKSPACE_DID_CREATE_FILES, MOVED_FILES)
    def created(params: types.CreateFilesParams) -> None:
        server.desk.indexer.files_changed(_paths(each.uri for each in params.files))

    @server.feature(types.WORKSPACE_DID_DELETE_FILES, MOVED_FILES)
    def deleted(params: types.DeleteFilesParams) -> None:
        server.desk.indexer.files_changed(_paths(each.uri for each in params.files))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.desk.folders_changed(params.event)


def _paths(uris: Iterable[str]) -> list[Path]:
    """The files among what URIs name."""
    return [path for uri in uris if (path := path_of(uri))]


async def _watch(server: PersonaServer) -> None:
    """Ask to be told of Markdown files that change outside of the editor's buffers."""
    watchers = [types.FileSystemWatcher(_WATCHED)]
    registration = types.Registration(
        "persona-ls/files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers),
    )
    try:
        await server.client_register_capability_async(types.RegistrationParams([registration]))
    except JsonRpcException:
        server.desk.is_told_of_files = False
        raise
