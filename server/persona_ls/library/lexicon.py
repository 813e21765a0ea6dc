"""The words by which personas are found, in order: what search looks a few typed letters up in.

One lexicon holds the personas that rank alike whatever is typed: those of one folder, or the bundled ones of one language. Every persona
has a **key**, its folded id and its path, so that keys in order are personas in order; each kind of word leads to keys. All is made of
values that share what does not change, so one persona's change costs its own words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache

from persona_ls.library.entry import Entry
from persona_ls.library.sorted_keys import SortedKeys, in_order
from persona_ls.library.table import Table
from persona_ls.names import fold
from persona_ls.values import field, frozen, replace

__all__ = ["KEY_END", "WORD_BREAK", "Lexicon", "WordKind", "Words", "behind_count", "key_of", "place_of"]

WORD_BREAK = re.compile(r"[\W_]+")
KEY_END = "\0"
"""Stands between the id and the path in a key: smaller than every character of a name."""
_MOST = 10**9
_NO_KEYS = SortedKeys()
_Keys = Mapping[str, Sequence[str]]


class WordKind(Enum):
    """What a word is of a persona; the values tell what `Lexicon.words` is asked for."""

    ALIAS = "alias"
    ID = "id"
    TITLE = "title"
    TAG = "tag"
    FOLDER = "folder"


@frozen
class Words:
    """Words in order, each with the keys of the personas that have it."""

    vocabulary: SortedKeys = field(default_factory=SortedKeys)
    keys: Table[str, SortedKeys] = field(default_factory=Table)

    def with_changes(self, come: _Keys, gone: _Keys) -> "Words":
        """After keys ``come`` and are ``gone``, each below its word."""
        if not come and not gone:
            return self
        known: dict[str, SortedKeys | None] = {}
        for word in come.keys() | gone.keys():
            known[word] = self.keys.get(word, _NO_KEYS).with_changes(come.get(word, ()), gone.get(word, ())) or None
        new = [word for word, keys in known.items() if keys and word not in self.keys]
        lost = [word for word, keys in known.items() if not keys]
        return Words(self.vocabulary.with_changes(new, lost), self.keys.with_changes(known))

    def starting_with(self, prefix: str) -> list[SortedKeys]:
        """The keys of every word that begins with ``prefix``."""
        return [self.keys[word] for word in self.vocabulary.starting_with(prefix)]

    def containing(self, piece: str) -> list[SortedKeys]:
        """The keys of every word that has ``piece`` inside."""
        return [self.keys[word] for word in self.vocabulary.containing(piece)]


@frozen
class Lexicon:
    """``uses`` counts the files that refer to a persona; ``used`` are the keys of those with any, behind what sorts the most used first."""

    keys: SortedKeys = field(default_factory=SortedKeys)
    words: dict[WordKind, Words] = field(default_factory=lambda: {kind: Words() for kind in WordKind})
    uses: Table[str, int] = field(default_factory=Table)
    used: SortedKeys = field(default_factory=SortedKeys)

    def with_changes(self, come: Iterable[Entry], gone: Iterable[Entry]) -> "Lexicon":
        """After these entries ``come`` and are ``gone``; one whose words stay what they were is no change."""
        unsorted = {key_of(entry): entry for entry in come}
        coming = {key: unsorted[key] for key in in_order(unsorted)}
        going = {key_of(entry): entry for entry in gone}
        for key in coming.keys() & going.keys():
            if _facts(coming[key]) == _facts(going[key]):
                del coming[key], going[key]
        if not coming and not going:
            return self
        learnt, forgotten = _words(coming), _words(going)
        words = {kind: known.with_changes(learnt[kind], forgotten[kind]) for kind, known in self.words.items()}
        return replace(self, keys=self.keys.with_changes(coming, going), words=words)

    def with_uses(self, changes: Iterable[tuple[Entry, int]]) -> "Lexicon":
        """After the number of files that refer to these entries has become another."""
        counts = {key_of(entry): count for entry, count in changes}
        counts = {key: count for key, count in counts.items() if count != self.uses.get(key, 0)}
        if not counts:
            return self
        gone = [_used_key(key, before) for key in counts if (before := self.uses.get(key))]
        come = [_used_key(key, count) for key, count in counts.items() if count]
        uses = self.uses.with_changes({key: count or None for key, count in counts.items()})
        return replace(self, uses=uses, used=self.used.with_changes(come, gone))


def key_of(entry: Entry) -> str:
    """What sorts an entry and leads back to it."""
    return f"{_fold_once(entry.id)}{KEY_END}{entry.place}"


_fold_once = fold.__wrapped__
"""Of an id nothing is gained by keeping it: there is one of each."""


def place_of(key: str) -> str:
    """The path of the entry with ``key``."""
    return key.partition(KEY_END)[2]


def behind_count(used: str) -> str:
    """The key inside one of `Lexicon.used`."""
    return used.partition(KEY_END)[2]


def _used_key(key: str, count: int) -> str:
    return f"{_MOST - count:010}{KEY_END}{key}"


def _facts(entry: Entry) -> tuple[object, ...]:
    """All that `_words` looks at."""
    return entry.id, entry.aliases, entry.title, entry.tags, entry.folders


def _words(entries: Mapping[str, Entry]) -> dict[WordKind, _Keys]:
    """The words of entries, each with their keys in the order in which the entries come."""
    aliases, ids, titles, tags, folders = (defaultdict[str, list[str]](list) for _ in range(5))
    for key, entry in entries.items():
        for alias in entry.aliases:
            aliases[fold(alias)].append(key)
        for piece in entry.id.split("-"):
            for word in _pieces(piece):
                ids[word].append(key)
        for piece in entry.title.split():
            for word in _pieces(piece):
                titles[word].append(key)
        for tag in entry.tags:
            tags[fold(tag)].append(key)
        for folder in entry.folders[-1:]:
            folders[fold(folder)].append(key)
    found = dict(zip(WordKind, (aliases, ids, titles, tags, folders), strict=True))
    for words in found.values():
        words.pop("", None)
    return dict(found)


@lru_cache(maxsize=32768)
def _pieces(words: str) -> tuple[str, ...]:
    """The words, folded, of what stands between two blanks or hyphens: many names are made of few of them."""
    return tuple(WORD_BREAK.split(fold(words)))
