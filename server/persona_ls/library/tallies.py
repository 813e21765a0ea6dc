"""Tables of a snapshot, brought in step with entries that are gone and others that come."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from persona_ls.library.entry import Entry, Layer
from persona_ls.library.table import Table
from persona_ls.names import fold

__all__ = ["Folder", "Tags", "by_count", "folder_counts", "grouped", "recounted", "regrouped"]

Key = TypeVar("Key")
Value = TypeVar("Value")

Tags = Table[tuple[Layer, Path], Table[str, Mapping[str, int]]]
"""By layer and root: folded tag → spelling → number of personas."""
Folder = tuple[Layer, Path, str]
"""A folder that personas lie in, by layer and root."""


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """The values of each key, in the order in which they come."""
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def regrouped(
    table: Table[Key, tuple[Entry, ...]], gone: Iterable[tuple[Key, Entry]], come: Iterable[tuple[Key, Entry]]
) -> Table[Key, tuple[Entry, ...]]:
    """A table of entries by some key of theirs, after pairs of key and entry are gone and others come."""
    coming, going = grouped(come), grouped(gone)
    changes: dict[Key, tuple[Entry, ...] | None] = {}
    for key in dict.fromkeys((*going, *coming)):
        staying = table.get(key, ())
        if key in going:
            leaving = {entry.place for entry in going[key]}
            staying = tuple(entry for entry in staying if entry.place not in leaving)
        changes[key] = (*staying, *coming.get(key, ())) or None
    return table.with_changes(changes)


def recounted(table: Tags, gone: Iterable[Entry], come: Iterable[Entry]) -> Tags:
    """The spellings of each tag, after these entries are gone and others come."""
    steps: dict[tuple[Layer, Path], Counter[str]] = {}
    for home, entries in groupby(come, key=_home):
        steps.setdefault(home, Counter()).update(chain.from_iterable(set(entry.tags) for entry in entries))
    for home, entries in groupby(gone, key=_home):
        steps.setdefault(home, Counter()).subtract(chain.from_iterable(set(entry.tags) for entry in entries))
    moved = {place: counts for place, counts in steps.items() if any(counts.values())}
    return table.with_changes({place: _respelt(table.get(place) or Table(), counts) for place, counts in moved.items()})


def _respelt(tags: Table[str, Mapping[str, int]], steps: Mapping[str, int]) -> Table[str, Mapping[str, int]]:
    changes: dict[str, dict[str, int]] = {}
    for tag, step in steps.items():
        if step:
            folded = fold(tag)
            counts = changes.get(folded)
            if counts is None:
                counts = changes[folded] = dict(tags.get(folded, ()))
            counts[tag] = counts.get(tag, 0) + step
            if not counts[tag]:
                del counts[tag]
    return tags.with_changes({folded: counts or None for folded, counts in changes.items()})


def folder_counts(table: Table[Folder, int], gone: Iterable[Entry], come: Iterable[Entry]) -> dict[Folder, int | None]:
    """The numbers of personas in a folder that have become others."""
    steps: Counter[Folder] = Counter()
    for sign, changed in ((1, come), (-1, gone)):
        for (layer, root), entries in groupby(changed, key=_home):
            for folder, count in Counter(entry.place.rpartition(os.sep)[0] for entry in entries).items():
                steps[layer, root, folder] += sign * count
    return {folder: (table.get(folder, 0) + step) or None for folder, step in steps.items() if step}


_home = attrgetter("layer", "root")
"""Personas that are read one after the other mostly have the same: it is asked for once."""


def by_count(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums, the highest first."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], fold(pair[0]), pair[0])))
