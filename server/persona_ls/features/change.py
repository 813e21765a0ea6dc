"""What one command of a person does to files, as a plain value: texts edited, files created and renamed."""

from dataclasses import dataclass
from pathlib import Path

from persona_ls.rules.base import NewFile
from persona_ls.text import Edit, Text

__all__ = ["Change", "EditedFile", "RenamedFile"]


@dataclass(frozen=True, slots=True)
class EditedFile:
    """Edits of one document, whose spans refer to ``text``.

    ``key`` is the editor's name of an open document, or a path.
    """

    path: Path | None
    text: Text
    edits: tuple[Edit, ...]
    key: str


@dataclass(frozen=True, slots=True)
class RenamedFile:
    """A file or folder that moves."""

    old: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Change:
    """All of it, in the order in which it is carried out: files are created, then texts edited, then files renamed."""

    created: tuple[NewFile, ...] = ()
    edited: tuple[EditedFile, ...] = ()
    renamed: tuple[RenamedFile, ...] = ()
