"""The handlers: convert, ask, convert, return.

What only looks at the parse of one document runs at once on the event loop. What may render a template waits for a child process, and
runs in a thread on immutable values.
"""

import asyncio
from pathlib import Path

from lsprotocol import types

from persona_ls.config.tree import CONFIG_NAMES
from persona_ls.features.actions import actions_at
from persona_ls.features.definition import definition
from persona_ls.features.hover import entry_card
from persona_ls.features.symbols import document_symbols, workspace_symbols
from persona_ls.lsp.completion import TRIGGERS, completion_list
from persona_ls.lsp.server import PersonaServer
from persona_ls.lsp.uris import path_of

__all__ = ["build_server"]

_WATCHED = "**/{*.md,*.markdown,persona-ls.toml,pyproject.toml}"


def build_server() -> PersonaServer:
    """A server with all its features."""
    server = PersonaServer()
    _life(server)
    _reading(server)
    _navigation(server)
    return server


def _life(server: PersonaServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        if server.client.pulls_diagnostics:
            _pulling(server)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.in_background(server.index())
        server.publisher.configuration()
        if server.client.watches_files:
            server.in_background(_watch(server))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.document_changed(params.text_document.uri)
        _look(server)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.document_changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path and path.name in CONFIG_NAMES:
            server.configuration_changed()
        _look(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings(params: types.DidChangeConfigurationParams) -> None:
        server.settings_changed(params.settings)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.document_closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := path_of(change.uri))]
        if any(path.name in CONFIG_NAMES for path in paths):
            server.configuration_changed()
        server.indexer.files_changed(paths)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.folders_changed(params.event)


def _reading(server: PersonaServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(TRIGGERS, resolve_provider=True))
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        found = server.opened(params.text_document.uri)
        if found is None:
            return None
        opened = found[0]
        _look(server)
        offset = server.border.offset(opened.document.text, params.position)
        items = await asyncio.to_thread(server.session.complete, opened, offset)
        return completion_list(items, opened.document.text, server.border) if items else None

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    async def resolve(item: types.CompletionItem) -> types.CompletionItem:
        data = item.data if isinstance(item.data, dict) else {}
        session = server.session
        entry = session.library.at(Path(str(data.get("path", ""))))
        if entry:
            part = entry.part(str(data["part"])) if data.get("part") else None
            words = await asyncio.to_thread(
                entry_card, entry, part, session.library, session.say, session.store.persona, session.engine
            )
            item.documentation = types.MarkupContent(types.MarkupKind.Markdown, words)
        return item

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        found = server.opened(params.text_document.uri)
        if found is None:
            return None
        text = found[0].document.text
        card = await asyncio.to_thread(server.session.hover, found[0], server.border.offset(text, params.position))
        if card is None:
            return None
        kind = types.MarkupKind.Markdown if server.client.has_markdown_hover else types.MarkupKind.PlainText
        return types.Hover(types.MarkupContent(kind, card.markdown), server.border.range(text, card.span))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        found = server.opened(params.text_document.uri)
        only = params.context.only
        if found is None or (only and not any(types.CodeActionKind.QuickFix.value.startswith(kind) for kind in only)):
            return None
        opened, document = found
        text, border = opened.document.text, server.border
        offered = actions_at(server.session.findings(opened), border.span(text, params.range))
        given = list(params.context.diagnostics)
        made = (
            border.code_action(each, text, document.uri, document.version, given, server.session.say)
            for each in offered
        )
        return [action for action in made if action]


def _navigation(server: PersonaServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def go_to(params: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location] | None:
        found = server.opened(params.text_document.uri)
        if found is None:
            return None
        opened, border = found[0], server.border
        text = opened.document.text
        home = server.session.store.home_of(opened.path)
        targets = definition(
            opened.document, opened.persona, border.offset(text, params.position), server.session.library, home
        )
        places = [(target, place) for target in targets if (place := border.location(target.path, target.span))]
        if server.client.has_location_links:
            return [
                types.LocationLink(place.uri, place.range, place.range, border.range(text, target.origin))
                for target, place in places
            ]
        return [place for _, place in places]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(
        params: types.DocumentSymbolParams,
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
        found = server.opened(params.text_document.uri)
        if found is None or found[0].persona is None:
            return None
        opened, document = found
        text, symbols = opened.document.text, document_symbols(found[0].persona)
        if server.client.has_symbol_tree:
            return [server.border.document_symbol(symbol, text) for symbol in symbols]
        return server.border.flat_symbols(symbols, text, document.uri)

    @server.feature(types.WORKSPACE_SYMBOL)
    def symbols(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        session = server.session
        home = session.store.home_of(None)
        found = workspace_symbols(session.library, params.query, home, session.say.language)
        return [
            types.WorkspaceSymbol(
                location=place, name=entry.id, kind=types.SymbolKind.Class, container_name=entry.title or None
            )
            for entry in found
            if (place := server.border.location(entry.path, entry.title_span))
        ]


def _pulling(server: PersonaServer) -> None:
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="persona-ls"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        found = server.opened(params.text_document.uri)
        if found is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        return server.publisher.report(*found, params.previous_result_id)


def _look(server: PersonaServer) -> None:
    """Look at the disk for clients that do not watch it."""
    if not server.client.watches_files:
        server.indexer.look_soon()


async def _watch(server: PersonaServer) -> None:
    """Ask to be told of Markdown files that change outside of the editor's buffers."""
    watchers = [types.FileSystemWatcher(_WATCHED)]
    registration = types.Registration(
        "persona-ls/files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers),
    )
    await server.client_register_capability_async(types.RegistrationParams([registration]))
