"""A sorted set of strings that is a value: changing it makes another one, which shares all but the shelves that it touches.

Search asks such a set for what begins with a few letters, takes the first of it, and leaves the rest alone: the price is what is shown.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, islice
from operator import eq

__all__ = ["SortedKeys", "in_order"]

_LENGTH = 1024
"""Keys on one shelf: to copy one costs about as much as to copy the list of all shelves of a million keys."""
_MANY = 16
"""For so many changes, and an eighth of the keys, it is quicker to sort all anew: what is in order already is sorted in one pass."""
_IN_ONE_GO = 4096
_AFTER_ALL = "\U0010ffff"


def in_order(keys: Iterable[str]) -> list[str]:
    """The keys sorted. To sort 100,000 in one go keeps the interpreter from all other threads for 50 ms: it is done in turns."""
    keys = list(keys)
    stretches = [keys[at : at + _IN_ONE_GO] for at in range(0, len(keys), _IN_ONE_GO)]
    for stretch in stretches:
        stretch.sort()
    return list(merge(*stretches)) if len(stretches) > 1 else stretches[0] if stretches else []


class SortedKeys:
    """An immutable sorted set of strings."""

    __slots__ = ("_shelves", "_starts")

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._put(_cut(_each_once(in_order(keys))))

    def with_changes(self, come: Iterable[str] = (), gone: Iterable[str] = ()) -> "SortedKeys":
        """The set without the keys that are ``gone`` and with those that ``come``; a key in both stays."""
        come, gone = list(come), list(gone)
        if len(come) + len(gone) > _MANY + len(self) // 8:
            lost = set(gone)
            anew = SortedKeys()
            # Two stretches in order are put together in one pass: 3 ms for 100,000.
            anew._put(_cut(_each_once(sorted(chain((key for key in self if key not in lost), in_order(come))))))
            return anew
        shelves, own = list(self._shelves), set[int]()

        def shelf_for(key: str) -> _Shelf:
            at = bisect_right(self._starts, key)
            if at not in own:
                own.add(at)
                shelves[at] = _Shelf(shelves[at])
            return shelves[at]

        for key in gone:
            shelf = shelf_for(key)
            at = bisect_left(shelf, key)
            if at < len(shelf) and shelf[at] == key:
                del shelf[at]
        for key in come:
            shelf = shelf_for(key)
            at = bisect_left(shelf, key)
            if at == len(shelf) or shelf[at] != key:
                shelf.insert(at, key)
        changed = SortedKeys()
        changed._put(shelves if all(len(shelves[at]) <= 2 * _LENGTH for at in own) else _cut_long(shelves))
        return changed

    def _put(self, shelves: "Iterable[_Shelf]") -> None:
        self._shelves = tuple(shelf for shelf in shelves if shelf) or (_Shelf(),)
        self._starts = tuple(shelf[0] for shelf in self._shelves[1:])

    def __len__(self) -> int:
        return sum(map(len, self._shelves))

    def __contains__(self, key: str) -> bool:
        shelf = self._shelves[bisect_right(self._starts, key)]
        at = bisect_left(shelf, key)
        return at < len(shelf) and shelf[at] == key

    def __iter__(self) -> Iterator[str]:
        for shelf in self._shelves:
            yield from shelf

    def starting_with(self, prefix: str) -> Iterator[str]:
        """The keys that begin with ``prefix``, in order, found one by one as they are asked for."""
        if not prefix:
            yield from self
            return
        behind = prefix + _AFTER_ALL
        for place in range(bisect_right(self._starts, prefix), len(self._shelves)):
            shelf = self._shelves[place]
            first, last = bisect_left(shelf, prefix), bisect_left(shelf, behind)
            yield from shelf[first:last]
            if last < len(shelf):
                return

    def count_starting_with(self, prefix: str) -> int:
        """How many keys begin with ``prefix``, without looking at each."""
        behind, count = prefix + _AFTER_ALL, 0
        for place in range(bisect_right(self._starts, prefix), len(self._shelves)):
            shelf = self._shelves[place]
            last = bisect_left(shelf, behind)
            count += last - bisect_left(shelf, prefix)
            if last < len(shelf):
                break
        return count

    @property
    def stretches(self) -> tuple[list[str], ...]:
        """All keys in order, as a few lists; whoever gets them does not change them."""
        return self._shelves

    def containing(self, piece: str) -> Iterator[str]:
        """The keys with ``piece`` anywhere inside, in order; a shelf without any is passed over in one look."""
        for shelf in self._shelves:
            if piece in shelf.text:
                yield from (key for key in shelf if piece in key)


class _Shelf(list[str]):
    """A stretch of the keys. It is not changed any more once it belongs to a set."""

    __slots__ = ("_text",)

    @property
    def text(self) -> str:
        """All keys as one text, made when first searched."""
        try:
            return self._text
        except AttributeError:
            self._text: str = "\n".join(self)
            return self._text


def _each_once(ordered: list[str]) -> list[str]:
    """Without what comes twice, which is seldom, and quickly seen."""
    return list(dict.fromkeys(ordered)) if any(map(eq, ordered, islice(ordered, 1, None))) else ordered


def _cut(keys: list[str]) -> list[_Shelf]:
    return [_Shelf(keys[at : at + _LENGTH]) for at in range(0, len(keys), _LENGTH)]


def _cut_long(shelves: list[_Shelf]) -> Iterator[_Shelf]:
    for shelf in shelves:
        yield from _cut(shelf) if len(shelf) > 2 * _LENGTH else [shelf]
