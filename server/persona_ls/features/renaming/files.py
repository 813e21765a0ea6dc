"""What a person moves by hand in the editor's tree: references follow the personas whose names change by it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from persona_ls.features.change import Change
from persona_ls.features.renaming.moving import Move, entries_below, follow, library_after
from persona_ls.features.renaming.pen import Pen
from persona_ls.features.workspace import Workspace
from persona_ls.library.entry import Entry
from persona_ls.names import nfc
from persona_ls.syntax.reference import is_name

__all__ = ["moved_files"]


def moved_files(files: Iterable[tuple[Path, Path]], workspace: Workspace) -> Change:
    """The edits of references when files and folders move from the first path to the second.

    Where a file becomes no persona, or one that no reference can spell, its references are left as they are: the findings will tell.
    """
    pen, moves = Pen(workspace), [move for old, new in files for move in _moves(old, new, workspace)]
    follow(moves, library_after(moves, workspace.library), workspace, pen)
    return Change(edited=pen.files())


def _moves(old: Path, new: Path, workspace: Workspace) -> Iterator[Move]:
    entry = workspace.library.at(old)
    after = _read(entry, new, workspace) if entry else None
    if entry and after:
        yield Move(entry, after)
    for move in entries_below(old, new, workspace.library):
        is_plain = move.new.root in move.new.path.parents and not _may_be_called_by_folder(move)
        read = move.new if is_plain else _read(move.old, move.new.path, workspace)
        if read:
            yield Move(move.old, read)


def _may_be_called_by_folder(move: Move) -> bool:
    """Whether the name may be that of the folder and change with it; all others need not be read."""
    folder = move.old.path.parent.name
    return nfc(folder) == move.old.id and folder != move.new.path.parent.name


def _read(entry: Entry, path: Path, workspace: Workspace) -> Entry | None:
    """What the file of ``entry`` will be at ``path``."""
    text = workspace.text_of(entry.path)
    after = workspace.entry_at(path, text) if text else None
    return after if after and is_name(after.id) else None
