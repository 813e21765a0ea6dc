"""Broken front matter: what is wrong in each entry, how it would load, and what it says.

Each chunk is read alone. One that does not load is mended by a plan, and a plan is believed only when the mended chunk loads. What it
says is then what the entry says, so that keys stay usable while the file is broken. Where no plan works, the problem has no fix and
the value is the raw text.
"""

from collections.abc import Mapping as Names
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from persona_ls.syntax.yaml_chunks import Chunk, chunks
from persona_ls.syntax.yaml_lines import indent_of, is_blank
from persona_ls.syntax.yaml_nodes import Entry, Mapping, Scalar, Tag, Value
from persona_ls.syntax.yaml_patch import patched
from persona_ls.syntax.yaml_plans import PLANS, Case
from persona_ls.syntax.yaml_problems import Cause, Problem
from persona_ls.syntax.yaml_reader import MAX_SIZE, Reading, forbidden, read
from persona_ls.text import Span, Text
from persona_ls.values import replace

__all__ = ["Repair", "repair"]

# Reading costs time: one unit for each character and these for each text. A person's worst file spends a tenth of it.
_PATIENCE = 4 * MAX_SIZE
_EFFORT = 200


class Repair(NamedTuple):
    """What could be recovered, and what is wrong, in the order of the text."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def repair(source: str, content: Span, newline: str) -> Repair:
    """The entries and problems of ``content``, which a strict loader refuses; new lines end in ``newline``."""
    doctor = _Doctor(source, content, newline)
    for chunk in takewhile(doctor.has_patience, chunks(doctor.text, content)):
        doctor.treat(chunk)
    doctor.check_whole()
    return Repair(tuple(doctor.entries), tuple(sorted(doctor.problems, key=lambda problem: problem.span)))


class _Doctor:
    def __init__(self, source: str, content: Span, newline: str) -> None:
        self.source = source
        self.content = content
        self.newline = newline
        self.text = Text(source)
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.anchors: Names[str, tuple[Value, int]] = {}
        self.patience = _PATIENCE

    def has_patience(self, _: Chunk) -> bool:
        """Whether there is time for one more chunk."""
        return self.patience > 0

    def treat(self, chunk: Chunk) -> None:
        """Take the entries of ``chunk`` as they are, else mended, else raw."""
        reading = self._read(chunk, ())
        if _holds(reading) and not self._is_indented(chunk):
            return self._take(reading, chunk)
        for plan in () if reading.is_excessive else PLANS:
            if (
                self.patience > 0
                and (problems := plan(self._case(chunk)))
                and _holds(mended := self._read(chunk, problems))
            ):
                self._report(problems, chunk)
                return self._take(mended, chunk)
        if chunk.span.end - chunk.span.start <= MAX_SIZE:  # else the whole is too large as well
            self._report([self._unmended(chunk, reading)], chunk)
        return self._take_raw(chunk)

    def check_whole(self) -> None:
        """Note what is wrong with the content as a whole, though each entry may be right."""
        if self.content.end - self.content.start > MAX_SIZE:
            self.problems.append(Problem(Cause.TOO_LARGE, self._line(self.content.start)))
        if self.problems and self.patience <= 0:
            return
        if all(problem.fix or problem.cause is Cause.IMPOSSIBLE_DATE for problem in self.problems):
            reading = self._read_mended(self.content, self.problems, {})
            if not reading.is_sound or not isinstance(reading.root, Mapping):
                self.problems.append(self._unreadable(reading, self.content))

    def _is_indented(self, chunk: Chunk) -> bool:
        """Whether the lines before the first key load alone, but not before that key."""
        first = next(line for line in chunk.lines if not is_blank(self.source, line))
        return indent_of(self.source, first) > 0 and chunk.span != self.content

    def _case(self, chunk: Chunk) -> Case:
        return Case(self.source, chunk, chunk.span == self.content, self._loads, self.newline)

    def _loads(self, words: str) -> bool:
        self.patience -= len(words) + _EFFORT
        return self.patience <= 0 or read(words, anchors=self.anchors).is_sound

    def _read(self, chunk: Chunk, problems: Sequence[Problem]) -> Reading:
        return self._read_mended(chunk.span, problems, self.anchors)

    def _read_mended(self, span: Span, problems: Sequence[Problem], anchors: Names[str, tuple[Value, int]]) -> Reading:
        words, locate = patched(self.source, span, [edit for problem in problems for edit in problem.fix])
        self.patience -= min(len(words), MAX_SIZE) + _EFFORT
        return read(words, locate, anchors)

    def _take(self, reading: Reading, chunk: Chunk) -> None:
        self.entries += reading.entries
        self.anchors = reading.anchors
        self._report(_date_problems(self.source, reading), chunk)

    def _take_raw(self, chunk: Chunk) -> None:
        if chunk.key:
            key = Scalar(chunk.key, self._name(chunk)["key"])
            nested = Span(chunk.value.start, chunk.lines[-1].end)
            span = chunk.value if chunk.value.of(self.source) else self._stripped(nested)
            words = span.of(self.source)
            value = Scalar(span, words, Tag.STR if words else Tag.NULL)
            self.entries.append(Entry(key, value, Span(chunk.key.start, span.end)))

    def _report(self, problems: Sequence[Problem], chunk: Chunk) -> None:
        self.problems += [
            replace(problem, arguments={**self._name(chunk), **problem.arguments}) for problem in problems
        ]

    def _name(self, chunk: Chunk) -> dict[str, str]:
        return {"key": chunk.key.of(self.source).strip("\"'") if chunk.key else ""}

    def _unmended(self, chunk: Chunk, reading: Reading) -> Problem:
        if character := forbidden(chunk.span.of(self.source)):
            at = chunk.span.start + character.start()
            return Problem(Cause.BAD_CHARACTER, Span(at, at + 1), {"code": f"U+{ord(character[0]):04X}"})
        return self._unreadable(reading, Span(chunk.lines[0].start, chunk.lines[-1].end))

    def _unreadable(self, reading: Reading, within: Span) -> Problem:
        """The problem of a text for which no plan is known: the line where it stops making sense."""
        if reading.is_excessive:
            last = reading.offences[-1]
            return Problem(last.cause, last.span)
        offence = next((each for each in reading.offences if each.cause is not Cause.IMPOSSIBLE_DATE), None)
        if offence is None:
            return Problem(Cause.NOT_A_MAPPING, self._line(reading.root.span.start if reading.root else within.start))
        return Problem(offence.cause, self._line(min(offence.span.start, within.end)))

    def _line(self, offset: int) -> Span:
        """The words of the line at ``offset``, or of the last line with words before it."""
        number = self.text.line_at(offset)
        while number and not self.text.line_span(number).of(self.source).strip():
            number -= 1
        return self._stripped(self.text.line_span(number))

    def _stripped(self, span: Span) -> Span:
        """``span`` without the blanks at its ends; its start where there is nothing else."""
        words = span.of(self.source).rstrip()
        blanks = len(words) - len(words.lstrip())
        return Span(span.start + blanks, span.start + len(words))


def _holds(reading: Reading) -> bool:
    """Whether ``reading`` can be believed, and says something."""
    return reading.is_sound and bool(reading.entries)


def _date_problems(source: str, reading: Reading) -> tuple[Problem, ...]:
    """The impossible dates of a sound reading."""
    return tuple(
        Problem(Cause.IMPOSSIBLE_DATE, offence.span, {"value": offence.span.of(source)}) for offence in reading.offences
    )
