"""The library at one moment: an immutable value with the one function that resolves a name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from persona_ls.library.composition import Edge, Node, find_edges, loop_through, looping
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.names import fold, nearest, nfc

__all__ = ["Library", "Resolution"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
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


class Library:
    """All known personas. ``is_complete`` is false while folders are still being read: absence then means nothing."""

    def __init__(
        self,
        entries: Mapping[Path, Entry] | None = None,
        referrers: Mapping[Path, Referrer] | None = None,
        *,
        is_complete: bool = True,
    ) -> None:
        self._entries: dict[Path, Entry] = dict(entries or {})
        self._referrers: dict[Path, Referrer] = dict(referrers or {})
        self.is_complete = is_complete
        self.naming = object()
        """The same object as long as no persona changes: what a name means, and what is like it, is then the same."""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def at(self, path: Path) -> Entry | None:
        """The entry of a file."""
        return self._entries.get(path)

    def with_changes(
        self,
        changes: Mapping[Path, Entry | None],
        referrers: Mapping[Path, Referrer | None] | None = None,
        *,
        is_complete: bool | None = None,
    ) -> "Library":
        """A library in which the files of ``changes`` have these entries, and those of ``referrers`` these references; or none."""
        changed = Library(
            _changed(self._entries, changes),
            _changed(self._referrers, referrers or {}),
            is_complete=self.is_complete if is_complete is None else is_complete,
        )
        if not changes:
            changed.naming = self.naming
            for table in ("_by_name", "_by_content", "_tag_spellings", "tag_counts"):
                if table in self.__dict__:
                    changed.__dict__[table] = self.__dict__[table]
        return changed

    def without_root(self, root: Path) -> "Library":
        """A library without everything found in ``root``."""
        return Library(
            {path: entry for path, entry in self._entries.items() if entry.root != root},
            {path: referrer for path, referrer in self._referrers.items() if referrer.home != root},
            is_complete=self.is_complete,
        )

    def resolve(self, name: str, home: Path | None) -> Resolution:
        """What ``name`` means in a document of the workspace folder ``home`` (format.md §2, "Resolving").

        Exact spelling in NFC only. Levels: the folder ``home``, other workspace folders, the user's library, the bundled one; within a
        level an id goes before an alias.
        """
        *folders, last = nfc(name).split("/")
        fitting = [entry for entry in self._by_name.get(last, ()) if _ends_with(entry.folders, folders)]
        if not fitting:
            return Resolution(())
        best = min(_level(entry, home) for entry in fitting)
        level = [entry for entry in fitting if _level(entry, home) == best]
        by_id = [entry for entry in level if entry.id == last]
        return Resolution(tuple(sorted(by_id or level, key=lambda entry: str(entry.path))))

    def same_id(self, entry: Entry) -> tuple[Entry, ...]:
        """The other entries of the same level that have the id of ``entry``."""
        others = self._by_name.get(entry.id, ())
        return tuple(
            sorted(
                (
                    other
                    for other in others
                    if other.id == entry.id
                    and other.path != entry.path
                    and other.layer == entry.layer
                    and (other.layer is not Layer.WORKSPACE or other.root == entry.root)
                ),
                key=lambda other: str(other.path),
            )
        )

    def twins(self, entry: Entry) -> tuple[Entry, ...]:
        """The other personas of the workspace that say the same in the same dialect."""
        others = self._by_content.get(entry.content, ()) if entry.layer is Layer.WORKSPACE else ()
        return tuple(each for each in others if each.path != entry.path and each.dialect == entry.dialect)

    def spellings(self, entry: Entry) -> dict[str, dict[str, int]]:
        """How the tags of ``entry`` are spelt in its workspace folder: folded tag → spelling → number of personas."""
        if entry.layer is not Layer.WORKSPACE:
            return {}
        return {tag: self._tag_spellings[entry.root, tag] for tag in map(fold, entry.tags)}

    def loops(self, entry: Entry) -> tuple[tuple[Edge, ...], ...]:
        """For each reference by which ``entry`` comes to hold itself, the shortest loop that begins with it."""
        return tuple(loop_through(edge, self._edges) for edge in self._looping.get(entry.path, ()))

    # -- who refers to whom --

    def referrer(self, path: Path) -> Referrer | None:
        """A file's references; ``None`` for one that has none."""
        return self._referrers.get(path)

    def users(self, name: str) -> tuple[Path, ...]:
        """The files with a reference whose name, folders aside, is ``name``, in the order of their paths."""
        return tuple(sorted(self._by_mention.get(nfc(name), ())))

    def uses(self, entry: Entry) -> Iterator[tuple[Referrer, tuple[Mention, ...]]]:
        """Every reference that means ``entry``, by any of its names, file by file."""
        paths = {path for name in (entry.id, *entry.aliases) for path in self._by_mention.get(name, ())}
        for path in sorted(paths):
            referrer = self._referrers[path]
            meant = tuple(
                each for each in referrer.mentions if self.resolve(each.reference.name, referrer.home).entry is entry
            )
            if meant:
                yield referrer, meant

    def use_count(self, name: str) -> int:
        """How many files refer to ``name``, folders aside."""
        return len(self._by_mention.get(name, ()))

    def around(self, entry: Entry) -> object:
        """Everything of other personas that findings in the file of ``entry`` depend on, references aside; a value to compare."""
        return self.same_id(entry), self.twins(entry), self.spellings(entry), self.loops(entry)

    def nearest(self, name: str, limit: int = 3) -> list[str]:
        """Names that ``name`` may be a slip of, best first, spelt with folders where ``name`` was."""
        *folders, last = nfc(name).split("/")
        candidates = nearest(last, tuple(self._by_name), limit)
        if not folders:
            return candidates
        found = [entry for each in candidates for entry in self._by_name[each]]
        return (
            list(dict.fromkeys(entry.qualified for entry in found))[:limit]
            + [entry.qualified for entry in self._by_name.get(last, ())][:limit]
        )

    def spelling(self, entry: Entry, home: Path | None) -> str:
        """The shortest name by which a document of ``home`` reaches ``entry``: its id, else with as many folders as it takes."""
        for count in range(len(entry.folders) + 1):
            name = "/".join([*entry.folders[len(entry.folders) - count :], entry.id])
            if self.resolve(name, home).entry is entry:
                return name
        return entry.id

    @cached_property
    def _by_name(self) -> dict[str, list[Entry]]:
        names: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            for name in dict.fromkeys((entry.id, *entry.aliases)):
                names.setdefault(name, []).append(entry)
        return names

    @cached_property
    def _by_mention(self) -> dict[str, set[Path]]:
        names: dict[str, set[Path]] = {}
        for path, referrer in self._referrers.items():
            for mention in referrer.mentions:
                names.setdefault(mention.last_name, set()).add(path)
        return names

    @cached_property
    def _by_content(self) -> dict[bytes, list[Entry]]:
        contents: dict[bytes, list[Entry]] = {}
        for entry in self:
            if entry.content and entry.layer is Layer.WORKSPACE:
                contents.setdefault(entry.content, []).append(entry)
        return contents

    @cached_property
    def _tag_spellings(self) -> dict[tuple[Path, str], dict[str, int]]:
        spellings: dict[tuple[Path, str], dict[str, int]] = {}
        for entry in self:
            for tag in set(entry.tags) if entry.layer is Layer.WORKSPACE else ():
                counts = spellings.setdefault((entry.root, fold(tag)), {})
                counts[tag] = counts.get(tag, 0) + 1
        return spellings

    @cached_property
    def _edges(self) -> Mapping[Node, tuple[Edge, ...]]:
        own = (referrer for path, referrer in self._referrers.items() if path in self._entries)
        return find_edges(own, lambda name, home: self.resolve(name, home).entry)

    @cached_property
    def _looping(self) -> Mapping[Path, tuple[Edge, ...]]:
        return looping(self._edges)

    @cached_property
    def tag_counts(self) -> dict[str, int]:
        """How many personas have each tag, the most used first; bundled personas do not vote where there are others."""
        own = [entry for entry in self if entry.layer is not Layer.BUNDLED]
        return _counted(tag for entry in own or self for tag in entry.tags)


def _changed(known: Mapping[Path, Value], changes: Mapping[Path, Value | None]) -> dict[Path, Value]:
    values = dict(known)
    for path, value in changes.items():
        if value is None:
            values.pop(path, None)
        else:
            values[path] = value
    return values


def _ends_with(folders: tuple[str, ...], suffix: list[str]) -> bool:
    return not suffix or list(folders[-len(suffix) :]) == suffix


def _level(entry: Entry, home: Path | None) -> tuple[int, bool]:
    return entry.layer.value, entry.layer is Layer.WORKSPACE and entry.root != home


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], fold(pair[0]))))
