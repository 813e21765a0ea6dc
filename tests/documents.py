"""Test documents: what the product says of a file, written under the file's own lines.

A document is Markdown. Each heading of the second level begins a *case*; it is a sentence that is true of the product. A case holds files,
each a fenced block of four backticks or more (so that the file may have fences of its own) with its name in the line before:

    ## A list of tags needs brackets

    `personas/escriba.md`:

    ````markdown
    ---
    tags: escrita, revisão
          ^^^^^^^^^^^^^^^^ error invalid-value: `tags` must be a list: `[one, two]`.
          · pt-BR: `tags` tem de ser uma lista: `[um, dois]`.
          · fix 1, safe: Write it as a list
    ---
    ````

    Fix 1:

    ````diff
    -tags: escrita, revisão
    +tags: [escrita, revisão]
    ````

*Marks* stand under what they are about: ``^^^`` under a span, ``|`` before the character at which an empty span stands. A span over
several lines begins ``^^^┐`` and ends ``^^^┘``; ``∎`` is the end of the file, behind its last line break. Wide characters (emoji, 漢)
have two carets each, so that in a terminal everything stands in its column. Lines that begin with ``·`` belong to the mark above: the
message in Portuguese (where it differs), tags, related places, fixes.

Behind the files stands what each fix does, as a diff; "then" names rules that have more to say after it. A fix that creates a file has
none.

Only findings of the document's own rule are marked (the rule is the name of the file, or of its folder), unless a paragraph of the case
says ``All rules.``, which is for cases about what is *not* said beside it. ``Known to fail: why.`` is for a bug that is still there.

In the line of the name, ``with CRLF``, ``with BOM`` and ``no final newline`` change the file; control pictures (``␉`` for a tab, ``␈``
for a backspace) stand for the characters that they picture. Prose between the files is free.

Nobody counts columns: a case is read without its marks, the product looks at the files, its findings are marked in them, and that has to
give the case again. With ``UPDATE_DOCUMENTS=1`` the tests write what they found into the documents instead, for you to read in the diff.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

__all__ = ["Case", "File", "Mark", "Repair", "read_cases", "replace_case"]

_FENCE = re.compile(r"^(?P<fence>`{4,})(?P<language>\w*)\n(?P<text>(?s:.*?))^(?P=fence)$", re.MULTILINE)
_FILE = re.compile(rf"^`(?P<path>[^`\n]+)`(?P<flags>[^`\n]*):\n\n(?P<block>{_FENCE.pattern})", re.MULTILINE)
_REPAIRS = re.compile(r"^Fix \d+(?:, then [^\n]*)?:\n", re.MULTILINE)
_MARK = re.compile(r"[ \t]*(?:\^+┐|(?:[\^∎]?\^*┘|\^+|\||∎) (?:error|warning|information|hint) [a-z-]+: .*)")
_MORE = re.compile(r"[ \t]*· ")
_PICTURES = {0x2421: 0x7F} | {0x2400 + code: code for code in range(0x20) if chr(code) != "\n"}
_PICTURED = {code: picture for picture, code in _PICTURES.items() if chr(code) != "\t"}


@dataclass(frozen=True)
class Mark:
    """What is said of a span of a file: the line behind the carets, and those that begin with ``·``."""

    span: tuple[int, int]
    words: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repair:
    """What fix ``number`` makes of a file, and the rules that have something new to say then."""

    number: int
    file: "File"
    source: str
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """A file of a case. ``shown`` is its text as the document shows it, without marks."""

    path: str
    flags: str
    shown: str

    @property
    def source(self) -> str:
        """The text that is written to the disk."""
        return "".join(char for char, _ in self._chars)

    @cached_property
    def _chars(self) -> list[tuple[str, int]]:
        """The characters of the source, each with its place in what is shown."""
        newline = "\r\n" if "CRLF" in self.flags else "\n"
        shown = self.shown.removesuffix("\n") if "no final newline" in self.flags else self.shown
        start = [("\ufeff", 0)] if "BOM" in self.flags else []
        pieces = [newline if char == "\n" else char.translate(_PICTURES) for char in shown]
        return [*start, *((char, at) for at, piece in enumerate(pieces) for char in piece)]

    def marked(self, marks: Iterable[Mark]) -> str:
        """The text as the document shows it, with ``marks`` under its lines."""
        below: dict[int, list[str]] = {}
        lines = self.shown.split("\n")
        for mark in marks:
            for number, line in _drawn(mark, self._place(mark.span[0]), self._place(mark.span[1]), lines):
                below.setdefault(number, []).append(line)
        written: list[str] = []
        for number, line in enumerate(lines):
            written += [line] * (number < len(lines) - 1) + below.get(number, [])
        return "".join(f"{line}\n" for line in written)

    def _place(self, offset: int) -> tuple[int, int]:
        """Line and column, in what is shown, of an offset in the source."""
        end = len(self.shown) - ("no final newline" in self.flags)
        before = self.shown[: self._chars[offset][1] if offset < len(self._chars) else end]
        return before.count("\n"), len(before) - before.rfind("\n") - 1

    def shown_as(self, source: str) -> str:
        """Another text as it would be shown in the place of this file's."""
        if "BOM" in self.flags:
            source = source.removeprefix("\ufeff")
        if "CRLF" in self.flags:
            source = re.sub(r"(?<!\r)\n", "␊\n", source).replace("\r\n", "\n")
        return source.replace("\ufeff", "⟨BOM⟩").translate(_PICTURED | {0x0A: "\n"})


@dataclass(frozen=True)
class Case:
    """One case: ``text`` is all of it as it stands in the document, from its heading to the next."""

    document: Path
    rule: str
    title: str
    text: str

    @property
    def files(self) -> tuple[File, ...]:
        """The files, in their order."""
        return tuple(_file(match) for match in _FILE.finditer(self.text))

    @property
    def marks_all_rules(self) -> bool:
        """Whether findings of every rule are marked."""
        return re.search(r"^All rules\.$", self.text, re.MULTILINE) is not None

    @property
    def known_failure(self) -> str:
        """Why the case fails as long as a bug is there; nothing where it does not."""
        found = re.search(r"^Known to fail: (.*)$", self.text, re.MULTILINE)
        return found[1] if found else ""

    def told(self, marks: Callable[[File], Iterable[Mark]], repairs: Iterable[Repair]) -> str:
        """The case with these marks and repairs in the place of its own."""
        pieces, at = [], 0
        for match in _FILE.finditer(self.text):
            file = _file(match)
            pieces += self.text[at : match.start("text")], file.marked(marks(file))
            at = match.end("text")
        rest = self.text[at:]
        if first := _REPAIRS.search(rest):
            rest = rest[: first.start()]
        return "".join([*pieces, rest.rstrip("\n"), "\n\n", *map(_repair_block, repairs)])


def read_cases(document: Path) -> list[Case]:
    """The cases of a document."""
    text = document.read_text(encoding="utf-8")
    rule = document.parent.name if document.parent.name != "rules" else document.stem
    starts = [match.start() for match in _headings(text)]
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].rstrip("\n") + "\n\n" for start, end in zip(starts, ends, strict=True)]
    return [Case(document, rule, piece.partition("\n")[0].removeprefix("## "), piece) for piece in pieces]


def replace_case(case: Case, text: str) -> None:
    """Write ``text`` into the document in the place of the case."""
    text = text.rstrip("\n") + "\n\n"
    whole = case.document.read_text(encoding="utf-8").rstrip("\n") + "\n\n"
    assert case.text in whole, f"{case.document} has changed"
    case.document.write_text(whole.replace(case.text, text, 1).rstrip("\n") + "\n", encoding="utf-8")


def _headings(text: str) -> Iterator[re.Match[str]]:
    """The headings of cases; those inside of files are none."""
    inside = [match.span() for match in _FENCE.finditer(text)]
    for match in re.finditer(r"^## .*$", text, re.MULTILINE):
        if not any(start < match.start() < end for start, end in inside):
            yield match


def _file(match: re.Match[str]) -> File:
    return File(match["path"], match["flags"], _unmarked(match["text"]))


def _unmarked(text: str) -> str:
    kept: list[str] = []
    is_marked = False
    for line in text.splitlines(keepends=True):
        is_marked = _MARK.fullmatch(line.rstrip("\n")) is not None or (is_marked and _MORE.match(line) is not None)
        if not is_marked:
            kept.append(line)
    return "".join(kept)


def _drawn(mark: Mark, start: tuple[int, int], end: tuple[int, int], lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines to write below the lines of the text, each with the number of its line."""
    (first, left), (last, right) = start, end
    words = f" {mark.words}"
    if first == last:
        pad = _blank(lines[first][:left])
        empty = "|" if first < len(lines) - 1 else "∎"
        yield first, pad + (_carets(lines[first][left:right]) or empty) + words
    else:
        yield first, _blank(lines[first][:left]) + (_carets(lines[first][left:]) or "^") + "┐"
        pad = ""
        yield last, (_carets(lines[last][:right]) if last < len(lines) - 1 else "∎") + "┘" + words
    for line in mark.more:
        yield last, f"{pad}· {line}"


def _blank(words: str) -> str:
    """As wide as ``words``; a tab stays, so that the marks stand in their column whatever its width."""
    return "".join("\t" if char == "\t" else " " * _width(char) for char in words)


def _carets(words: str) -> str:
    return "^" * sum(map(_width, words))


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _repair_block(repair: Repair) -> str:
    then = f", then {', '.join(f'`{rule}`' for rule in repair.then)}" if repair.then else ""
    diff = "".join(_diff(repair.file.shown_as(repair.file.source), repair.file.shown_as(repair.source)))
    fence = next(fence for length in count(4) if (fence := "`" * length) not in diff)
    return f"Fix {repair.number}{then}:\n\n{fence}diff\n{diff}{fence}\n\n"


def _diff(before: str, after: str) -> Iterator[str]:
    """The lines that change, each piece with a line before and behind it."""
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (before, after))
    for number, line in enumerate(difflib.unified_diff(old, new, n=1)):
        if number > 1:  # behind the names of the files
            words = "…\n" if line.startswith("@@") else line
            if words != "…\n" or number > 2:
                yield words if words.endswith("\n") else f"{words}\n\\ no final newline\n"
