"""The other end of a real server for messages of any kind: counts what came back for each id, and looks at the process."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any, Self

from lsp_client import SERVER
from robustness.fuzzing import OK, Owed, Piece, framed
from wire import Process

__all__ = ["Peer", "home_of"]

_RECORD = re.compile(rb"^(?=(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) )", re.MULTILINE)


def home_of(folder: Path) -> dict[str, str]:
    """An environment in which nothing of the person who runs the tests is read or written."""
    names = {
        "HOME": "home",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
        "PERSONA_LS_CACHE_DIR": "cache",
        "TMPDIR": "tmp",
    }
    for each in names.values():
        (folder / each).mkdir(exist_ok=True)
    return {**os.environ, **{name: str(folder / each) for name, each in names.items()}}


class Peer:
    """One session with `persona-ls serve` in a process of its own."""

    def __init__(self, folder: Path, respond: Callable[[Any], Any] = lambda _: {"result": None}) -> None:
        self.process = Process(SERVER, environment=home_of(folder)).read()
        self.told: Counter[str] = Counter()
        """How many notifications of each method came."""
        self._respond = respond
        self._owed: dict[Any, tuple[Owed, Piece]] = {}
        self._owed_to_nobody: Counter[int] = Counter()
        self._results: dict[Any, Any] = {}
        self._probes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.process.__exit__(*failure)

    # -- fuzz --

    def send(self, pieces: Iterable[Piece], random: Random) -> None:
        """Write pieces, cut where no frame ends and none begins."""
        stream = bytearray()
        for piece in pieces:
            stream += piece.data
            for owed in piece.owed:
                if owed.id is None:
                    self._owed_to_nobody[next(iter(owed.codes))] += 1
                else:
                    self._owed[owed.id] = owed, piece
        at = 0
        while at < len(stream):
            size = random.choice([1, 7, 100, 4096, 100_000, 100_000])
            self.process.write(bytes(stream[at : at + size]))
            at += size

    def settle(self) -> None:
        """Come back when a probe is answered and everything that was owed has come."""
        self.ask("workspace/symbol", {"query": "nobody-is-called-like-this"})
        while self._owed or self._owed_to_nobody:
            self._receive()

    def ask(self, method: str, params: Any = None) -> Any:
        """The whole answer to a request of our own."""
        self._probes += 1
        probe = f"probe-{self._probes}"
        self.process.send({"jsonrpc": "2.0", "id": probe, "method": method, "params": params})
        while probe not in self._results:
            self._receive()
        return self._results.pop(probe)

    def outstanding(self) -> str:
        """What is still owed, for a person to read."""
        stories = [piece.story for _, piece in list(self._owed.values())[:5]]
        return "\n".join([f"{len(self._owed)} unanswered, and {dict(self._owed_to_nobody)} without an id", *stories])

    def _receive(self) -> None:
        message = self.process.receive()
        if "method" not in message:
            self._answered(message)
        elif "id" in message:
            self.process.write(framed({"jsonrpc": "2.0", "id": message["id"], **self._respond(message)}))
        else:
            self.told[message["method"]] += 1

    def _answered(self, message: Any) -> None:
        identity, code = message["id"], message["error"]["code"] if "error" in message else OK
        assert ("error" in message) != ("result" in message), message
        if isinstance(identity, str) and identity.startswith("probe-"):
            self._results[identity] = message
        elif identity is None:
            assert self._owed_to_nobody[code], f"an answer to nobody that nobody caused: {message}"
            self._owed_to_nobody -= Counter([code])
        else:
            assert identity in self._owed, f"answered twice, or never asked: {json.dumps(message)[:500]}"
            owed, piece = self._owed.pop(identity)
            assert code in owed.codes, f"wanted {sorted(owed.codes)}, got {json.dumps(message)[:500]} for {piece.story}"

    # -- the process --

    @property
    def resident(self) -> int:
        """Bytes of memory that the process has now."""
        status = Path(f"/proc/{self.process.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024

    @property
    def failures(self) -> list[str]:
        """What the log calls an error, each once, with where it came from."""
        records = (each.decode(errors="replace").strip() for each in _RECORD.split(self.process.log))
        found = (each.splitlines() for each in records if each.startswith(("ERROR", "CRITICAL")))
        return sorted({"\n".join([lines[0], *lines[1:][-4:]]) for lines in found})

    def children(self) -> list[int]:
        """The processes that the server has started."""
        tasks = Path(f"/proc/{self.process.process.pid}/task")
        return [int(pid) for each in tasks.iterdir() for pid in (each / "children").read_text().split()]
