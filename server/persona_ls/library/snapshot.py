"""The library at one moment: an immutable value with the one function that resolves a name.

Every table in it is kept, not built: the next snapshot shares whatever a change does not touch, so that a letter typed in one persona costs
the same among ten others as among 100,000.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from heapq import nsmallest
from itertools import chain, islice
from pathlib import Path
from typing import Any

from persona_ls.library.composition import Edge, Node, edges_of, loop_through
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.lexicon import Lexicon
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.library.table import Table
from persona_ls.library.tallies import Folder, Tags, by_count, folder_counts, grouped, recounted, regrouped
from persona_ls.names import fold, nearest, nfc
from persona_ls.values import field, frozen

__all__ = ["Library", "Resolution"]

_LOOKED_AT = 5000
"""Names of which it is seen at a glance how many letters they share with a slip, half a microsecond each."""
_COMPARED = 100
"""Names that a slip is then compared with, up to 0.1 ms each."""
_KEPT_NAMES = 20
_MOST_WAITING = 64
"""So many changes wait for the next search, and no more: each keeps what was there before."""


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


class Library:
    """All known personas. ``is_complete`` is false while folders are still being read: absence then means nothing."""

    def __init__(self, *, is_complete: bool = True) -> None:
        self.is_complete = is_complete
        self.naming = object()
        """The same object as long as no persona comes, goes or is called otherwise: what a name means, and is like, is then the same."""
        self._entries: Table[str, Entry] = Table()
        self._referrers: Table[str, Referrer] = Table()
        self._by_name: Table[str, tuple[Entry, ...]] = Table()
        self._by_content: Table[bytes, tuple[Entry, ...]] = Table()
        self._by_mention: Table[str, frozenset[str]] = Table()
        self._tags: Tags = Table()
        self._folders: Table[Folder, int] = Table()
        self._learnt = _Learnt()
        self._spelt = SortedKeys()
        # What was found out about names; it holds as long as ``naming`` does.
        self._edges: dict[Path, tuple[Referrer, Mapping[str, tuple[Edge, ...]]]] = {}
        self._nearest: dict[str, list[str]] = {}
        self._tag_counts: tuple[object, dict[str, int]] = None, {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def at(self, path: Path) -> Entry | None:
        """The entry of a file."""
        return self._entries.get(str(path))

    def at_place(self, place: str) -> Entry | None:
        """As `at`, for who has the path as a string."""
        return self._entries.get(place)

    # -- the next snapshot --

    def with_changes(
        self,
        changes: Mapping[Path, Entry | None],
        referrers: Mapping[Path, Referrer | None] | None = None,
        *,
        is_complete: bool | None = None,
    ) -> "Library":
        """A library in which the files of ``changes`` have these entries, and those of ``referrers`` these references; or none."""
        changed: Library = copy(self)
        changed.is_complete = self.is_complete if is_complete is None else is_complete
        # Until it is handed out, it may be written to.
        mentioned = changed._take_referrers({str(path): referrer for path, referrer in (referrers or {}).items()})
        changed._take_entries({str(path): entry for path, entry in changes.items()}, mentioned)
        return changed

    def without_root(self, root: Path) -> "Library":
        """A library without everything found in ``root``."""
        return self.with_changes(
            {entry.path: None for entry in self if entry.root == root},
            {referrer.path: None for referrer in self._referrers.values() if referrer.home == root},
        )

    def _take_referrers(self, changes: Mapping[str, Referrer | None]) -> set[str]:
        """The names whose number of users has become another."""
        come: list[tuple[str, str]] = []
        gone: list[tuple[str, str]] = []
        for path, new in changes.items():
            before, after = _mentioned(self._referrers.get(path)), _mentioned(new)
            come += [(name, path) for name in after - before]
            gone += [(name, path) for name in before - after]
        self._referrers = self._referrers.with_changes(changes)
        coming, going = grouped(come), grouped(gone)
        names = coming.keys() | going.keys()
        users = {name: self._by_mention.get(name, _NOBODY).union(coming.get(name, ())) for name in names}
        self._by_mention = self._by_mention.with_changes(
            {name: found.difference(going.get(name, ())) or None for name, found in users.items()}
        )
        return names

    def _take_entries(self, changes: Mapping[str, Entry | None], mentioned: set[str]) -> None:
        changed = [(place, self._entries.get(place), new) for place, new in changes.items()]
        gone = [old for _, old, _ in changed if old]
        come = [new for _, _, new in changed if new]
        if any(_naming(old) != _naming(new) for _, old, new in changed):
            self.naming, self._edges, self._nearest = object(), {}, {}
        known, self._entries = self._by_name, self._entries.with_changes(changes)
        named = _names(gone), _names(come)
        self._by_name = regrouped(known, *named)
        self._by_content = regrouped(self._by_content, _contents(gone), _contents(come))
        self._tags = recounted(self._tags, gone, come)
        self._folders = self._folders.with_changes(folder_counts(self._folders, gone, come))
        names = {name for name, _ in chain(*named)}
        born = [_spelt(name) for name in names if name in self._by_name and name not in known]
        lost = [_spelt(name) for name in names if name in known and name not in self._by_name]
        if born or lost:
            self._spelt = self._spelt.with_changes(born, lost)
        self._learnt = _Learnt(
            self._learnt.lexicons, (self._learnt.waiting, changed, mentioned), self._learnt.count + 1
        )
        if self.is_complete and self._learnt.count > _MOST_WAITING:
            self.learn()

    def learn(self) -> None:
        """Take in the words of what has changed, as the next search would do: any thread may do that, before it is searched."""
        learnt = self._learnt
        before: dict[str, Entry | None] = {}
        after: dict[str, Entry | None] = {}
        mentioned: set[str] = set()
        for changes, names in reversed(list(learnt.batches())):
            for place, old, new in changes:
                before.setdefault(place, old)
                after[place] = new
            mentioned |= names
        gone = [entry for entry in before.values() if entry]
        come = [entry for entry in after.values() if entry]
        if gone or come or mentioned:
            self._learnt = _Learnt(self._relearnt(learnt.lexicons, gone, come, mentioned))

    def _relearnt(
        self, lexicons: "Table[_Rank, Lexicon]", gone: list[Entry], come: list[Entry], mentioned: set[str]
    ) -> "Table[_Rank, Lexicon]":
        """The lexicons after these changes, and after others are referred to as often as now."""
        named = ((name, entry) for name in mentioned for entry in self._by_name.get(name, ()))
        counts = [(entry, 0) for entry in gone]
        counts += [(entry, self.use_count(entry.id)) for entry in come]
        counts += [(entry, self.use_count(name)) for name, entry in named if entry.id == name]
        coming, going = (
            grouped((_rank(entry), entry) for entry in come),
            grouped((_rank(entry), entry) for entry in gone),
        )
        counted = grouped((_rank(entry), (entry, count)) for entry, count in counts)
        return lexicons.with_changes(
            {
                rank: lexicons.get(rank, _NO_WORDS)
                .with_changes(coming.get(rank, ()), going.get(rank, ()))
                .with_uses(uses)
                for rank, uses in counted.items()
            }
        )

    # -- what a name means --

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

    def spellings(self, entry: Entry) -> dict[str, Mapping[str, int]]:
        """How the tags of ``entry`` are spelt in its workspace folder: folded tag → spelling → number of personas."""
        if entry.layer is not Layer.WORKSPACE:
            return {}
        known = self._tags.get((entry.layer, entry.root)) or Table()
        return {tag: known.get(tag, {}) for tag in map(fold, entry.tags)}

    def loops(self, entry: Entry) -> tuple[tuple[Edge, ...], ...]:
        """For each reference by which ``entry`` comes to hold itself, the shortest loop that begins with it."""
        own = sorted(
            (edge for found in self._edges_in(entry.path).values() for edge in found), key=lambda edge: edge.span
        )
        return tuple(loop for edge in own if (loop := loop_through(edge, self._edges_from)))

    def _edges_from(self, node: Node) -> tuple[Edge, ...]:
        return self._edges_in(node[0]).get(node[1], ())

    def _edges_in(self, path: Path) -> Mapping[str, tuple[Edge, ...]]:
        """The references in the parts of a persona to parts of others, by part."""
        referrer = self._referrers.get(str(path))
        if referrer is None or str(path) not in self._entries:
            return {}
        known = self._edges.get(path)
        if known is None or known[0] is not referrer:
            known = self._edges[path] = (
                referrer,
                edges_of(referrer, lambda name: self.resolve(name, referrer.home).entry),
            )
        return known[1]

    # -- who refers to whom --

    def referrer(self, path: Path) -> Referrer | None:
        """A file's references; ``None`` for one that has none."""
        return self._referrers.get(str(path))

    def users(self, name: str) -> tuple[Path, ...]:
        """The files with a reference whose name, folders aside, is ``name``, in the order of their paths."""
        return tuple(sorted(self._referrers[place].path for place in self._by_mention.get(nfc(name), ())))

    def uses(self, entry: Entry) -> Iterator[tuple[Referrer, tuple[Mention, ...]]]:
        """Every reference that means ``entry``, by any of its names, file by file."""
        places = {place for name in (entry.id, *entry.aliases) for place in self._by_mention.get(name, ())}
        for referrer in sorted((self._referrers[place] for place in places), key=lambda each: each.path):
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

    # -- names and words --

    def lexicons(self, home: Path | None, locale: str) -> list[tuple[Lexicon, ...]]:
        """What search looks up, those first that rank first for a document of ``home`` and a person of this language."""
        self.learn()
        groups: dict[tuple[Layer, bool, bool], list[Lexicon]] = {}
        for (layer, root, language), lexicon in self._learnt.lexicons.items():
            rank = layer, layer is Layer.WORKSPACE and root != home, layer is Layer.BUNDLED and language != locale
            groups.setdefault(rank, []).append(lexicon)
        return [tuple(groups[rank]) for rank in sorted(groups)]

    def nearest(self, name: str, limit: int = 3) -> list[str]:
        """Names that ``name`` may be a slip of, best first, spelt with folders where ``name`` was."""
        *folders, last = nfc(name).split("/")
        candidates = self._like(last)[:limit]
        if not folders:
            return candidates
        qualified = [entry.qualified for each in candidates for entry in self._named(each)]
        return list(dict.fromkeys(qualified))[:limit] + [entry.qualified for entry in self._named(last)][:limit]

    def _named(self, name: str) -> list[Entry]:
        """The entries of a name, whatever they came from and when."""
        return sorted(self._by_name.get(name, ()), key=lambda entry: str(entry.path))

    def _like(self, name: str) -> list[str]:
        """Names that are like ``name``. Of many, those that begin with its first letters and have nearly the same letters are compared."""
        if name not in self._nearest:
            letters, begun = fold(name), 0
            while self._spelt.count_starting_with(letters[:begun]) > _LOOKED_AT and begun < len(letters):
                begun += 1

            def strangeness(spelt: str) -> int:
                folded = spelt.partition("\0")[0]
                return len(wanted.symmetric_difference(folded)) + abs(len(folded) - len(letters))

            wanted = set(letters)
            begun_alike = islice(self._spelt.starting_with(letters[:begun]), _LOOKED_AT)
            alike = nsmallest(_COMPARED, begun_alike, key=strangeness)
            self._nearest[name] = nearest(name, [each.partition("\0")[2] for each in alike], _KEPT_NAMES)
        return self._nearest[name]

    def spelling(self, entry: Entry, home: Path | None) -> str:
        """The shortest name by which a document of ``home`` reaches ``entry``: its id, else with as many folders as it takes."""
        for count in range(len(entry.folders) + 1):
            name = "/".join([*entry.folders[len(entry.folders) - count :], entry.id])
            if self.resolve(name, home).entry is entry:
                return name
        return entry.id

    def folders(self, root: Path) -> Mapping[str, int]:
        """The folders in ``root`` that personas lie in, and how many."""
        return {folder: count for (_, each, folder), count in self._folders.items() if each == root}

    @property
    def layers(self) -> Mapping[Layer, int]:
        """How many personas come from where."""
        counts: Counter[Layer] = Counter()
        for (layer, _, _), count in self._folders.items():
            counts[layer] += count
        return counts

    @property
    def tag_counts(self) -> Mapping[str, int]:
        """How many personas have each tag, the most used first; bundled personas do not vote where there are others."""
        if self._tag_counts[0] is not self._tags:
            is_own = any(layer is not Layer.BUNDLED for layer, _, _ in self._folders)
            voting = (tags for (layer, _), tags in self._tags.items() if not (is_own and layer is Layer.BUNDLED))
            self._tag_counts = self._tags, by_count(counts for tags in voting for counts in tags.values())
        return self._tag_counts[1]


_Rank = tuple[Layer, Path | None, str]
_Changes = list[tuple[str, Entry | None, Entry | None]]


@frozen
class _Learnt:
    """What search knows, and what has changed since: only a search needs the words, and it need not run where changes are made."""

    lexicons: Table[_Rank, Lexicon] = field(default_factory=Table)
    waiting: Any = None
    """The last batch of changes behind the ones before it: entries that were and are, and names referred to by others."""
    count: int = 0

    def batches(self) -> Iterator[tuple[_Changes, set[str]]]:
        """What waits, the last first."""
        waiting = self.waiting
        while waiting:
            waiting, changes, mentioned = waiting
            yield changes, mentioned


_NO_WORDS = Lexicon()
_NOBODY: frozenset[str] = frozenset()


def _rank(entry: Entry) -> _Rank:
    """Whose personas rank alike: those of a workspace folder, the person's own, the bundled ones of a language."""
    is_workspace, is_bundled = entry.layer is Layer.WORKSPACE, entry.layer is Layer.BUNDLED
    return entry.layer, entry.root if is_workspace else None, entry.locale if is_bundled else ""


def _naming(entry: Entry | None) -> object:
    """All that decides what names and parts of names mean ``entry``."""
    if entry is None:
        return None
    parts = tuple((part.names, part.is_prompt) for part in entry.parts)
    return entry.id, entry.aliases, entry.folders, entry.root, entry.layer, parts


def _names(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    return [
        (name, entry)
        for entry in entries
        for name in (dict.fromkeys((entry.id, *entry.aliases)) if entry.aliases else (entry.id,))
    ]


def _contents(entries: Iterable[Entry]) -> list[tuple[bytes, Entry]]:
    return [(entry.content, entry) for entry in entries if entry.content and entry.layer is Layer.WORKSPACE]


def _mentioned(referrer: Referrer | None) -> frozenset[str]:
    return frozenset(mention.last_name for mention in referrer.mentions) if referrer else frozenset()


def _spelt(name: str) -> str:
    """A name in a set that is sorted as people mistype."""
    return f"{fold(name)}\0{name}"


def _ends_with(folders: tuple[str, ...], suffix: list[str]) -> bool:
    return not suffix or list(folders[-len(suffix) :]) == suffix


def _level(entry: Entry, home: Path | None) -> tuple[int, bool]:
    return entry.layer.value, entry.layer is Layer.WORKSPACE and entry.root != home
