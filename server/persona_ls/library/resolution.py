"""What a name means among personas that have it: exactly one, none, or several of one level."""

from collections.abc import Iterable
from pathlib import Path

from persona_ls.library.entry import Entry, Layer
from persona_ls.values import frozen

__all__ = ["Resolution", "resolved"]


@frozen
class Resolution:
    """What a name means: exactly one entry, or none, or several of one level (then it resolves to nothing)."""

    candidates: tuple[Entry, ...]

    @property
    def entry(self) -> Entry | None:
        """The entry, if the name means exactly one."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether several personas of one level have the name."""
        return len(self.candidates) > 1


def resolved(named: Iterable[Entry], name: str, folders: list[str], home: Path | None) -> Resolution:
    """What ``name`` means behind ``folders`` in a document of the workspace folder ``home`` (format.md §2, "Resolving").

    Levels: the folder ``home``, other workspace folders, the user's library, the bundled one; within a level an id goes before an alias.
    """
    fitting = [entry for entry in named if _ends_with(entry.folders, folders)]
    if len(fitting) < 2:
        return Resolution(tuple(fitting))
    best = min(_level(entry, home) for entry in fitting)
    level = [entry for entry in fitting if _level(entry, home) == best]
    by_id = [entry for entry in level if entry.id == name]
    return Resolution(tuple(sorted(by_id or level, key=lambda entry: entry.place)))


def _ends_with(folders: tuple[str, ...], suffix: list[str]) -> bool:
    return not suffix or list(folders[-len(suffix) :]) == suffix


def _level(entry: Entry, home: Path | None) -> tuple[int, bool]:
    return entry.layer.value, entry.layer is Layer.WORKSPACE and entry.root != home
