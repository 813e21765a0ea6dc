"""The built-in work of a session: initialize, shutdown, and keeping the editor's documents.

pygls keeps a workspace with documents of its own; these methods take its place, so that `Documents` is the
only truth about open text. After the built-in work the handler runs that a feature registered for the same
method, as with pygls.
"""

import logging
from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.lsp.server import LanguageServer
from pygls.protocol import lsp_method

from persona_ls.lsp.capabilities import choose_encoding
from persona_ls.lsp.converter import TolerantConverter
from persona_ls.lsp.documents import Documents
from persona_ls.lsp.reception import Handler, Phase, Reception

__all__ = ["Protocol", "Server"]

logger = logging.getLogger(__name__)

Steps = Generator[tuple[Handler, tuple[Any, ...], None], Any, Any]

_NOTEBOOKS = (
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
)


class Protocol(Reception):
    """One session. ``documents`` holds what the editor has open, and the negotiated encoding."""

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self.documents = Documents()
        # We do not announce notebooks; an editor that has them sends their cells as documents.
        for method in _NOTEBOOKS:
            del self.fm.builtin_features[method]

    def furnish(self) -> None:
        """Make ready to read what comes after ``initialize``; any thread may do that."""
        converter: Any = self._converter
        converter.furnish()

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Steps:
        """Settle the encoding, let the user's handler register what this client can use, and say what there is."""
        self.phase = Phase.RUNNING
        self._server.process_id = params.process_id
        self.client_capabilities = params.capabilities
        encoding = self.documents.encoding = choose_encoding(params.capabilities, params.client_info)
        yield from self._then(types.INITIALIZE, params)
        self.server_capabilities = ServerCapabilitiesBuilder(
            params.capabilities,
            {*self.fm.features, *self.fm.builtin_features},
            self.fm.feature_options,
            list(self.fm.commands),
            types.TextDocumentSyncKind.Incremental,
            position_encoding=encoding.value,
        ).build()  # type: ignore[no-untyped-call]
        return types.InitializeResult(capabilities=self.server_capabilities, server_info=self.server_info)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, params: None = None) -> Steps:
        """Cancel everything that runs, also what we asked the client; from here on requests are refused and ``exit`` means 0."""
        self.phase = Phase.SHUT_DOWN
        self._shutdown = True
        for identity, future in list(self._request_futures.items()):
            if identity != self.msg_id:
                future.cancel()
        yield from self._then(types.SHUTDOWN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Steps:
        """Take a document over from the disk."""
        item = params.text_document
        self.documents.open(item.uri, item.language_id, item.version, item.text)
        yield from self._then(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Steps:
        """Bring a document up to date."""
        self.documents.change(params.text_document.uri, params.text_document.version, params.content_changes)
        yield from self._then(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Steps:
        """Give a document back to the disk."""
        self.documents.close(params.text_document.uri)
        yield from self._then(types.TEXT_DOCUMENT_DID_CLOSE, params)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> Steps:
        """Only the user's handler knows what folders mean."""
        yield from self._then(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, params)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Steps:
        """As pygls does it, but a command that is sent no arguments is refused like one that is sent too few."""
        params.arguments = params.arguments or ()
        return (yield from super().lsp_workspace__execute_command(params))

    def _then(self, method: str, params: Any) -> Steps:
        """Run what a feature registered for ``method``."""
        if (handler := self.fm.features.get(method)) is not None:
            yield handler, (params,), None


class Server(LanguageServer):
    """A pygls server that speaks this protocol: register features on it, then `persona_ls.lsp.transport.serve_stdio` it."""

    protocol: Protocol

    def __init__(self, name: str, version: str, *, max_workers: int | None = None) -> None:
        super().__init__(
            name,
            version,
            protocol_cls=Protocol,
            converter_factory=TolerantConverter,
            max_workers=max_workers,
        )

    @property
    def documents(self) -> Documents:
        """What the editor has open."""
        return self.protocol.documents

    def answered(self) -> None:
        """The answer to ``initialize`` is on its way: the transport calls this, for what may be done before anything else is asked."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it. pygls would show it in the editor, once for each of a thousand bad messages."""
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def shutdown(self) -> None:
        """Let go of the threads; the transport calls this when the session is over. What runs is not waited for."""
        if self._thread_pool is not None:
            self._thread_pool.shutdown(wait=False, cancel_futures=True)
