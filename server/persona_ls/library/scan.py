"""From a file to an entry: the one place that decides whether a file is a persona (format.md §3)."""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

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
    "Root",
    "Scanned",
    "Stamp",
    "differences",
    "found",
    "is_persona",
    "persona_of",
    "read_file",
    "referrer_of",
    "scan_file",
    "scan_files",
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


class Scanned(NamedTuple):
    """What became of one file: its entry, if it is a persona, its references, and why it could not be read."""

    place: str
    """The path as a text."""
    entry: Entry | None
    stamp: Stamp
    referrer: Referrer | None = None
    unreadable: Unreadable | None = None
    has_failed: bool = False
    """Whether reading it has failed for a reason that is not in the file."""

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.place)


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
    stamp = stamp or stamp_of(path)
    try:
        return read_file(path, root, stamp)
    except Unreadable as error:
        return Scanned(str(path), None, stamp, unreadable=error)
    except Exception:  # one file, whatever is in it, never stops the rest
        log.exception("could not read %s as a persona", path)
        return Scanned(str(path), None, stamp, has_failed=True)


def read_file(path: Path, root: Root, stamp: Stamp) -> Scanned:
    """As `scan_file`, for who deals with failures himself.

    Raises:
        Unreadable: it cannot be read.
        Exception: of any kind, when it cannot be understood.
    """
    document = MarkdownDocument(Text(read_source(path)))
    persona = persona_of(document, path, root)
    entry = make_entry(persona, path, root.path, root.layer) if persona else None
    return Scanned(str(path), entry, stamp, referrer_of(document, persona, path, root.path))


def scan_files(files: Iterable[tuple[str, Stamp]], root: Root) -> Iterator[Scanned]:
    """`scan_file` of each."""
    for place, stamp in files:
        yield scan_file(Path(place), root, stamp)


def referrer_of(document: MarkdownDocument, persona: Persona | None, path: Path, home: Path | None) -> Referrer | None:
    """The references of the file at ``path``, if it has any."""
    mentions = mentions_of(document, persona)
    return Referrer.of(path, home, mentions) if mentions else None


def found(walk: Walk) -> Iterator[tuple[str, Stamp]]:
    """The files of a walk with their stamps."""
    for entry in walk.files():
        stamp = _stamp(entry)
        if stamp != (0, 0, 0):  # removed since the folder was listed
            yield entry.path, stamp


def differences(walk: Walk, stamps: Mapping[str, Stamp]) -> set[Path]:
    """The files of a walk that are new, changed or gone since ``stamps`` were taken: listing and `stat`, nothing is read."""
    now = {entry.path: _stamp(entry) for entry in walk.files()}
    changed = {Path(path) for path, stamp in now.items() if stamps.get(path) != stamp}
    below = str(walk.root).rstrip(os.sep) + os.sep
    return changed | {Path(path) for path in stamps if path.startswith(below) and path not in now}


def stamp_of(path: Path | str) -> Stamp:
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
    # Nearly all files are told by the whole path to be of none, before it is taken to pieces.
    whole = path.as_posix()
    dialects = [each for each in (root.dialects if root else agent_dialects()) if each.takes(whole)]
    if root is None or not dialects:
        return next(iter(dialects), None)
    # The root may itself be the folder that a pattern names: `.claude/agents`.
    place = path.relative_to(root.path.parent.parent).as_posix()
    return next((dialect for dialect in dialects if dialect.takes(place)), None)


def _in_library(path: Path, root: Root | None) -> bool:
    folder = str(path).rpartition(os.sep)[0] or path.anchor  # no Path for each file
    if root is None:
        return _is_library(folder, None, Layer.WORKSPACE, ())
    return _is_library(folder, root.path, root.layer, root.libraries)


@lru_cache(maxsize=4096)
def _is_library(folder: str, root: Path | None, layer: Layer, libraries: tuple[Path, ...]) -> bool:
    """Whether the files in ``folder`` lie in a library; asked for each of them, and the same for all."""
    path = Path(folder, "x")
    if root is None:
        return library_root(path, Path(path.anchor)) is not None
    if layer is not Layer.WORKSPACE or any(each in path.parents for each in libraries):
        return True
    return library_root(path, root) is not None
