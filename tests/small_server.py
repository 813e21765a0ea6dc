"""A server of a few handlers on persona-ls' border: what the tests of the protocol and of the life cycle talk to.

``python small_server.py`` serves it over stdin and stdout.
"""

import asyncio
import logging
import os
import sys
import threading
import time
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from persona_ls.lsp.outbox import StderrHandler
from persona_ls.lsp.protocol import Server
from persona_ls.lsp.transport import serve_stdio
from persona_ls.text import Position


class SmallServer(Server):
    """Remembers what its handlers saw; ``release`` lets the waiting ones go on."""

    def __init__(self) -> None:
        super().__init__("small", "1.0")
        self.seen: list[str] = []
        self.release = threading.Event()


def make_server() -> SmallServer:
    server = SmallServer()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: SmallServer, params: types.HoverParams) -> types.Hover | None:
        """The character under the cursor."""
        document = ls.documents.get(params.text_document.uri)
        if document is None:
            return None
        at = document.text.offset(Position(params.position.line, params.position.character), ls.documents.encoding)
        return types.Hover(contents=document.text.source[at : at + 1])

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: SmallServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.seen.append(f"open {ls.documents.get(params.text_document.uri).text.source}")

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: SmallServer, params: types.DidChangeTextDocumentParams) -> None:
        document = ls.documents.get(params.text_document.uri)
        ls.seen.append(f"change {document and document.text.source}")

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: SmallServer, params: types.DidCloseTextDocumentParams) -> None:
        ls.seen.append(f"close {ls.documents.get(params.text_document.uri)}")

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def actions(ls: SmallServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        return [types.CodeAction(title=one.message) for one in params.context.diagnostics]

    @server.feature("test/echo")
    def echo(ls: SmallServer, params: Any) -> Any:
        ls.seen.append(f"echo {params}")
        return params

    @server.feature("test/text")
    def text(ls: SmallServer, params: Any) -> Any:
        document = ls.documents.get(params["uri"])
        return document and {"text": document.text.source, "version": document.version}

    @server.feature("test/print")
    def stray_print(ls: SmallServer, params: Any) -> str:
        print("Content-Length: 5\r\n\r\nstray", flush=True)
        sys.stdout.flush()
        return "printed"

    @server.feature("test/read")
    def stray_read(ls: SmallServer, params: Any) -> str:
        return os.read(0, 1000).decode()

    @server.feature("test/raise")
    def fail(ls: SmallServer, params: Any) -> None:
        raise FileNotFoundError("/home/somebody/secret.md")

    @server.feature("test/raiseAsync")
    async def fail_later(ls: SmallServer, params: Any) -> None:
        raise FileNotFoundError("/home/somebody/secret.md")

    @server.feature("test/modified")
    def modified(ls: SmallServer, params: Any) -> None:
        raise JsonRpcContentModified("ask again")

    @server.feature("test/answer")
    def not_json(ls: SmallServer, params: Any) -> Any:
        circle: list[Any] = []
        circle.append(circle)
        return {"object": object(), "nan": float("nan"), "circle": circle, "set": {1}}[params["kind"]]

    @server.feature("test/wait")
    async def wait(ls: SmallServer, params: Any) -> None:
        ls.seen.append("waiting")
        await asyncio.get_running_loop().create_future()

    @server.feature("test/stubborn")
    async def stubborn(ls: SmallServer, params: Any) -> str:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            return "too late"

    @server.feature("test/thread")
    @server.thread()
    def thread(ls: SmallServer, params: Any) -> str:
        ls.seen.append("thread")
        ls.release.wait(60)
        ls.seen.append("released")
        return threading.current_thread().name

    @server.feature("test/block")
    def block(ls: SmallServer, params: Any) -> str:
        time.sleep(params["seconds"])
        return "slept"

    @server.feature("test/big")
    def big(ls: SmallServer, params: Any) -> str:
        return "x" * params["size"]

    @server.feature("test/ask")
    async def ask(ls: SmallServer, params: Any) -> Any:
        ls.seen.append("asking")
        configuration = types.ConfigurationParams(items=[types.ConfigurationItem(section="personaLs")])
        return await ls.workspace_configuration_async(configuration)

    @server.command("small.add")
    def add(ls: SmallServer, first: int, second: int) -> int:
        return first + second

    @server.command("small.wait")
    async def command_wait(ls: SmallServer) -> None:
        await asyncio.get_running_loop().create_future()

    return server


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, handlers=[StderrHandler()])
    sys.exit(serve_stdio(make_server()))
