"""A small editor without a screen: it starts the real server, opens documents, types, and asks, as an editor would.

Positions go over the wire in UTF-32, so that they are plain indices into Python's lines.
"""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from persona_ls.text import Edit, Encoding, Position, Span, Text, apply_edits

__all__ = ["Answer", "DemoError", "Document", "Editor"]

SERVER = (sys.executable, "-m", "persona_ls", "serve", "--stdio")
PATIENCE = 60.0
"""Seconds after which the server counts as stuck; it needs a hundredth of that."""

_CAPABILITIES = {
    "general": {"positionEncodings": ["utf-32"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "diagnostics": {"refreshSupport": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "textDocument": {
        "completion": {"contextSupport": True, "completionItem": {"snippetSupport": True}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "diagnostic": {},
    },
}


class DemoError(Exception):
    """The server refused a request, fell silent, or ended; the text says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, and after how many seconds."""

    result: Any
    seconds: float


class Editor:
    """One session with one server. Leaving the ``with`` block ends both."""

    def __init__(self, folder: Path, language: str) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process that writes to it)
        self._process = subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log)
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sent = 0
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        root = {"uri": folder.as_uri(), "name": folder.name}
        parameters = {"processId": None, "rootUri": root["uri"], "workspaceFolders": [root], "locale": language}
        parameters |= {"clientInfo": {"name": "persona-ls demo"}, "capabilities": _CAPABILITIES}
        self.welcome = self.ask("initialize", parameters)
        self.notify("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.ask("shutdown", None)
            self.notify("exit", None)
            self._process.wait(PATIENCE)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            pipe.close()  # type: ignore[union-attr]

    def ask(self, method: str, parameters: Any) -> Answer:
        """The answer to one request.

        Raises:
            DemoError: there is none, or it is an error.
        """
        self._sent += 1
        began = time.perf_counter()
        self._send({"id": self._sent, "method": method, "params": parameters})
        answer = self._await(method, lambda message: message.get("id") == self._sent and "method" not in message)
        if "error" in answer:
            raise DemoError(f"{method}: {answer['error'].get('message', answer['error'])}")
        return Answer(answer["result"], time.perf_counter() - began)

    def notify(self, method: str, parameters: Any) -> None:
        """Tell the server something that it does not answer."""
        self._send({"method": method, "params": parameters})

    def wait_for_library(self) -> Answer:
        """Wait until the server's progress bar says that the library is read; the result is its last message."""
        began = time.perf_counter()
        end = self._await("$/progress", lambda each: each.get("params", {}).get("value", {}).get("kind") == "end")
        return Answer(end["params"]["value"]["message"], time.perf_counter() - began)

    def _await(self, what: str, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that is the one; what the server asks on the way gets the answer that an editor gives."""
        while True:
            try:
                message = self._inbox.get(timeout=PATIENCE)
            except queue.Empty:
                raise DemoError(f"{what}: no answer within {PATIENCE:.0f} s") from None
            if message is None:
                raise DemoError(f"{what}: the server ended\n{self._last_words()}")
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})
            if is_it(message):
                return dict(message)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()
        except OSError:
            raise DemoError(f"the server ended\n{self._last_words()}") from None

    def _read(self, stream: IO[bytes]) -> None:
        while header := stream.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put(None)

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace").strip()


class Document:
    """A file that is open in the editor. The file itself is never written."""

    def __init__(self, editor: Editor, path: Path) -> None:
        self.editor, self.uri, self.version = editor, path.as_uri(), 1
        self.text = Text(path.read_text(encoding="utf-8"))
        opened = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": self.text.source}
        editor.notify("textDocument/didOpen", {"textDocument": opened})

    def ask(self, method: str, **parameters: Any) -> Answer:
        """A request about this document."""
        return self.editor.ask(f"textDocument/{method}", {"textDocument": {"uri": self.uri}, **parameters})

    def place(self, offset: int) -> dict[str, int]:
        """The position of an offset."""
        return dict(self.text.position(offset, Encoding.UTF32)._asdict())

    def span(self, range_: Mapping[str, Any]) -> Span:
        """The span of a range."""
        start, end = (self.text.offset(Position(**range_[side]), Encoding.UTF32) for side in ("start", "end"))
        return Span(start, end)

    def edit(self, span: Span, new: str) -> None:
        """Type ``new`` over ``span``."""
        self.version += 1
        change = {"range": {"start": self.place(span.start), "end": self.place(span.end)}, "text": new}
        self.text = self.text.replaced(span, new)
        document = {"uri": self.uri, "version": self.version}
        self.editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def append(self, words: str) -> None:
        """Type at the end."""
        self.edit(Span(len(self.text), len(self.text)), words)

    def apply(self, action: Mapping[str, Any]) -> None:
        """Carry out the edits of an action that touches this document alone."""
        (change,) = action["edit"]["documentChanges"]
        edits = [Edit(self.span(each["range"]), each["newText"]) for each in change["edits"]]
        self.edit(Span(0, len(self.text)), apply_edits(self.text.source, edits))

    def findings(self) -> tuple[list[dict[str, Any]], float]:
        """What the server finds wrong, and after how many seconds."""
        report = self.ask("diagnostic")
        return report.result["items"], report.seconds

    def fixes(self, finding: Mapping[str, Any]) -> tuple[list[dict[str, Any]], float]:
        """What the server offers to do about a finding, and after how many seconds."""
        answer = self.ask("codeAction", range=finding["range"], context={"diagnostics": [finding]})
        return answer.result or [], answer.seconds
