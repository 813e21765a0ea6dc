"""Documents with what was found or changed in them: ``«name»`` is a place or new text, ``«=name»`` a declaration, ``|`` the cursor."""

from collections.abc import Iterable
from pathlib import Path

from persona_ls import asking
from persona_ls.features.change import Change
from persona_ls.features.places import Place
from persona_ls.features.rename import rename
from persona_ls.features.workspace import Workspace
from persona_ls.library.entry import Layer
from persona_ls.library.scan import Root
from persona_ls.session import Opened
from persona_ls.text import Edit, Text, apply_edits
from world import ROOT, World

__all__ = ["Desk", "at", "changed", "marked"]


class Desk(World):
    """A `World` of which one file has the cursor."""

    def __init__(self, files: str) -> None:
        before, bar, after = files.partition("|")
        assert bar, "no cursor"
        super().__init__(before + after)
        head = before.rpartition("%! ")[2]
        name, _, text = head.partition("\n")
        self.offset = len(text)
        opened = self.session.get(str(ROOT / name.strip()))
        assert opened
        self.opened = opened
        self.session.store.apply([], is_complete=True)

    @property
    def workspace(self) -> Workspace:
        """Where names are looked for."""
        return asking.workspace(self.session)

    def add(self, layer: Layer, name: str, source: str) -> None:
        """A persona of another library."""
        path, store = Path(name), self.session.store
        store.set_roots([*store.roots, Root(path.parent, layer)])
        store.apply([], is_complete=True)
        self.session.open(name, path, Text(source))

    def rename(self, new: str, *, can_move: bool = True) -> Change:
        """What changes when the thing at the cursor is called ``new``."""
        return rename(self.opened, self.offset, new, self.workspace, can_move=can_move)

    def files(self) -> dict[str, str]:
        """The text of each file."""
        return {_name(each.key): each.document.source for each in self.session}

    def after(self, change: Change) -> dict[str, str]:
        """The text of each file when ``change`` has been carried out."""
        files = self.files()
        for each in change.edited:
            files[_name(each.key)] = apply_edits(each.text.source, each.edits)
        for each in change.renamed:
            old, new = _name(str(each.old)), _name(str(each.new))
            moved = {name: new + name[len(old) :] for name in files if name == old or name.startswith(f"{old}/")}
            assert moved
            assert not set(moved.values()) & set(files), "written over"
            files = {moved.get(name, name): text for name, text in files.items()}
        return files


def at(files: str, words: str) -> str:
    """``files`` with the cursor inside the first ``words``."""
    assert words in files
    return files.replace(words, words[:1] + "|" + words[1:], 1)


def changed(change: Change) -> str:
    """The lines that a change touches, with marks around what is new; then the files that move."""
    edited = "".join(f"%! {_name(each.key)}\n{_edited(each.text.source, each.edits)}" for each in change.edited)
    return edited + "".join(f"{_name(str(each.old))} → {_name(str(each.new))}\n" for each in change.renamed)


def _edited(source: str, edits: Iterable[Edit]) -> str:
    text = apply_edits(source, [Edit(edit.span, f"«{edit.new}»") for edit in edits])
    return "".join(f"{line}\n" for line in text.splitlines() if "«" in line or "»" in line)


def marked(found: Iterable[Place], session: Iterable[Opened]) -> str:
    """The lines of each file in which something was found, with marks; files in the order of what was found."""
    by_file: dict[str, list[Place]] = {}
    for place in found:
        by_file.setdefault(place.file.key, []).append(place)
    texts = {each.key: each.document.source for each in session}
    return "".join(f"%! {_name(key)}\n{_lines(texts[key], places)}" for key, places in by_file.items())


def _name(key: str) -> str:
    path = Path(key)
    return path.relative_to(ROOT).as_posix() if ROOT in path.parents else key


def _lines(source: str, places: list[Place]) -> str:
    for start, end, is_declaration in sorted(((*each.span, each.is_declaration) for each in places), reverse=True):
        source = source[:start] + ("«=" if is_declaration else "«") + source[start:end] + "»" + source[end:]
    return "".join(f"{line}\n" for line in source.split("\n") if "«" in line)
