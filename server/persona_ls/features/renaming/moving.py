"""References stay true: when personas move or change their names, each reference is spelt so that it means the same persona as before."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from persona_ls.features.places import Place
from persona_ls.features.renaming.pen import Pen
from persona_ls.features.renaming.refusal import Refusal, shown
from persona_ls.features.workspace import File, Workspace, all_mentions, documents, mentions_in, resolved_from
from persona_ls.library.entry import Entry
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_
from persona_ls.names import nfc
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Move", "entries_below", "follow", "library_after", "refuse_capture"]


@frozen
class Move:
    """A persona before and after."""

    old: Entry
    new: Entry


def entries_below(old: Path, new: Path, library: Library) -> Iterator[Move]:
    """Every persona in a folder, as it is when the folder has become ``new``; its own id is that of before."""
    start = f"{old}{os.sep}"
    for entry in library:
        if entry.place.startswith(start):
            path = new / entry.path.relative_to(old)
            yield Move(entry, entry._replace(place=str(path), folders=_folders(path, entry)))


def library_after(moves: Iterable[Move], library: Library) -> Library:
    """The library when all of ``moves`` are done."""
    changes: dict[Path, Entry | None] = {}
    changes |= {move.old.path: None for move in moves}
    changes |= {move.new.path: move.new for move in moves}
    return library.with_changes(changes)


def follow(moves: Iterable[Move], after: Library, workspace: Workspace, pen: Pen) -> None:
    """Rewrite every reference that would not mean the same persona any longer, and nothing else; ``after`` is the library then."""
    for move in moves:
        names = (move.old.id, *move.old.aliases)
        paths = {move.old.path, *(path for name in names for path in workspace.library.users(name))}
        for file in documents(paths, move.old.layer, workspace):
            home = resolved_from(file, workspace)
            spelt: dict[str, str] = {}
            for mention in mentions_in(file, move.old, workspace):
                name = mention.reference.name
                if name not in spelt:
                    spelt[name] = _spelt(name, move, after, home)
                for place, new in _changed(file, mention.reference, spelt[name]):
                    pen.rewrite(place, new)


def refuse_capture(moves: Sequence[Move], name: str, after: Library, workspace: Workspace) -> None:
    """Make sure that no reference by ``name`` which means one persona now would mean another one afterwards.

    Raises:
        Refusal: there is such a reference.
    """
    library, layer = workspace.library, max(move.old.layer for move in moves)
    paths = {move.old.path: move.new.path for move in moves}
    for file in documents(set(library.users(name)), layer, workspace):
        home = resolved_from(file, workspace)
        for spelt in {each.reference.name for each in all_mentions(file, workspace) if each.last_name == name}:
            meant = library.resolve(spelt, home).candidates
            then = after.resolve(spelt, home).candidates if meant else ()
            if {paths.get(each.path, each.path) for each in meant} != {each.path for each in then}:
                where = shown(file.path, home) if file.path else file.key
                raise Refusal(_CAPTURED, name=spelt, file=where, path=shown(meant[0].path, meant[0].root))


def _spelt(name: str, move: Move, after: Library, home: Path | None) -> str:
    """The name by which a reference reaches the persona afterwards: as it was written, else the shortest that does."""
    *folders, last = name.split("/")
    last = move.new.id if nfc(last) == move.old.id else last
    new = "/".join([*_new_folders(folders, move), last])
    if _means(new, move.new, after, home):
        return new
    shortest = after.spelling(move.new, home)
    return shortest if _means(shortest, move.new, after, home) else new


def _changed(file: File, reference: Reference, new: str) -> Iterator[tuple[Place, str]]:
    """The pieces of a reference's name that change: where each stands, and its new text."""
    if new == reference.name:
        return
    before, after = reference.name.split("/"), new.split("/")
    if len(before) != len(after):
        yield Place(file, reference.name_span, reference.name), new
        return
    at = reference.name_span.start
    for was, becomes in zip(before, after, strict=True):
        if was != becomes:
            yield Place(file, Span(at, at + len(was)), was), becomes
        at += len(was) + 1


def _folders(path: Path, entry: Entry) -> tuple[str, ...]:
    inside = path.parent.relative_to(entry.root).parts if entry.root in path.parents else entry.folders
    return tuple(nfc(name) for name in inside)


def _new_folders(folders: list[str], move: Move) -> list[str]:
    """As many folders as were written, as they are called now; those that did not change stay as they are written."""
    if not folders or move.old.folders == move.new.folders:
        return folders
    return list(move.new.folders[-len(folders) :])


def _means(name: str, entry: Entry, library: Library, home: Path | None) -> bool:
    meant = library.resolve(name, home).entry
    return meant is not None and meant.path == entry.path


_CAPTURED = N_("`@persona:{name}` in {file} means {path} already, and would then mean another persona.")
