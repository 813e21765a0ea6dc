"""What worker threads share with the event loop: the parsed personas, and the child that renders."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from persona_ls.library import store
from persona_ls.session import Session

THREADS = 8


class Leisurely(dict):
    """A dictionary in which looking for the oldest takes so long that another thread gets its turn."""

    def __iter__(self) -> Iterator[object]:
        oldest = super().__iter__()
        time.sleep(0.001)
        return oldest


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def library(folder: Path, count: int) -> Session:
    """A session in which so many personas were read."""
    for number in range(count):
        path = folder / f"personas/p{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# Persona: P{number}\n\n## Prompt de Ativação\n\n```\nAtue como P{number}.\n```\n")
    session = Session([folder], bundled=False, user=False)
    session.index()
    return session


@pytest.mark.usefixtures("hasty")
def test_any_number_of_threads_may_read_personas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets the persona it asked for, and no more are kept than are meant to be."""
    monkeypatch.setattr(store, "_KEPT_PERSONAS", 2)
    session = library(tmp_path, 12)
    session.store._personas = Leisurely()
    entries = list(session.library)

    def read(start: int) -> list[bool]:
        asked = [entries[(start + step) % len(entries)] for step in range(120)]
        return [session.store.persona(entry).title.text.endswith(entry.title) for entry in asked]

    with ThreadPoolExecutor(THREADS) as threads:
        answers = [each for found in threads.map(read, range(THREADS)) for each in found]

    assert all(answers)
    assert len(session.store._personas) <= 2


@pytest.mark.usefixtures("hasty")
def test_threads_that_render_for_the_first_time_share_one_child(tmp_path: Path) -> None:
    session = library(tmp_path, 1)
    start = threading.Barrier(THREADS)

    def engine() -> object:
        start.wait()
        return session.engine

    with ThreadPoolExecutor(THREADS) as threads:
        engines = set(threads.map(lambda _: engine(), range(THREADS)))

    assert len(engines) == 1
