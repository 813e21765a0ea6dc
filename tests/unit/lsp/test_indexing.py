"""Two readings at once: the later one knows what is wanted, and the collector of garbage is as it was."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from persona_ls.library.store import Store
from persona_ls.lsp.indexing import Indexer
from persona_ls.session import Session

GUARD = 60


def folder(path: Path, name: str) -> Path:
    (path / "personas").mkdir(parents=True)
    (path / f"personas/{name}.md").write_text(
        f"# Persona: {name}\n\n## Activation prompt\n\nHello.\n", encoding="utf-8"
    )
    return path


async def overtaken(
    indexer: Indexer, first: "asyncio.Task[object]", folders: list[Path], go_on: threading.Event | None = None
) -> None:
    """The folders change while ``first`` ends: it does not say that all is known, and the next reading knows it.

    With ``go_on`` the next one has begun before ``first`` is let go.
    """
    session = indexer.session
    session.set_folders(folders)
    second = asyncio.create_task(indexer.index(lambda _: None))
    if go_on:
        await asyncio.sleep(0)
        go_on.set()
    await first
    assert not session.library.is_complete or len(session.library) == 2
    await second
    assert session.library.is_complete
    assert sorted(entry.id for entry in session.library) == ["ana", "bia"]


@pytest.mark.parametrize("late", ["learn", "missing"])
def test_a_reading_whose_folders_have_changed_at_its_end_does_not_say_that_all_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    """What is not there yet would be called unknown: it is still to be read."""
    one, two = folder(tmp_path / "one", "ana"), folder(tmp_path / "two", "bia")
    session = Session([one], bundled=False, user=False)
    indexer = Indexer(session, lambda _: None)
    owner, method = (Store, "missing") if late == "missing" else (type(session.library), "learn")
    ask, at_the_end, go_on = getattr(owner, method), threading.Event(), threading.Event()

    def held(self: object, *arguments: object) -> object:
        if threading.current_thread() is not threading.main_thread() and not go_on.is_set():
            at_the_end.set()
            assert go_on.wait(GUARD)
        return ask(self, *arguments)

    monkeypatch.setattr(owner, method, held)

    async def change_folders() -> None:
        first = asyncio.create_task(indexer.index(lambda _: None))
        assert await asyncio.to_thread(at_the_end.wait, GUARD)
        await overtaken(indexer, first, [one, two], go_on)

    asyncio.run(change_folders())


def test_folders_that_have_changed_count_before_their_reading_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends the first reading may wait on the loop before the first step of the second."""
    one, two = folder(tmp_path / "one", "ana"), folder(tmp_path / "two", "bia")
    session = Session([one], bundled=False, user=False)
    indexer, missing = Indexer(session, lambda _: None), threading.Event()
    ask = session.store.missing

    def asked(places: set[str]) -> list[str]:
        missing.set()
        return ask(places)

    monkeypatch.setattr(session.store, "missing", asked)

    async def change_folders() -> None:
        first = asyncio.create_task(indexer.index(lambda _: None))
        while not missing.is_set():
            await asyncio.sleep(0)
        time.sleep(0.1)  # the loop is busy, and the thread has ended when it goes on
        await asyncio.sleep(0)
        await overtaken(indexer, first, [one, two])

    asyncio.run(change_folders())


def test_no_garbage_is_collected_before_the_last_of_two_readings_has_ended(tmp_path: Path) -> None:
    """Editors send their settings right after the start, and all is read once more."""
    session = Session([folder(tmp_path, "ana")], bundled=False, user=False)
    indexer, seen = Indexer(session, lambda _: None), []

    async def read_twice() -> None:
        first = asyncio.create_task(indexer.index(lambda _: None))
        await asyncio.sleep(0)
        second = asyncio.create_task(indexer.index(lambda _: seen.append(gc.isenabled())))
        first.add_done_callback(lambda _: seen.append(gc.isenabled()))
        await asyncio.gather(first, second)

    with collecting(True):
        asyncio.run(read_twice())
        assert gc.isenabled()
    assert not seen[0]


@pytest.mark.parametrize("collects", [True, False])
def test_after_a_reading_garbage_is_collected_as_before(tmp_path: Path, collects: bool) -> None:
    session = Session([folder(tmp_path, "ana")], bundled=False, user=False)
    seen = []

    async def read() -> None:
        await Indexer(session, lambda _: seen.append(gc.isenabled())).index(lambda _: None)

    with collecting(collects):
        asyncio.run(read())
        assert gc.isenabled() is collects
    assert not seen[0]


@contextmanager
def collecting(collects: bool) -> Iterator[None]:
    was = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was else gc.disable)()
