"""`persona-ls serve` ends with its editor, whatever it is doing, and so does everything that it has started.

In each of these the server is in the middle of work: prompts of a stranger keep the process that renders busy, and the library is being
read. `tests/e2e/test_lifecycle.py` has the same for the border alone, with handlers that never return. A test that waits comes back because
of what it tests: nothing else would end these processes.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from lsp_client import CAPABLE, SERVER
from robustness.fuzzing import ANSWERED, Owed, Piece, framed
from robustness.peer import Peer, home_of
from wire import GUARD

BUSY = """# Persona: Ocupada

## Prompt de Ativação

```
{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}
```
"""
HOVERS = 10
"""Each keeps the child for its whole deadline, and one waits for the other."""

pytestmark = [
    pytest.mark.timeout(10 * GUARD),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc and pidfd"),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace/personas"
    folder.mkdir(parents=True)
    (folder / "ocupada.md").write_text(BUSY)
    for number in range(300):
        (folder / f"p{number}.md").write_text(
            f"# Persona: P{number}\n\n## Prompt de Ativação\n\n```\nAtue como P{number}.\n```\n"
        )
    return tmp_path / "workspace"


def greeting(workspace: Path, process: int | None = None) -> dict:
    """The parameters of ``initialize``."""
    folders = [{"uri": workspace.as_uri(), "name": "w"}]
    return {"processId": process, "capabilities": CAPABLE, "workspaceFolders": folders}


def work(workspace: Path) -> list[dict]:
    """Messages that keep the server busy for longer than any test waits for anything else."""
    uri = (workspace / "prompt.md").as_uri()
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": "@persona:ocupada"}
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}}
    hover = {"method": "textDocument/hover", "params": place}
    opened = {"method": "textDocument/didOpen", "params": {"textDocument": item}}
    return [{"jsonrpc": "2.0", **opened}, *({"jsonrpc": "2.0", "id": 100 + n, **hover} for n in range(HOVERS))]


@contextmanager
def watched(*processes: int) -> Iterator[list[int]]:
    """Descriptors that become readable as the processes end."""
    descriptors = [os.pidfd_open(each) for each in processes]
    try:
        yield descriptors
    finally:
        for each in descriptors:
            os.close(each)


def all_end(descriptors: list[int]) -> bool:
    """Whether every process ends before the guard does."""
    return all(select.select([each], [], [], GUARD)[0] for each in descriptors)


def busy_child(peer: Peer) -> int:
    """The process that renders, once it is at work."""
    while not (children := peer.children()):
        peer.ask("workspace/symbol", {"query": ""})
    (child,) = children
    started = _ticks(child)
    while _ticks(child) < started + 10:
        peer.ask("workspace/symbol", {"query": ""})
    return child


def _ticks(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11])


def at_work(peer: Peer, workspace: Path, process: int | None = None) -> int:
    """Begin a session and the work; the child that does it."""
    peer.ask("initialize", greeting(workspace, process))
    peer.process.notify("initialized", {})
    for _ in range(1000):
        if peer.ask("workspace/symbol", {"query": "ocupada"})["result"]:
            break
    peer.send(
        (Piece(framed(each), (Owed(each["id"], ANSWERED),) if "id" in each else ()) for each in work(workspace)),
        Random(0),
    )
    return busy_child(peer)


EXITS = {"stdin closed": 1, "exit": 1, "exit after shutdown": 0, "SIGTERM": 1, "SIGINT": 1, "SIGKILL": -9}
"""The ways in which a session ends, and the exit code of each."""


def end_session(peer: Peer, ending: str) -> None:
    if ending == "stdin closed":
        peer.process.process.stdin.close()
    elif ending.startswith("SIG"):
        peer.process.process.send_signal(getattr(signal, ending))
    else:
        if ending == "exit after shutdown":
            peer.process.request("shutdown")
        peer.process.notify("exit")


@pytest.mark.parametrize("ending", EXITS)
def test_the_end_of_a_session_ends_all_its_processes(tmp_path: Path, workspace: Path, ending: str) -> None:
    with Peer(tmp_path) as peer:
        child = at_work(peer, workspace)
        with watched(peer.process.process.pid, child) as processes:
            end_session(peer, ending)
            assert all_end(processes)
        assert peer.process.exit_code() == EXITS[ending]
        assert "Traceback" not in peer.process.log.decode()
    # Who is killed cleans up nothing; what is left of the cache then is removed by a later session.
    assert ending == "SIGKILL" or left_behind(tmp_path) == []


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A workspace that takes seconds to read."""
    folder = tmp_path / "large/personas"
    folder.mkdir(parents=True)
    for number in range(4000):
        (folder / f"p{number}.md").write_text(
            f"# Persona: P{number}\n\n## Prompt de Ativação\n\nAtue como P{number}.\n"
        )
    return folder.parent


def readers(peer: Peer) -> list[int]:
    """The processes that read the library, once there are any; another one renders."""
    while not (found := _reading(peer)):
        peer.ask("workspace/symbol", {"query": ""})
    return found


def _reading(peer: Peer) -> list[int]:
    return [each for each in peer.children() if b"library.reader" in _command(each)]


@pytest.mark.parametrize("ending", EXITS)
def test_a_session_that_ends_while_it_reads_ends_the_processes_that_read(
    tmp_path: Path, large: Path, ending: str
) -> None:
    with Peer(tmp_path) as peer:
        peer.ask("initialize", greeting(large))
        peer.process.notify("initialized", {})
        with watched(peer.process.process.pid, *readers(peer)) as processes:
            end_session(peer, ending)
            assert all_end(processes)
        assert peer.process.exit_code() == EXITS[ending]
        assert "Traceback" not in peer.process.log.decode()


def test_processes_that_read_and_are_killed_cost_no_persona_and_none_is_left_behind(
    tmp_path: Path, large: Path
) -> None:
    with Peer(tmp_path) as peer:
        peer.ask("initialize", greeting(large))
        peer.process.notify("initialized", {})
        with watched(*(killed := readers(peer))) as processes:
            for each in killed:
                os.kill(each, signal.SIGKILL)
            assert all_end(processes)
        while not peer.ask("workspace/symbol", {"query": "P3999"})["result"]:
            pass
        while _reading(peer):
            peer.ask("workspace/symbol", {"query": ""})
        assert "Traceback" not in peer.process.log.decode()


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def test_an_editor_that_stops_reading_and_goes_takes_the_server_along(tmp_path: Path, workspace: Path) -> None:
    """Its pipe is full, so no answer gets out any more."""
    with subprocess.Popen(
        SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=home_of(tmp_path)
    ) as deaf:
        deaf.stdin.write(framed({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": greeting(workspace)}))
        deaf.stdin.write(framed({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        symbols = {"method": "workspace/symbol", "params": {"query": ""}}
        for number in range(2000):
            deaf.stdin.write(framed({"jsonrpc": "2.0", "id": 1 + number, **symbols}))
        deaf.stdin.flush()
        with watched(deaf.pid) as processes:
            deaf.stdin.close()
            assert all_end(processes)
        deaf.stdout.close()
        assert deaf.wait(GUARD) == 1


EDITOR = """
import json, subprocess, sys
command, messages = json.loads(sys.argv[1])
server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
for message in messages:
    body = json.dumps(message).replace('"EDITOR"', str(__import__("os").getpid())).encode()
    server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n%s" % (len(body), body))
server.stdin.flush()
print(server.pid, flush=True)
while True:
    server.stdout.read(1)
"""


def test_an_editor_that_is_killed_in_the_middle_of_a_request_takes_the_server_and_its_child_along(
    tmp_path: Path, workspace: Path
) -> None:
    opening = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": greeting(workspace)}
    opening["params"]["processId"] = "EDITOR"
    messages = [opening, {"jsonrpc": "2.0", "method": "initialized", "params": {}}, *work(workspace)]
    command = json.dumps([SERVER, messages])
    with subprocess.Popen(
        [sys.executable, "-c", EDITOR, command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=home_of(tmp_path)
    ) as editor:
        server = int(editor.stdout.readline())
        with watched(server) as main:
            while not (children := _children(server)):
                assert not select.select(main, [], [], 0.01)[0], "the server has ended by itself"
            with watched(*children) as processes:
                editor.kill()
                assert all_end([*main, *processes])
    assert left_behind(tmp_path) == []


def test_a_server_whose_editor_has_ended_before_it_was_told_of_it_ends(tmp_path: Path, workspace: Path) -> None:
    """Its pipes are held by somebody else: only the number of the process tells."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(GUARD)
    with Peer(tmp_path) as peer:
        peer.process.request("initialize", greeting(workspace, gone.pid))
        assert peer.process.exit_code() == 1


def _children(process: int) -> list[int]:
    return [
        int(pid) for task in Path(f"/proc/{process}/task").iterdir() for pid in (task / "children").read_text().split()
    ]


def left_behind(folder: Path) -> list[str]:
    """Files that are no use to anybody: all in the folder for temporary ones, and in the cache what was not finished."""
    temporary = [each for each in (folder / "tmp").rglob("*") if each.is_file()]
    drafts = [each for each in (folder / "cache").rglob("*") if each.name.startswith(".") or "tmp" in each.name]
    return sorted(each.relative_to(folder).as_posix() for each in temporary + drafts)
