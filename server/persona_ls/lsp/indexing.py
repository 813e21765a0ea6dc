"""Reading the folders in the background, and following what happens to files.

A worker thread lists, reads and parses in slices; each slice is taken over on the event loop, so that an answer in between is an honest
partial one and nothing waits for the whole.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from persona_ls.library.discover import Walk, is_reachable
from persona_ls.library.files import exists, is_folder, is_prompt_file
from persona_ls.library.scan import Root, Scanned, differences, scan, scan_file
from persona_ls.session import Session

__all__ = ["Indexer"]

log = logging.getLogger(__name__)

_SLICE_SECONDS = 0.05
_LOOK_AGAIN_SECONDS = 2.0
_AT_ONCE = 5
"""So many files are read before anything else is done: 10 ms. More come of a switch of branches, and answers go in between."""


class Indexer:
    """Keeps the library of a session true. ``changed`` is called on the loop with the files whose entries changed."""

    def __init__(self, session: Session, changed: Callable[[set[Path]], None]) -> None:
        self.session = session
        self._changed = changed
        self._looked = 0.0
        self._runs = 0
        self._look: asyncio.Task[None] | None = None
        self._looks_again = False
        self._told: dict[Path, None] = {}
        self._reading: asyncio.Task[None] | None = None

    async def index(self, report: Callable[[int], None]) -> list[Walk]:
        """Read all folders; ``report`` is called with the number of files read so far. Returns the walks."""
        walks = self.session.walks()
        self._runs += 1
        found = await self._take(_scanned(walks), report, self._runs)
        if found is not None:
            gone = self.session.store.keep(found)
            self._changed(gone | self.session.store.apply([], is_complete=True))
            self._looked = time.monotonic()
            self._tell(walks)
            self._look_again()
        return [walk for _, walk in walks]

    async def _take(self, results: Iterator[Scanned], report: Callable[[int], None], run: int) -> set[Path] | None:
        """Take results over as they come; the files that they are of, or ``None`` once a later run knows better."""
        found: set[Path] = set()
        while batch := await asyncio.to_thread(_slice, results):
            if run != self._runs:
                return None
            found.update(each.path for each in batch)
            self._changed(self.session.store.apply(batch))
            report(len(found))
        return found

    def _tell(self, walks: Iterable[tuple[Root, Walk]]) -> None:
        for _, walk in walks:
            for sentence, arguments in walk.shortfalls():
                log.warning("%s", sentence.format(**arguments))
        for unreadable in self.session.store.unreadable.values():
            log.warning("not read: %s", unreadable)

    def files_changed(self, paths: Iterable[Path]) -> None:
        """The editor tells of files (or folders) that were created, changed or deleted."""
        self._told |= dict.fromkeys(paths)
        if self._reading is None:
            self._follow_some()
        if self._told and self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._follow_all())

    async def _follow_all(self) -> None:
        """Follow what the editor has told of, a few files at a time."""
        try:
            while self._told:
                await asyncio.sleep(0)
                self._follow_some()
        finally:
            self._reading = None

    def _follow_some(self) -> None:
        """Take over the next few changes that the editor has told of."""
        store = self.session.store
        stamps = store.stamps
        changed: set[Path] = set()
        files: list[Path] = []
        for path in list(self._told)[:_AT_ONCE]:
            del self._told[path]
            root = store.root_of(path)
            if root is None:
                continue
            if is_folder(path):
                # A folder that was moved here comes as one event.
                self.look_soon(force=True)
            elif is_prompt_file(path) and (path in stamps or is_reachable(root.path, path, root.exclude)):
                files.append(path)
            elif not exists(path):
                changed |= store.forget_below(path)
        changed |= store.refresh(files)
        if changed:
            self._changed(changed)

    def look_at(self, paths: Iterable[Path]) -> None:
        """Before an answer that must be exact: read those of these files again that differ from what was read."""
        if changed := self.session.store.refresh(paths):
            self._changed(changed)

    def look_soon(self, *, force: bool = False) -> None:
        """Compare the disk with what was read, in the background, unless that was done a moment ago.

        For clients that watch nothing; never by a timer: this is called when a document is opened, saved or asked about.
        """
        if self._look is not None or not self.session.library.is_complete:
            self._looks_again = self._looks_again or force
            return
        if force or time.monotonic() - self._looked > _LOOK_AGAIN_SECONDS:
            self._look = asyncio.get_running_loop().create_task(self._look_now())

    async def _look_now(self) -> None:
        try:
            store, walks = self.session.store, self.session.walks()
            results, gone = await asyncio.to_thread(_reread, walks, store.stamps)
            changed = store.apply(results) | store.refresh(gone)
            self._looked = time.monotonic()
            if changed:
                self._changed(changed)
        finally:
            self._look = None
            self._look_again()

    def _look_again(self) -> None:
        """Look once more if something has changed behind the back of the look, or of the reading, that has just ended."""
        if self._looks_again:
            self._looks_again = False
            self.look_soon(force=True)


def _scanned(walks: Iterable[tuple[Root, Walk]]) -> Iterator[Scanned]:
    for root, walk in walks:
        yield from scan(walk, root)


def _slice(results: Iterator[Scanned]) -> list[Scanned]:
    end = time.monotonic() + _SLICE_SECONDS
    batch: list[Scanned] = []
    for scanned in results:
        batch.append(scanned)
        if time.monotonic() > end:
            break
    return batch


def _reread(
    walks: Iterable[tuple[Root, Walk]], stamps: dict[Path, tuple[int, int, int]]
) -> tuple[list[Scanned], set[Path]]:
    """What changed on the disk: files read anew, and files that are gone."""
    results: list[Scanned] = []
    gone: set[Path] = set()
    for root, walk in walks:
        for path in differences(walk, stamps):
            if exists(path):
                results.append(scan_file(path, root))
            else:
                gone.add(path)
    return results, gone
