"""Names that a name may be a slip of, among hundred thousands of names."""

from heapq import nlargest, nsmallest
from itertools import islice, pairwise

from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.names import fold, nearest

__all__ = ["names_like"]

_LOOKED_AT = 2000
"""Names of which it is seen at a glance how many letters they share with a slip, a microsecond each."""
_PAIRED = 100
"""Names whose pairs of letters are compared with those of a slip, three microseconds each."""
_COMPARED = 20
"""Names that a slip is then compared with, up to 0.1 ms each."""


def names_like(name: str, names: SortedKeys) -> list[str]:
    """Names that are like ``name``, best first; ``names`` holds each behind what is compared of it and a NUL.

    Of many, those that begin with its first letters and have nearly the same letters, in nearly the same pairs, are compared.
    """
    letters, begun = fold(name), 0
    while names.count_starting_with(letters[:begun]) > _LOOKED_AT and begun < len(letters):
        begun += 1
    wanted, pairs = set(letters), set(pairwise(letters))

    def strangeness(spelt: str) -> int:
        folded = spelt.partition("\0")[0]
        return len(wanted.symmetric_difference(folded)) + abs(len(folded) - len(letters))

    def likeness(spelt: str) -> float:
        folded = spelt.partition("\0")[0]
        return len(pairs.intersection(pairwise(folded))) / (len(pairs) + len(folded) + 1)

    begun_alike = islice(names.starting_with(letters[:begun]), _LOOKED_AT)
    alike = nlargest(_COMPARED, nsmallest(_PAIRED, begun_alike, key=strangeness), key=likeness)
    return nearest(name, [each.partition("\0")[2] for each in alike], _COMPARED)
