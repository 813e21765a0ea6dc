"""``make bench``: generate libraries, measure every server on them by turns, write the page.

    python -m benchmarks                  all of it, about 25 minutes on two cores
    python -m benchmarks --quick          100 and 1,000 personas, two turns; its page goes to .bench/
    python -m benchmarks --report         the page anew, from what was measured last

Results are kept after every step, so an interrupted run can still be reported.
"""

import argparse
import datetime as dt
import os
import platform
import sys
import time
from pathlib import Path

from benchmarks.figures import Measured
from benchmarks.floor import floor
from benchmarks.generate import Library, write
from benchmarks.measure import measure
from benchmarks.report import write as write_page
from benchmarks.result import Result
from benchmarks.servers import BENCH, OURS, Server, install, servers

DOCS = BENCH.parent / "docs"
SEED = 1
TURNS = {100: 5, 1_000: 5, 10_000: 4, 100_000: 2}
"""How often each size is measured; more turns than these are not worth the wait."""
LARGE = 100_000
"""So many are measured once for a peer: it takes minutes."""


def main() -> int:
    options = read_options()
    name = "quick" if options.quick else "results"
    kept = BENCH / f"{name}.json"
    if not options.report:
        BENCH.mkdir(exist_ok=True)
        for missing in install():
            print(f"benchmarks: not installed, so not measured: {missing}", file=sys.stderr)
        run(options, kept)
    page, images = (
        (BENCH / "quick.md", BENCH / "images") if options.quick else (DOCS / "performance.md", DOCS / "images")
    )
    write_page(Measured.read(kept), page, images)
    print(f"written: {page}")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100 and 1,000 personas, two turns")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many personas")
    parser.add_argument("--turns", type=int, help="how often each size is measured")
    parser.add_argument("--only", nargs="+", metavar="SERVER", help=f"{OURS}, stock, rumdl, vscode")
    parser.add_argument("--report", action="store_true", help="only write the page anew")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.turns = options.sizes or [100, 1_000], options.turns or 2
    return options


def run(options: argparse.Namespace, kept: Path) -> None:
    """Measure by turns: each turn all servers on all sizes, every turn beginning with another server."""
    chosen = [each for each in servers() if not options.only or each.name in options.only]
    sizes = options.sizes or list(TURNS)
    turns = {size: options.turns or TURNS.get(size, 2) for size in sizes}
    results: list[Result] = []
    titles = {each.name: (each.title, each.version) for each in chosen}
    measured = Measured(machine(), f"{dt.datetime.now(dt.UTC):%Y-%m-%d}", titles, results)
    for turn in range(max(turns.values())):
        for size in (size for size in sizes if turn < turns[size]):
            for server in chosen[turn % len(chosen) :] + chosen[: turn % len(chosen)]:
                if size <= server.most and (turn == 0 or size < LARGE or server.name == OURS):
                    results += step(server, size, turn)
                    measured.write(kept)


def step(server: Server, size: int, turn: int) -> list[Result]:
    """One server on one library; after ours, what the floor of Python is on the same files."""
    library = Library(size, SEED, server.links)
    root = written(library)
    began = time.perf_counter()
    found = [measure(server, library, root, turn)]
    if server.name == OURS:
        found.append(floor(library, root, turn, server.cache))
    print(f"turn {turn + 1}, {size:,} personas, {server.title}: {time.perf_counter() - began:.0f} s", flush=True)
    return found


def written(library: Library) -> Path:
    """Where the library lies; it is generated once."""
    form = "links" if library.links else "personas"
    root = BENCH / "libraries" / form / str(library.count)
    if not root.exists():
        half = root.with_name(f"{root.name}.half")
        write(library, half)
        half.rename(root)
    return root


def machine() -> str:
    """The machine, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if platform.system() == "Linux" else platform.platform()
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {system} on {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
