"""A progress bar in the editor, or nothing where it has none."""

import logging
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from persona_ls.lsp.server import PersonaServer

__all__ = ["Progress"]

log = logging.getLogger(__name__)

_numbers = count(1)


class Progress:
    """One piece of long work. Every one has a token of its own: a token that was used is spent."""

    def __init__(self, server: "PersonaServer") -> None:
        self._server = server
        self._token: str | None = None
        self._outcome: str | None = None

    def begin(self, title: str) -> None:
        """Show the bar, if the client takes it and as soon as it has said so: the work does not wait for that."""
        if self._server.client.has_progress:
            self._server.in_background(self._begin(title))

    async def _begin(self, title: str) -> None:
        token = f"persona-ls/{next(_numbers)}"
        try:
            await self._server.work_done_progress.create_async(token)
        except Exception as error:  # noqa: BLE001 (a client may refuse in any way; then there is no bar)
            log.debug("the client takes no progress: %s", error)
            return
        self._token = token
        self._server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title=title))
        if self._outcome is not None:  # the work was quicker than the editor
            self.end(self._outcome)

    def report(self, message: str) -> None:
        """Say how far the work is."""
        if self._token:
            self._server.work_done_progress.report(self._token, types.WorkDoneProgressReport(message=message))

    def end(self, message: str) -> None:
        """Say what came of it."""
        self._outcome = message
        if self._token:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd(message=message))
