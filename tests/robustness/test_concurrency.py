"""Fifty open documents, the requests of five editors at once, half of them taken back: no standstill, no old answer, no growing.

Every edit writes its number into the document. An answer to a request that was sent after an edit must know that number or a later one; a
version that is published is never lower than one that was published before; and nothing is published for a text that the version does not
have. The seed is fixed; ``PERSONA_LS_FUZZ_SEED=random`` takes another.
"""

import gc
import json
import os
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from lsp_client import SERVER, Client, write_files
from robustness.peer import Peer

DOCUMENTS = 50
CLIENTS = 5
ROUNDS = 60
MAY_GROW = 60 << 20
"""Bytes that a second run of the same work may take beyond the first."""

LIBRARY = """
%! personas/arquiteta.md
---
variáveis: {prazo: 3}
---
# Persona: Arquiteta

## Prompt de Ativação (Básico)

```
Atue como uma Arquiteta em {{ prazo }} dias. @persona:revisora
```

%! personas/revisora.md
# Persona: Revisora

## Prompt de Ativação (Básico)

```
Atue como uma Revisora.
```
"""

pytestmark = pytest.mark.timeout(300)


def seed() -> int:
    wanted = os.environ.get("PERSONA_LS_FUZZ_SEED", "20261130")
    return SystemRandom().getrandbits(32) if wanted == "random" else int(wanted)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(workspace: Path) -> Iterator[Client]:
    with Client.in_process(SERVER) as client:
        client.start(workspace)
        yield client


def persona(number: int, edition: int) -> str:
    """A persona that tells its edition in its title, and has a finding in its prompt."""
    return (
        f"# Persona: N{number} edição {edition}\n\n## Prompt de Ativação (Básico)\n\n```\n"
        f"Atue como a N{number} edição {edition}. @persona:arquiteta(prazo={edition}) @persona:nobody-{edition}\n```\n"
    )


class Editor:
    """Whoever types in the documents; ``editions`` says how far each has come."""

    def __init__(self, client: Client, workspace: Path, random: Random) -> None:
        self.client, self.random = client, random
        self.uris = [
            client.open(workspace / f"personas/n{number}.md", persona(number, 0)) for number in range(DOCUMENTS)
        ]
        self.editions = [0] * DOCUMENTS
        self.asked: list[tuple[int, int, int, bool]] = []

    def type(self, number: int) -> None:
        self.editions[number] += 1
        self.client.write(self.uris[number], persona(number, self.editions[number]))

    def ask(self, number: int) -> None:
        """One of the requests whose answer tells the edition; half of them are cancelled."""
        uri = self.uris[number]
        text = self.client.text(uri)
        method, params = self.random.choice(
            [
                ("textDocument/documentSymbol", {"textDocument": {"uri": uri}}),
                ("textDocument/hover", self.client.place(uri, text.index("@persona:arquiteta") + 12)),
            ]
        )
        identity = self.client.send_request(method, params)
        is_cancelled = self.random.random() < 0.5
        if is_cancelled:
            self.client.notify("$/cancelRequest", {"id": identity})
        self.asked.append((identity, number, self.editions[number], is_cancelled))

    def check_answers(self) -> int:
        """Every answer is there, and none is older than its question; how many were not cancelled."""
        told = 0
        for identity, number, edition, is_cancelled in self.asked:
            answer = self.client.wait(identity)
            if "error" in answer:
                assert is_cancelled, answer
                assert answer["error"]["code"] == -32800
                continue
            told += 1
            words = json.dumps(answer["result"])
            known = [
                int(each)
                for each in re.findall(rf"N{number} edi\S+ (\d+)|em (\d+) dias", words)
                for each in each
                if each
            ]
            assert known, answer
            assert min(known) >= edition, f"asked at {edition}, told of {min(known)}"
        self.asked.clear()
        return told


def work(client: Client, workspace: Path, random: Random) -> None:
    editor = Editor(client, workspace, random)
    told = 0
    for turn in range(ROUNDS):
        for _ in range(CLIENTS):
            number = random.randrange(DOCUMENTS)
            if random.random() < 0.6:
                editor.type(number)
            editor.ask(number)
        if turn % 10 == 9:
            told += editor.check_answers()
    assert told > ROUNDS
    _check_published(client, editor)
    for uri in editor.uris:
        client.close(uri)
    client.turn()


def _check_published(client: Client, editor: Editor) -> None:
    """At the end each document has the findings of its last edition; no version went back, and each had its own findings."""
    for number, uri in enumerate(editor.uris):
        last = f"nobody-{editor.editions[number]}"
        client.until(lambda uri=uri, last=last: last in json.dumps(client.findings(uri)))
    latest: dict[str, int] = {}
    for note in client.notes("textDocument/publishDiagnostics"):
        params = note["params"]
        if params.get("version") is None or params["uri"] not in editor.uris:
            continue
        version, uri = params["version"], params["uri"]
        assert version >= latest.get(uri, 0), f"{uri} went back from {latest[uri]} to {version}"
        latest[uri] = version
        for each in re.findall(r"nobody-(\d+)", json.dumps(params["diagnostics"])):
            assert int(each) == version - 1  # the first version is edition 0


def test_fifty_documents_and_the_requests_of_five_editors_are_answered_and_never_late(
    client: Client, workspace: Path
) -> None:
    number = seed()
    print(f"repeat it with PERSONA_LS_FUZZ_SEED={number}")
    work(client, workspace, Random(number))


def test_memory_is_given_back_when_documents_are_closed(tmp_path: Path, workspace: Path) -> None:
    """Of a real process, after the same work once and thrice."""
    random = Random(seed())
    with Peer(tmp_path) as peer:
        peer.ask("initialize", {"capabilities": {}, "workspaceFolders": [{"uri": workspace.as_uri(), "name": "w"}]})
        peer.process.notify("initialized", {})
        sizes = []
        for _ in range(3):
            _open_edit_and_close(peer, workspace, random)
            sizes.append(peer.resident)

    assert sizes[-1] < sizes[0] + MAY_GROW, sizes


def _open_edit_and_close(peer: Peer, workspace: Path, random: Random) -> None:
    uris = [(workspace / f"personas/m{number}.md").as_uri() for number in range(DOCUMENTS)]
    for number, uri in enumerate(uris):
        item = {"uri": uri, "languageId": "markdown", "version": 1, "text": persona(number, 0) + "x" * 20_000}
        peer.process.notify("textDocument/didOpen", {"textDocument": item})
    for edition in range(1, 80):
        number = random.randrange(DOCUMENTS)
        document = {"uri": uris[number], "version": edition + 1}
        changes = [{"text": persona(number, edition) + "x" * 20_000}]
        peer.process.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        peer.process.notify("$/cancelRequest", {"id": edition})
        if edition % 10 == 0:
            place = {"textDocument": {"uri": uris[number]}, "position": {"line": 5, "character": 40}}
            peer.ask("textDocument/hover", place)
    for uri in uris:
        peer.process.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    peer.ask("workspace/symbol", {"query": "nobody"})


def test_nothing_of_a_closed_document_is_kept(workspace: Path) -> None:
    """In this process, where the allocations can be counted: not the text, not the parse, not the findings, not the results."""
    with Client.in_thread() as client:
        client.start(workspace)
        word = "palavra-que-ninguém-mais-tem"

        def once() -> None:
            for number in range(10):
                uri = client.open(workspace / f"personas/k{number}.md", persona(number, 0) + f"{word}{number} " * 1500)
                client.hover(uri, 3)
                client.until(lambda uri=uri: bool(client.findings(uri)))
                client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
                client.close(uri)
            client.turn()
            client.told.clear()

        once()
        gc.collect()
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            for _ in range(3):
                once()
            gc.collect()
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert after - before < 10 * 1500 * len(word), "less than the texts of one round"
