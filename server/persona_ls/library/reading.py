"""Reading all folders: what is known is taken as it is known, and the rest is read, by child processes when it is much."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from persona_ls.library.discover import Walk
from persona_ls.library.readers import Readers
from persona_ls.library.scan import Root, Scanned, Stamp, found, scan_files

__all__ = ["Known", "read"]

_LOOKED_UP = 128
"""Files whose stamps are compared at a time: half a millisecond."""
_MANY = 600
"""Files from which on child processes are faster: they take nearly half a second to start."""
_MOMENT = 0.05


class Known(Protocol):
    """Who remembers files."""

    def scanned(self, path: str, stamp: Stamp) -> Scanned | None:
        """What came of the file at ``path`` when it had this stamp; ``None`` when it has to be read."""


Folder = tuple[Root, Walk, Known | None]


def read(folders: Iterable[Folder], children: Readers) -> Iterator[list[Scanned]]:
    """Every file of these folders, a few at a time; an empty list now and then while there is only to wait."""
    unread: list[tuple[Root, list[tuple[str, Stamp]]]] = []
    for root, walk, known in folders:
        unread.append((root, []))
        for some in _chunks(found(walk)):
            yield from _known(some, known, unread[-1][1])
            if children.most and sum(len(files) for _, files in unread) >= _MANY:
                _give(unread, children)
            if children.left:
                yield children.answer(0)
    if children.left:
        _give(unread, children)
    for root, files in unread:
        yield from ([scanned] for scanned in scan_files(files, root))
    while children.left:
        # Until they have started, the time is not wasted.
        yield children.answer(0) or (not children.has_answered and children.here()) or children.answer(_MOMENT)


def _known(
    files: list[tuple[str, Stamp]], known: Known | None, unread: list[tuple[str, Stamp]]
) -> Iterator[list[Scanned]]:
    """Those that are known; the others become ``unread``."""
    if known is None:
        unread += files
        return
    scanned = [known.scanned(*file) for file in files]
    unread += [file for file, each in zip(files, scanned, strict=True) if each is None]
    yield [each for each in scanned if each]


def _give(unread: list[tuple[Root, list[tuple[str, Stamp]]]], children: Readers) -> None:
    for root, files in unread:
        children.give(root, tuple(files))
        files.clear()


def _chunks(files: Iterator[tuple[str, Stamp]]) -> Iterator[list[tuple[str, Stamp]]]:
    while some := list(islice(files, _LOOKED_UP)):
        yield some
