"""Patterns of values, matched in time that grows with the value and with nothing else.

The pattern of a team's dialect comes with its repository, so it may be a stranger's, and ``re`` can be kept busy for years by a dozen
letters: ``(a+)+$``. Python's parser reads the pattern; the automaton made of it follows all ways at once (Thompson, 1968).
"""

from collections.abc import Callable, Iterable
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from re import error as PatternError  # noqa: N812 (its name from Python 3.13 on)
from typing import Any

__all__ = ["MAX_VALUE", "Pattern", "PatternError", "pattern_of"]

MAX_VALUE = 1_000
"""Code points; a longer value fits no pattern."""
_MAX_STATES = 250

Test = Callable[[str], bool]


class _State:
    """One state: ``test`` takes a character, ``at`` asks for the start or the end, and one with neither is passed freely."""

    __slots__ = ("at", "following", "test")

    def __init__(self, test: Test | None, at: Any, following: list[int]) -> None:
        self.test, self.at, self.following = test, at, following


class Pattern:
    """A regular expression without look-around, back references and flags.

    Raises:
        PatternError: it is none of these, or too large.
    """

    def __init__(self, source: str) -> None:
        parsed = _parser.parse(source)
        if parsed.state.flags & ~int(sre.SRE_FLAG_UNICODE):
            raise PatternError("flags are not supported")
        self._states: list[_State] = []
        self._end = self._state()
        self._start = self._sequence(parsed, self._end)

    def fits(self, words: str) -> bool:
        """Whether the whole of ``words`` fits."""
        if len(words) > MAX_VALUE:
            return False
        reached = self._reached([self._start], 0, len(words))
        for at, char in enumerate(words):
            passed = [
                each for number in reached if (test := self._states[number].test) and test(char)
                for each in self._states[number].following
            ]  # fmt: skip
            reached = self._reached(passed, at + 1, len(words))
        return self._end in reached

    def _reached(self, starts: Iterable[int], at: int, length: int) -> set[int]:
        """Every state that can be come to without another character."""
        waiting, reached = list(starts), set[int]()
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            state = self._states[number]
            if state.test is None and _holds(state.at, at, length):
                waiting += state.following
        return reached

    # -- building, from the end backwards: each piece is told where it leads --

    def _state(self, test: Test | None = None, *following: int, at: Any = None) -> int:
        if len(self._states) == _MAX_STATES:
            raise PatternError("it is too large")
        self._states.append(_State(test, at, list(following)))
        return len(self._states) - 1

    def _sequence(self, items: Iterable[tuple[Any, Any]], end: int) -> int:
        for item in reversed(list(items)):
            end = self._item(end, *item)
        return end

    def _item(self, end: int, kind: Any, value: Any) -> int:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self._repeat(end, *value)
        if kind is sre.BRANCH:
            return self._state(None, *[self._sequence(way, end) for way in value[1]])
        if kind is sre.SUBPATTERN:
            _, added, removed, inner = value
            if added or removed:
                raise PatternError("flags are not supported")
            return self._sequence(inner, end)
        if kind is sre.AT and value in _PLACES:
            return self._state(None, end, at=value)
        return self._state(_test(kind, value), end)

    def _repeat(self, end: int, least: int, most: Any, inner: Any) -> int:
        start = end
        if most is sre.MAXREPEAT:
            start = self._state(None, end)
            self._states[start].following.append(self._sequence(inner, start))
        else:
            for _ in range(most - least):
                start = self._state(None, end, self._sequence(inner, start))
        for _ in range(least):
            start = self._sequence(inner, start)
        return start


@cache
def pattern_of(source: str) -> Pattern:
    """The pattern that ``source`` is, built once.

    Raises:
        PatternError: ``source`` is none.
    """
    return Pattern(source)


_PLACES = (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING, sre.AT_END, sre.AT_END_STRING)


def _holds(place: Any, at: int, length: int) -> bool:
    if place is None:
        return True
    return at == (0 if place in _PLACES[:2] else length)


def _test(kind: Any, value: Any) -> Test:
    """Which characters an item of one character takes."""
    if kind is sre.ANY:
        return lambda char: char != "\n"
    if kind is sre.LITERAL:
        return chr(value).__eq__
    if kind is sre.NOT_LITERAL:
        return chr(value).__ne__
    if kind is sre.RANGE:
        return lambda char: value[0] <= ord(char) <= value[1]
    if kind is sre.CATEGORY:
        return _CATEGORIES[value]
    if kind is sre.IN:
        negated = value[0][0] is sre.NEGATE
        tests = [_test(*each) for each in value[negated:]]
        return lambda char: any(test(char) for test in tests) is not negated
    raise PatternError(f"{str(kind).lower().replace('_', ' ')} is not supported")


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


_CATEGORIES: dict[Any, Test] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    sre.CATEGORY_WORD: _is_word,
    sre.CATEGORY_NOT_WORD: lambda char: not _is_word(char),
}
