"""A real client of a language server, as far as a stopwatch needs one: it talks over the pipes of a process that it started.

One request at a time, and one thread: an answer's time is taken when its last byte has come, before anything is decoded.
"""

import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.processes import Usage, usage

__all__ = ["PATIENCE", "Answer", "Client", "GoneError"]

PATIENCE = 300.0
"""Seconds after which a server counts as stuck: a guard, not a measurement."""

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "diagnostics": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "symbol": {"resolveSupport": {"properties": ["location.range"]}},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
    },
    "textDocument": {
        "completion": {
            "dynamicRegistration": True,
            "contextSupport": True,
            "completionItem": {"snippetSupport": True, "insertReplaceSupport": True, "labelDetailsSupport": True},
            "completionList": {
                "itemDefaults": ["editRange", "insertTextFormat", "insertTextMode", "commitCharacters", "data"]
            },
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "definition": {"linkSupport": True},
        "rename": {"prepareSupport": True},
        "diagnostic": {"relatedDocumentSupport": False},
    },
}
"""What VS Code says of itself, as far as the servers here answer otherwise for it."""


class GoneError(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``size`` is that of the message in bytes, ``error`` a text when the request was refused."""

    result: Any
    seconds: float
    size: int
    error: str = ""


class Client:
    """One session. Leaving the ``with`` block ends the process."""

    def __init__(
        self,
        command: Sequence[str],
        root: Path,
        environment: Mapping[str, str],
        reply: Callable[[str, Any], Any] = lambda _method, _params: None,
    ) -> None:
        self.capabilities: dict[str, Any] = {}
        self.version = ""
        self.busy: set[str | int] = set()
        """Work that the server has announced and not ended."""
        self._reply, self._root, self._sent = reply, root, 0
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=root, env=dict(environment), start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._frames = _Frames(self._process.stdout.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.ask("shutdown", None)
                self.tell("exit", None)
                assert self._process.stdin is not None
                self._process.stdin.close()
                self._process.wait(10)
        except (GoneError, OSError, subprocess.TimeoutExpired):
            pass
        finally:
            self._process.kill()
            self._process.wait()
            self._frames.close()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                pipe.close()

    def initialize(self, options: Any = None) -> float:
        """Seconds from the start of the process to the answer."""
        folder = {"uri": self._root.as_uri(), "name": self._root.name}
        parameters: dict[str, Any] = {
            "processId": None,
            "rootUri": folder["uri"],
            "workspaceFolders": [folder],
            "locale": "pt-br",
        }
        parameters |= {"capabilities": CAPABILITIES, "initializationOptions": options}
        answer = self.ask("initialize", parameters)
        seconds = time.perf_counter() - self.began
        self.capabilities = answer.result["capabilities"]
        self.version = (answer.result.get("serverInfo") or {}).get("version") or ""
        return seconds

    def ask(self, method: str, parameters: Any) -> Answer:
        """The answer to a request.

        Raises:
            GoneError: there is none.
        """
        began = time.perf_counter()
        return self.wait(self.send(method, parameters), began)

    def send(self, method: str, parameters: Any) -> int:
        """Send a request; its id."""
        self._sent += 1
        self._write({"id": self._sent, "method": method, "params": parameters})
        return self._sent

    def wait(self, identity: int, began: float) -> Answer:
        """The answer to a request that was sent at ``began``; what the server asks meanwhile is answered."""
        while True:
            frame = self._frames.next(PATIENCE)
            if frame is None:
                raise GoneError(f"no answer within {PATIENCE:.0f} s")
            body, arrived = frame
            message = json.loads(body)
            if message.get("id") == identity and "method" not in message:
                error = message.get("error") or {}
                return Answer(message.get("result"), arrived - began, len(body), error.get("message", ""))
            self._take(message)

    def rest(self, seconds: float) -> None:
        """Ask nothing for a while; what the server says and asks is taken."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if frame := self._frames.next(left):
                self._take(json.loads(frame[0]))

    def tell(self, method: str, parameters: Any) -> None:
        """Send a notification."""
        self._write({"method": method, "params": parameters})

    def usage(self) -> Usage | None:
        """What the server's processes use by now."""
        return usage(self._process.pid)

    def _take(self, message: dict[str, Any]) -> None:
        method, parameters = message.get("method", ""), message.get("params") or {}
        if "id" in message:
            if method == "client/registerCapability":
                self.capabilities |= {f"registered {each['method']}": True for each in parameters["registrations"]}
            self._write({"id": message["id"], "result": self._reply(method, parameters)})
        elif method == "$/progress":
            change = {"begin": self.busy.add, "end": self.busy.discard}.get(parameters["value"].get("kind"))
            if change:
                change(parameters["token"])

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()
        except OSError as error:
            raise GoneError(f"the server ended: {error}") from None


class _Frames:
    """The messages that come through a pipe, each with the time when it was whole."""

    def __init__(self, pipe: int) -> None:
        self._pipe, self._held = pipe, bytearray()
        self._selector = selectors.DefaultSelector()
        self._selector.register(pipe, selectors.EVENT_READ)

    def next(self, patience: float) -> tuple[bytes, float] | None:
        """The next message and when it was whole, or ``None`` when nothing more has come for so many seconds."""
        while (end := self._held.find(b"\r\n\r\n")) < 0:
            if not self._read(patience):
                return None
        (length,) = (
            int(line.split(b":")[1])
            for line in bytes(self._held[:end]).split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        whole = end + 4 + length
        while len(self._held) < whole:
            if not self._read(patience):
                return None
        arrived = time.perf_counter()
        body = bytes(self._held[end + 4 : whole])
        del self._held[:whole]
        return body, arrived

    def close(self) -> None:
        self._selector.close()

    def _read(self, patience: float) -> bool:
        if not self._selector.select(patience):
            return False
        piece = os.read(self._pipe, 1 << 20)
        if not piece:
            raise GoneError("the server ended")
        self._held += piece
        return True
