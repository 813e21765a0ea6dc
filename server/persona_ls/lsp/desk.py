"""The desk at which questions are answered: the session with its library, the border to the protocol, findings on their way out."""

import asyncio
from pathlib import Path

from lsprotocol import types

from persona_ls.library.cache import default_cache
from persona_ls.library.entry import Layer
from persona_ls.locales import N_, Language, language_of, messages
from persona_ls.lsp.convert import Border
from persona_ls.lsp.documents import OpenDocument
from persona_ls.lsp.indexing import Indexer
from persona_ls.lsp.progress import Progress
from persona_ls.lsp.protocol_types import keep_scripts
from persona_ls.lsp.publishing import Publisher
from persona_ls.lsp.refreshing import Refresher
from persona_ls.lsp.rendered import RenderedFiles
from persona_ls.lsp.results import Results
from persona_ls.lsp.server import PersonaServer
from persona_ls.lsp.standing import Standing
from persona_ls.lsp.survey import Survey
from persona_ls.lsp.uris import path_of, uri_key
from persona_ls.lsp.warming import ready_to_show
from persona_ls.session import Opened, Session

__all__ = ["Desk"]

_PAUSE = 0.15
"""Seconds without a letter until what was typed counts for other documents."""
_BREATH = 0.3
"""Seconds that who has waited for the library has to himself, before what he may ask for next is made ready."""


class Desk:
    """Everything about one editor's session that `initialize` does not need."""

    def __init__(self, server: PersonaServer) -> None:
        self.server = server
        self.client = server.client
        self.session = Session(_folders(server.params), cache=default_cache())
        self._wanted: Language | None = None
        self._take_settings(server.params.initialization_options)
        self.border = Border(self.session, server.documents, self.client)
        self.publisher = Publisher(self)
        self.survey = Survey(self)
        self.refresher = Refresher(self)
        self.token_results = Results()
        self.rendered = RenderedFiles()
        self.standing = Standing(self)
        self.indexer = Indexer(self.session, self._library_changed)
        self._settling: asyncio.TimerHandle | None = None
        self.is_told_of_files = server.client.watches_files
        """Whether the client tells of files that change on the disk; it may say that it can, and refuse."""

    # -- settings and folders --

    def settings_changed(self, settings: object) -> None:
        """The editor's own settings changed: all but the language may ask for another library."""
        self._take_settings(settings.get("personaLs") if isinstance(settings, dict) else None)
        self.configuration_changed()

    def configuration_changed(self) -> None:
        """A configuration file, or the editor's settings, changed: everything may look otherwise now."""
        self.session.reload_configuration()
        self.session.say = messages(self._language())
        self.publisher.configuration()
        self.publisher.others_may_have_changed()
        self.refresher.everything_changed()
        self.server.in_background(self.index())

    def _take_settings(self, settings: object) -> None:
        """What the editor asks for goes before configuration files."""
        given = settings if isinstance(settings, dict) else {}
        wanted = given.get("language")
        self._wanted = Language(wanted) if wanted in tuple(Language) else None
        self.shows_inlays = given.get("inlayHints") is not False
        self.session.offer_bundled(wanted=given.get("bundled") is not False)
        self.session.say = messages(self._language())

    def _language(self) -> Language:
        return self._wanted or self.session.configured_language() or language_of(self.server.params.locale)

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Workspace folders came or went: what was in the gone ones is forgotten, the new ones are read."""
        gone = {path_of(folder.uri) for folder in event.removed}
        kept = [
            root.path for root in self.session.store.roots if root.layer is Layer.WORKSPACE and root.path not in gone
        ]
        added = [path for folder in event.added if (path := path_of(folder.uri))]
        self.session.set_folders([*kept, *added])
        self.publisher.others_may_have_changed()
        self.refresher.everything_changed()
        self.server.in_background(self.index())

    # -- library --

    async def index(self) -> None:
        """Read the folders, with progress where the client shows it."""
        progress, say = Progress(self.server), self.session.say
        progress.begin(say(N_("Reading the persona library")))
        try:
            await self.indexer.index(lambda count: progress.report(say.plural("{count} file", "{count} files", count)))
        finally:
            progress.end(say.plural("{count} persona", "{count} personas", len(self.session.library)))
        await asyncio.to_thread(keep_scripts)
        await asyncio.gather(self.indexer.keep(), self._make_ready())

    async def _make_ready(self) -> None:
        """What somebody may ask for next, made ready before."""
        await asyncio.sleep(_BREATH)
        await asyncio.to_thread(self._warm_up)
        await asyncio.to_thread(ready_to_show)

    def _warm_up(self) -> None:
        """Start the process that renders: the first prompt that needs it shall not wait for that."""
        self.session.engine.render("{{ word | upper }}", {"word": ""})

    def look(self) -> None:
        """Look at the disk where the client does not watch it."""
        if not self.is_told_of_files:
            self.indexer.look_soon()

    def _library_changed(self, changed: set[str]) -> None:
        self.standing.changed()
        self.refresher.library_changed()
        if changed or self.session.library.is_complete:
            self.publisher.others_may_have_changed()

    def shut_down(self) -> None:
        """End the child processes, and remove the files that were rendered for the editor."""
        self.indexer.end()
        self.session.shut_down()
        self.rendered.close()

    # -- documents --

    def opened(self, uri: str) -> tuple[Opened, OpenDocument] | None:
        """An open document, parsed and as the editor has it."""
        document = self.server.documents.get(uri)
        opened = self.session.get(document.uri) if document else None
        return (opened, document) if opened and document else None

    def document_changed(self, uri: str, *, settled: bool = True) -> None:
        """A document was opened or edited: parse it, and check it and its dependents soon.

        Of one that is being typed, who is referred to counts for others after a pause, or before anything but a list is asked for.
        """
        document = self.server.documents.get(uri)
        if document is None:
            return
        before = self.session.library
        respelt = None if self.session.get(document.uri) else self._spelling(uri)
        changed = self.session.open(document.uri, path_of(document.uri), document.text, settled=settled)
        if not settled:
            self._settle_soon()
        if respelt:
            self.document_closed(respelt)
        if self.session.library is not before:
            self.refresher.library_changed()
        self.publisher.soon(document.uri)
        if changed:
            self.publisher.others_may_have_changed()
            self.standing.changed()

    def settle(self) -> None:
        """Take over what was typed: from here on it counts for all documents."""
        if self._settling:
            self._settling.cancel()
            self._settling = None
            before = self.session.library
            self.session.store.settle()
            if self.session.library is not before:
                self.refresher.library_changed()

    def _settle_soon(self) -> None:
        if self._settling:
            self._settling.cancel()
        self._settling = asyncio.get_running_loop().call_later(_PAUSE, self.settle)

    def typed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Note where the last letter was typed."""
        document = self.server.documents.get(params.text_document.uri)
        last = params.content_changes[-1] if params.content_changes else None
        if document and isinstance(last, types.TextDocumentContentChangePartial):
            start = self.border.offset(document.text, last.range.start)
            self.publisher.typed(document.uri, start + len(last.text))

    def document_closed(self, uri: str) -> None:
        """The disk counts again. An editor may close a document by another spelling than it opened it by."""
        key = uri if self.session.get(uri) else self._spelling(uri) or uri
        changed = self.session.close(key)
        self.publisher.closed(key, key)
        self.token_results.forget(key)
        self.refresher.library_changed()
        if changed:
            self.publisher.others_may_have_changed()
            self.standing.changed()

    def _spelling(self, uri: str) -> str | None:
        """How the editor has spelt ``uri`` when it opened the document; ``None`` if it did not."""
        return next((each.key for each in self.session if uri_key(each.key) == uri_key(uri)), None)


def _folders(params: types.InitializeParams) -> list[Path]:
    """The workspace folders; without any the root, which older clients send."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    paths = [path for uri in uris if (path := path_of(uri)) is not None]
    if not paths and not uris and params.root_path:
        paths = [Path(params.root_path)]
    return [path for path in paths if path.is_absolute()]
