"""The language server: the session's life, and its handlers in `handlers`.

Built-in work (open documents, encodings, exactly one answer) is done by `Server`; this adds the library and what the client is like.
"""

import asyncio
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from lsprotocol import types

from persona_ls import __version__
from persona_ls.library.entry import Layer
from persona_ls.locales import N_, Language, language_of, messages
from persona_ls.lsp.client import Client, client_of
from persona_ls.lsp.convert import Border
from persona_ls.lsp.documents import OpenDocument
from persona_ls.lsp.indexing import Indexer
from persona_ls.lsp.protocol import Server
from persona_ls.lsp.publishing import Publisher
from persona_ls.lsp.uris import path_of
from persona_ls.session import Opened, Session

__all__ = ["PersonaServer"]

log = logging.getLogger(__name__)


class PersonaServer(Server):
    """One editor's session with its libraries."""

    def __init__(self) -> None:
        super().__init__("persona-ls", __version__)
        self.client = Client()
        self.session = Session([], bundled=False, user=False)
        self.border = Border(self.session, self.documents.encoding, self.client)
        self.publisher = Publisher(self)
        self.indexer = Indexer(self.session, self._library_changed)
        self._background: set[asyncio.Future[Any]] = set()
        self._locale: str | None = None
        self._wanted: Language | None = None

    # -- life --

    def begin(self, params: types.InitializeParams) -> None:
        """Take over what ``initialize`` says; nothing is read before ``initialized``."""
        self._locale = params.locale
        self.client = client_of(params)
        self.session = Session(_folders(params))
        self._take_settings(params.initialization_options)
        self.border = Border(self.session, self.documents.encoding, self.client)
        self.indexer = Indexer(self.session, self._library_changed)

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
        self.in_background(self.index())

    def _take_settings(self, settings: object) -> None:
        """What the editor asks for goes before configuration files."""
        given = settings if isinstance(settings, dict) else {}
        wanted = given.get("language")
        self._wanted = Language(wanted) if wanted in tuple(Language) else None
        self.session.offer_bundled(given.get("bundled") is not False)
        self.session.say = messages(self._language())

    def _language(self) -> Language:
        return self._wanted or self.session.configured_language() or language_of(self._locale)

    async def index(self) -> None:
        """Read the folders, with progress where the client shows it."""
        progress = _Progress(self)
        await progress.begin(self.session.say(_READING))
        try:
            await self.indexer.index(progress.report)
        finally:
            progress.end()
        # Rendering needs its child process and Jinja2 soon: the first hover shall not wait for them.
        await asyncio.to_thread(self._warm_up)

    def _warm_up(self) -> None:
        from persona_ls.templates import fill  # noqa: PLC0415 (imports Jinja2)

        fill("reference.md.j2", title="", origin="", facts=[], heading="", size="", text="", problems=[], link="")
        self.session.engine.render("{{ 1 }}", {})

    def in_background(self, work: Awaitable[Any]) -> None:
        """Run ``work`` without anybody waiting; what it raises is logged."""
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Future[Any]") -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work failed", exc_info=error)

    def shutdown(self) -> None:
        """End the child process and let go of the threads."""
        self.session.shut_down()
        super().shutdown()

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Workspace folders came or went: what was in the gone ones is forgotten, the new ones are read."""
        gone = {path_of(folder.uri) for folder in event.removed}
        kept = [
            root.path for root in self.session.store.roots if root.layer is Layer.WORKSPACE and root.path not in gone
        ]
        added = [path for folder in event.added if (path := path_of(folder.uri))]
        self.session.set_folders([*kept, *added])
        self.publisher.others_may_have_changed()
        self.in_background(self.index())

    # -- documents --

    def opened(self, uri: str) -> tuple[Opened, OpenDocument] | None:
        """An open document, parsed and as the editor has it."""
        document = self.documents.get(uri)
        opened = self.session.get(document.uri) if document else None
        return (opened, document) if opened and document else None

    def document_changed(self, uri: str) -> None:
        """A document was opened or edited: parse it, and check it and its dependents soon."""
        document = self.documents.get(uri)
        if document is None:
            return
        changed = self.session.open(document.uri, path_of(document.uri), document.text)
        self.publisher.soon(document.uri)
        if changed:
            self.publisher.others_may_have_changed()

    def document_closed(self, uri: str) -> None:
        """The disk counts again."""
        changed = self.session.close(uri)
        self.publisher.closed(uri, uri)
        if changed:
            self.publisher.others_may_have_changed()

    def _library_changed(self, changed: set[Path]) -> None:
        if changed or self.session.library.is_complete:
            self.publisher.others_may_have_changed()


class _Progress:
    """A progress bar in the editor, or nothing where it has none."""

    def __init__(self, server: PersonaServer) -> None:
        self._server = server
        self._token: str | None = None

    async def begin(self, title: str) -> None:
        if not self._server.client.has_progress:
            return
        token = _PROGRESS
        try:
            # Shielded: a reply that comes after the wait was cancelled would raise inside pygls (pygls#621).
            await asyncio.wait_for(asyncio.shield(self._server.work_done_progress.create_async(token)), timeout=5)
        except Exception as error:  # noqa: BLE001 (a client may refuse in any way; then there is no bar)
            log.debug("the client takes no progress: %s", error)
            return
        self._token = token
        self._server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title=title))

    def report(self, count: int) -> None:
        if self._token:
            self._server.work_done_progress.report(self._token, types.WorkDoneProgressReport(message=str(count)))

    def end(self) -> None:
        if self._token:
            count = len(self._server.session.library)
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd(message=str(count)))


_PROGRESS = "persona-ls/index"
_READING = N_("Reading the persona library")


def _folders(params: types.InitializeParams) -> list[Path]:
    """The workspace folders; without any the root, which older clients send."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    paths = [path for uri in uris if (path := path_of(uri)) is not None]
    if not paths and not uris and params.root_path:
        paths = [Path(params.root_path)]
    return [path for path in paths if path.is_absolute()]
