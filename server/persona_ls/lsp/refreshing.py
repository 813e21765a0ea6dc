"""Hints that the editor should ask for again, because others are true now: told seldom, and only when it is so.

An editor asks again by itself when a document is edited, but not when another one is. What was answered is kept with the question, and
when the library has changed and rested for a moment the questions are asked again, in a thread: another answer is worth a refresh. Who
never asks is never disturbed, and nor is who edits a prompt that nobody's hints depend on.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from persona_ls.features.opened import Opened
from persona_ls.library.snapshot import Library
from persona_ls.lsp.reception import Phase
from persona_ls.values import frozen

if TYPE_CHECKING:
    from persona_ls.lsp.desk import Desk

__all__ = ["Hint", "Refresher"]

_DELAY = 0.5
"""Seconds of rest before answers are compared: longer than between two letters."""

Ask = Callable[[Library], object]


class Hint(Enum):
    """What can be asked for again."""

    LENSES = "lenses"
    INLAYS = "inlays"
    TOKENS = "tokens"


@frozen
class _Answer:
    """What was answered about ``opened``; ``ask`` gives the same as long as that is true."""

    opened: Opened
    ask: Ask
    answer: object


class Refresher:
    """Watches over the hints that one editor shows."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        client = desk.client
        wanted = {
            Hint.LENSES: client.refreshes_lenses,
            Hint.INLAYS: client.refreshes_inlays,
            Hint.TOKENS: client.refreshes_tokens,
        }
        self._can = {hint for hint, can in wanted.items() if can}
        self._asked: set[Hint] = set()
        self._answers: dict[tuple[Hint, str, object], _Answer] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_at_rest(self) -> bool:
        """Whether everything that happened to the library has been looked at."""
        return self._timer is None

    def answered(
        self, hint: Hint, opened: Opened, place: object = None, ask: Ask | None = None, answer: object = None
    ) -> None:
        """Note an answer about ``place`` in a document. Without ``ask`` it depends on nothing else than the document."""
        if hint in self._can:
            self._asked.add(hint)
            if ask:
                self._answers[hint, opened.key, place] = _Answer(opened, ask, answer)

    def library_changed(self) -> None:
        """The library is another one: compare once it rests."""
        if not self._can:
            return
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_DELAY, self._rested)

    def everything_changed(self) -> None:
        """Folders or settings are others: whatever was asked for is to be asked for again."""
        self._refresh(self._asked)

    def _rested(self) -> None:
        server, is_complete = self._desk.server, self._desk.session.library.is_complete
        # While folders are read the library changes once more; and when the session ends there is no thread to be had.
        if self._answers and is_complete and server.protocol.phase is not Phase.SHUT_DOWN:
            server.in_background(self._compare(self._timer))
        else:
            self._timer = None

    async def _compare(self, timer: asyncio.TimerHandle | None) -> None:
        session = self._desk.session
        # An editor asks again by itself about what was edited since, or is no longer open.
        self._answers = {
            key: each for key, each in self._answers.items() if session.get(each.opened.key) is each.opened
        }
        answers, library = tuple(self._answers.items()), session.library
        outdated = await asyncio.to_thread(
            lambda: {key[0] for key, each in answers if each.ask(library) != each.answer}
        )
        self._refresh(outdated)
        if self._timer is timer:
            self._timer = None

    def _refresh(self, hints: Iterable[Hint]) -> None:
        server = self._desk.server
        requests: dict[Hint, Callable[[None], Coroutine[Any, Any, None]]] = {
            Hint.LENSES: server.workspace_code_lens_refresh_async,
            Hint.INLAYS: server.workspace_inlay_hint_refresh_async,
            Hint.TOKENS: server.workspace_semantic_tokens_refresh_async,
        }
        for hint in tuple(hints):
            self._answers = {key: each for key, each in self._answers.items() if key[0] is not hint}
            server.in_background(requests[hint](None))
