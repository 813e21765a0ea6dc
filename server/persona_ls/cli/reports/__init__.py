"""How findings are printed: one module for each ``--output-format``, with one function ``report``.

Everything that is printed is a plain value (`Item`), made where the document is at hand; so files can be checked in other processes.
Lines and columns count from 1, in code points, in every format.
"""

from collections.abc import Mapping
from pathlib import Path

from persona_ls.locales import Messages
from persona_ls.rules.base import Finding, Severity
from persona_ls.text import Encoding, Span, Text
from persona_ls.values import frozen

__all__ = ["Checked", "FixItem", "Item", "Place", "Replacement", "make_item"]


@frozen
class Place:
    """From ``line``, ``column`` up to before ``end_line``, ``end_column``."""

    line: int
    column: int
    end_line: int
    end_column: int


@frozen
class Replacement:
    """One edit of a fix."""

    place: Place
    new: str


@frozen
class FixItem:
    """One way to mend an item."""

    title: str
    is_safe: bool
    edits: tuple[Replacement, ...]


@frozen
class Item:
    """A finding as it is printed; ``source`` is the line that it begins on, ``related`` other places with their words."""

    rule: str
    severity: Severity
    message: str
    place: Place
    source: str = ""
    fixes: tuple[FixItem, ...] = ()
    related: tuple[tuple[Path, Place | None, str], ...] = ()


@frozen
class Checked:
    """What became of one file: its items, and with ``--fix`` or ``--diff`` how many fixes were applied and the diff."""

    path: Path
    items: tuple[Item, ...]
    fixed: int = 0
    diff: str = ""


def make_item(finding: Finding, path: Path, text: Text, texts: Mapping[Path, Text], say: Messages) -> Item:
    """A finding of ``path`` as an item; ``texts`` are those of the files that it is related to."""
    line = text.line_span(text.line_at(finding.span.start))
    fixes = tuple(
        FixItem(
            say(fix.title, **fix.arguments),
            fix.is_safe,
            tuple(Replacement(_place(text, edit.span), edit.new) for edit in fix.edits),
        )
        for fix in finding.fixes
    )
    related = tuple(
        (each.path or path, _place(known, each.span) if known else None, say(each.message, **each.arguments))
        for each in finding.related
        for known in [text if each.path is None else texts.get(each.path)]
    )
    return Item(
        finding.rule.name,
        finding.level,
        say(finding.template, **finding.arguments),
        _place(text, finding.span),
        line.of(text.source),
        fixes,
        related,
    )


def _place(text: Text, span: Span) -> Place:
    start, end = text.position(span.start, Encoding.UTF32), text.position(span.end, Encoding.UTF32)
    return Place(start.line + 1, start.character + 1, end.line + 1, end.character + 1)
