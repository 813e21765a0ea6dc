"""The editor's end of the wire, for tests of the real server: one client, over two ways to run the server.

`Client.in_process` talks to a server in a process of its own, `Client.in_thread` to one in a thread of this process, whose ``server`` a
test may look at. Both speak through pipes, so that nothing is skipped on the way. Positions are given as offsets in code points; they are
converted here without the product's help. What is awaited is a message or a state, never a time.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import unquote

from persona_ls.lsp.handlers import build_server
from persona_ls.lsp.server import PersonaServer
from persona_ls.lsp.transport import serve

SERVER = (sys.executable, "-m", "persona_ls", "serve")
GUARD = 20.0
"""Seconds after which a test is given up: many times what it needs."""

CAPABLE: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-32"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "textDocument": {
        "completion": {
            "contextSupport": True,
            "completionItem": {"snippetSupport": True, "insertReplaceSupport": True},
        },
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
}
"""A client that can all that the server asks about, but is told of findings."""


class Refused(Exception):  # noqa: N818 (reads as what it is)
    """The server answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


@dataclass
class Buffer:
    """A document as the editor has it."""

    uri: str
    text: str
    version: int = 1


@dataclass
class Client:
    """One session. ``told`` are all notifications of the server, ``asked`` all its requests, in order."""

    to_server: BinaryIO
    from_server: BinaryIO
    server: PersonaServer | None = None
    process: subprocess.Popen[bytes] | None = None
    told: list[Any] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    buffers: dict[str, Buffer] = field(default_factory=dict)
    initialized: Any = None
    encoding: str = "utf-16"
    replies: dict[str, Any] = field(default_factory=dict)
    """What this client answers to the server's requests, by method; null to all others."""
    refused: set[str] = field(default_factory=set)
    """Methods of the server's requests that this client answers with an error."""
    late: set[str] = field(default_factory=set)
    """Methods of the server's requests that are not answered before `answer` is called."""

    # -- life --

    @classmethod
    def in_thread(cls) -> Self:
        """A client of a server in a thread."""
        server = build_server()
        (read_in, write_in), (read_out, write_out) = os.pipe(), os.pipe()

        def run() -> None:
            serve(server, read_in, write_out)
            os.close(read_in)
            os.close(write_out)

        client = cls(os.fdopen(write_in, "wb"), os.fdopen(read_out, "rb"), server)
        client._thread = threading.Thread(target=run, name="server", daemon=True)
        client._thread.start()
        return client

    @classmethod
    def in_process(cls, command: Sequence[str] = SERVER, **environment: str) -> Self:
        """A client of a server in a process of its own, with these variables in its environment."""
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        return cls(process.stdin, process.stdout, process=process)

    def __post_init__(self) -> None:
        self._next_id = 0
        self._answers: dict[int, queue.SimpleQueue[Any]] = {}
        self._news = threading.Condition()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._reader = threading.Thread(target=self._read, name="client", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *folders: Path, capabilities: Any = None, bundled: bool = False, **params: Any) -> Any:
        """Initialize in these folders and come back when their library is read; the server's capabilities."""
        options = {"bundled": bundled, **params.pop("initializationOptions", {})}
        self.initialized = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": None,
                "workspaceFolders": [{"uri": each.as_uri(), "name": each.name} for each in folders],
                "capabilities": CAPABLE if capabilities is None else capabilities,
                "initializationOptions": options,
                **params,
            },
        )
        self.encoding = self.initialized["capabilities"]["positionEncoding"]
        self.notify("initialized", {})
        self.until_ready()
        return self.initialized["capabilities"]

    def until_ready(self) -> None:
        """Wait for the library: by the progress where it is announced, else by looking."""
        if self.server is not None:
            self.turn()  # what answers is set up when it is first needed, on the server's own thread
            self.until(lambda: self.server.session.library.is_complete)
        else:
            self.until(lambda: any(each["params"]["value"]["kind"] == "end" for each in self.notes("$/progress")))

    def stop(self) -> int | None:
        """End the session in order; the exit code of a process."""
        if not self.to_server.closed:
            self.request("shutdown")
            self.notify("exit")
            self.to_server.close()
        code = self.process.wait(GUARD) if self.process else None
        if self._thread:
            self._thread.join(GUARD)
        self._reader.join(GUARD)
        self.from_server.close()
        return code

    # -- messages --

    def request(self, method: str, params: Any = None) -> Any:
        """The result of a request.

        Raises:
            Refused: it was answered with an error.
        """
        answer = self.wait(self.send_request(method, params))
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def send_request(self, method: str, params: Any = None) -> int:
        """Ask without waiting; `wait` gives the answer to this id."""
        self._next_id += 1
        self._answers[self._next_id] = queue.SimpleQueue()
        self._send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return self._next_id

    def wait(self, identity: int) -> Any:
        """The whole answer to a request."""
        try:
            return self._answers[identity].get(timeout=GUARD)
        except queue.Empty:
            raise AssertionError(f"request {identity} was never answered") from None
        finally:
            del self._answers[identity]

    def notify(self, method: str, params: Any = None) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so, looking again after each message and a moment later: a server in a thread is watched too."""
        end = time.monotonic() + GUARD
        while not holds():
            assert time.monotonic() < end, "never came to be"
            with self._news:
                self._news.wait(0.01)

    def turn(self) -> None:
        """Come back when the server has handled all that was sent before."""
        self.request("workspace/symbol", {"query": "nobody-is-called-like-this"})

    def notes(self, method: str) -> list[Any]:
        """The notifications of one method."""
        return [each for each in self.told if each["method"] == method]

    def _send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        with self._writing:
            self.to_server.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self.to_server.flush()

    def _read(self) -> None:
        while header := self.from_server.readline():
            length = int(header.removeprefix(b"Content-Length: "))
            self.from_server.readline()
            self._receive(json.loads(self.from_server.read(length)))
            with self._news:
                self._news.notify_all()

    def _receive(self, message: Any) -> None:
        if "method" not in message:
            self._answers[message["id"]].put(message)
        elif "id" in message:
            self.asked.append(message)
            if message["method"] not in self.late:
                with suppress(
                    ValueError, BrokenPipeError
                ):  # a question that crosses the end of the session has no answer
                    self.answer(message)
        else:
            self.told.append(message)

    def answer(self, asked: Any) -> None:
        """Answer a request of the server."""
        if asked["method"] in self.refused:
            answer: Any = {"error": {"code": -32601, "message": "not here"}}
        else:
            answer = {"result": self.replies.get(asked["method"])}
        self._send({"jsonrpc": "2.0", "id": asked["id"], **answer})

    # -- documents --

    def open(self, uri: str | Path, text: str, language: str = "markdown") -> str:
        """Open a document; its URI."""
        uri = uri.as_uri() if isinstance(uri, Path) else uri
        self.buffers[uri] = Buffer(uri, text)
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def edit(self, uri: str, start: int, end: int, new: str) -> None:
        """Replace what stands between two offsets."""
        buffer = self.buffers[uri]
        change = {"range": self.range(buffer.text, start, end), "text": new}
        buffer.text = buffer.text[:start] + new + buffer.text[end:]
        buffer.version += 1
        document = {"uri": uri, "version": buffer.version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def write(self, uri: str, text: str) -> None:
        """Replace the whole text."""
        self.edit(uri, 0, len(self.buffers[uri].text), text)

    def save(self, uri: str) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close(self, uri: str) -> None:
        del self.buffers[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def text(self, uri: str) -> str:
        return self.buffers[uri].text

    def apply(self, edit: Any) -> None:
        """Carry out a workspace edit as an editor does: in open buffers, else on the disk, of which it tells the server."""
        for uri, edits in (edit.get("changes") or {}).items():
            self._apply(uri, edits)
        created: set[str] = set()
        for change in edit.get("documentChanges") or []:
            if change.get("kind") == "create":
                created.add(change["uri"])
                path = path_of_uri(change["uri"])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                self.open(path, "")
            elif change.get("kind") == "rename":
                self.move(path_of_uri(change["oldUri"]), path_of_uri(change["newUri"]))
            else:
                uri, version = change["textDocument"]["uri"], change["textDocument"]["version"]
                # A file that this very edit has created has no version that the server could know.
                assert version in (
                    (None, 1) if uri in created else (self.buffers[uri].version if uri in self.buffers else None,)
                )
                self._apply(uri, [each for each in change["edits"] if "annotationId" not in each])

    def _apply(self, uri: str, edits: list[Any]) -> None:
        path = path_of_uri(uri)
        text = self.text(uri) if uri in self.buffers else path.read_bytes().decode("utf-8")
        spans = [(*self.offsets(text, each["range"]), each["newText"]) for each in edits]
        for start, end, new in sorted(spans, reverse=True):
            if uri in self.buffers:
                self.edit(uri, start, end, new)
            else:
                text = text[:start] + new + text[end:]
        if uri not in self.buffers:
            path.write_bytes(text.encode("utf-8"))
            self.watched((uri, 2))

    def move(self, old: Path, new: Path) -> None:
        """Rename a file or folder as an editor does: what is open of it is opened again under its new name."""
        assert not new.exists(), "written over"
        old.rename(new)
        for uri in [each for each in self.buffers if each == old.as_uri() or each.startswith(f"{old.as_uri()}/")]:
            text = self.text(uri)
            self.close(uri)
            self.open(new.as_uri() + uri.removeprefix(old.as_uri()), text)
        self.notify("workspace/didRenameFiles", {"files": [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]})
        self.watched((old.as_uri(), 3), (new.as_uri(), 1))

    def watched(self, *changes: tuple[str, int]) -> None:
        """Tell of files on the disk: 1 created, 2 changed, 3 deleted."""
        events = [{"uri": uri, "type": kind} for uri, kind in changes]
        self.notify("workspace/didChangeWatchedFiles", {"changes": events})

    # -- questions at a place --

    def complete(self, uri: str, at: int, trigger: str | None = None) -> Any:
        """The completion list at an offset, or None."""
        context = {"triggerKind": 2, "triggerCharacter": trigger} if trigger else {"triggerKind": 1}
        return self.request("textDocument/completion", {**self.place(uri, at), "context": context})

    def labels(self, uri: str, at: int | None = None) -> list[str]:
        """What completion offers at an offset, else at the end."""
        answer = self.complete(uri, len(self.text(uri)) if at is None else at)
        return [item["label"] for item in (answer or {"items": []})["items"]]

    def hover(self, uri: str, at: int) -> Any:
        return self.request("textDocument/hover", self.place(uri, at))

    def actions(self, uri: str, start: int, end: int, diagnostics: Sequence[Any] = ()) -> list[Any]:
        """The code actions for a selection."""
        params = {"range": self.range(self.text(uri), start, end), "context": {"diagnostics": list(diagnostics)}}
        return self.request("textDocument/codeAction", {"textDocument": {"uri": uri}, **params}) or []

    def findings(self, uri: str) -> list[Any] | None:
        """The diagnostics that are shown for a document; None when nothing was ever published."""
        published = [each["params"] for each in self.notes("textDocument/publishDiagnostics")]
        return next((each["diagnostics"] for each in reversed(published) if each["uri"] == uri), None)

    def until_found(self, uri: str, *codes: str) -> list[Any]:
        """Wait until exactly these rules are shown for a document; its diagnostics."""
        self.until(lambda: sorted(each["code"] for each in self.findings(uri) or []) == sorted(codes))
        return self.findings(uri)

    # -- positions --

    def place(self, uri: str, at: int) -> dict[str, Any]:
        return {"textDocument": {"uri": uri}, "position": self.position(self.text(uri), at)}

    def range(self, text: str, start: int, end: int) -> dict[str, Any]:
        return {"start": self.position(text, start), "end": self.position(text, end)}

    def position(self, text: str, at: int) -> dict[str, int]:
        """The position of an offset, in a text whose lines end in a line feed."""
        start = text.rfind("\n", 0, at) + 1
        return {"line": text.count("\n", 0, start), "character": self._units(text[start:at])}

    def offset(self, text: str, position: Any) -> int:
        lines = text.split("\n")
        start = sum(len(line) + 1 for line in lines[: position["line"]])
        line = lines[position["line"]]
        count = next(count for count in range(len(line) + 1) if self._units(line[:count]) >= position["character"])
        return start + count

    def offsets(self, text: str, range_: Any) -> tuple[int, int]:
        return self.offset(text, range_["start"]), self.offset(text, range_["end"])

    def _units(self, words: str) -> int:
        codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[self.encoding]
        return len(words.encode(codec)) // width


def path_of_uri(uri: str) -> Path:
    return Path(unquote(uri.removeprefix("file://")))


def cut(marked: str) -> tuple[str, int]:
    """A text whose ``|`` marks the cursor, without it, and the cursor's offset."""
    before, bar, after = marked.partition("|")
    assert bar, "no cursor"
    return before + after, len(before)


def write_files(root: Path, marked: str) -> Path:
    """The files of a text in which ``%! name`` heads each of them; the folder."""
    for piece in marked.split("%! ")[1:]:
        name, _, text = piece.partition("\n")
        path = root / name.strip()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
