"""Parameters for any method of the protocol, made from its types, and the ways in which a client gets them wrong.

Nothing here knows a method by its name: one that is served tomorrow gets its parameters too. Values of the kind that only a server can
make (``data``, and the items around it) are taken from answers that it gave before.
"""

import enum
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any, Union, get_args, get_origin

import attrs
from lsprotocol import types

from persona_ls.lsp.converter import camel_case

__all__ = ["JUNK", "Maker", "mutated"]

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 7.5, 2**31, 2**63, -(2**63), 10**40, 1e308, "", "x", "a" * 5000, "\ud83d", "\udc00x", "\0", "\u2028", "é́",
    [], [[]], [None], [1, "a", {}], {}, {"": None}, {"a": {"b": {"c": []}}}, {"uri": 5}, {"line": "0"}, {"jsonrpc": "2.0", "id": 1},
    "file:///", "file://host/x.md", "file:///c%3A/x.md", "untitled:", "http://x/y.md", "::", "file:///%FF%00.md", "../../etc/passwd",
)  # fmt: skip


def mutated(value: Any, random: Random) -> Any:
    """``value`` with one thing wrong somewhere in it: another type, a member less or more, a list that is far too long."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        name = random.choice(list(value))
        choice = random.random()
        if choice < 0.15:
            return {key: each for key, each in value.items() if key != name}
        if choice < 0.25:
            return {**value, random.choice(["extra", "", "jsonrpc", "data", name.upper()]): random.choice(JUNK)}
        return {**value, name: mutated(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.6:
        at = random.randrange(len(value))
        if random.random() < 0.2:
            return value * 50
        return [*value[:at], mutated(value[at], random), *value[at + 1 :]]
    return random.choice(JUNK)


class Maker:
    """Makes values of the protocol's types. ``uris`` are the documents that there are, ``words`` what is asked for by name."""

    def __init__(self, random: Random, uris: Sequence[str], words: Sequence[str]) -> None:
        self.random = random
        self.uris, self.words = uris, words
        self.seen: list[dict[str, Any]] = []
        """Objects of the server's with ``data`` in them."""

    def params(self, method: str) -> Any:
        """Well-formed parameters of ``method``, as JSON; of a method that is not the protocol's, what such methods take."""
        if method not in types.METHOD_TO_TYPES:
            return self._own()
        kind: Any = types.METHOD_TO_TYPES[method][2]
        return {} if kind is None else self._object(kind, 0)

    def command(self, names: Sequence[str]) -> Any:
        """Parameters of ``workspace/executeCommand``."""
        given = [self._own(), self.random.choice(self.uris), self._position(), self.random.choice(JUNK)]
        arguments = self.random.sample(given, self.random.randrange(4))
        return {"command": self.random.choice([*names, *names, "nobody.knows"]), "arguments": arguments}

    def learn(self, answer: Any) -> None:
        """Remember the objects of an answer that can be sent back."""
        if isinstance(answer, dict):
            if "data" in answer or {"selectionRange", "uri"} <= answer.keys():
                self.seen.append(answer)
            for each in answer.values():
                self.learn(each)
        elif isinstance(answer, list):
            for each in answer:
                self.learn(each)

    def _own(self) -> dict[str, Any]:
        random = self.random
        members = {
            "textDocument": {"uri": random.choice(self.uris)},
            "uri": random.choice(self.uris),
            "persona": random.choice(self.uris),
            "position": self._position(),
            "part": random.choice(self.words),
            "name": random.choice(self.words),
            "values": {random.choice(self.words): random.choice(JUNK)},
        }
        return dict(random.sample(sorted(members.items()), random.randrange(len(members) + 1)))

    def _object(self, kind: type, depth: int) -> dict[str, Any]:
        members = _members(kind)
        required = {name for name, _, is_required in members if is_required}
        known = [each for each in self.seen if required <= each.keys() <= {name for name, *_ in members}]
        if known and "data" in {name for name, *_ in members} and self.random.random() < 0.8:
            return self.random.choice(known)
        return {
            name: self._value(name, alternatives, depth + 1)
            for name, alternatives, is_required in members
            if is_required or (depth < 4 and self.random.random() < 0.3)
        }

    def _value(self, name: str, alternatives: tuple[Any, ...], depth: int) -> Any:
        kind = self.random.choice([each for each in alternatives if each is not type(None)] or alternatives)
        if (special := self._special(name, kind)) is not None:
            return special()
        if attrs.has(kind):
            return self._object(kind, depth)
        if get_origin(kind) in (Sequence, list, tuple):
            inner = _alternatives(get_args(kind)[0])
            return [self._value(name, inner, depth + 1) for _ in range(self.random.choice([0, 1, 1, 2, 3]))]
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return (
                self.random.choice(list(kind)).value
                if self.random.random() < 0.9
                else self._plain(type(next(iter(kind)).value))
            )
        return self._plain(kind)

    def _special(self, name: str, kind: Any) -> Callable[[], Any] | None:
        random = self.random
        if kind is types.Position:
            return self._position
        if kind is str and name.lower().endswith("uri"):
            return lambda: random.choice(self.uris)
        if kind is str and name in ("workDoneToken", "partialResultToken"):
            return lambda: f"token-{random.randrange(9)}"
        if name == "tabSize":
            return lambda: random.choice([0, 1, 2, 4, 8])
        return None

    def _position(self) -> dict[str, int]:
        random = self.random
        far = random.random() < 0.1
        return {
            "line": random.choice([99, 2**31 - 1]) if far else random.randrange(24),
            "character": random.choice([999, 2**31 - 1]) if far else random.randrange(40),
        }

    def _plain(self, kind: Any) -> Any:
        random = self.random
        if kind is bool:
            return random.random() < 0.5
        if kind is int:
            return random.choice([0, 1, 2, 3, 7])
        if kind is float:
            return random.random()
        if kind is str:
            return random.choice(self.words)
        return random.choice([None, {}, [], "x", 1, {"path": random.choice(self.words)}])


@cache
def _members(kind: type) -> tuple[tuple[str, tuple[Any, ...], bool], ...]:
    """Name in JSON, allowed types, and whether it is required, of each member of a class."""
    attrs.resolve_types(kind, types.ALL_TYPES_MAP, {})
    return tuple(
        (camel_case(each.name), _alternatives(each.type), each.default is attrs.NOTHING) for each in attrs.fields(kind)
    )


def _alternatives(declared: Any) -> tuple[Any, ...]:
    if get_origin(declared) is Union:
        return tuple(one for part in get_args(declared) for one in _alternatives(part))
    return (declared,)
