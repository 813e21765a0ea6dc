"""Messages that no client should send, among those that any client sends, each with what the server owes for it.

A `Fuzzer` is a stream of `Piece` objects: bytes for the wire, and the answers that they must bring. The same seed gives the same stream.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from lsprotocol import types

from persona_ls.lsp.methods import COMMANDS, METHODS
from robustness.values import JUNK, Maker, mutated

__all__ = ["Fuzzer", "Owed", "Piece", "framed"]

PARSE, INVALID, UNKNOWN, PARAMS = -32700, -32600, -32601, -32602
FAILED, MODIFIED, CANCELLED = -32803, -32801, -32800
OK = 0
"""Stands for a result."""

ANSWERED = frozenset({OK, PARAMS, FAILED, MODIFIED})
"""What a well-formed request of a served method may bring, whatever its parameters: a result, or a refusal with a reason."""

LINES = (
    "---", "tags: [a, b]", "tags: *x", "id: nova", "variáveis: {prazo: 3}", "dificuldade: fácil", "# Persona: X", "# Persona: Y", "- a",
    "## Características", "**Especialidade**: b  ", "## Prompt de Ativação (Básico)", "```", "```", "~~~py",
    "<!-- persona-ls: ignore[x] -->",
    "Atue como um X {{ prazo }} [descreva].", "{% if a %}", "{{ a | uper }}", "@persona:arquiteta", '@persona:arquiteta(stack="Go")',
    "@persona:a", "`@persona:revisora#basico`", "@persona:revisora(", "@persona:ninguém", "<!--", "> @persona:revisora", "😀 é\u2028x",
    "\ud83d", "", "", "@",
)  # fmt: skip

NOTES = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.TEXT_DOCUMENT_DID_SAVE,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
    types.SET_TRACE,
    types.PROGRESS,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
    types.INITIALIZED,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    "$/unknown",
    "textDocument/didUnknown",
)
RARE = (types.WORKSPACE_DID_CHANGE_CONFIGURATION, types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
"""What makes the server read the whole library anew."""


@dataclass(frozen=True)
class Owed:
    """One answer: to which id, and with which codes it may come."""

    id: Any
    codes: frozenset[int]


@dataclass(frozen=True)
class Piece:
    """Bytes, what they must bring, and how to show them to a person."""

    data: bytes
    owed: tuple[Owed, ...] = ()
    story: str = field(default="", compare=False)


def framed(message: Any, header: bytes = b"Content-Length: %d\r\n\r\n") -> bytes:
    """One message as it goes over the wire; bytes are a body that is ready."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return header % len(body) + body


class Fuzzer:
    """A stream of pieces, whose ids are all different, so that an answer tells what it is for.

    ``unserved`` are the methods that are not there for this client.
    """

    def __init__(self, maker: Maker, random: Random, unserved: Collection[str] = ()) -> None:
        self.maker, self.random, self.unserved = maker, random, unserved
        self.commands = 0
        self._count = 1000  # above what `JUNK` may cancel
        self._makers: list[tuple[float, Callable[[], Piece]]] = [
            (30, self.request),
            (25, self.bad_request),
            (2, self.command),
            (14, self.note),
            (0.15, self.rare_note),
            (6, self.cancel),
            (5, self.unknown_method),
            (5, self.wrong_envelope),
            (4, self.not_json),
            (3, self.response),
            (3, self.wrong_kind),
            (2, self.second_initialize),
            (2, self.odd_header),
            (1.5, self.broken_header),
        ]

    def pieces(self, count: int) -> Iterator[Piece]:
        """So many of them."""
        weights = [weight for weight, _ in self._makers]
        for make in self.random.choices([make for _, make in self._makers], weights, k=count):
            yield make()

    def edit(self) -> Any:
        """A change of some document, in any order and at any place."""
        uri = self.random.choice(self.maker.uris)
        ranged = [{"range": self._range(), "text": self.text(2)} for _ in range(self.random.randrange(4))]
        whole = [{"text": self.text()}] if self.random.random() < 0.2 else []
        document = {"uri": uri, "version": self.random.choice([-1, 0, 1, 2, 3, 10, 9, 2**40, None])}
        return {"textDocument": document, "contentChanges": [*ranged, *whole]}

    def text(self, most: int = 12) -> str:
        """Some lines, of a persona or not."""
        lines = self.random.choices(LINES, k=self.random.randrange(most + 1))
        return self.random.choice(["\n", "\n", "\r\n", "\r"]).join(lines)

    # -- requests --

    def request(self) -> Piece:
        """A request as it should be."""
        method = self._method()
        return self._asked(method, self.maker.params(method), self._codes(method))

    def bad_request(self) -> Piece:
        """A request whose parameters are wrong somewhere."""
        method = self._method()
        params = self.maker.params(method)
        for _ in range(self.random.choice([1, 1, 1, 2, 5])):
            params = mutated(params, self.random)
        return self._asked(method, params, self._codes(method))

    def command(self) -> Piece:
        """A command, with arguments or without."""
        self.commands += 1
        params = self.maker.command(tuple(COMMANDS))
        if self.random.random() < 0.4:
            params = mutated(params, self.random)
        return self._asked(types.WORKSPACE_EXECUTE_COMMAND, params, ANSWERED | {UNKNOWN})

    def unknown_method(self) -> Piece:
        """A request that nobody serves."""
        method = self.random.choice(
            ["x/y", "", "$/x", "textDocument/Hover", "initialize ", "textDocument/moniker", "\ud83d"]
        )
        return self._asked(method, self.random.choice(JUNK), frozenset({UNKNOWN}))

    def wrong_kind(self) -> Piece:
        """A notification with an id, and a request without one."""
        if self.random.random() < 0.5:
            return self._asked(self.random.choice(NOTES[:5]), self.edit(), frozenset({UNKNOWN}))
        method = self._method()
        return _piece({"jsonrpc": "2.0", "method": method, "params": self.maker.params(method)})

    def second_initialize(self) -> Piece:
        """A session is initialized once."""
        return self._asked("initialize", {"capabilities": {}}, frozenset({INVALID}))

    def _method(self) -> str:
        return self.random.choice(METHODS).name

    def _codes(self, method: str) -> frozenset[int]:
        return frozenset({UNKNOWN}) if method in self.unserved else ANSWERED

    def _asked(self, method: str, params: Any, codes: frozenset[int]) -> Piece:
        identity = self._id()
        message: dict[str, Any] = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params}
        if self.random.random() < 0.1:
            message = dict(reversed(message.items())) | {"extra": self.random.choice(JUNK)}
        if params is None and self.random.random() < 0.5:
            del message["params"]
        if self.random.random() < 0.1 and method != "initialize":  # nobody wants it any more
            cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": identity}}
            owed = Owed(identity, codes | {CANCELLED})
            return Piece(framed(message) + framed(cancel), (owed,), f"{message} and its cancellation")
        return _piece(message, Owed(identity, codes))

    def _id(self) -> Any:
        self._count += 1
        count = self._count
        return self.random.choice([count, count, -count, count + 0.5, f"id-{count}", f"\ud83d{count}", f"{count}\n"])

    # -- notifications, responses --

    def note(self) -> Piece:
        """A notification, half of them about a document; half of them wrong."""
        random = self.random
        method = random.choice((*NOTES, *NOTES[:2] * 6))
        params = {types.TEXT_DOCUMENT_DID_CHANGE: self.edit, types.TEXT_DOCUMENT_DID_OPEN: self._opened}.get(
            method, self._noted(method)
        )()
        if random.random() < 0.4:
            params = mutated(params, random)
        return _piece({"jsonrpc": "2.0", "method": method, "params": params})

    def rare_note(self) -> Piece:
        """Settings that make no sense, and folders that are not there."""
        method = self.random.choice(RARE)
        params = {"settings": self.random.choice([*JUNK, {"personaLs": {"language": "en", "bundled": False}}])}
        if method == types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS:
            gone = {"uri": "file:///nowhere/at/all", "name": "x"}
            params = {"event": {"added": [gone], "removed": [gone, {"uri": "nonsense:", "name": ""}]}}
        return _piece({"jsonrpc": "2.0", "method": method, "params": params})

    def cancel(self) -> Piece:
        """Of something that was asked, is answered, was never asked, or can be no id: nothing comes back for it.

        What was asked before may be cancelled by this, so it is asked for only by the piece that asked it (see `_asked`).
        """
        identity = self.random.choice([*JUNK, "id-0", self._count + 1000])
        return _piece(
            {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": self.random.choice([{"id": identity}, identity])}
        )

    def response(self) -> Piece:
        """An answer to a question that the server did not ask."""
        message = {
            "jsonrpc": "2.0",
            "id": f"never-{self._count}",
            self.random.choice(["result", "error"]): self.random.choice(JUNK),
        }
        return _piece(message)

    def _noted(self, method: str) -> Callable[[], Any]:
        if method in types.METHOD_TO_TYPES:
            return lambda: self.maker.params(method)
        return lambda: self.random.choice(JUNK)

    def _opened(self) -> Any:
        language = self.random.choice(["markdown", "prompt", "plaintext", ""])
        item = {"uri": self.random.choice(self.maker.uris), "languageId": language, "version": 1, "text": self.text()}
        return {"textDocument": item}

    def _range(self) -> Any:
        return {"start": self.maker._position(), "end": self.maker._position()}

    # -- what is no message --

    def wrong_envelope(self) -> Piece:
        """A message that is not the protocol's: another version, no method, a strange id."""
        identity = self._id()
        known, nobody = Owed(identity, frozenset({INVALID})), Owed(None, frozenset({INVALID}))
        method = "textDocument/hover"
        wrong: list[tuple[Any, tuple[Owed, ...]]] = [
            ({"jsonrpc": "1.0", "id": identity, "method": method}, (known,)),
            ({"id": identity, "method": method}, (known,)),
            ({"jsonrpc": 2.0, "id": identity, "method": method, "params": {}}, (known,)),
            ({"jsonrpc": "2.0", "id": identity}, (known,)),
            ({"jsonrpc": "2.0", "id": identity, "method": 5}, (known,)),
            ({"jsonrpc": "2.0", "id": identity, "method": None, "params": []}, (known,)),
            ({"jsonrpc": "2.0", "method": ["x"]}, (nobody,)),
            ({"jsonrpc": "1.0", "method": method}, ()),
            *(({"jsonrpc": "2.0", "id": each, "method": method}, (nobody,)) for each in (None, True, [], {}, [1])),
            *(
                (each, (nobody,))
                for each in (None, 5, "x", [], [{"jsonrpc": "2.0", "id": identity, "method": method}], {}, {"a": 1})
            ),
        ]
        return _piece(*_flat(self.random.choice(wrong)))

    def not_json(self) -> Piece:
        """A frame that holds no JSON."""
        bodies = (
            b"",
            b"{",
            b"}",
            b"\xff\xfe",
            b"[" * 5000,
            b'{"jsonrpc":"2.0","id":1',
            b"NaN",
            b'{"a":Infinity}',
            b"'x'",
            b"\x00",
            b"{]",
        )
        body = self.random.choice(bodies)
        return Piece(framed(body), (Owed(None, frozenset({PARSE})),), repr(body[:80]))

    def odd_header(self) -> Piece:
        """A header that is unusual and right."""
        headers = (
            b"content-length: %d\r\n\r\n", b"CONTENT-LENGTH:%d\r\n\r\n", b"Content-Length: %d\n\n", b"\r\n\r\nContent-Length: %d\r\n\r\n",
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
            b"Content-Length: %d\r\nContent-Type: x\r\n\r\n", b"Content-Length: %d \r\nX-Y: z\r\n\r\n",
        )  # fmt: skip
        header, identity = self.random.choice(headers), self._id()
        message = {"jsonrpc": "2.0", "id": identity, "method": "workspace/symbol", "params": {"query": "a"}}
        return Piece(framed(message, header), (Owed(identity, ANSWERED),), f"{header!r} {message}")

    def broken_header(self) -> Piece:
        """A frame without a usable length: it is lost, the next one is read, and who can be told is told."""
        identity = self._id()
        body = (
            b'{"jsonrpc":"2.0","id":%s,"method":"workspace/symbol","params":{"query":""}}'
            % json.dumps(identity).encode()
        )
        head = self.random.choice([b"Content-Length: x\r\n\r\n", b"Content-Length: -5\r\n\r\n", b"Nothing: 1\r\n\r\n"])
        told = self.random.random() < 0.7 and not isinstance(identity, float)
        owed = (Owed(identity, frozenset({INVALID})),) if told else ()
        return Piece(head + (body if told else b""), owed, f"{head!r} {body!r}")


def _piece(message: Any, *owed: Owed) -> Piece:
    return Piece(framed(message), owed, str(message)[:2000])


def _flat(pair: tuple[Any, tuple[Owed, ...]]) -> tuple[Any, ...]:
    return pair[0], *pair[1]
