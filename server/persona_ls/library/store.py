"""The one mutable place of the library: it replaces snapshots as files and open buffers change.

All methods but `Store.persona` are called from one thread. Reading folders is done elsewhere (`persona_ls.library.scan`) and its results
are handed to `apply`; an open buffer always wins over the disk.
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from persona_ls.library.discover import is_reachable
from persona_ls.library.entry import Entry, Layer, make_entry
from persona_ls.library.files import Unreadable, exists, read_source
from persona_ls.library.mentions import Referrer
from persona_ls.library.scan import Root, Scanned, Stamp, persona_of, referrer_of, scan_file, stamp_of
from persona_ls.library.snapshot import Library
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text

__all__ = ["Changes", "Store"]

_KEPT_PERSONAS = 64
_YOUNG_NS = 3_000_000_000
"""A file that was written so shortly before it was read may be written again without another time, where times are whole seconds."""


class Changes(NamedTuple):
    """What a library shall hold of files, by their paths as texts; ``None`` takes it away."""

    entries: dict[str, Entry | None]
    referrers: dict[str, Referrer | None]


class Store:
    """Holds the current `Library` and what is needed to follow changes."""

    def __init__(self) -> None:
        self.library = Library(is_complete=False)
        self.roots: tuple[Root, ...] = ()
        self.unreadable: dict[Path, Unreadable] = {}
        self.parsed = 0
        """How many files were read and parsed on request: a figure for tests of what an edit costs."""
        self.revision = 0
        """Grows whenever the text of a persona changes, also where its entry stays what it was: a word in a prompt."""
        self._stamps: dict[str, Stamp] = {}
        self._passing: set[str] = set()
        """Files of which the next start shall know nothing: written too shortly before they were read, or not understood."""
        self._awaited: set[str] = set()
        """Files whose stamps are noted, and whose entries are on their way into the library."""
        self._open: dict[str, MarkdownDocument] = {}
        self._unsettled: set[Path] = set()
        self._personas: dict[str, tuple[Stamp, Persona]] = {}
        self._keeping = Lock()

    # -- roots --

    def set_roots(self, roots: Iterable[Root]) -> None:
        """Search these folders from now on; what was found in others is forgotten."""
        known = {root.path for root in self.roots}
        self.roots = tuple(roots)
        if self.library.is_complete and any(root.path not in known for root in self.roots):
            # What a new folder holds is not known before it is read: until then absence means nothing.
            self.library = self.library.with_changes({}, is_complete=False)
        kept = {root.path for root in self.roots}
        for gone in known - kept:
            self.library = self.library.without_root(gone)
        if known - kept:
            self._stamps = {place: stamp for place, stamp in self._stamps.items() if self.root_of(Path(place))}
            self._awaited &= self._stamps.keys()

    def root_of(self, path: Path) -> Root | None:
        """The innermost root that holds ``path``."""
        holding = [root for root in self.roots if root.holds(path)]
        return max(holding, key=lambda root: len(root.path.parts), default=None)

    def home_of(self, path: Path | None) -> Path | None:
        """The workspace folder of a document: the level that its references are resolved from first."""
        root = self.root_of(path) if path else None
        if root and root.layer is Layer.WORKSPACE:
            return root.path
        return next((each.path for each in self.roots if each.layer is Layer.WORKSPACE), None)

    # -- changes --

    def apply(self, results: Iterable[Scanned], *, is_complete: bool | None = None) -> set[str]:
        """Take over scanned files and tell whose entries changed, by their paths as texts."""
        return self._replace(self.noted(results), is_complete=is_complete)

    def noted(self, results: Iterable[Scanned]) -> Changes:
        """Note the stamps of scanned files, and which could not be read; what `Library.changed` makes another library of."""
        changes = Changes({}, {})
        young = time.time_ns() - _YOUNG_NS
        for place, entry, stamp, referrer, unreadable, has_failed in results:
            self._stamps[place] = stamp
            if stamp[0] > young or has_failed:
                self._passing.add(place)
            else:
                self._passing.discard(place)
            if unreadable:
                self.unreadable[Path(place)] = unreadable
            elif self.unreadable:
                self.unreadable.pop(Path(place), None)
            changes.entries[place], changes.referrers[place] = entry, referrer
        for place in self._open.keys() & changes.entries.keys():
            del changes.entries[place], changes.referrers[place]
        self._awaited.update(changes.entries)
        self.revision += len(changes.entries)
        return changes

    def take(self, changes: Changes, before: Library, after: Library) -> Changes | None:
        """Let ``after``, made of ``before`` and ``changes``, be the library.

        Where another one has come between, nothing is taken: then here are the changes to try once more. Of a file that has been opened,
        read again or forgotten meanwhile it is known better, and of a folder that is no longer searched nothing is wanted.
        """
        left = self._still_awaited(changes)
        if self.library is not before or left is not changes:
            return left
        self.library = after
        self._awaited.difference_update(changes.entries)
        self.revision += len(changes.entries)
        return None

    def apply_now(self, changes: Changes) -> set[str]:
        """Take over ``changes`` and tell whose entries changed."""
        return self._replace(changes)

    def _still_awaited(self, changes: Changes) -> Changes:
        if self._awaited.issuperset(changes.entries):
            return changes
        places = [place for place in changes.entries if place in self._awaited]
        return Changes(
            {place: changes.entries[place] for place in places}, {place: changes.referrers[place] for place in places}
        )

    def refresh(self, paths: Iterable[Path], *, always: bool = False) -> set[str]:
        """Read these files again, or forget them when they are gone; ``always`` also where nothing tells that they have changed."""
        results = []
        gone: list[str] = []
        for path in paths:
            root = self.root_of(path)
            stamp = stamp_of(path)
            if root is None or str(path) in self._open:
                continue
            if stamp == (0, 0, 0):
                gone.append(str(path))
            elif always or self._stamps.get(str(path)) != stamp or path in self.unreadable:
                self.parsed += 1
                results.append(scan_file(path, root, stamp))
        return self.apply(results) | self._forget(gone)

    @property
    def stamps(self) -> Mapping[str, Stamp]:
        """Every file that was read, persona or not, with its stamp: what `differences` compares. It changes with the disk."""
        return MappingProxyType(self._stamps)

    def read_files(self, root: Root) -> Iterator[Scanned]:
        """What was read in ``root``, file by file, as it is now; the library may go on changing meanwhile.

        Left out is what is true for a moment only: files that somebody has open, could not be read, or had just been written, and those
        that are on their way into the library.
        """
        stamps, library = dict(self._stamps), self.library
        passing = {*self._open, *map(str, self.unreadable), *self._passing, *self._awaited}
        below = str(root.path).rstrip(os.sep) + os.sep
        inner = tuple(str(each.path) + os.sep for each in self.roots if each != root and root.holds(each.path))

        def files() -> Iterator[Scanned]:
            for place, stamp in stamps.items():
                if place.startswith(below) and place not in passing and not place.startswith(inner):
                    yield Scanned(place, library.at_place(place), stamp, library.referrer_at(place))

        return files()

    def missing(self, places: AbstractSet[str]) -> list[str]:
        """The known files that are not among ``places``; any thread may ask, which takes it 30 ms for 100,000."""
        return [place for place in list(self._stamps) if place not in places]

    def forget_missing(self, places: Iterable[str]) -> set[str]:
        """A walk of all folders has not found these files: forget those that it no longer comes to, but what an editor has open."""
        return self._forget([place for place in places if not (place in self._open or self._is_reachable(Path(place)))])

    def forget_below(self, folder: Path) -> set[str]:
        """A folder is gone: so is everything in it that no editor has open."""
        below = str(folder) + os.sep
        return self._forget([place for place in self._stamps if place.startswith(below) and place not in self._open])

    def open(self, path: Path, document: MarkdownDocument, *, settled: bool = True) -> tuple[Persona | None, set[str]]:
        """An editor's buffer takes the place of the file; returns it as a persona, and whose entries changed.

        Whom a document refers to that is no persona can wait for `settle`: it is being typed.
        """
        self._open[str(path)] = document
        self._awaited.discard(str(path))
        root = self.root_of(path)
        persona = persona_of(document, path, root)
        if not settled and persona is None and self.library.at(path) is None:
            self._unsettled.add(path)
            return None, set()
        self._unsettled.discard(path)
        folder = root or Root(path.parent)
        entry = make_entry(persona, path, folder.path, folder.layer) if persona else None
        self.revision += 1 if entry else 0
        referrer = referrer_of(document, persona, path, root.path if root else self.home_of(path))
        return persona, self._replace(Changes({str(path): entry}, {str(path): referrer}))

    def settle(self) -> None:
        """Take over the references of the documents that were being typed."""
        for path in tuple(self._unsettled):
            self.open(path, self._open[str(path)])

    def close(self, path: Path) -> set[str]:
        """The file on the disk counts again."""
        self._unsettled.discard(path)
        if self._open.pop(str(path), None) is None:
            return set()
        self._stamps.pop(str(path), None)
        return self.refresh([path]) if self._is_reachable(path) else self._forget([str(path)])

    def _is_reachable(self, path: Path) -> bool:
        root = self.root_of(path)
        return root is not None and exists(path) and is_reachable(root.path, path, root.exclude)

    def _forget(self, places: Collection[str]) -> set[str]:
        for place in places:
            self._stamps.pop(place, None)
            self.unreadable.pop(Path(place), None)
        return self._replace(Changes(dict.fromkeys(places), dict.fromkeys(places)))

    def _replace(self, changes: Changes, *, is_complete: bool | None = None) -> set[str]:
        """Take over what differs; the files whose entries do."""
        self.library, changed = self.library.changed(*changes, is_complete=is_complete)
        self._awaited.difference_update(changes.entries)
        return changed

    # -- texts --

    def persona(self, entry: Entry) -> Persona | None:
        """The parsed file of ``entry``: the open buffer, else the disk; ``None`` when it can no longer be read.

        Any thread may ask: what renders does not run on the loop.
        """
        document = self._open.get(entry.place)
        if document is not None:
            return self._read(document, entry)
        stamp = stamp_of(entry.place)
        kept = self._personas.get(entry.place)
        if kept and kept[0] == stamp:
            return kept[1]
        try:
            persona = self._read(MarkdownDocument(Text(read_source(entry.path))), entry)
        except Unreadable:
            return None
        with self._keeping:  # two threads would drop the same one, or one while the other looks for the oldest
            self.parsed += 1
            self._personas[entry.place] = stamp, persona
            if len(self._personas) > _KEPT_PERSONAS:
                del self._personas[next(iter(self._personas))]
        return persona

    def _read(self, document: MarkdownDocument, entry: Entry) -> Persona:
        """``document`` as the persona that ``entry`` says it is, also when the file has just ceased to look like one."""
        return persona_of(document, entry.path, self.root_of(entry.path)) or Persona(document)
