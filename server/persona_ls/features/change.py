"""What one command of a person does to files, as a plain value: texts edited, files created and renamed."""

from collections.abc import Mapping
from pathlib import Path

from persona_ls.rules.base import NewFile
from persona_ls.text import Edit, Text
from persona_ls.values import field, frozen

__all__ = ["Change", "EditedFile", "Question", "RenamedFile"]


@frozen
class Question:
    """What a person is asked before edits are carried out: ``title`` with ``arguments`` makes the sentence."""

    title: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@frozen
class EditedFile:
    """Edits of one document, whose spans refer to ``text``.

    ``key`` is the editor's name of an open document, or a path. Edits with a ``question`` are left out where an editor cannot ask it.
    """

    path: Path | None
    text: Text
    edits: tuple[Edit, ...]
    key: str
    question: Question | None = None


@frozen
class RenamedFile:
    """A file or folder that moves."""

    old: Path
    new: Path


@frozen
class Change:
    """All of it, in the order in which it is carried out: files are created, then texts edited, then files renamed."""

    created: tuple[NewFile, ...] = ()
    edited: tuple[EditedFile, ...] = ()
    renamed: tuple[RenamedFile, ...] = ()
