"""A real server against clients that write whatever they like: it answers everything exactly once, with the right code, and lives.

Each session sends thousands of messages, most of them wrong: no JSON, wrong types, members too few and too many, unknown methods and
values, other versions of JSON-RPC, frames that are cut, merged, too long or without a header; requests too early and too late; edits of
documents that nobody opened, at places that are not there. Requests are made from the table of served methods and from the types of the
protocol, so that a new method is fuzzed by itself.

The seeds are fixed. ``PERSONA_LS_FUZZ_SEED=random`` takes new ones, ``PERSONA_LS_FUZZ_MESSAGES=100000`` more of them; a failure tells its
seed, and ``PERSONA_LS_FUZZ_SEED=<that>`` repeats it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from lsp_client import CAPABLE, write_files
from persona_ls.lsp.capabilities import initialize_params
from persona_ls.lsp.client import client_of
from persona_ls.lsp.framing import LIMIT
from persona_ls.lsp.methods import METHODS
from robustness.fuzzing import ANSWERED, Fuzzer, Owed, Piece, framed
from robustness.peer import Peer
from robustness.values import JUNK, Maker, mutated

SESSIONS = 4
MESSAGES = int(os.environ.get("PERSONA_LS_FUZZ_MESSAGES", "22000"))
BATCH = 250

MAY_GROW = 150 << 20
"""Bytes that a session may take beyond what it has when its library is read: for parsed texts, not for what each message leaves."""

LIBRARY = """
%! personas/arquiteta.md
---
tags: [a, b]
variáveis:
  stack: {padrão: Django, opções: [Django, Go]}
  prazo: 3
---

# Persona: Arquiteta

**Especialidade**: Sistemas

## Prompt de Ativação (Básico)

```
Atue como uma Arquiteta de {{ stack }} em {{ prazo }} dias. @persona:revisora
```

%! personas/revisora.md
---
apelidos: [crítica]
---

# Persona: Revisora

## Prompt de Ativação (Básico)

```
Atue como uma Revisora de [descreva o texto].
```

%! prompt.md
@persona:arquiteta(stack="Go") e `@persona:crítica#basico`, mas não @persona:ninguém.
"""

WORDS = (
    "",
    "a",
    "arquiteta",
    "@persona:revisora",
    "stack",
    "quickfix",
    "source.fixAll",
    "x" * 300,
    "é\u0301",
    "\ud83d",
    "\n",
    "persona",
)

pytestmark = pytest.mark.timeout(300)


def seed_of(session: int) -> int:
    """The seed of one of the sessions."""
    wanted = os.environ.get("PERSONA_LS_FUZZ_SEED", "20261130")
    return SystemRandom().getrandbits(32) if wanted == "random" else int(wanted) + session


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("fuzz") / "workspace", LIBRARY)


@pytest.mark.parametrize("session", range(SESSIONS))
def test_whatever_a_client_sends_every_request_is_answered_once_with_the_right_code(
    session: int, workspace: Path, tmp_path: Path
) -> None:
    seed = seed_of(session)
    random = Random(seed)
    responses = Random(seed)  # of its own: how often the server asks depends on the time
    with Peer(tmp_path, lambda _: _strange_response(responses)) as peer:
        try:
            _fuzz(peer, random, workspace)
        except BaseException as error:
            error.add_note(
                f"repeat it with PERSONA_LS_FUZZ_SEED={seed - session} and -k '[{session}]'; {peer.outstanding()}"
            )
            raise


def _fuzz(peer: Peer, random: Random, workspace: Path) -> None:
    params = _initialize(workspace, random)
    client = client_of(initialize_params(params))
    unserved = {method.name for method in METHODS if not method.suits(client)}
    fuzzer = Fuzzer(Maker(random, _uris(workspace), WORDS), random, unserved)
    _before(peer, fuzzer)
    peer.ask("initialize", params)
    peer.process.notify("initialized", {})
    _learn(peer, fuzzer)
    at_rest = peer.resident
    for _ in range(MESSAGES // SESSIONS // BATCH):
        peer.send(fuzzer.pieces(BATCH), random)
        peer.settle()
    assert peer.resident < at_rest + MAY_GROW
    assert peer.failures == []
    assert peer.told["window/showMessage"] <= fuzzer.commands  # who asks for something may be told what became of it
    _after(peer, fuzzer)


def _before(peer: Peer, fuzzer: Fuzzer) -> None:
    """Requests that come too early are told so; other messages are passed over."""
    early = [fuzzer.note() for _ in range(50)]
    asked = [fuzzer.request() for _ in range(50)]
    refused = [
        Piece(each.data, tuple(Owed(owed.id, frozenset({-32002, -32800})) for owed in each.owed)) for each in asked
    ]
    wrong = [fuzzer.wrong_envelope() for _ in range(50)]
    # An initialize that makes no sense starts no session.
    nonsense = Piece(
        framed({"jsonrpc": "2.0", "id": "zero", "method": "initialize", "params": []}),
        (Owed("zero", frozenset({-32602})),),
    )
    pieces = [*early, *refused, *wrong, nonsense]
    fuzzer.random.shuffle(pieces)
    peer.send(pieces, fuzzer.random)


def _learn(peer: Peer, fuzzer: Fuzzer) -> None:
    """Ask for everything once, where there is something: the items of the answers are sent back later."""
    uris = fuzzer.maker.uris
    for uri, text in zip(uris, LIBRARY.split("%! ")[1:], strict=False):
        item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text.partition("\n")[2]}
        peer.process.notify("textDocument/didOpen", {"textDocument": item})
    while not peer.ask("workspace/symbol", {"query": "arquiteta"})["result"]:
        pass
    for method in METHODS:
        for _ in range(15):
            fuzzer.maker.learn(peer.ask(method.name, fuzzer.maker.params(method.name)).get("result"))


def _after(peer: Peer, fuzzer: Fuzzer) -> None:
    """Requests that come too late are told so, and the end is in order."""
    assert peer.ask("shutdown")["result"] is None
    late = [fuzzer.request() for _ in range(50)]
    refused = [
        Piece(each.data, tuple(Owed(owed.id, frozenset({-32600, -32800})) for owed in each.owed)) for each in late
    ]
    peer.send(refused, fuzzer.random)
    assert peer.ask("workspace/symbol", {"query": ""})["error"]["code"] == -32600
    peer.process.notify("exit")
    assert peer.process.exit_code() == 0


def _initialize(workspace: Path, random: Random) -> Any:
    """What a client says of itself: all that we know, and some of it not as we know it."""
    pulls = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    capabilities: Any = {
        **CAPABLE,
        "general": {"positionEncodings": [random.choice(["utf-8", "utf-16", "utf-32", "utf-7"])]},
    }
    if random.random() < 0.5:
        capabilities = {**capabilities, **{name: {**capabilities[name], **more} for name, more in pulls.items()}}
    for _ in range(random.choice([0, 3, 10])):
        capabilities = changed if isinstance(changed := mutated(capabilities, random), dict) else capabilities
    folder = {"uri": workspace.as_uri(), "name": "w"}
    options = {"bundled": False, "language": random.choice(JUNK)}
    return {
        "processId": None,
        "capabilities": capabilities,
        "workspaceFolders": [folder],
        "initializationOptions": options,
    }


def _uris(workspace: Path) -> list[str]:
    names = (
        "personas/arquiteta.md",
        "personas/revisora.md",
        "prompt.md",
        "personas/nova.md",
        "notas.md",
        "personas/x.persona.md",
    )
    return [
        *((workspace / name).as_uri() for name in names),
        "untitled:Untitled-1",
        "git:/x/y.md?ref",
        "file:///c%3A/x.md",
        "FILE:///C:/x.md",
    ]


def _strange_response(random: Random) -> dict[str, Any]:
    """How the client answers questions of ours: as it should, with an error, or with nonsense."""
    choice = random.random()
    if choice < 0.5:
        return {"result": None}
    error = {"code": random.choice([-32601, -32603, 5, "x"]), "message": random.choice(["no", None, 5])}
    return {"error": random.choice([error, None, [], "x"])} if choice < 0.75 else {"result": random.choice(JUNK)}


class TestHugeFrames:
    """A frame beyond the limit is skipped while it comes, so that it costs neither memory nor the session."""

    def test_it_is_answered_and_the_next_one_is_read(self, workspace: Path, tmp_path: Path) -> None:
        with Peer(tmp_path) as peer:
            peer.ask("initialize", {"capabilities": {}})
            before = peer.resident
            peer.send(_huge("huge", LIMIT + 1), Random(0))
            peer.settle()
            assert peer.resident < before + LIMIT // 2
            assert peer.failures == []

    def test_what_is_just_small_enough_is_read(self, workspace: Path, tmp_path: Path) -> None:
        with Peer(tmp_path) as peer:
            peer.ask("initialize", {"capabilities": {}})
            head = b'{"jsonrpc":"2.0","id":"large","method":"workspace/symbol","params":{"query":"'
            body = head + b"x" * (8 << 20) + b'"}}'
            peer.send([Piece(framed(body), (Owed("large", ANSWERED),))], Random(0))
            peer.settle()


def _huge(identity: str, size: int) -> Iterator[Piece]:
    head = b'{"jsonrpc":"2.0","id":"%s","method":"workspace/symbol","params":{"query":"' % identity.encode()
    yield Piece(b"Content-Length: %d\r\n\r\n%s" % (size, head), (Owed(identity, frozenset({-32600})),))
    yield Piece(b"x" * (size - len(head)))
