"""How long a server takes from its start to the answer to ``initialize``, beside a minimal stock pygls server.

    python benchmarks/start.py [--rounds 15] [--client initialize.json] [-- command of the server ...]

The two take turns, so that what else the machine does hits both; believe the ratio, not the milliseconds. Without a command it is this
interpreter's ``-m persona_ls serve``. Name the interpreter itself: the shim of a version manager adds a seventh of a second.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOCK = """
from pygls.lsp.server import LanguageServer
server = LanguageServer("stock", "1")
server.feature("textDocument/hover")(lambda params: None)
server.start_io()
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds until the answer, and of the processor until the end."""

    wall: float
    cpu: float


def main() -> None:
    options = read_options()
    params = json.loads(options.client.read_text(encoding="utf-8"))
    commands = {"stock": [sys.executable, "-c", STOCK], "server": options.command}
    starts: dict[str, list[Start]] = {name: [] for name in commands}
    for turn in range(options.rounds + 1):
        for name, command in commands.items():
            start = measure(command, params)
            if turn:  # the first turn fills the disk cache
                starts[name].append(start)
    report(starts)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="starts of each server")
    parser.add_argument(
        "--client", type=Path, default=ROOT / "tests/fixtures/clients/nvim-0.11.4.json", help="parameters of initialize"
    )
    parser.add_argument("command", nargs="*", default=[sys.executable, "-m", "persona_ls", "serve"])
    return parser.parse_args()


def measure(command: list[str], params: dict[str, object]) -> Start:
    """Start ``command``, wait for its first answer, end it."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(
        frame({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {**params, "processId": None}})
    )
    process.stdin.flush()
    answer = process.stdout.readline()
    wall = time.perf_counter() - begin
    if not answer.startswith(b"Content-Length"):
        raise SystemExit(f"no answer from {' '.join(command)}")
    process.stdin.write(
        frame({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}) + frame({"jsonrpc": "2.0", "method": "exit"})
    )
    process.stdin.close()
    process.stdout.close()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Start(wall, usage.ru_utime + usage.ru_stime)


def frame(message: object) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def report(starts: dict[str, list[Start]]) -> None:
    print(f"{'':8}{'wall ms':>10}{'min':>8}{'cpu ms':>10}{'min':>8}")
    for name, measured in starts.items():
        walls, cpus = [one.wall for one in measured], [one.cpu for one in measured]
        figures = (statistics.median(walls), min(walls), statistics.median(cpus), min(cpus))
        print(
            f"{name:8}"
            + "".join(f"{figure * 1000:{width}.0f}" for figure, width in zip(figures, (10, 8, 10, 8), strict=True))
        )
    for unit, of in (("wall", lambda one: one.wall), ("cpu", lambda one: one.cpu)):
        low, middle, high = ratios(starts, of)
        print(f"ratio of {unit:5} {middle:.2f}  (from {low:.2f} to {high:.2f}, turn by turn)")


def ratios(starts: dict[str, list[Start]], of: Callable[[Start], float]) -> Iterable[float]:
    """Smallest, median and largest ratio of a start to the stock one of the same turn."""
    pairs = zip(starts["server"], starts["stock"], strict=True)
    turns = sorted(of(server) / of(stock) for server, stock in pairs)
    return turns[0], statistics.median(turns), turns[-1]


if __name__ == "__main__":
    main()
