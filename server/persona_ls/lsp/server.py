"""The language server as the editor first meets it: light, so that ``initialize`` is answered before anything of ours is imported.

Built-in work (open documents, encodings, exactly one answer) is done by `Server`. What this session knows of the client is here; the
library and everything that answers questions is at the `Desk`, which is set up when it is first needed.
"""

import asyncio
import logging
from collections.abc import Awaitable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from persona_ls import __version__
from persona_ls.lsp.client import Client, client_of
from persona_ls.lsp.protocol import Server

if TYPE_CHECKING:
    from persona_ls.lsp.desk import Desk
    from persona_ls.session import Session

__all__ = ["PersonaServer"]

log = logging.getLogger(__name__)


class PersonaServer(Server):
    """One editor's session."""

    def __init__(self) -> None:
        super().__init__("persona-ls", __version__)
        self.client = Client()
        self.params = types.InitializeParams(capabilities=types.ClientCapabilities())
        self._background: set[asyncio.Future[Any]] = set()

    def begin(self, params: types.InitializeParams) -> None:
        """Take over what ``initialize`` says; nothing is read before ``initialized``."""
        self.params = params
        self.client = client_of(params)

    def answered(self) -> None:
        """Make the answers to what comes next ready, while the editor reads the one to ``initialize``."""
        from persona_ls.lsp.warming import ready_to_list  # noqa: PLC0415 (as the desk, below)

        self.in_background(asyncio.to_thread(ready_to_list, self.protocol))

    @cached_property
    def desk(self) -> "Desk":
        """The library, the open documents and what answers from them."""
        from persona_ls.lsp.desk import Desk  # noqa: PLC0415 (a fifth of the start, and `initialize` needs none of it)

        return Desk(self)

    @property
    def session(self) -> "Session":
        """The session at the desk."""
        return self.desk.session

    def in_background(self, work: Awaitable[Any]) -> None:
        """Run ``work`` without anybody waiting; what it raises is logged."""
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Future[Any]") -> None:
        self._background.discard(task)
        if task.cancelled() or not (error := task.exception()):
            return
        if isinstance(error, JsonRpcException):
            # What we asked of the client, it may refuse: as often as it is asked, and that is no failure of ours.
            log.info("the client refused: %s", error)
        else:
            log.error("background work failed", exc_info=error)

    def shutdown(self) -> None:
        """End what the desk has begun and let go of the threads."""
        if "desk" in self.__dict__:
            self.desk.shut_down()
        super().shutdown()
