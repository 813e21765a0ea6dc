"""Child processes that read files, so that reading thousands takes all cores and nothing of the interpreter that answers an editor.

Each has a thread that asks it for one batch after the other. A child that dies, hangs or cannot be started gives its batch back; when
there is none left, all that waits is given back. What is given back is read here.
"""

import logging
import marshal
import os
import pickle
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from persona_ls.child import Child, import_path
from persona_ls.library.reader import LARGEST, request
from persona_ls.library.record import Record, Records
from persona_ls.library.scan import Root, Scanned, Stamp, scan_files

__all__ = ["Readers"]

log = logging.getLogger(__name__)

_PROGRAM = "import sys; sys.path += sys.argv[1:]; from persona_ls.library.reader import main; main()"
_BATCH = 32
_PATIENCE = 60.0
"""Seconds for a batch. Nothing that is read takes one of them; a machine that wakes from sleep may."""
_MOST = 4

_Files = Sequence[tuple[str, Stamp]]
_Batch = tuple[Root, _Files]


def _processors() -> int:
    """How many children are worth their start: more only wait for the disk."""
    try:
        return min(len(os.sched_getaffinity(0)), _MOST)
    except AttributeError:  # not on this platform
        return min(os.cpu_count() or 1, _MOST)


class Readers:
    """Up to ``most`` children, started with the first files. For one thread; `end` is for any."""

    def __init__(self, most: int | None = None) -> None:
        self.most = _processors() if most is None else most
        self._waiting: SimpleQueue[_Batch | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[_Batch, list[Record | None] | None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._children: list[Child] = []
        self._threads: list[threading.Thread] = []
        self._working = 0
        self._is_ended = self._is_told = False
        self.left = 0
        """Batches that were given and are not read yet."""
        self.has_answered = False

    def give(self, root: Root, files: _Files) -> None:
        """Files to read."""
        for start in range(0, len(files), _BATCH):
            self._waiting.put((root, files[start : start + _BATCH]))
            self.left += 1
        if not self._threads:
            self._working = self.most
            self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(self.most)]
            for thread in self._threads:
                thread.start()

    def answer(self, seconds: float) -> list[Scanned]:
        """The files of a batch that has been read; none when there is none after so many seconds."""
        if not self._working and self._done.empty():
            return self.here()
        try:
            (root, files), records = self._done.get(timeout=seconds)
        except Empty:
            return []
        self.left -= 1
        if records is None:
            return list(scan_files(files, root))
        self.has_answered = True
        made = Records(root)
        return [_scanned(*each, record, made, root) for each, record in zip(files, records, strict=True)]

    def here(self) -> list[Scanned]:
        """The files of a batch that waits, read in this process."""
        try:
            batch = self._waiting.get_nowait()
        except Empty:
            return []
        assert batch
        self.left -= 1
        return list(scan_files(batch[1], batch[0]))

    def end(self) -> None:
        """End the children, whatever they do."""
        with self._lock:
            self._is_ended = True
            for child in self._children:
                child.process.kill()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def _serve(self) -> None:
        """Have one child read what waits, until there is no more or it has ended."""
        batch: _Batch | None = None
        child: Child | None = None
        try:
            child = self._start()
            while child and (batch := self._waiting.get()):
                asked = request(pickle.dumps(batch[0]), batch[1])
                records = marshal.loads(child.ask(asked, _PATIENCE))  # noqa: S302 (from our own child)
                if len(records) != len(batch[1]):
                    raise ValueError("not an answer")
                self._done.put((batch, records))
                batch = None
        except (OSError, EOFError, ValueError, TypeError) as error:
            self._tell(error)
        finally:
            if child:
                child.end()
            with self._lock:
                self._working -= 1
            if batch:
                self._done.put((batch, None))

    def _start(self) -> Child | None:
        with self._lock:
            if self._is_ended:
                return None
            child = Child(_PROGRAM, [*import_path("persona_ls"), *filter(os.path.isabs, sys.path)], LARGEST)
            self._children.append(child)
            return child

    def _tell(self, error: Exception) -> None:
        with self._lock:
            is_told, self._is_told = self._is_told or self._is_ended, True
        if not is_told:
            log.warning("a process that reads the library has ended; its files are read without it: %r", error)


def _scanned(place: str, stamp: Stamp, record: Record | None, made: Records, root: Root) -> Scanned:
    if record is not None:
        with suppress(TypeError, ValueError):
            return made.scanned(place, stamp, record)
    (scanned,) = scan_files([(place, stamp)], root)
    return scanned
