"""What a library knows of words: those that search looks up, and the names that a slip is compared with.

Only a search needs them, and it need not run where changes are made: what has changed waits until somebody asks, or until a thread with
nothing better to do has learnt it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from persona_ls.library.entry import Entry, Layer
from persona_ls.library.lexicon import Lexicon
from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.library.table import Table
from persona_ls.names import fold
from persona_ls.values import field, frozen

__all__ = ["Change", "Learnt", "Rank", "spelt"]

Rank = tuple[Layer, Path | None, str]
"""Whose personas rank alike: those of a workspace folder, the person's own, the bundled ones of a language."""
Change = tuple[str, Entry | None, Entry | None]
"""A file, its entry before, and its entry now."""

_NO_WORDS = Lexicon()


@frozen
class Learnt:
    """What is known, and the changes since; a value, like the library that it belongs to."""

    lexicons: Table[Rank, Lexicon] = field(default_factory=Table)
    names: SortedKeys = field(default_factory=SortedKeys)
    """Every name of a persona as `spelt`, in the order in which people mistype."""
    waiting: Any = None
    """The last batch of changes behind the ones before it: entries that were and are, and names referred to by others."""
    batches: int = 0
    size: int = 0
    """How many entries wait."""

    def after(self, changes: list[Change], mentioned: set[str]) -> "Learnt":
        """With more to learn: ``mentioned`` are names that another number of files refer to."""
        waiting = (self.waiting, changes, mentioned)
        return Learnt(self.lexicons, self.names, waiting, self.batches + 1, self.size + len(changes))

    def complete(self, named: Callable[[str], Collection[Entry]], use_count: Callable[[str], int]) -> "Learnt":
        """With nothing left to learn, in a library where these have a name, and so many files refer to it."""
        before: dict[str, Entry | None] = {}
        after: dict[str, Entry | None] = {}
        mentioned: set[str] = set()
        for changes, names in reversed(list(self._waiting())):
            for place, old, new in changes:
                before.setdefault(place, old)
                after[place] = new
            mentioned |= names
        gone, come = [each for each in before.values() if each], [each for each in after.values() if each]
        counts = [(entry, 0) for entry in gone]
        counts += [(entry, count) for entry in come if (count := use_count(entry.id))]
        counts += [(entry, use_count(name)) for name in mentioned for entry in named(name) if entry.id == name]
        return Learnt(self._relearnt(gone, come, counts), _renamed(self.names, gone, come, named))

    def _waiting(self) -> Iterator[tuple[list[Change], set[str]]]:
        """What waits, the last first."""
        waiting = self.waiting
        while waiting:
            waiting, changes, mentioned = waiting
            yield changes, mentioned

    def _relearnt(
        self, gone: list[Entry], come: list[Entry], counts: list[tuple[Entry, int]]
    ) -> "Table[Rank, Lexicon]":
        going, coming = _by_rank(gone), _by_rank(come)
        counted: dict[Rank, list[tuple[Entry, int]]] = {}
        for each in counts:
            counted.setdefault(_rank(*_ranked(each[0])), []).append(each)
        return self.lexicons.with_changes(
            {
                rank: self.lexicons.get(rank, _NO_WORDS)
                .with_changes(coming.get(rank, ()), going.get(rank, ()))
                .with_uses(counted.get(rank, ()))
                for rank in dict.fromkeys((*going, *coming, *counted))
            }
        )


def spelt(name: str) -> str:
    """A name in a set that is sorted as people mistype."""
    return f"{fold(name)}\0{name}"


def _renamed(
    names: SortedKeys, gone: list[Entry], come: list[Entry], named: Callable[[str], Collection[Entry]]
) -> SortedKeys:
    """The names when some entries are gone and others come; one that another entry still has stays."""
    born, lost = _names(come), {name for name in _names(gone) if not named(name)}
    return names.with_changes(map(spelt, born - lost), map(spelt, lost))


def _names(entries: Iterable[Entry]) -> set[str]:
    return {name for entry in entries for name in (entry.id, *entry.aliases)}


_ranked = attrgetter("layer", "root", "locale")


def _by_rank(entries: Iterable[Entry]) -> dict[Rank, list[Entry]]:
    groups: dict[Rank, list[Entry]] = {}
    for found, some in groupby(entries, key=_ranked):
        groups.setdefault(_rank(*found), []).extend(some)
    return groups


def _rank(layer: Layer, root: Path, locale: str) -> Rank:
    is_workspace, is_bundled = layer is Layer.WORKSPACE, layer is Layer.BUNDLED
    return layer, root if is_workspace else None, locale if is_bundled else ""
