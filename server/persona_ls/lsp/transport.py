"""Serves one client over standard input and output, and knows when that is over.

pygls' own loop makes three thread hops per message, reads with a lock that can abort the interpreter at its
end, loses sessions to a stray ``print``, and always exits with 0. Here a thread reads and decodes, the event
loop handles, a thread writes:

* a request that is cancelled while it waits for its turn is answered -32800 and never run, because the reader
  sees the cancellation first;
* nothing but the protocol can read the client's bytes or write to it: descriptors 0 and 1 are replaced;
* when the client closes its end, its process ends, a SIGTERM comes or ``exit`` is read, the process is gone
  within two seconds, whatever a handler is doing. The exit code is 0 after ``shutdown``, else 1.

A thread that is blocked in a read can keep Windows from loading C extensions (numpy#24290): import those
before serving.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidRequest, JsonRpcParseError, JsonRpcRequestCancelled

from persona_ls.lsp.envelope import Invalid, Notification, Request, Response, classify, decode, peek_id
from persona_ls.lsp.framing import Frames, Skipped
from persona_ls.lsp.outbox import Outbox
from persona_ls.lsp.parent import watch_process
from persona_ls.lsp.protocol import Server
from persona_ls.lsp.reception import Phase

__all__ = ["serve", "serve_stdio"]

logger = logging.getLogger(__name__)

# Together with what the interpreter needs to stop, less than two seconds.
_GRACE = 1.5
_FLUSH = 1.0
_CHUNK = 64 * 1024


def serve_stdio(server: Server) -> int:
    """Serve the client at the other end of stdin and stdout until it leaves.

    The caller exits with the result at once: within two seconds of the end of the session the process is ended from within,
    threads and all.
    """
    connection = _Connection(server, *_take_standard_streams())
    threading.Thread(target=_end_in_time, args=(connection,), name="watchdog", daemon=True).start()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: connection.end())
    return connection.run()


def serve(server: Server, stdin: int, stdout: int) -> int:
    """The same over two descriptors of the caller's, without signals and without a limit on the time that the end takes."""
    return _Connection(server, stdin, stdout).run()


class _Connection:
    """One client. ``is_over`` is set, from any thread, as soon as it is clear that the session has no future."""

    def __init__(self, server: Server, stdin: int, stdout: int) -> None:
        self.is_over = threading.Event()
        self._server = server
        self._stdin = stdin
        self._cancelled: set[object] = set()
        self._has_begun = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._outbox = Outbox(stdout, lost=self.end)

    @property
    def exit_code(self) -> int:
        return 0 if self._server.protocol.phase is Phase.SHUT_DOWN else 1

    def run(self) -> int:
        self._server.protocol.set_writer(self._outbox)
        try:
            with contextlib.suppress(SystemExit):  # how the protocol's exit ends the loop
                asyncio.run(self._serve())
        finally:
            self.is_over.set()
            self._server.shutdown()
            self._outbox.close()
            self._outbox.drain(_FLUSH)
        return self.exit_code

    def end(self) -> None:
        """End the session, from any thread or signal handler. What was read before is still handled."""
        self.is_over.set()
        self._call(self._stop)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = self._loop.create_future()
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        if self.is_over.is_set():
            return
        await self._stopped

    def _stop(self) -> None:
        if not self._stopped.done():
            self._stopped.set_result(None)

    def _call(self, function: Callable[..., None], *args: object) -> None:
        """Call ``function`` on the loop, after what was called before."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed, the session is over
                self._loop.call_soon_threadsafe(function, *args)

    # On the reader's thread

    def _read(self) -> None:
        frames = Frames()
        try:
            while chunk := os.read(self._stdin, _CHUNK):
                for frame in frames.feed(chunk):
                    self._receive(frame)
        except OSError as error:
            logger.info("the client cannot be read any more: %s", error)
        finally:
            self.end()

    def _receive(self, frame: bytes | Skipped) -> None:
        refuse = self._server.protocol.refuse
        if isinstance(frame, Skipped):
            logger.warning("skipped %s", frame.reason)
            if (identity := peek_id(frame.head)) is not None:
                self._call(refuse, identity, JsonRpcInvalidRequest(f"skipped {frame.reason}"))
            return
        try:
            message = classify(decode(frame))
        except ValueError as error:
            self._call(refuse, None, JsonRpcParseError(str(error)[:200]))
            return
        self._look_ahead(message)
        self._call(self._handle, message)

    def _look_ahead(self, message: Request | Notification | Response | Invalid) -> None:
        if (identity := _cancelled_id(message)) is not None:
            self._cancelled.add(identity)
        elif isinstance(message, Notification) and message.method == types.EXIT:
            # What is queued before gets the time of grace, and no more.
            self.is_over.set()

    # On the loop

    def _handle(self, message: Request | Notification | Response | Invalid) -> None:
        protocol = self._server.protocol
        if (identity := _cancelled_id(message)) is not None:
            self._cancelled.discard(identity)
        elif isinstance(message, Request) and self._is_cancelled(message):
            protocol.refuse(message.id, JsonRpcRequestCancelled("cancelled before its turn"))
            return
        protocol.receive(message)
        if not self._has_begun and protocol.phase is Phase.RUNNING:
            self._has_begun = True
            self._server.answered()
            self._watch_client()

    def _is_cancelled(self, request: Request) -> bool:
        """The life cycle cannot be cancelled: a session that was never initialized or shut down helps nobody."""
        return request.id in self._cancelled and request.method not in (types.INITIALIZE, types.SHUTDOWN)

    def _watch_client(self) -> None:
        pid = self._server.process_id
        if pid is not None:
            watch_process(pid, self.end)


def _cancelled_id(message: object) -> str | int | float | None:
    """The id that ``message`` cancels, or None."""
    match message:
        case Notification(types.CANCEL_REQUEST, {"id": str() | int() | float() as identity}):
            return identity
    return None


def _end_in_time(connection: _Connection) -> None:
    """End the process some time after the session: handlers, threads and a client that reads nothing shall not keep it."""
    connection.is_over.wait()
    time.sleep(_GRACE)
    os._exit(connection.exit_code)


def _take_standard_streams() -> tuple[int, int]:
    """Own descriptors for stdin and stdout, in whose places come the null device and stderr.

    So a stray print or a child process can neither eat the client's bytes nor put its own between ours.
    """
    sys.stdout.flush()
    stdin, stdout = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # started without a stderr
        os.dup2(null, 1)
    os.close(null)
    if os.name == "posix":
        # Whoever shares a pipe with us may have made it non-blocking, and then a read of nothing would look like the end.
        os.set_blocking(stdin, True)
        os.set_blocking(stdout, True)
    return stdin, stdout
