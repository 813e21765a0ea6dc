"""Plans to mend an entry that does not load: each says what is wrong in it and what to change, or that it does not apply.

A plan guesses by the shape of the lines; `persona_ls.syntax.yaml_repair` believes it only when the mended entry loads.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from persona_ls.syntax.yaml_causes import blame, closing, flow_items
from persona_ls.syntax.yaml_chunks import BLOCK_HEADER, Chunk, Slot, chunk_of, slots
from persona_ls.syntax.yaml_lines import KEY, indent_of, is_blank
from persona_ls.syntax.yaml_problems import Cause, Problem
from persona_ls.text import Edit, Span

__all__ = ["PLANS", "Case", "Plan"]

_INDENT = "  "
_MAX_NESTING = 8
# Longer lines at the margin are prose, not a key that lost its colon.
_FEW_WORDS = 2
_COLONLESS = re.compile(r"(?P<key>[^\W\d][\w-]*)(?:(?P<colon>:)(?=[^\s/:])|[ \t]+(?=\S)|[ \t]*\Z)")


class Case(NamedTuple):
    """An entry that does not load.

    ``is_alone`` says that it is all there is, ``newline`` is the line break of the file, ``loads`` tells whether a piece of YAML loads.
    """

    source: str
    chunk: Chunk
    is_alone: bool
    loads: Callable[[str], bool]
    newline: str

    @property
    def head(self) -> str:
        """The value as far as it stands on the line of the key."""
        return self.source[self.chunk.value.start : min(self.chunk.value.end, self.chunk.lines[0].end)]

    @property
    def is_prose(self) -> bool:
        """Whether the value is text without quotes, which may go on over lines, and neither lists nor keys are nested in it."""
        if self.chunk.key is None or self.head:
            return self.chunk.key is not None and self.head[0] not in "[{\"'"
        first = next(
            (line.of(self.source).lstrip() for line in self.continuation if not is_blank(self.source, line)), ""
        )
        return not first.startswith(("- ", "-\t")) and not KEY.match(first)

    @property
    def is_complete(self) -> bool:
        """Whether a bracket or quote ends the value on the line of the key, so that the lines below cannot belong to it."""
        return closing(self.head) == len(self.head) and len(self.chunk.lines) > 1

    @property
    def continuation(self) -> tuple[Span, ...]:
        """The lines behind that of the key; before the first key, all lines."""
        return self.chunk.lines[self.chunk.key is not None :]

    @property
    def strays(self) -> tuple[Span, ...]:
        """The lines at the margin that belong to nothing."""
        lists = not self.head and self.chunk.key is not None
        return tuple(
            line
            for line in self.continuation
            if indent_of(self.source, line) == 0
            and not is_blank(self.source, line)
            and not (lists and line.of(self.source).startswith(("- ", "-\t")))
        )

    @property
    def keylike(self) -> tuple[Span, ...]:
        """The indented lines that read as a key."""
        return tuple(
            Span(*match.span())
            for line in self.continuation
            if (indent := indent_of(self.source, line))
            and (match := KEY.match(self.source, line.start + indent, line.end))
        )


Plan = Callable[[Case], list[Problem]]
"""What is wrong, with fixes; nothing where the plan does not apply."""


def mend_values(case: Case) -> list[Problem]:
    """Write each value well that does not load alone: ``globs: *.md``."""
    if case.chunk.key is None or case.strays or case.is_complete or (case.is_prose and case.head and case.keylike):
        return []
    return [
        _blamed(case, part) for slot in slots(case.source, case.chunk) for part in _broken(case, slot, _MAX_NESTING)
    ]


def untab(width: int) -> Plan:
    """Indent with spaces, ``width`` for each tab, and mend the values."""

    def plan(case: Case) -> list[Problem]:
        indents = [Span(line.start, line.start + indent_of(case.source, line)) for line in case.chunk.lines]
        tabbed = [indent for indent in indents if "\t" in indent.of(case.source)]
        if not tabbed or (case.chunk.key is None and not case.is_alone):
            return []
        fix = tuple(Edit(indent, indent.of(case.source).replace("\t", " " * width)) for indent in tabbed)
        return [Problem(Cause.TAB, tabbed[0], {}, fix), *mend_values(case)]

    return plan


def end_keys(case: Case) -> list[Problem]:
    """Give lines at the margin the colon that they lack: ``level high``, ``level:high``."""
    strays = case.strays
    matches = [match for line in strays if (match := _COLONLESS.match(case.source, line.start, line.end))]
    if not matches or len(matches) < len(strays) or not _may_be_keys(case, matches):
        return []
    lines = case.chunk.lines
    attached = chunk_of(case.source, Span(lines[0].start, strays[0].start), lines[: lines.index(strays[0])])
    return [*(mend_values(case._replace(chunk=attached)) if attached else ()), *map(_colonless, matches)]


def indent_text(case: Case) -> list[Problem]:
    """Make a block of text of lines that YAML cannot tell from keys: ``<example>`` at the margin, ``user: …`` below the value."""
    source, before = case.source, Span(case.chunk.value.start, case.chunk.value.start)
    if not case.is_prose or not (case.strays or (case.head and case.keylike)):
        return []
    lines = [line for line in case.continuation if line.of(source).strip(" \t")]
    margin = min(_spaces(line.of(source)) for line in lines)
    fix = [] if margin else [Edit(Span(line.start, line.start), _INDENT) for line in lines]
    if not case.head:
        fix.insert(0, Edit(before, " |-"))
    elif not BLOCK_HEADER.match(case.head):
        fix.insert(0, Edit(before, f"|-{case.newline}{' ' * margin or _INDENT}"))
    if case.strays:
        return [Problem(Cause.UNINDENTED_TEXT, _words(source, case.strays[0]), {}, tuple(fix))]
    return [Problem(Cause.KEYLIKE_TEXT, case.keylike[0], {}, tuple(fix))]


def dedent_keys(case: Case) -> list[Problem]:
    """Move keys to the margin that stand below a value which cannot hold them."""
    source = case.source
    if not case.keylike or not (case.is_complete or case.chunk.key is None):
        return []
    lines = [line for line in case.continuation if line.end > case.keylike[0].start]
    width = indent_of(source, lines[0])
    moved = [line for line in lines if indent_of(source, line) >= width]
    fix = tuple(Edit(Span(line.start, line.start + width), "") for line in moved)
    key = case.keylike[0].of(source).rstrip(" \t:")
    return [Problem(Cause.INDENTED_KEY, fix[0].span, {"key": key}, fix)]


PLANS: tuple[Plan, ...] = (mend_values, untab(2), untab(4), end_keys, indent_text, dedent_keys)
"""The plans, the one that changes least first."""


def _broken(case: Case, slot: Slot, nesting: int) -> Iterator[Span]:
    """The smallest parts of a value that do not load alone."""
    words = slot.span.of(case.source)
    if case.loads(slot.before + words + slot.after):
        return
    inner: list[Span] = []
    if nesting and words[:1] in ("[", "{") and closing(words) == len(words):
        inner = [part for item in _items(slot, words) for part in _broken(case, item, nesting - 1)]
    yield from inner or [slot.span]


def _items(slot: Slot, words: str) -> Iterator[Slot]:
    """The values inside a flow list or mapping."""
    before, after = words[0], words[-1]
    for item in flow_items(words):
        start, end = slot.span.start + item.start, slot.span.start + item.end
        key = KEY.match(words, item.start, item.end) if before == "{" else None
        if key:
            behind = words[key.end() : item.end]
            start = end - len(behind.lstrip())
        yield Slot(Span(start, end), before + ("x: " if key else ""), after)


def _blamed(case: Case, part: Span) -> Problem:
    found = blame(part.of(case.source))
    span = Span(part.start + found.span.start, part.start + found.span.end)
    return Problem(found.cause, span, found.arguments, () if found.mended is None else (Edit(part, found.mended),))


def _may_be_keys(case: Case, matches: list[re.Match[str]]) -> bool:
    if all(match["colon"] for match in matches):
        return True
    if case.is_alone and case.chunk.key is None:
        return False
    if case.is_prose and (not case.head or len(matches) > 1):
        return False
    words = max(len(match.string[match.start() : match.endpos].split()) for match in matches)
    return words <= _FEW_WORDS or (len(matches) == 1 and not case.is_prose)


def _colonless(match: re.Match[str]) -> Problem:
    if match["colon"]:
        colon = Span(*match.span("colon"))
        return Problem(Cause.COLON_WITHOUT_SPACE, colon, {"key": match["key"]}, (Edit(colon, ": "),))
    key = Span(*match.span("key"))
    return Problem(Cause.KEY_WITHOUT_COLON, key, {"key": match["key"]}, (Edit(key, match["key"] + ":"),))


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _words(source: str, line: Span) -> Span:
    return Span(line.start, line.start + len(line.of(source).rstrip()))
