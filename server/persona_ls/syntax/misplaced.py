"""Front matter that no tool finds, because it is not at the very start of the file.

Markdown is full of lines that look alike: thematic breaks, underlined headings, YAML in code fences. So only what comes before all
prose is looked at, it must load as a mapping with plain keys, and the move is tried before it is offered.
"""

import re
from collections.abc import Container
from enum import StrEnum, auto

from persona_ls.syntax.frontmatter import FrontMatter, parse_front_matter
from persona_ls.syntax.frontmatter_fences import find_fences, newline_of
from persona_ls.syntax.yaml_lines import KEY, indent_of
from persona_ls.syntax.yaml_patch import patched
from persona_ls.text import Edit, Span, Text, apply_edits
from persona_ls.values import frozen

__all__ = ["Misplaced", "Misplacement", "find_misplaced"]

_RULE = re.compile(r"[ \t]*---[ \t]*\Z")
_TITLE = re.compile(r"#[ \t]+\S")
_CODE_FENCE = re.compile(r"(?P<ticks>`{3,}|~{3,})[ \t]*ya?ml[ \t]*\Z", re.IGNORECASE)
_COMMENTS = re.compile(r"\ufeff?(?:\s*+(?><!--.*?-->))*+\s*+", re.DOTALL)
# Four blanks make code of Markdown, but nobody opens a file with a sample of front matter.
_MAX_INDENT = 4


class Misplacement(StrEnum):
    """Where front matter stands, or what it lacks."""

    INDENTED = auto()
    AFTER_BLANK_LINES = auto()
    AFTER_COMMENT = auto()
    IN_CODE_FENCE = auto()
    WITHOUT_OPENING_FENCE = auto()


@frozen
class Misplaced:
    """Front matter in the wrong place.

    ``span`` covers its opening fence with the indent, or its first line if there is none; ``content`` lies between the fences. After
    ``fix`` the file has front matter that loads and says the same.
    """

    cause: Misplacement
    span: Span
    content: Span
    fix: tuple[Edit, ...]


def find_misplaced(source: str, known: Container[str] | None = None) -> Misplaced | None:
    """The misplaced front matter of ``source``; nothing where there is none, or where it is in its place.

    With ``known``, one key at least must be in it; without, Markdown that merely looks like front matter may be taken for it.
    """
    if find_fences(source) is not None:
        return None
    text = Text(source)
    found = _fenced_later(text) or _in_code_fence(text) or _without_opening(text)
    if found is None:
        return None
    moved = parse_front_matter(apply_edits(source, found.fix))
    return found if moved and _is_plausible(moved, known) else None


def _is_plausible(moved: FrontMatter, known: Container[str] | None) -> bool:
    names = [entry.key.value for entry in moved.entries]
    if not names or not moved.loads or not all(KEY.fullmatch(f"{name}:") for name in names):
        return False
    return known is None or any(name in known for name in names)


def _fenced_later(text: Text) -> Misplaced | None:
    """Front matter behind blank lines or comments, or indented."""
    preamble = _COMMENTS.match(text.source)
    assert preamble is not None
    opening = text.line_at(preamble.end())
    line = _line(text, opening)
    indent = Span(line.start, line.start + indent_of(text.source, line))
    closing = _next_rule(text, opening + 1) if _is_rule(text, opening) else None
    if closing is None or indent.end - indent.start > _MAX_INDENT:
        return None
    dedent = [_dedent(text, number, indent) for number in range(opening, closing + 1)]
    span, content = Span(line.start, indent.end + 3), _lines(text, opening + 1, closing)
    if "<!--" in preamble[0]:
        return Misplaced(
            Misplacement.AFTER_COMMENT, span, content, _moved(text, _lines(text, opening, closing + 1), dedent)
        )
    cause = Misplacement.INDENTED if indent.end > indent.start else Misplacement.AFTER_BLANK_LINES
    blank = Span(_start(text), line.start)
    return Misplaced(
        cause, span, content, tuple(edit for edit in (Edit(blank, ""), *dedent) if edit.span.start < edit.span.end)
    )


def _in_code_fence(text: Text) -> Misplaced | None:
    """Front matter in a fence of YAML that is the first thing below the title."""
    title = _next_line(text, 0)
    if title is None or not _TITLE.match(_words(text, title)):
        return None
    opening = _next_line(text, title + 1)
    fence = _CODE_FENCE.match(_words(text, opening)) if opening is not None else None
    if opening is None or fence is None:
        return None
    inside = range(opening + 1, text.line_count)
    closing = next((number for number in inside if _words(text, number).rstrip() == fence["ticks"]), None)
    if closing is None:
        return None
    first = opening + 1 + _is_rule(text, opening + 1)
    last = closing - (_is_rule(text, closing - 1) and closing - 1 > first)
    content = _lines(text, first, last)
    newline = newline_of(text.source)
    front_matter = f"---{newline}{content.of(text.source)}---{newline}{newline}"
    below = closing + 1 < text.line_count and not _words(text, closing + 1).strip()
    block = _lines(text, opening, closing + 1 + below)
    span = Span(block.start, block.start + fence.end())
    at_start = Edit(Span(_start(text), _start(text)), front_matter)
    return Misplaced(Misplacement.IN_CODE_FENCE, span, content, (at_start, Edit(block, "")))


def _without_opening(text: Text) -> Misplaced | None:
    """Front matter at the very start whose first fence is missing."""
    start = _start(text)
    closing = _next_rule(text, 1) if KEY.match(text.source, start) else None
    if closing is None or indent_of(text.source, text.line_span(closing)):
        return None
    if not all(_words(text, number).strip() for number in range(closing)):
        return None
    below = _words(text, closing + 1) if closing + 1 < text.line_count else ""
    if below.strip() and not below.startswith("#"):
        return None
    content = Span(start, text.line_starts[closing])
    if not _is_more_than_a_heading(content.of(text.source)):
        return None
    fix = (Edit(Span(start, start), f"---{newline_of(text.source)}"),)
    return Misplaced(Misplacement.WITHOUT_OPENING_FENCE, Span(start, text.line_span(0).end), content, fix)


def _is_more_than_a_heading(content: str) -> bool:
    """Whether these lines are likely meant as data: ``Note: this`` above dashes is a heading of Markdown."""
    keys = [match for line in re.split(r"[\r\n]+", content) if (match := KEY.match(line))]
    return len(keys) > 1 or "[" in content


def _moved(text: Text, block: Span, edits: list[Edit]) -> tuple[Edit, Edit]:
    """The edits that move ``block``, changed by ``edits``, to the start of the file."""
    words, _ = patched(text.source, block, edits)
    if not words.endswith(("\n", "\r")):
        words += newline_of(text.source)
    return Edit(Span(_start(text), _start(text)), words), Edit(block, "")


def _start(text: Text) -> int:
    return int(text.source.startswith("\ufeff"))


def _line(text: Text, number: int) -> Span:
    """A line without its line break, and without a byte order mark."""
    line = text.line_span(number)
    return Span(max(line.start, _start(text)), line.end)


def _words(text: Text, number: int) -> str:
    return _line(text, number).of(text.source)


def _lines(text: Text, first: int, last: int) -> Span:
    """The lines from ``first`` up to but without ``last``, with their line breaks."""
    return Span(text.line_starts[first], text.line_starts[last] if last < text.line_count else len(text))


def _is_rule(text: Text, number: int) -> bool:
    return _RULE.match(_words(text, number)) is not None


def _next_rule(text: Text, first: int) -> int | None:
    return next((number for number in range(first, text.line_count) if _is_rule(text, number)), None)


def _next_line(text: Text, first: int) -> int | None:
    """The next line that is not blank."""
    return next((number for number in range(first, text.line_count) if _words(text, number).strip()), None)


def _dedent(text: Text, number: int, indent: Span) -> Edit:
    line = _line(text, number)
    width = min(indent_of(text.source, line), indent.end - indent.start)
    return Edit(Span(line.start, line.start + width), "")
