"""A mapping that is a value: changing it makes another one, and costs what changed and not what is there.

A large dictionary is shared by many versions, each with its own small dictionary of what is different since. When that has grown, the
next version gets a large dictionary of its own. Readers in other threads never see half a change.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar, overload

__all__ = ["Table"]

Key = TypeVar("Key")
Value = TypeVar("Value")
Other = TypeVar("Other")


class _Gone:
    """Stands in the small dictionary for a key that the large one still has."""


_GONE: Final = _Gone()
_ROOTS = 8
"""The small dictionary holds up to this many times the square root of the large one: copying either then costs about the same."""


class Table(Mapping[Key, Value], Generic[Key, Value]):
    """An immutable mapping with `with_changes`; it iterates in the order in which keys were first added."""

    __slots__ = ("_base", "_delta", "_length")

    def __init__(self, values: Mapping[Key, Value] | None = None) -> None:
        self._base: dict[Key, Value] = dict(values or {})
        self._delta: dict[Key, Value | _Gone] = {}
        self._length = len(self._base)

    def with_changes(self, changes: Mapping[Key, Value | None]) -> "Table[Key, Value]":
        """A table in which the keys of ``changes`` have these values; ``None`` takes a key away. Without any it is this very table."""
        if not changes:
            return self
        changed: Table[Key, Value] = Table()
        base, delta, length = self._base, dict(self._delta), self._length
        for key, value in changes.items():
            before = delta.get(key)
            was_there = key in base if before is None else before is not _GONE
            if value is not None:
                delta[key] = value
            elif key in base:
                delta[key] = _GONE
            else:
                delta.pop(key, None)
            length += (value is not None) - was_there
        changed._base, changed._delta, changed._length = base, delta, length
        if len(delta) ** 2 > _ROOTS**2 * len(self._base):
            changed._base, changed._delta = changed._merged(), {}
        return changed

    def _merged(self) -> dict[Key, Value]:
        merged = self._base.copy()
        for key, value in self._delta.items():
            if isinstance(value, _Gone):
                del merged[key]
            else:
                merged[key] = value
        return merged

    def __getitem__(self, key: Key) -> Value:
        found = self._delta.get(key) if self._delta else None
        if found is None:
            return self._base[key]
        if isinstance(found, _Gone):
            raise KeyError(key)
        return found

    @overload
    def get(self, key: Key, /) -> Value | None: ...

    @overload
    def get(self, key: Key, /, default: Value | Other) -> Value | Other: ...

    def get(self, key: Key, /, default: Value | Other | None = None) -> Value | Other | None:
        """As of every mapping, without the price of an exception."""
        found = self._delta.get(key) if self._delta else None
        if found is None:
            return self._base.get(key, default)
        return default if isinstance(found, _Gone) else found

    def __contains__(self, key: object) -> bool:
        return self._delta[key] is not _GONE if key in self._delta else key in self._base

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Key]:
        if not self._delta:
            yield from self._base
            return
        for key in self._base:
            if self._delta.get(key) is not _GONE:
                yield key
        for key in self._delta:
            if key not in self._base:
                yield key
