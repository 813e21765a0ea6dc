"""Reading the folders in the background, and following what happens to files.

A worker thread lists, reads and parses in slices; each slice is taken over on the event loop, so that an answer in between is an honest
partial one and nothing waits for the whole.
"""

import asyncio
import contextlib
import gc
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from persona_ls.library.cache import Kept
from persona_ls.library.discover import Walk, is_reachable
from persona_ls.library.files import exists, is_folder, is_prompt_file
from persona_ls.library.readers import Readers
from persona_ls.library.reading import read
from persona_ls.library.scan import Root, Scanned, Stamp, differences, scan_file
from persona_ls.library.store import Changes
from persona_ls.session import Session

__all__ = ["Indexer"]

log = logging.getLogger(__name__)

_SLICE_SECONDS = 0.05
_SLICE_FILES = 1024
"""To note so many takes the event loop a millisecond."""
_TRIES = 5
_LEARN_AGAIN = 3
"""The words of what was read are learnt when it has grown by so much: each is sorted in hardly twice, and a search finds some."""
_SOON = 1.0
"""What is read in so many seconds is learnt in one go: a folder that was read at the last start."""
_SWITCH_SECONDS = 0.001
_FIRST_MOMENT = 0.15
_LOOK_AGAIN_SECONDS = 2.0
_AT_ONCE = 5
"""So many files are read before anything else is done: 10 ms. More come of a switch of branches, and answers go in between."""


class Indexer:
    """Keeps the library of a session true. ``changed`` is called on the loop with the files whose entries changed."""

    def __init__(self, session: Session, changed: Callable[[set[str]], None]) -> None:
        self.session = session
        self._changed = changed
        self._looked = 0.0
        self._runs = self._readings = 0
        self._was_collecting = True
        self._started = time.monotonic()
        self._is_read = asyncio.Event()
        self._kept: list[tuple[Root, Kept | None]] = []
        self._look: asyncio.Task[None] | None = None
        self._look_began = 0.0
        self._looks_again = False
        self._told: dict[Path, None] = {}
        self._reading: asyncio.Task[None] | None = None
        self._children: Readers | None = None

    async def index(self, report: Callable[[int], None]) -> list[Walk]:
        """Read all folders; ``report`` is called with the number of files read so far. Returns the walks."""
        # A thread that waits for the interpreter gets it after so many seconds: the event loop shall not wait for longer than that.
        sys.setswitchinterval(_SWITCH_SECONDS)
        walks, cache, roots = self.session.walks(), self.session.cache, self.session.store.roots
        kept = [(root, cache.load(root) if cache else None) for root, _ in walks]
        self._runs += 1
        with self._nothing_collected(), Readers() as self._children:
            folders = [(root, walk, known) for (root, walk), (_, known) in zip(walks, kept, strict=True)]
            missing = await self._take(read(folders, self._children), report, self._runs)
        # Folders that have changed since are read by a later run, which may not have begun yet.
        if missing is not None and roots is self.session.store.roots:
            gone = self.session.store.forget_missing(missing)
            self._changed(gone | self.session.store.apply([], is_complete=True))
            self._looked = time.monotonic()
            self._is_read.set()
            self._tell(walks)
            self._look_again()
            self._kept = kept
        return [walk for _, walk in walks]

    def end(self) -> None:
        """End the processes that read for this session."""
        if self._children:
            self._children.end()

    async def first_moment(self) -> None:
        """Wait for the library, if it can still be there at once: right after the start, an answer from nothing helps nobody."""
        left = self._started + _FIRST_MOMENT - time.monotonic()
        if left > 0 and not self._is_read.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_read.wait(), left)

    async def keep(self) -> None:
        """Leave what was read for the next start, where it is not what was left before."""
        cache, store = self.session.cache, self.session.store
        kept, self._kept = self._kept, []
        for root, known in kept:
            if cache and known:
                is_stale = await asyncio.to_thread(known.is_stale)
                if is_stale:
                    await asyncio.to_thread(cache.save, root, store.read_files(root))

    async def _take(
        self, results: Iterator[list[Scanned]], report: Callable[[int], None], run: int
    ) -> list[str] | None:
        """Take results over as they come; the known files that they are not of, or ``None`` once a later run knows better."""
        found: set[str] = set()
        learnt, patience = 0, time.monotonic() + _SOON
        while (batch := await asyncio.to_thread(_slice, results)) is not None:
            if run != self._runs:
                return None
            found.update(each.place for each in batch)
            self._changed(await self._take_over(batch))
            report(len(found))
            if not learnt or (len(found) > _LEARN_AGAIN * learnt and time.monotonic() > patience):
                await asyncio.to_thread(self.session.library.learn)
                learnt = len(found)
        await asyncio.to_thread(self.session.library.learn)
        return await asyncio.to_thread(self.session.store.missing, found)

    async def _take_over(self, batch: list[Scanned]) -> set[str]:
        """Take over a slice; whose entries changed. The next library is made in a thread, and once more when somebody edits meanwhile."""
        store = self.session.store
        changes: Changes | None = store.noted(batch)
        changed: set[str] = set()
        for _ in range(_TRIES):
            if not changes or not changes.entries:
                return changed
            before = store.library
            after, changed = await asyncio.to_thread(before.changed, *changes)
            changes = store.take(changes, before, after)
        return store.apply_now(changes) if changes else changed

    @contextlib.contextmanager
    def _nothing_collected(self) -> Iterator[None]:
        """The library is there to stay: to look through all of it for garbage would hold everything up, for 40 ms again and again."""
        if not self._readings:
            self._was_collecting = gc.isenabled()
            gc.disable()
        self._readings += 1
        try:
            yield
        finally:
            self._readings -= 1
            gc.freeze()
            if self._was_collecting and not self._readings:
                gc.enable()

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
        changed: set[str] = set()
        files: list[Path] = []
        for path in list(self._told)[:_AT_ONCE]:
            del self._told[path]
            root = store.root_of(path)
            if root is None:
                continue
            if is_folder(path):
                # A folder that was moved here comes as one event.
                self.look_soon(force=True)
            elif is_prompt_file(path) and (str(path) in stamps or is_reachable(root.path, path, root.exclude)):
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
        now = time.monotonic()
        if self._look is not None:
            # It may have listed a folder before what is looked for came there.
            self._looks_again = self._looks_again or force or now - self._look_began > _LOOK_AGAIN_SECONDS
        elif not self.session.library.is_complete:
            self._looks_again = self._looks_again or force
        elif force or now - self._looked > _LOOK_AGAIN_SECONDS:
            self._look_began = now
            self._look = asyncio.get_running_loop().create_task(self._look_now())

    async def _look_now(self) -> None:
        try:
            store, walks = self.session.store, self.session.walks()
            results, gone = await asyncio.to_thread(_reread, walks, dict(store.stamps))
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


def _slice(results: Iterator[list[Scanned]]) -> list[Scanned] | None:
    """What comes in a moment; ``None`` at the end."""
    end = time.monotonic() + _SLICE_SECONDS
    batch: list[Scanned] = []
    for some in results:
        batch += some
        if len(batch) >= _SLICE_FILES or time.monotonic() > end:
            return batch
    return batch or None


def _reread(walks: Iterable[tuple[Root, Walk]], stamps: dict[str, Stamp]) -> tuple[list[Scanned], set[Path]]:
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
