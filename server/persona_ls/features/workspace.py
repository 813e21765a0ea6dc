"""The documents in which names are looked for: the open ones, and behind them the files that the library knows."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.mentions import Mention, mentions_of
from persona_ls.library.snapshot import Library
from persona_ls.persona import Persona
from persona_ls.text import Text
from persona_ls.values import frozen

__all__ = ["File", "Workspace", "all_mentions", "documents", "file_of", "mentions_in", "resolved_from"]


@frozen
class Workspace:
    """Where places are looked for; everything that is open goes before the disk."""

    library: Library
    opened: tuple[Opened, ...]
    persona: Callable[[Entry], Persona | None]
    """The parsed file of an entry."""
    home_of: Callable[[Path | None], Path | None]
    """The folder from which the references of a file are resolved."""
    text_of: Callable[[Path], Text | None]
    entry_at: Callable[[Path, Text], Entry | None]
    """The entry that a text would have as the file of a path."""
    exists: Callable[[Path], bool]
    layers: Mapping[Path | None, Layer]
    """The layer of each folder that is searched."""


@frozen
class File:
    """A document: ``key`` is the editor's name of an open one, else the path; an untitled one has no path."""

    key: str
    path: Path | None


def documents(paths: set[Path], layer: Layer, workspace: Workspace) -> Iterator[File]:
    """The documents of ``paths``, and every untitled one: nobody knows what it names. Open ones come first, as they were opened.

    A library of a higher layer than ``layer`` was written without this one in mind, and others use it: that a name in it means something
    here is chance, and no reason to show or to change it.
    """
    opened = {each.path for each in workspace.opened}
    found = [File(each.key, each.path) for each in workspace.opened if each.path is None or each.path in paths]
    found += (File(str(path), path) for path in sorted(paths - opened))
    for file in found:
        referrer = workspace.library.referrer(file.path) if file.path else None
        if referrer is None or workspace.layers.get(referrer.home, Layer.WORKSPACE) <= layer:
            yield file


def file_of(path: Path, workspace: Workspace) -> File:
    """A file by the name that the editor has for it."""
    return File(next((each.key for each in workspace.opened if each.path == path), str(path)), path)


def mentions_in(file: File, entry: Entry, workspace: Workspace) -> Iterator[Mention]:
    """The references in a document that mean ``entry``."""
    library, home = workspace.library, resolved_from(file, workspace)
    names = {entry.id, *entry.aliases}
    meant: dict[str, bool] = {}
    """By the name as written: a file says few, and may say one a thousand times."""
    for mention in all_mentions(file, workspace):
        name = mention.reference.name
        if name not in meant:
            found = library.resolve(name, home).entry if mention.last_name in names else None
            meant[name] = found is not None and found.path == entry.path
        if meant[name]:
            yield mention


def all_mentions(file: File, workspace: Workspace) -> tuple[Mention, ...]:
    """The references in a document."""
    if file.path is None:
        untitled = next((each for each in workspace.opened if each.key == file.key), None)
        return mentions_of(untitled.document, None) if untitled else ()
    referrer = workspace.library.referrer(file.path)
    return referrer.mentions if referrer else ()


def resolved_from(file: File, workspace: Workspace) -> Path | None:
    """The folder that the references of a document are resolved from."""
    referrer = workspace.library.referrer(file.path) if file.path else None
    return referrer.home if referrer else workspace.home_of(file.path)
