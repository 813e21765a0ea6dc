"""A server that was edited into a text knows what a server knows that was just handed it.

Random editing sessions, in the three encodings: several changes in one message, characters beyond the BMP and their halves, every kind of
line end, ranges past the end and running backwards, documents that are closed and opened again. Then the texts are compared with a model
that splices strings, and spans, findings, references, library entries and answers with those of a second server.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lsp_client import CAPABLE, write_files
from persona_ls.lsp.handlers import build_server
from persona_ls.text import Encoding, Position
from text_model import join_halves, offset_of, position_of

LIBRARY = """
%! personas/uma.md
---
variáveis: {prazo: 3}
---
# Persona: Uma

## Prompt de Ativação (Básico)

```
Atue como uma Uma. @persona:outra
```

%! personas/outra.md
# Persona: Outra

## Prompt de Ativação (Básico)

```
Atue como uma Outra.
```

%! prompt.md
@persona:uma(prazo=2) e @persona:outra, não @persona:ninguem.
"""

PIECES = (
    "---", "\n", "\n", "\r\n", "\r", "\ud83d", "\ude00", "😀", "é", "e\u0301", "\u2028", "\f", "a", "# Persona: Nova",
    "## Prompt de Ativação",
    "```", "```", "tags: [a, a]", "id: outra", "apelidos: [b]", "@persona:outra", "@persona:uma#basico(prazo=1)", "@persona:b", "@persona:",
    "{{ prazo }}", "{% if", "<!--", "-->", "> ", "- ", "", " ", "`",
)  # fmt: skip
ASKED = (
    "textDocument/documentSymbol",
    "textDocument/documentLink",
    "textDocument/foldingRange",
    "textDocument/formatting",
    "textDocument/semanticTokens/full",
    "textDocument/codeLens",
    "textDocument/inlayHint",
)
IS_RANDOM = os.environ.get("PERSONA_LS_FUZZ_SEED") == "random"

texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
numbers = st.tuples(st.integers(0, 14), st.integers(0, 30)) | st.sampled_from(
    [(0, 0), (3, 10_000), (10_000, 0), (2**31 - 1, 2**31 - 1)]
)
changes = st.lists(st.tuples(numbers, numbers, texts) | texts, min_size=1, max_size=4)
names = st.sampled_from(["personas/uma.md", "personas/outra.md", "prompt.md", "personas/nova.md"])

pytestmark = pytest.mark.timeout(300)


class Direct:
    """A server on a loop of its own, which turns while a message is handled and not otherwise."""

    def __init__(self, folder: Path, encoding: Encoding) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.server = build_server()
        self.server.protocol.set_writer(self)
        self.answers: dict[int, Any] = {}
        capabilities = {**CAPABLE, "general": {"positionEncodings": [encoding.value]}}
        workspace = [{"uri": folder.as_uri(), "name": "w"}]
        options = {"bundled": False}
        self.ask(
            "initialize",
            {"capabilities": capabilities, "workspaceFolders": workspace, "initializationOptions": options},
        )
        self.server.session.index()

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            self.answers[message["id"]] = message

    def close(self) -> None:
        """The writer's end, and ours."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()
        self.server.shutdown()

    def tell(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self._send({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        answer = self.answers.pop(1)
        return answer.get("result", answer.get("error"))

    def open(self, name: str, text: str) -> None:
        item = {"uri": self.uri(name), "languageId": "markdown", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def known(self, name: str) -> dict[str, Any]:
        """Everything that the server knows of an open document, settled as before every question but that for a list."""
        self.server.desk.settle()
        session, uri, path = self.server.session, self.uri(name), self.folder / name
        opened = session.get(uri)
        end = {"line": 2**31 - 1, "character": 0}
        params = {
            "textDocument": {"uri": uri},
            "options": {"tabSize": 2, "insertSpaces": True},
            "range": {"start": {"line": 0, "character": 0}, "end": end},
        }
        findings = session.findings(opened)
        return {
            "text": opened.text.source,
            "lines": opened.text.line_starts,
            "references": opened.references,
            "spans": [finding.span for finding in findings],
            "findings": [self.server.desk.border.diagnostic(each, opened.text, uri, session.say) for each in findings],
            "entry": session.library.at(path),
            "refers": session.library.referrer(path),
            **{method: without_results(self.ask(method, params)) for method in ASKED},
        }

    def library(self) -> Any:
        """Every entry, and who refers to whom."""
        library = self.server.session.library
        return {
            entry.path: (entry, [used for used, _ in library.uses(entry)], library.loops(entry)) for entry in library
        }

    def _send(self, message: Any) -> None:
        async def handle() -> None:
            self.server.protocol.handle_message(message)

        self.loop.run_until_complete(handle())


class Editing(RuleBasedStateMachine):
    """An editor with some documents open. ``texts`` is what it has on its screen."""

    encoding: Encoding
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.server = Direct(self.folder, self.encoding)
        self.texts: dict[str, str] = {}
        self.version = 1

    @initialize(name=names, text=texts)
    def begin(self, name: str, text: str) -> None:
        self.open(name, text)

    @rule(name=names, text=texts)
    def open(self, name: str, text: str) -> None:
        """Also what is open already: some editors do."""
        path = self.folder / name
        words = (path.read_text() if path.exists() else "") + text
        self.server.open(name, words)
        self.texts[name] = join_halves(words)
        self.look()

    @rule(name=names, batch=changes)
    def edit(self, name: str, batch: list[Any]) -> None:
        sent = []
        for change in batch:
            if isinstance(change, str):
                sent.append({"text": change})
            else:
                start, end = ({"line": line, "character": character} for line, character in change[:2])
                sent.append({"range": {"start": start, "end": end}, "text": change[2]})
            if name in self.texts:
                self.texts[name] = self.spliced(self.texts[name], change)
        self.version += 1
        document = {"uri": self.server.uri(name), "version": self.version}
        self.server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": sent})

    @rule(name=names, place=numbers)
    def type_in_halves(self, name: str, place: tuple[int, int]) -> None:
        """An editor of UTF-16 sends the two halves of a character one after the other."""
        if name in self.texts:
            self.edit(name, [(place, place, "\ud83d")])
            behind = offset_of(self.texts[name], Position(*place), self.encoding) + 1
            second = tuple(position_of(self.texts[name], behind, self.encoding))
            self.edit(name, [(second, second, "\ude00")])

    @rule(name=names)
    def close(self, name: str) -> None:
        self.server.tell("textDocument/didClose", {"textDocument": {"uri": self.server.uri(name)}})
        self.texts.pop(name, None)

    @rule()
    def look(self) -> None:
        """Ask for everything in between, so that what is kept of answers could be out of date later."""
        for name in self.texts:
            self.server.known(name)

    @invariant()
    def the_text_is_the_editor_s(self) -> None:
        for name, text in self.texts.items():
            assert self.server.server.session.get(self.server.uri(name)).text.source == text

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            self.server.close()

    def compare(self) -> None:
        """With a server that is handed the final texts."""
        fresh = Direct(self.folder, self.encoding)
        try:
            for name, text in self.texts.items():
                fresh.open(name, text)
            for name in self.texts:
                edited, handed = self.server.known(name), fresh.known(name)
                for fact in handed:
                    assert edited[fact] == handed[fact], f"{fact} of {name}"
            assert self.server.library() == fresh.library()
        finally:
            fresh.close()

    def spliced(self, text: str, change: Any) -> str:
        """``text`` after one change, as the protocol's words have it."""
        if isinstance(change, str):
            return join_halves(change)
        start, end = sorted(offset_of(text, Position(*each), self.encoding) for each in change[:2])
        return join_halves(text[:start] + change[2] + text[end:])


def without_results(answer: Any) -> Any:
    """An answer without the name that the server has for it."""
    return {name: value for name, value in answer.items() if name != "resultId"} if isinstance(answer, dict) else answer


@contextmanager
def workspace() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield write_files(Path(folder), LIBRARY)


@pytest.mark.parametrize("encoding", Encoding)
def test_what_a_server_was_edited_into_is_what_it_would_have_been_handed(encoding: Encoding) -> None:
    with workspace() as folder:
        machine = type("Editing", (Editing,), {"encoding": encoding, "folder": folder})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=200 if IS_RANDOM else 25,
                stateful_step_count=20,
                deadline=None,
                derandomize=not IS_RANDOM,
                database=None,
                suppress_health_check=list(HealthCheck),  # a machine under load is slow, and that is nobody's mistake
            ),
        )
