"""The last answers of a kind, one for each document, by the name that the client has for them."""

from collections.abc import Sequence

__all__ = ["Results"]


class Results:
    """Keeps numbers under a key; an older answer, or one of another document, is not known."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Sequence[int]]] = {}
        self._count = 0

    def keep(self, key: str, data: Sequence[int]) -> str:
        """The name of the answer, which takes the place of the one before."""
        self._count += 1
        self._kept[key] = str(self._count), data
        return str(self._count)

    def get(self, key: str, name: str) -> Sequence[int] | None:
        """The answer of that name."""
        known = self._kept.get(key)
        return known[1] if known and known[0] == name else None

    def forget(self, key: str) -> None:
        """The document was closed."""
        self._kept.pop(key, None)
