"""The snippet syntax of LSP 3.17, read and expanded as an editor does it, so that tests can say what a person gets."""

import re
from dataclasses import dataclass

__all__ = ["Expanded", "Stop", "expand"]

_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Stop:
    """A tab stop: its number, what stands there at first, and what can be chosen."""

    number: int
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expanded:
    """The inserted text, and the tab stops in the order of the text; one number may occur several times."""

    text: str
    stops: tuple[Stop, ...]


def expand(snippet: str) -> Expanded:
    """What an editor inserts for ``snippet``.

    Raises:
        ValueError: it breaks the grammar; an editor would insert it raw, or nothing.
    """
    reader = _Reader(snippet)
    pieces = reader.any("")
    first = {each.number: each for each in reversed(pieces) if isinstance(each, Stop) and (each.text or each.choices)}
    stops = [first.get(each.number, each) if isinstance(each, Stop) else each for each in pieces]
    text = "".join(each.text if isinstance(each, Stop) else each for each in stops)
    return Expanded(text, tuple(each for each in stops if isinstance(each, Stop)))


class _Reader:
    """Reads downwards through the grammar: any, then tab stop, placeholder, choice, or text."""

    def __init__(self, snippet: str) -> None:
        self.snippet, self.at = snippet, 0

    def any(self, end: str) -> list[str | Stop]:
        pieces: list[str | Stop] = []
        while self.at < len(self.snippet) and (not end or self.snippet[self.at] != end):
            pieces.append(self.dollar() if self.snippet[self.at] == "$" else self.character("$}\\"))
        if end:
            self.take(end)
        return pieces

    def dollar(self) -> Stop:
        self.take("$")
        if number := _NUMBER.match(self.snippet, self.at):
            self.at = number.end()
            return Stop(int(number[0]), "")
        if not self.snippet.startswith("{", self.at) or _NAME.match(self.snippet, self.at + 1):
            raise ValueError(f"a variable, or a bare dollar, at {self.at}: {self.snippet[self.at : self.at + 20]!r}")
        self.take("{")
        number = _NUMBER.match(self.snippet, self.at)
        if not number:
            raise ValueError(f"no number at {self.at}")
        self.at = number.end()
        return self.stop(int(number[0]))

    def stop(self, number: int) -> Stop:
        kind, self.at = self.snippet[self.at : self.at + 1], self.at + 1
        if kind == "}":
            return Stop(number, "")
        if kind == ":":
            return Stop(number, "".join(each if isinstance(each, str) else each.text for each in self.any("}")))
        if kind != "|":
            raise ValueError(f"neither : nor | nor }} at {self.at}")
        choices = [self.choice()]
        while self.snippet.startswith(",", self.at):
            self.take(",")
            choices.append(self.choice())
        self.take("|")
        self.take("}")
        return Stop(number, choices[0], tuple(choices))

    def choice(self) -> str:
        words = ""
        while self.snippet[self.at : self.at + 1] not in (",", "|", ""):
            words += self.character("$}\\,|")
        return words

    def character(self, escapable: str) -> str:
        """One character of text; a backslash hides those that mean something here."""
        if self.snippet[self.at] == "\\" and self.snippet[self.at + 1 : self.at + 2] in tuple(escapable):
            self.at += 1
        self.at += 1
        return self.snippet[self.at - 1]

    def take(self, wanted: str) -> None:
        if not self.snippet.startswith(wanted, self.at):
            raise ValueError(f"no {wanted!r} at {self.at}")
        self.at += len(wanted)
