"""Two clients for tests: `Session` talks to a server in this process, `Process` to one of its own over pipes."""

import asyncio
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from small_server import make_server

SMALL_SERVER = [sys.executable, str(Path(__file__).with_name("small_server.py"))]
GUARD = 30.0
"""Seconds after which a test is given up: many times what it needs."""


def frame(message: Any) -> bytes:
    """One message as it goes over the wire; bytes are a body that is ready."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Session:
    """A `SmallServer` in this process. ``sent`` is all that the server wrote, decoded."""

    def __init__(self) -> None:
        self.server = make_server()
        self.sent: list[Any] = []
        self._written = asyncio.Event()
        self._next_id = 0
        self.server.protocol.set_writer(self)

    def write(self, data: bytes) -> None:
        """Take one message of the server's: with our header, and of the length that it says."""
        head, body = data.split(b"\r\n\r\n", 1)
        assert head == b"Content-Length: %d" % len(body)
        self.sent.append(json.loads(body))
        self._written.set()

    def close(self) -> None:
        """The writer's end: nothing is to do."""

    def send(self, message: Any) -> None:
        self.server.protocol.handle_message(message)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any = None) -> int:
        """Send a request and return its id."""
        self._next_id += 1
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return self._next_id

    async def answer(self, identity: Any) -> Any:
        """The one answer to a request, awaited."""
        async with asyncio.timeout(GUARD):
            while not (found := self.answers(identity)):
                self._written.clear()
                await self._written.wait()
        (only,) = found
        return only

    def answers(self, identity: Any) -> list[Any]:
        return [one for one in self.sent if "method" not in one and one["id"] == identity]

    async def until_seen(self, entry: str) -> None:
        """Let the loop run until a handler has noted ``entry``."""
        async with asyncio.timeout(GUARD):
            while entry not in self.server.seen:
                await asyncio.sleep(0)

    def result(self, method: str, params: Any = None) -> Any:
        """The result of a request that is answered at once."""
        (answer,) = self.answers(self.request(method, params))
        return answer["result"]

    def error(self, method: str, params: Any = None) -> Any:
        """The error of a request that is refused at once."""
        (answer,) = self.answers(self.request(method, params))
        return answer["error"]

    def initialize(self, **params: Any) -> Any:
        return self.result("initialize", {"capabilities": {}, **params})

    def open(self, text: str, uri: str = "file:///note.md", version: int = 1) -> None:
        item = {"uri": uri, "languageId": "markdown", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})


class Process:
    """A server in a process of its own. Leaving the ``with`` block kills what is still there."""

    def __init__(self, command: Sequence[str] = SMALL_SERVER, *, environment: Mapping[str, str] | None = None) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        # Whoever runs the tests in the background ignores SIGINT, and children inherit that.
        heard = signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.process = subprocess.Popen(command, env=environment, **pipes)
        signal.signal(signal.SIGINT, heard)
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.log = b""
        self._next_id = 0
        self._log_reader = threading.Thread(target=self._read_log, daemon=True)
        self._log_reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(GUARD)
        self._log_reader.join(GUARD)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()

    def read(self) -> Self:
        """Start to read what the server writes; without it the pipe fills up."""
        threading.Thread(target=self._read_messages, daemon=True).start()
        return self

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        self.write(frame(message))

    def request(self, method: str, params: Any = None) -> int:
        self._next_id += 1
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return self._next_id

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def receive(self) -> Any:
        """The next message of the server."""
        return self.inbox.get(timeout=GUARD)

    def answer(self, identity: Any) -> Any:
        """The answer to a request; messages before it are dropped."""
        while (message := self.receive()).get("id") != identity or "method" in message:
            pass
        return message

    def result(self, method: str, params: Any = None) -> Any:
        return self.answer(self.request(method, params))["result"]

    def initialize(self, **params: Any) -> Any:
        return self.result("initialize", {"capabilities": {}, **params})

    def exit_code(self) -> int:
        """Wait for the end of the process."""
        return self.process.wait(GUARD)

    def _read_messages(self) -> None:
        while header := self.process.stdout.readline():
            name, length = header.split(b": ")
            blank = self.process.stdout.readline()
            assert (name, blank) == (b"Content-Length", b"\r\n")
            self.inbox.put(json.loads(self.process.stdout.read(int(length))))

    def _read_log(self) -> None:
        while piece := self.process.stderr.read1():
            self.log += piece
