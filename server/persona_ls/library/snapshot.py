"""The library at one moment: an immutable value with the one function that resolves a name.

Every table in it is kept, not built: the next snapshot shares whatever a change does not touch, so that a letter typed in one persona costs
the same among ten others as among 100,000.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path

from persona_ls.library.composition import Edge, Node, edges_of, loop_through
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.learnt import Change, Learnt
from persona_ls.library.lexicon import Lexicon
from persona_ls.library.likeness import names_like
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.library.resolution import Resolution, resolved
from persona_ls.library.table import Table
from persona_ls.library.tallies import Folder, Tags, by_count, folder_counts, grouped, recounted, regrouped
from persona_ls.names import fold, nfc

__all__ = ["Library", "Resolution"]

_FEW_WAITING = 256
"""So many personas are learnt in a few milliseconds."""
_MOST_SLIPS = 500
_MOST_WAITING = 64
"""So many changes wait for the next search, and no more: each keeps what was there before."""


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
        self._learnt = Learnt()
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
        changes: Mapping[Path, Entry | None] | Mapping[str, Entry | None],
        referrers: Mapping[Path, Referrer | None] | Mapping[str, Referrer | None] | None = None,
        *,
        is_complete: bool | None = None,
    ) -> "Library":
        """A library in which the files of ``changes`` have these entries, and those of ``referrers`` these references; or none."""
        return self.changed(changes, referrers, is_complete=is_complete)[0]

    def changed(
        self,
        changes: Mapping[Path, Entry | None] | Mapping[str, Entry | None],
        referrers: Mapping[Path, Referrer | None] | Mapping[str, Referrer | None] | None = None,
        *,
        is_complete: bool | None = None,
    ) -> tuple["Library", set[str]]:
        """As `with_changes`, and which files have another entry then. Where nothing is another it is this very library."""
        entries, others = self._entries, self._referrers
        differing = [(str(at), old, new) for at, new in changes.items() if (old := entries.get(str(at))) != new]
        referring = [
            (str(at), known, new) for at, new in (referrers or {}).items() if (known := others.get(str(at))) != new
        ]
        if not differing and not referring and is_complete in (None, self.is_complete):
            return self, set()
        library: Library = copy(self)
        library.is_complete = self.is_complete if is_complete is None else is_complete
        # Until it is handed out, it may be written to.
        mentioned = library._take_referrers(referring)
        if differing or mentioned:
            library._take_entries(differing, mentioned)
        return library, {place for place, _, _ in differing}

    def without_root(self, root: Path) -> "Library":
        """A library without everything found in ``root``."""
        return self.with_changes(
            {entry.place: None for entry in self if entry.root == root},
            {referrer.place: None for referrer in self._referrers.values() if referrer.home == root},
        )

    def _take_referrers(self, changes: list[tuple[str, Referrer | None, Referrer | None]]) -> set[str]:
        """The names whose number of users has become another."""
        come: list[tuple[str, str]] = []
        gone: list[tuple[str, str]] = []
        for place, old, new in changes:
            before, after = set(old.names if old else ()), set(new.names if new else ())
            come += [(name, place) for name in after - before]
            gone += [(name, place) for name in before - after]
        self._referrers = self._referrers.with_changes({place: new for place, _, new in changes})
        coming, going = grouped(come), grouped(gone)
        names = coming.keys() | going.keys()
        users = {name: self._by_mention.get(name, _NOBODY).union(coming.get(name, ())) for name in names}
        self._by_mention = self._by_mention.with_changes(
            {name: found.difference(going.get(name, ())) or None for name, found in users.items()}
        )
        return names

    def _take_entries(self, changes: list[Change], mentioned: set[str]) -> None:
        gone = [old for _, old, _ in changes if old]
        come = [new for _, _, new in changes if new]
        if any(_naming(old) != _naming(new) for _, old, new in changes):
            self.naming, self._edges, self._nearest = object(), {}, {}
        self._entries = self._entries.with_changes({place: new for place, _, new in changes})
        self._by_name = regrouped(self._by_name, _names(gone), _names(come))
        self._by_content = regrouped(self._by_content, _contents(gone), _contents(come))
        self._tags = recounted(self._tags, gone, come)
        self._folders = self._folders.with_changes(folder_counts(self._folders, gone, come))
        self._learnt = self._learnt.after(changes, mentioned)
        if self.is_complete and self._learnt.batches > _MOST_WAITING:
            self.learn()

    def learn(self) -> None:
        """Take in the words of what has changed, as the next search would do: any thread may do that, before it is searched."""
        if self._learnt.waiting:
            self._learnt = self._learnt.complete(lambda name: self._by_name.get(name, ()), self.use_count)

    def _known_words(self) -> Learnt:
        """What is known, at once: while a library is being read, what has not been learnt by then counts as not read."""
        if self.is_complete or self._learnt.size < _FEW_WAITING:
            self.learn()
        return self._learnt

    # -- what a name means --

    def resolve(self, name: str, home: Path | None) -> Resolution:
        """What ``name`` means in a document of the workspace folder ``home``; exact spelling in NFC only."""
        *folders, last = nfc(name).split("/")
        return resolved(self._by_name.get(last, ()), last, folders, home)

    def same_id(self, entry: Entry) -> tuple[Entry, ...]:
        """The other entries of the same level that have the id of ``entry``."""
        others = self._by_name.get(entry.id, ())
        return tuple(
            sorted(
                (
                    other
                    for other in others
                    if other.id == entry.id
                    and other.place != entry.place
                    and other.layer == entry.layer
                    and (other.layer is not Layer.WORKSPACE or other.root == entry.root)
                ),
                key=lambda other: other.place,
            )
        )

    def twins(self, entry: Entry) -> tuple[Entry, ...]:
        """The other personas of the workspace that say the same in the same dialect."""
        others = self._by_content.get(entry.content, ()) if entry.layer is Layer.WORKSPACE else ()
        return tuple(each for each in others if each.place != entry.place and each.dialect == entry.dialect)

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

    def referrer_at(self, place: str) -> Referrer | None:
        """As `referrer`, for who has the path as a string."""
        return self._referrers.get(place)

    def users(self, name: str) -> tuple[Path, ...]:
        """The files with a reference whose name, folders aside, is ``name``, in the order of their paths."""
        return tuple(sorted(map(Path, self._by_mention.get(nfc(name), ()))))

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
        groups: dict[tuple[Layer, bool, bool], list[Lexicon]] = {}
        for (layer, root, language), lexicon in self._known_words().lexicons.items():
            rank = layer, layer is Layer.WORKSPACE and root != home, layer is Layer.BUNDLED and language != locale
            groups.setdefault(rank, []).append(lexicon)
        return [tuple(groups[rank]) for rank in sorted(groups)]

    def nearest(self, name: str, limit: int = 3) -> list[str]:
        """Names that ``name`` may be a slip of, best first, spelt with folders where ``name`` was."""
        *folders, last = nfc(name).split("/")
        candidates = self._like(last)[:limit]
        if not folders:
            return candidates
        qualified = [entry.qualified for each in candidates for entry in self.named(each)]
        return list(dict.fromkeys(qualified))[:limit] + [entry.qualified for entry in self.named(last)][:limit]

    def named(self, name: str) -> list[Entry]:
        """The entries that have a name without folders as id or alias, of all levels, in the order of their paths."""
        return sorted(self._by_name.get(name, ()), key=lambda entry: entry.place)

    def _like(self, name: str) -> list[str]:
        known = self._nearest.get(name)
        if known is None:
            known = names_like(name, self._known_words().names)
            if len(self._nearest) > _MOST_SLIPS:
                self._nearest.clear()
            if not self._learnt.waiting:  # else more names will be known soon, and be no change
                self._nearest[name] = known
        return known

    def spelling(self, entry: Entry, home: Path | None) -> str:
        """The shortest name by which a document of ``home`` reaches ``entry``: its id, else with as many folders as it takes."""
        named = self._by_name.get(entry.id, ())
        if len(named) == 1 and named[0] is entry:
            return entry.id
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


_NOBODY: frozenset[str] = frozenset()


def _naming(entry: Entry | None) -> object:
    """All that decides what names and parts of names mean ``entry``."""
    if entry is None:
        return None
    parts = tuple((names, is_prompt) for _, names, _, is_prompt in entry.outline)
    return entry.id, entry.aliases, entry.folders, entry.root, entry.layer, parts


def _names(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    return [
        (name, entry)
        for entry in entries
        for name in (dict.fromkeys((entry.id, *entry.aliases)) if entry.aliases else (entry.id,))
    ]


def _contents(entries: Iterable[Entry]) -> list[tuple[bytes, Entry]]:
    return [(entry.content, entry) for entry in entries if entry.content and entry.layer is Layer.WORKSPACE]
