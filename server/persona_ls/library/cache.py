"""What was read of a folder, kept on the disk, so that the next start reads only what has changed since.

A file is known again by its path, size, modification time and inode. One that was written just before it was read is not kept: on a disk
with coarse times the next change could look the same. Each folder has one file in the platform's cache folder, whole or not there, for it
is written beside and moved into place, by whichever window comes last. What is torn, foreign or of another version counts as nothing, and
so does a cache that cannot be written: then everything is read, as ever.
"""

import logging
import marshal
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from struct import Struct

from persona_ls import __version__
from persona_ls.folders import cache_folder
from persona_ls.library.record import Record, Records, record_of
from persona_ls.library.scan import Root, Scanned, Stamp
from persona_ls.whole import UNFINISHED, write_whole

__all__ = ["Cache", "Kept", "default_cache"]

log = logging.getLogger(__name__)

_MAGIC = b"persona-ls library 2\n"
_HEAD = Struct("<II")
_BLOCK_FILES = 128
"""Records in a block: reading one holds the interpreter for less than a millisecond."""
_AHEAD = 4
"""Blocks: so far may be what one process has read while the others went on."""
_LARGEST_BLOCK = 64 * 1024 * 1024
_FEW = 8
"""So few changed files are read anew at each start rather than the whole folder written."""
_MOST_FILES = 24
_MOST_BYTES = 1024 * 1024 * 1024
_LEFT_OVER_SECONDS = 3600
_SUFFIX = ".library"
# Where the code that makes a record lives: in a checkout it changes without its version.
_MAKERS = ("formats", "library", "persona", "syntax")

_Block = dict[str, tuple[Stamp, Record]]


def default_cache() -> "Cache | None":
    """Where libraries are kept for this person; ``None`` when the environment says that they shall not be."""
    folder = cache_folder()
    return Cache(folder) if folder else None


class Cache:
    """The kept folders. Its methods may be called from any thread; nothing that is on the disk makes them raise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told = False

    def load(self, root: Root) -> "Kept":
        """What is kept of ``root``."""
        return Kept(root, _blocks(self.file(root)))

    def save(self, root: Root, files: Iterable[Scanned]) -> None:
        """Keep what was read of ``root``."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.file(root), _framed(_encoded(root, files)), 0o600)
            self._tidy()
        except OSError as error:
            if not self._told:
                log.warning("what was read is not kept for the next start: %s", error)
            self._told = True

    def file(self, root: Root) -> Path:
        """The file that keeps ``root``: another one for each version of the program and each way to read the folder."""
        facts = _makers(), root.path, int(root.layer), root.dialects, root.libraries
        return self.folder / (
            blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest() + _SUFFIX
        )

    def _tidy(self) -> None:
        """Forget folders that were written longest ago when there are many, and what a process left that was killed."""
        ours = [(each.stat(), each) for each in self.folder.iterdir() if each.suffix in (_SUFFIX, UNFINISHED)]
        size = 0
        for count, (status, file) in enumerate(sorted(ours, key=lambda each: -each[0].st_mtime)):
            size += status.st_size
            is_left = file.suffix == UNFINISHED and status.st_mtime < time.time() - _LEFT_OVER_SECONDS
            if is_left or (file.suffix == _SUFFIX and (count >= _MOST_FILES or (count and size > _MOST_BYTES))):
                file.unlink(missing_ok=True)


class Kept:
    """What is kept of one folder, read as it is asked for: files are kept nearly in the order in which the folder is walked."""

    def __init__(self, root: Root, blocks: Iterator[_Block]) -> None:
        self._root, self._blocks, self._made = root, blocks, Records(root)
        self._start = len(str(root.path).rstrip(os.sep)) + 1
        self._records: _Block = {}
        self.used = self.missed = 0

    def scanned(self, path: str, stamp: Stamp) -> Scanned | None:
        """The file at ``path`` as it was read last time; ``None`` when it was not kept, or has another stamp now."""
        kept = self._kept(path[self._start :])
        if kept and kept[0] == stamp:
            with suppress(Exception):  # whatever the bytes are: the files are there to be read
                found = self._made.scanned(path, *kept)
                self.used += 1
                return found
        self.missed += 1
        return None

    def is_stale(self) -> bool:
        """Whether so much had to be read anew, or is gone, that keeping it again pays; to be asked once the folder was walked."""
        while self._read_on():
            pass
        return self.missed + len(self._records) > max(_FEW, self.used // 50)

    def _kept(self, name: str) -> tuple[Stamp, Record] | None:
        """The record of a file, here or a few blocks further on."""
        for _ in range(_AHEAD):
            if kept := self._records.pop(name, None):
                return kept
            if not self._read_on():
                return None
        return self._records.pop(name, None)

    def _read_on(self) -> bool:
        try:
            self._records.update(next(self._blocks))
        except (StopIteration, FileNotFoundError):
            return False
        except Exception as error:  # noqa: BLE001 (whatever the bytes are: the files are there to be read)
            log.info("what was kept of %s is of no use: %s", self._root.path, error)
            return False
        return True


def _blocks(file: Path) -> Iterator[_Block]:
    """The records of ``file``, block by block.

    Raises:
        Exception: it is not there, not ours, torn, or no file of records.
    """
    with file.open("rb") as stream:
        status = os.fstat(stream.fileno())
        if status.st_size > _MOST_BYTES or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
            raise ValueError("too large, or somebody else's")
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise ValueError("no file of records")
        while True:
            length, check = _HEAD.unpack(stream.read(_HEAD.size))
            if not length:
                return
            if length > _LARGEST_BLOCK or zlib.crc32(block := stream.read(length)) != check:
                raise ValueError("torn")
            yield {name: (stamp, record) for name, stamp, record in marshal.loads(block)}  # noqa: S302 (our own file, checked above)


def _framed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What `_blocks` reads."""
    yield _MAGIC
    for block in blocks:
        yield _HEAD.pack(len(block), zlib.crc32(block)) + block
    yield _HEAD.pack(0, 0)


def _encoded(root: Root, files: Iterable[Scanned]) -> Iterator[bytes]:
    start = len(str(root.path).rstrip(os.sep)) + 1
    rest = iter(files)
    while some := list(islice(rest, _BLOCK_FILES)):
        records = ((each.place[start:], each.stamp, record_of(each)) for each in some)
        # A file whose record has no plain form is read at each start.
        yield marshal.dumps([kept for kept in records if kept[2]])


@cache
def _makers() -> tuple[object, ...]:
    """What records depend on besides the files."""
    package = Path(__file__).parents[1]
    files = (each for name in _MAKERS for each in sorted((package / name).glob("*.[pt][yo]*")))
    return __version__, *((each.name, each.stat().st_size, each.stat().st_mtime_ns) for each in files)
