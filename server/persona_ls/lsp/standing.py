"""How the library stands, for an editor that shows it: how many personas from where, and whether all folders have been read.

An editor that wants to know says so (``initializationOptions.status``) and is told by the notification ``persona-ls/status`` a moment after
something changed, which is also when what it lists is no longer true.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from persona_ls.library.entry import Layer

if TYPE_CHECKING:
    from persona_ls.lsp.desk import Desk

__all__ = ["Standing"]

_SECONDS = 0.3
"""How long changes are gathered: somebody types in a persona, or a branch is switched."""


class Standing:
    """Tells one editor."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._told: object = None
        self._timer: asyncio.TimerHandle | None = None

    def now(self) -> dict[str, Any]:
        """The figures."""
        library = self._desk.session.library
        counts = library.layers
        return {
            "isReady": library.is_complete,
            **{layer.name.lower(): counts.get(layer, 0) for layer in Layer},
            "unreadable": len(self._desk.session.store.unreadable),
        }

    def changed(self) -> None:
        """Tell soon, where the editor wants to know."""
        if self._desk.client.wants_status and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SECONDS, self._tell)

    def _tell(self) -> None:
        self._timer = None
        now = self.now()
        state = now, self._desk.session.library.naming
        if state != self._told:
            self._told = state
            self._desk.server.protocol.notify("persona-ls/status", now)
