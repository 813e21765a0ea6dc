"""Where front matter begins and ends: two lines of three dashes, the first at the very start of the file.

Editors, static site generators and agents agree on exactly ``---``, so this is stricter on purpose than python-frontmatter, for which any
longer rule is a fence too: a longer opening rule is a thematic break here, a longer closing one a problem with a fix. Where the closing
fence is missing, the front matter is taken to end where the lines stop looking like it.
"""

import re
from typing import NamedTuple

from persona_ls.syntax.yaml_lines import KEY
from persona_ls.syntax.yaml_problems import Cause, Problem
from persona_ls.syntax.yaml_reader import MAX_SIZE
from persona_ls.text import Edit, Span, Text

__all__ = ["Fences", "find_fences", "newline_of", "without_body"]

_NEWLINE = re.compile(r"\r\n|\n|\r")
_BLANKS = r"(?P<blanks>[ \t]*)(?P<newline>\r\n|\n|\r|\Z)"
_OPENING = re.compile(r"\ufeff?(?P<fence>---)" + _BLANKS)
_RULE = re.compile(r"[\r\n](?P<rule>---+)" + _BLANKS)
# What stands where a closing fence should: two dashes, an indented one, the dots of YAML, the dash of an autocorrection.
_WRONG_RULE = re.compile(r"[ \t]*(?P<rule>--+|\.{3}|[–—]+|={3,}|\*{3,}|_{3,}|\+{3,})" + _BLANKS)
_OWN_COMMENT = "# persona-ls:"
_HEADING = re.compile(r"#{1,6}[ \t]+\S")


class Fences(NamedTuple):
    """The spans of `persona_ls.syntax.frontmatter.FrontMatter`, and what is wrong with the closing fence."""

    span: Span
    content: Span
    body_start: int
    problem: Problem | None = None


def find_fences(source: str) -> Fences | None:
    """The fences at the start of ``source``; nothing where it starts otherwise, or with a thematic break."""
    opening = _OPENING.match(source)
    if opening is None:
        return None
    closing = _RULE.search(source, opening.end() - 1)  # from the line break on: the closing fence may follow at once
    if closing is None:
        return _unclosed(source, opening)
    problem = None if closing["rule"] == "---" else _wrong(closing, closing.start("rule"))
    content = Span(opening.end(), closing.start("rule"))
    return Fences(Span(opening.start("fence"), closing.end("blanks")), content, closing.end(), problem)


def without_body(source: str, fences: Fences) -> Fences | None:
    """Shorter fences, if the closing one of ``fences`` seems to be a thematic break in the body and the true one is missing."""
    opening = _OPENING.match(source)
    shorter = _unclosed(source, opening) if opening else None
    if shorter is None:
        return None
    rest = Span(shorter.body_start, fences.content.end).of(source)
    starts_like_body = rest.lstrip(" \t")[:1] in ("\r", "\n") or _HEADING.match(rest)
    has_keys = any(KEY.match(line) for line in re.split(r"[\r\n]+", rest))
    return shorter if rest.strip() and starts_like_body and not has_keys else None


def newline_of(source: str) -> str:
    """The line break of the file, by its first line."""
    found = _NEWLINE.search(source)
    return found[0] if found else "\n"


def _unclosed(source: str, opening: re.Match[str]) -> Fences | None:
    """The fences without a closing one; nothing where no key follows the opening one."""
    if not KEY.match(source, opening.end()):
        return None
    text = Text(source)
    last = _last_line(text)
    lines = [text.line_span(number) for number in range(last, min(last + 2, text.line_count))]
    if len(lines) > 1 and (rule := _WRONG_RULE.match(source, lines[1].start, _end_with_break(text, last + 1))):
        content = Span(opening.end(), lines[1].start)
        return Fences(Span(opening.start("fence"), rule.end("blanks")), content, rule.end(), _wrong(rule, rule.start()))
    end = _end_with_break(text, last)
    missing = f"---{opening['newline']}" if end > lines[0].end else f"{opening['newline']}---{opening['newline']}"
    fence = Span(*opening.span("fence"))
    problem = Problem(Cause.MISSING_CLOSING_FENCE, fence, {}, (Edit(Span(end, end), missing),))
    return Fences(Span(fence.start, lines[0].end), Span(opening.end(), end), end, problem)


def _wrong(rule: re.Match[str], start: int) -> Problem:
    """The problem of a closing rule; what the fix replaces begins at ``start``, before an indent."""
    span = Span(*rule.span("rule"))
    return Problem(Cause.WRONG_CLOSING_FENCE, span, {"found": rule["rule"]}, (Edit(Span(start, span.end), "---"),))


def _last_line(text: Text) -> int:
    """The last line that still looks like front matter, where line 1 does."""
    last = 1
    for number in range(2, text.line_at(MAX_SIZE) + 1):  # beyond that it could not be read anyway
        words = _words(text, number)
        if not words.strip():
            continue
        if _WRONG_RULE.match(words) or not _looks_like_yaml(text, number, follows=last == number - 1):
            break
        if words[0] != "#" or words.startswith(_OWN_COMMENT):
            last = number
    return last


def _looks_like_yaml(text: Text, number: int, *, follows: bool) -> bool:
    """Whether a line is a key, an indented line or a comment, or, where it ``follows`` a line that is, part of a list or between keys."""
    words = _words(text, number)
    if _HEADING.match(words):
        return _is_comment(text, number)
    if words[0] in " \t#" or KEY.match(words):
        return True
    return follows and (words.startswith("- ") or KEY.match(_words(text, number + 1)) is not None)


def _is_comment(text: Text, number: int) -> bool:
    """Whether a line that could be a heading is a comment of YAML: the lines of an entry follow it at once."""
    if _words(text, number).startswith(_OWN_COMMENT):
        return True
    following = _words(text, number + 1)
    return following[:1] in (" ", "\t", "#") or KEY.match(following) is not None


def _words(text: Text, number: int) -> str:
    """The line, empty behind the end."""
    if number >= text.line_count:
        return ""
    return text.line_span(number).of(text.source)


def _end_with_break(text: Text, number: int) -> int:
    return text.line_starts[number + 1] if number + 1 < text.line_count else len(text)
