"""From a file to an entry: the one place that decides whether a file is a persona (format.md §3)."""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from persona_ls.formats import Dialect, agent_dialects
from persona_ls.library.discover import Walk
from persona_ls.library.entry import Entry, Layer, make_entry
from persona_ls.library.files import (
    Unreadable,
    is_excluded_name,
    is_markdown,
    is_persona_file_name,
    library_root,
    read_source,
)
from persona_ls.library.mentions import Referrer, mentions_of
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text
from persona_ls.values import field, frozen

__all__ = [
    "Known",
    "Root",
    "Scanned",
    "Stamp",
    "differences",
    "is_persona",
    "persona_of",
    "referrer_of",
    "scan",
    "scan_file",
]

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]
"""Modification time, size and inode of a file: a change of any tells to read it again."""

_TITLE = re.compile(r"^ {0,3}#[ \t]+persona[ \t]*:", re.IGNORECASE | re.MULTILINE)


@frozen
class Root:
    """A folder that is searched for personas; everything in a user's or the bundled library lies in a library folder."""

    path: Path
    layer: Layer = Layer.WORKSPACE
    dialects: tuple[Dialect, ...] = field(default_factory=agent_dialects, compare=False)
    """Dialects whose files are told by their paths."""
    libraries: tuple[Path, ...] = ()
    """Folders that count as library folders although they are not called ``personas``."""
    exclude: tuple[str, ...] = ()
    """Patterns of paths, as in ``.gitignore``, that are left out."""

    def holds(self, path: Path) -> bool:
        """Whether ``path`` lies in the folder."""
        # Asked for each letter that is typed; `Path.parents` would make a path of each folder above.
        folder = os.path.normcase(self.path).rstrip(os.sep) + os.sep
        return (os.path.normcase(path) + os.sep).startswith(folder)


@frozen
class Scanned:
    """What became of one file: its entry, if it is a persona, its references, and why it could not be read."""

    path: Path
    entry: Entry | None
    stamp: Stamp
    referrer: Referrer | None = None
    unreadable: Unreadable | None = None


class Known(Protocol):
    """Who remembers files."""

    def scanned(self, path: str, stamp: Stamp) -> Scanned | None:
        """What came of the file at ``path`` when it had this stamp; ``None`` when it has to be read."""


def persona_of(document: MarkdownDocument, path: Path, root: Root | None) -> Persona | None:
    """``document`` as a persona, if the file at ``path`` is one.

    A file outside of every root counts as lying in its own folder: a persona opened alone is a persona.
    """
    if not is_markdown(path) or is_excluded_name(path):
        return None
    if dialect := _by_path(path, root):
        return Persona(document, dialect)
    if is_persona_file_name(path):
        return Persona(document)
    if _in_library(path, root):
        persona = Persona(document)
        return persona if persona.is_evident else None
    if not _TITLE.search(document.source):
        return None
    persona = Persona(document)
    return persona if persona.is_titled else None


def is_persona(path: Path, root: Root | None) -> bool:
    """Whether the path alone, before a word is written, makes a persona: for the scaffold of an empty file."""
    return is_markdown(path) and not is_excluded_name(path) and (is_persona_file_name(path) or _in_library(path, root))


def scan_file(path: Path, root: Root, stamp: Stamp | None = None) -> Scanned:
    """Read one file and make its entry."""
    try:
        stamp = stamp or stamp_of(path)
        source = read_source(path)
    except Unreadable as error:
        return Scanned(path, None, stamp or (0, 0, 0), unreadable=error)
    try:
        document = MarkdownDocument(Text(source))
        persona = persona_of(document, path, root)
        entry = make_entry(persona, path, root.path, root.layer) if persona else None
        return Scanned(path, entry, stamp, referrer_of(document, persona, path, root.path))
    except Exception:  # one file, whatever is in it, never stops the rest
        log.exception("could not read %s as a persona", path)
        return Scanned(path, None, stamp)


def referrer_of(document: MarkdownDocument, persona: Persona | None, path: Path, home: Path | None) -> Referrer | None:
    """The references of the file at ``path``, if it has any."""
    mentions = mentions_of(document, persona)
    return Referrer(path, home, mentions) if mentions else None


def scan(walk: Walk, root: Root, known: Known | None = None) -> Iterator[Scanned]:
    """Scan every file of a walk, but those that are ``known``."""
    for found in walk.files():
        stamp = _stamp(found)
        if stamp == (0, 0, 0):
            continue  # removed since the folder was listed
        yield (known.scanned(found.path, stamp) if known else None) or scan_file(Path(found.path), root, stamp)


def differences(walk: Walk, stamps: Mapping[str, Stamp]) -> set[Path]:
    """The files of a walk that are new, changed or gone since ``stamps`` were taken: listing and `stat`, nothing is read."""
    found = {entry.path: _stamp(entry) for entry in walk.files()}
    changed = {Path(path) for path, stamp in found.items() if stamps.get(path) != stamp}
    below = str(walk.root).rstrip(os.sep) + os.sep
    return changed | {Path(path) for path in stamps if path.startswith(below) and path not in found}


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file; zeros when there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        status = entry.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _by_path(path: Path, root: Root | None) -> Dialect | None:
    # The root may itself be the folder that a pattern names: `.claude/agents`.
    place = (path.relative_to(root.path.parent.parent) if root else path).as_posix()
    dialects = root.dialects if root else agent_dialects()
    return next((dialect for dialect in dialects if dialect.takes(place)), None)


def _in_library(path: Path, root: Root | None) -> bool:
    return _is_library(
        path.parent, root and root.path, root.layer if root else Layer.WORKSPACE, root.libraries if root else ()
    )


@lru_cache(maxsize=4096)
def _is_library(folder: Path, root: Path | None, layer: Layer, libraries: tuple[Path, ...]) -> bool:
    """Whether the files in ``folder`` lie in a library; asked for each of them, and the same for all."""
    path = folder / "x"
    if root is None:
        return library_root(path, Path(path.anchor)) is not None
    if layer is not Layer.WORKSPACE or any(each in path.parents for each in libraries):
        return True
    return library_root(path, root) is not None
