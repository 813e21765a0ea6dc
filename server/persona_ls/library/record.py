"""What is known of one scanned file as it is kept on the disk, or sent by the process that has read it.

It is nearly what the library holds: the path, the folder and the layer are not part of it, for they are where it was found.
"""

import os
from typing import Any

from persona_ls.library.details import Outline
from persona_ls.library.entry import Entry, folders_between, same
from persona_ls.library.mentions import Referrer
from persona_ls.library.scan import Root, Scanned, Stamp

__all__ = ["Record", "Records", "record_of"]

Record = tuple[Any, Any]
"""The entry, or ``None`` for a file that is no persona; and the references, or ``None`` for a file without any."""

_FEW = 256
_PLACED = 4
"""Fields of an entry that say where it was found."""
_ENTRY = (str, tuple, str, tuple, str, str, str, bytes, tuple, bytes)
_REFERRER = (tuple, bytes)


def record_of(scanned: Scanned) -> Record | None:
    """The record of a file; ``None`` when there is a value in it that has no plain form."""
    entry, referrer = scanned.entry, scanned.referrer
    if (entry and not isinstance(entry.details, bytes)) or (referrer and not isinstance(referrer.kept, bytes)):
        return None
    return entry and entry[_PLACED:], referrer and referrer[2:]


class Records:
    """Makes of records what the library holds, in one folder."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._folders: dict[str, tuple[str, ...]] = {}
        self._outlines: dict[int, tuple[Outline, Outline]] = {}

    def scanned(self, place: str, stamp: Stamp, record: Record) -> Scanned:
        """The file at ``place``, of which ``record`` was kept.

        Raises:
            TypeError, ValueError: it is not one that `record_of` made.
        """
        facts, mentions = record
        root, entry, referrer = self._root, None, None
        if facts is not None:
            if tuple(map(type, facts)) != _ENTRY:
                raise ValueError("no record of a persona")
            name, aliases, title, tags, kind, dialect, locale, content, outline, details = facts
            folder = place.rpartition(os.sep)[0]
            folders = self._folders.get(folder)
            if folders is None:
                folders = self._folders[folder] = folders_between(place, root.path)
            entry = Entry(
                place, root.path, root.layer, folders, name, aliases, title, same(tags), kind, dialect, locale, content,
                self._same(outline), details,
            )  # fmt: skip
        if mentions is not None:
            if tuple(map(type, mentions)) != _REFERRER:
                raise ValueError("no record of references")
            referrer = Referrer(place, root.path, *mentions)
        return Scanned(place, entry, stamp, referrer)

    def _same(self, outline: Outline) -> Outline:
        """As `same`, which looks at all of it; records that were kept together have one object already."""
        known = self._outlines.get(id(outline))
        if known is None:
            if len(self._outlines) > _FEW:
                self._outlines.clear()
            # Held on to: another one could have its number else.
            known = self._outlines[id(outline)] = outline, same(outline)
        return known[1]
