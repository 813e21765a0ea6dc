"""Names that a name may be a slip of, among hundred thousands of names."""

from heapq import nsmallest
from itertools import islice

from persona_ls.library.sorted_keys import SortedKeys
from persona_ls.names import fold, nearest

__all__ = ["names_like"]

_LOOKED_AT = 2000
"""Names of which it is seen at a glance how many letters they share with a slip, half a microsecond each."""
_COMPARED = 100
"""Names that a slip is then compared with, up to 0.1 ms each."""
_KEPT_NAMES = 20


def names_like(name: str, names: SortedKeys) -> list[str]:
    """Names that are like ``name``, best first; ``names`` holds each behind what is compared of it and a NUL.

    Of many, those that begin with its first letters and have nearly the same letters are compared.
    """
    letters, begun = fold(name), 0
    while names.count_starting_with(letters[:begun]) > _LOOKED_AT and begun < len(letters):
        begun += 1

    def strangeness(spelt: str) -> int:
        folded = spelt.partition("\0")[0]
        return len(wanted.symmetric_difference(folded)) + abs(len(folded) - len(letters))

    wanted = set(letters)
    begun_alike = islice(names.starting_with(letters[:begun]), _LOOKED_AT)
    alike = nsmallest(_COMPARED, begun_alike, key=strangeness)
    return nearest(name, [each.partition("\0")[2] for each in alike], _KEPT_NAMES)
