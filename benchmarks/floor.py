"""What is measured without a client: the verbs of the command line, and what nobody can go below in Python."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from benchmarks.generate import Library
from benchmarks.result import Result
from benchmarks.servers import Server

__all__ = ["commands", "floor"]


_LINE = re.compile(
    r"^(?:(#{1,6})[ \t]+(.*)|([-*+])[ \t]+(.*)|(`{3,}|~{3,})(.*)|\*\*([^*\n]+)\*\*:(.*)|(@persona:\S+))", re.MULTILINE
)
"""What any outline of a persona has to find."""
LARGEST = 10_000
"""Up to so many personas the files are gone through again and again."""
SWITCH, SLEEP, SECONDS = 0.001, 0.005, 1.0


def floor(library: Library, root: Path, turn: int, cache: Path) -> Result:
    """What nobody can go below in Python: to find the files, to read them, to understand them a little, to read a cache, to start."""
    result = Result("floor", library.count, turn)
    with _stopwatch(result, "stat ms"):
        stamps = [(path, status.st_mtime_ns) for path, status in _files(root)]
    paths = [Path(path) for path, _ in stamps]
    result.add("files", len(paths))
    result.add("processors", _processors())
    with _stopwatch(result, "scan ms"):
        marks = sum(
            line.startswith(("#", "-", "```", "**")) for path in paths for line in path.read_text("utf-8").split("\n")
        )
    assert marks
    with _stopwatch(result, "cache ms"):
        cached = sum(len(path.read_bytes()) for path in cache.rglob("*") if path.is_file())
    result.add("cache MiB", cached / 2**20)
    if library.count <= LARGEST:
        with _stopwatch(result, "outline ms"):
            found = sum(len(_outline(path.read_text("utf-8"))) for path in paths)
        assert found
        with _stopwatch(result, "outline and front matter ms"):
            values = [(_outline(text), _front_matter(text)) for path in paths if (text := path.read_text("utf-8"))]
        assert any(value for _, value in values)
    for figure, code in (("python ms", "pass"), ("modules ms", "import argparse, json, pathlib, re, typing")):
        with _stopwatch(result, figure):
            subprocess.run([sys.executable, "-I", "-c", code], check=True)
    result.add("interpreter ms", 1000 * _longest_wait())
    return result


def _processors() -> int:
    """How many processes can work at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _files(folder: Path | str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".md"):
                yield entry.path, entry.stat()


@contextmanager
def _stopwatch(result: Result, figure: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    result.add(figure, 1000 * (time.perf_counter() - began))


def _outline(text: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.lastindex or 0, match[match.lastindex or 0]) for match in _LINE.finditer(text)]


def _front_matter(text: str) -> object:
    """What libyaml, the quickest that there is, makes of it; ``None`` for what is broken."""
    if not text.startswith("---\n"):
        return None
    try:
        return yaml.load(text[4 : text.find("\n---", 3)], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return None


def _longest_wait() -> float:
    """Seconds that a thread waits at most for the interpreter, in a second beside another thread that computes."""
    end, before = time.perf_counter() + SECONDS, sys.getswitchinterval()

    def compute() -> None:
        while time.perf_counter() < end:
            sorted(map(str, range(1000)))

    sys.setswitchinterval(SWITCH)
    thread = threading.Thread(target=compute)
    thread.start()
    longest = 0.0
    while (began := time.perf_counter()) < end:
        time.sleep(SLEEP)
        longest = max(longest, time.perf_counter() - began - SLEEP)
    thread.join()
    sys.setswitchinterval(before)
    return longest


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
