"""Ranking: which personas a few typed letters mean, best first.

Accents and case are folded. How well a name fits counts first, then the layer, then the person's language among bundled personas, then
how often this workspace uses it. Matches are found best first and only as many as are asked for: a library of 100,000 costs what is
shown of it.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from heapq import heapify, heappop, merge
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from persona_ls.library.entry import Entry, Layer
from persona_ls.library.lexicon import KEY_END, WORD_BREAK, Lexicon, WordKind, Words, behind_count, place_of
from persona_ls.library.snapshot import Library
from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.names import fold
from persona_ls.values import frozen

__all__ = ["Fit", "Match", "matches", "search"]

_FEW = 256
"""Up to so many matches are sorted; of more, the most used are picked out and the rest comes in the order that it has."""
_STEPS, _STEPS_TO_LOOK = 16, 128
"""How many keys one goes past in the time that it takes to find one among many, and to look at the entry of one."""
_LOOKED_AT = 2000
"""How many are looked at of those that have the words of what was typed, in whatever order: the most used first."""
_KEPT_ORDERS = 4
"""One for each group that is searched: the workspace's, the person's own, the bundled ones."""


class Fit(IntEnum):
    """How an entry fits what was typed, best first. Clients that filter by prefix keep only `EXACT` and `PREFIX`."""

    EXACT = 0
    PREFIX = 1
    ALIAS = 2
    ID_WORD = 3
    TITLE = 4
    TAG = 5
    INSIDE = 6


@frozen
class Match:
    """An entry, how it fits, and the name under which it does (its id, an alias, or with folders)."""

    entry: Entry
    fit: Fit
    name: str


def search(library: Library, typed: str, home: Path | None, locale: str, limit: int | None = None) -> list[Match]:
    """The ``limit`` personas that ``typed`` means most likely, best first; all without a limit; for ``""`` whatever there is."""
    return list(islice(matches(library, typed, home, locale), limit))


def matches(library: Library, typed: str, home: Path | None, locale: str) -> Iterator[Match]:
    """As `search`, but one by one, found as they are asked for."""
    *folders, last = fold(typed).split("/")
    words = tuple(WORD_BREAK.split(last))
    return _Wanted(library, tuple(folders), last, words, home).matches(library.lexicons(home, locale))


@frozen
class _Wanted:
    """What was typed, folded and taken apart, and from where."""

    library: Library
    folders: tuple[str, ...]
    typed: str
    words: tuple[str, ...]
    """Of ``typed``: the first may be the end of a word, the last the beginning of one."""
    home: Path | None

    def matches(self, groups: list[tuple[Lexicon, ...]]) -> Iterator[Match]:
        """The matches, best first. What fits better is not looked at again as what fits worse."""
        seen = set[str]()
        for fit in (Fit.EXACT, Fit.PREFIX) if not self.typed else Fit:
            for group in groups:
                for key in self._ranked(fit, group):
                    if key not in seen and (match := self._match(key, fit)):
                        seen.add(key)
                        yield match

    def _ranked(self, fit: Fit, group: tuple[Lexicon, ...]) -> Iterator[str]:
        """The keys of all entries that fit so, and perhaps of others, the most used first; some twice."""
        places = [keys for lexicon in group if (keys := self._in_folder(lexicon))]
        if not places:
            return iter(())
        if fit in (Fit.EXACT, Fit.PREFIX):
            return _beginning(self.typed + KEY_END * (fit is Fit.EXACT), group, places)
        found = _having(set[str]().union(*(self._keys(fit, lexicon) for lexicon in group)), group)
        if self.folders:
            found = (key for key in found if any(key in keys for keys in places))
        return islice(found, _LOOKED_AT) if self._is_loose(fit) else found

    def _in_folder(self, lexicon: Lexicon) -> SortedKeys:
        """The keys of the folder that was typed; all when none was."""
        return lexicon.words[WordKind.FOLDER].keys.get(self.folders[-1], _NONE) if self.folders else lexicon.keys

    def _keys(self, fit: Fit, lexicon: Lexicon) -> set[str]:
        """The keys of each word that fits so."""
        match fit:
            case Fit.ALIAS:
                return _all_of(lexicon.words[WordKind.ALIAS].starting_with(self.typed))
            case Fit.ID_WORD:
                return _all_of(lexicon.words[WordKind.ID].starting_with(self.typed))
            case Fit.TITLE:
                return self._with_title(lexicon)
            case Fit.TAG:
                return _all_of(lexicon.words[WordKind.TAG].starting_with(self.typed))
            case _:
                return self._with_inside(lexicon)

    def _with_title(self, lexicon: Lexicon) -> set[str]:
        """A title that begins with several words has all but the last of them whole."""
        *whole, last = self.words
        titles = lexicon.words[WordKind.TITLE]
        wanted = [*_whole(titles, whole), *([titles.starting_with(last)] * bool(last))]
        return _in_all(wanted) if wanted else _all_of([lexicon.keys])

    def _with_inside(self, lexicon: Lexicon) -> set[str]:
        """What reaches over several words has the first at the end of one of its words, the last where one begins, those between whole."""
        if not any(self.words):
            return _all_of([lexicon.keys])
        ids, titles = lexicon.words[WordKind.ID], lexicon.words[WordKind.TITLE]
        first, *others = self.words
        if not others:
            return _all_of(ids.containing(first)) | _all_of(titles.containing(first))
        *inner, last = others

        def having(words: Words) -> set[str]:
            ends = [words.containing(first)] * bool(first) + [words.starting_with(last)] * bool(last)
            return _in_all([*_whole(words, inner), *ends])

        # The id stands in the key: no entry need be looked at to tell.
        with_id = {key for key in having(ids) if self.typed in key and self.typed in key.partition(KEY_END)[0]}
        return with_id | having(titles)

    def _is_loose(self, fit: Fit) -> bool:
        """Whether candidates were found by single words although more were typed."""
        return len(self.words) > 1 and fit in (Fit.TITLE, Fit.INSIDE)

    def _match(self, key: str, fit: Fit) -> Match | None:
        """The match of ``key``, if it is one that is offered."""
        entry = self.library.at_place(place_of(key))
        if entry is None or (self._is_loose(fit) and not self._holds(entry, fit)):
            return None
        name = entry.id
        if self.folders:
            if tuple(map(fold, entry.folders[-len(self.folders) :])) != self.folders:
                return None
            name = "/".join([*entry.folders[-len(self.folders) :], entry.id])
        if fit is Fit.ALIAS:
            # While much is being read, the words are older than the entries.
            name = next((alias for alias in entry.aliases if fold(alias).startswith(self.typed)), "")
            if not name:
                return None
        return None if _is_hidden(self.library, entry, self.home) else Match(entry, fit, name)

    def _holds(self, entry: Entry, fit: Fit) -> bool:
        """Whether ``entry`` has what was typed as it was typed, where its words alone have been looked up."""
        title = fold(entry.title)
        return title.startswith(self.typed) if fit is Fit.TITLE else self.typed in fold(entry.id) or self.typed in title


_NONE = SortedKeys()


def _all_of(sets: Iterable[SortedKeys]) -> set[str]:
    return set[str]().union(*(stretch for each in sets for stretch in each.stretches))


def _whole(known: Words, words: Iterable[str]) -> list[list[SortedKeys]]:
    """The keys of each word."""
    return [[known.keys.get(word, _NONE)] for word in words if word]


def _in_all(wanted: Iterable[list[SortedKeys]]) -> set[str]:
    """The keys that are in some of each of ``wanted``; others too once few are left, which are looked at sooner than gone through."""
    first, *others = sorted(((sum(map(len, sets)), sets) for sets in wanted), key=itemgetter(0))
    keys = _all_of(first[1])
    for size, sets in others:
        if len(sets) == 1 and len(keys) < size // _STEPS:
            keys = {key for key in keys if key in sets[0]}
        elif size < len(keys) * _STEPS_TO_LOOK or len(keys) > _LOOKED_AT // 4:
            keys = set[str]().union(*(keys.intersection(stretch) for each in sets for stretch in each.stretches))
    return keys


def _beginning(prefix: str, group: tuple[Lexicon, ...], sets: list[SortedKeys]) -> Iterator[str]:
    """The keys in ``sets`` that begin with ``prefix``, the most used first."""
    if prefix:
        return _having({key for keys in sets for key in keys.starting_with(prefix)}, group)
    return chain((key for key in _most_used(group) if any(key in keys for keys in sets)), merge(*sets))


def _having(keys: set[str], group: tuple[Lexicon, ...]) -> Iterator[str]:
    """``keys``, the most used first."""
    if len(keys) <= _FEW:
        yield from _by_use(keys, group)
        return
    yield from filter(keys.__contains__, _most_used(group))
    rest = list(keys)
    heapify(rest)
    while rest:
        yield heappop(rest)


def _by_use(keys: Iterable[str], group: tuple[Lexicon, ...]) -> list[str]:
    """A few keys, the most used first, then in their own order."""

    def count(key: str) -> int:
        return sum(lexicon.uses.get(key, 0) for lexicon in group)

    return sorted(sorted(keys), key=count, reverse=True)


def _most_used(group: tuple[Lexicon, ...]) -> list[str]:
    return _in_order(*(lexicon.used for lexicon in group))


@lru_cache(maxsize=_KEPT_ORDERS)
def _in_order(*used: SortedKeys) -> list[str]:
    """The keys of all that is used, the most used first. A letter typed in a name changes nothing of it, so it is put together once."""
    return [behind_count(key) for key in merge(*used)]


def _is_hidden(library: Library, entry: Entry, home: Path | None) -> bool:
    """Whether a reference by its plain id reaches another persona: a bundled one that the workspace replaces is not offered."""
    return entry.layer is not Layer.WORKSPACE and library.resolve(entry.id, home).entry is not entry
