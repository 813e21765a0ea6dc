"""What is known of one scanned file as it is kept on the disk, or sent by the process that has read it.

It is nearly what the library holds: the path, the folder and the layer are not part of it, for they are where it was found.
"""

from pathlib import Path
from typing import Any

from persona_ls.library.entry import Entry, Layer, folders_between, same
from persona_ls.library.mentions import Referrer

__all__ = ["Record", "entry_of", "record_of", "referrer_of"]

Record = tuple[Any, Any]
"""The entry, or ``None`` for a file that is no persona; and the references, or ``None`` for a file without any."""

_PLACED = 4
"""Fields of an entry that say where it was found."""
_ENTRY = (str, tuple, str, tuple, str, str, str, bytes, tuple, bytes)
_REFERRER = (tuple, bytes)


def record_of(entry: Entry | None, referrer: Referrer | None) -> Record | None:
    """The record of one file; ``None`` when there is a value in it that has no plain form."""
    facts, mentions = entry and entry[_PLACED:], referrer and (referrer.names, referrer.kept)
    is_plain = (entry is None or isinstance(entry.details, bytes)) and isinstance(
        referrer.kept if referrer else b"", bytes
    )
    return (facts, mentions) if is_plain else None


def entry_of(record: Record, place: str, root: Path, layer: Layer) -> Entry | None:
    """The entry that a record holds.

    Raises:
        Exception: of any kind, when the record is not one that `record_of` made.
    """
    facts = record[0]
    if facts is None:
        return None
    if tuple(map(type, facts)) != _ENTRY:
        raise ValueError("no record of a persona")
    name, aliases, title, tags, kind, dialect, locale, content, outline, details = facts
    return Entry(
        place, root, layer, folders_between(place, root), name, aliases, title, same(tags), kind, dialect, locale, content, same(outline),
        details,
    )  # fmt: skip


def referrer_of(record: Record, place: str, home: Path) -> Referrer | None:
    """The references that a record holds.

    Raises:
        Exception: as `entry_of`.
    """
    mentions = record[1]
    if mentions is None:
        return None
    if tuple(map(type, mentions)) != _REFERRER:
        raise ValueError("no record of references")
    return Referrer(place, home, *mentions)
