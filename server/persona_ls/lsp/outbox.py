"""Writes to a pipe from a thread of its own, so that nobody ever waits for the other end to read.

A write on the event loop stops the whole server when the client stops reading, and a full stderr has stopped
servers whose client never looks at it (palantir/python-language-server#15). The queue is bounded: what a
client leaves unread for that long it will never read.
"""

import logging
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["LIMIT", "Outbox", "StderrHandler"]

LIMIT = 64 * 1024 * 1024
"""Bytes that may wait for the client."""

_STDERR_LIMIT = 256 * 1024


class Outbox:
    """The end of a pipe that can be written to from any thread without blocking.

    Writes go out whole and in order. When the other end is gone, or more than ``limit`` bytes wait for it,
    ``lost`` is called once, from the thread that noticed, and all that is written afterwards vanishes.
    """

    def __init__(self, fd: int, lost: Callable[[], None], limit: int = LIMIT) -> None:
        self._fd = fd
        self._lost = lost
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    @property
    def is_full(self) -> bool:
        """Whether the next write would be one too many."""
        return self._waiting > self._limit

    def write(self, data: bytes) -> None:
        """Queue ``data``."""
        with self._lock:
            if self._is_closed:
                return
            overflows = self._is_closed = self.is_full
            if not overflows:
                self._waiting += len(data)
                self._queue.put(data)
        if overflows:
            self._lost()

    def close(self) -> None:
        """Take nothing more. What is queued still goes out; `drain` waits for it."""
        with self._lock:
            self._is_closed = True
        self._queue.put(None)

    def drain(self, timeout: float) -> None:
        """Wait, after `close`, until everything is written, but no longer than ``timeout`` seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            try:
                _write_all(self._fd, data)
            except OSError:
                self._break()
                return
            with self._lock:
                self._waiting -= len(data)

    def _break(self) -> None:
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
        if not was_closed:
            self._lost()


class StderrHandler(logging.Handler):
    """Logs to stderr; when nobody reads that, records are dropped and the server goes on."""

    def __init__(self, fd: int = 2) -> None:
        super().__init__()
        self._outbox = Outbox(fd, lost=lambda: None, limit=_STDERR_LIMIT)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record and a line end."""
        try:
            if not self._outbox.is_full:
                self._outbox.write(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not stop its request
            self.handleError(record)

    def close(self) -> None:
        """Let the last records out, for half a second at most."""
        self._outbox.close()
        self._outbox.drain(0.5)
        super().close()


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
