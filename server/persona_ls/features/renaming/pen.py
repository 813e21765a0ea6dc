"""The edits of one rename, gathered file by file."""

from collections.abc import Iterable
from pathlib import Path

from persona_ls.features.change import EditedFile
from persona_ls.features.places import Place
from persona_ls.features.renaming.refusal import Refusal
from persona_ls.features.scalars import respelt
from persona_ls.features.workspace import File, Workspace
from persona_ls.text import Edit, Span, Text

__all__ = ["Pen"]


class Pen:
    """Takes edits of any files; `files` are all of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._texts: dict[File, Text] = {}
        self._edits: dict[File, list[Edit]] = {}

    def rewrite(self, place: Place, new: str) -> None:
        """Write ``new`` at a place, in the quotes that are there.

        Raises:
            Refusal: something else stands there now.
        """
        if place.scalar:
            new = respelt(place.scalar, place.span, new)
        elif place.span.of(self.text(place.file).source) != place.name:
            raise Refusal(Refusal.CHANGED, is_about_name=False, path=place.file.path or place.file.key)
        if new != place.name:
            self.edit(place.file, Edit(place.span, new))

    def edit(self, file: File, edit: Edit) -> None:
        """Note an edit."""
        self._edits.setdefault(file, []).append(edit)

    def text(self, file: File) -> Text:
        """The text of a file."""
        if file not in self._texts:
            self._texts[file] = self._read(file)
        return self._texts[file]

    def edits_of(self, path: Path) -> tuple[Edit, ...]:
        """The edits of one file so far."""
        return tuple(edit for file, edits in self._edits.items() if file.path == path for edit in _joined(edits))

    def files(self) -> tuple[EditedFile, ...]:
        """All edits, in the order in which files were first written to."""
        return tuple(
            EditedFile(file.path, self.text(file), tuple(_joined(edits)), file.key)
            for file, edits in self._edits.items()
        )

    def _read(self, file: File) -> Text:
        opened = next((each for each in self._workspace.opened if each.key == file.key), None)
        text = opened.text if opened else self._workspace.text_of(file.path) if file.path else None
        if text is None:
            raise Refusal(Refusal.UNREADABLE, is_about_name=False, path=file.path)
        return text


def _joined(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order of the text; those that overlap take out the comma between two items, seen from both."""
    joined: list[Edit] = []
    for edit in sorted(edits, key=lambda each: each.span):
        if joined and edit.span.start < joined[-1].span.end:
            before = joined[-1]
            span = Span(before.span.start, max(before.span.end, edit.span.end))
            joined[-1] = Edit(span, before.new + edit.new)
        else:
            joined.append(edit)
    return joined
