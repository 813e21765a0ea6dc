"""What is measured without a client: the verbs of the command line, and what nobody can go below in Python."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate import Library
from benchmarks.result import Result
from benchmarks.servers import Server

__all__ = ["commands", "floor"]


def floor(library: Library, root: Path, turn: int, cache: Path) -> Result:
    """What nobody can go below in Python: to find the files, to read them, to go through their lines, to read a cache."""
    result = Result("floor", library.count, turn)
    began = time.perf_counter()
    paths = [(path, path.stat().st_mtime_ns) for path in root.rglob("*.md")]
    result.add("stat ms", 1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    marks = sum(
        line.startswith(("#", "-", "```", "**")) for path, _ in paths for line in path.read_text("utf-8").split("\n")
    )
    result.add("scan ms", 1000 * (time.perf_counter() - began))
    assert marks
    began = time.perf_counter()
    cached = sum(len(path.read_bytes()) for path in cache.rglob("*") if path.is_file())
    result.add("cache ms", 1000 * (time.perf_counter() - began))
    result.add("cache MiB", cached / 2**20)
    return result


def commands(server: Server, library: Library, root: Path, result: Result) -> None:
    """The verbs of the command line that people run by hand."""
    file = str(root / library.path(0))
    for figure, words in (("--version ms", ["--version"]), ("check ms", ["check", "--library", str(root), file])):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "persona_ls", *words],
            cwd=root,
            env=server.environment(),
            capture_output=True,
            check=False,
        )
        result.add(figure, 1000 * (time.perf_counter() - began))
