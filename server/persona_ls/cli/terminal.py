"""What goes to the terminal: findings as text with the span underlined, in colour where that is wanted."""

import os
import sys
from pathlib import Path

from persona_ls.locales import Messages
from persona_ls.rules.base import Finding, Severity
from persona_ls.text import Encoding, Text

__all__ = ["finding_lines", "shown_path", "wants_colour"]

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFORMATION: "1;34", Severity.HINT: "2"}
_WIDEST = 160


def wants_colour() -> bool:
    """Colour on a terminal, unless ``NO_COLOR`` says no; ``FORCE_COLOR`` says yes anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def shown_path(path: Path) -> str:
    """``path`` from the current folder where it lies below, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def finding_lines(path: Path, text: Text, finding: Finding, say: Messages, *, is_rich: bool) -> list[str]:
    """``path:line:col: severity rule: message``, lines and columns from 1 in code points; on a terminal with the source line underlined."""
    line, column = text.position(finding.span.start, Encoding.UTF32)
    message = say(finding.template, **finding.arguments)
    level = finding.level
    if not is_rich:
        return [f"{shown_path(path)}:{line + 1}:{column + 1}: {level} {finding.rule.name}: {message}"]
    colour, plain = f"\x1b[{_COLOURS[level]}m", "\x1b[0m"
    head = f"\x1b[1m{shown_path(path)}:{line + 1}:{column + 1}:\x1b[0m {colour}{level}{plain} {finding.rule.name}: {message}"
    return [head, *_underlined(text, finding, line, colour, plain), ""]


def _underlined(text: Text, finding: Finding, line: int, colour: str, plain: str) -> list[str]:
    from rich.cells import cell_len  # noqa: PLC0415 (only a terminal needs to know how wide 漢 is)

    span = text.line_span(line)
    words = span.of(text.source).expandtabs(1)
    start = finding.span.start - span.start
    end = max(min(finding.span.end, span.end) - span.start, start + 1)
    cut = max(0, start - _WIDEST // 2)
    words = words[cut : cut + _WIDEST]
    start, end = start - cut, min(end - cut, len(words) + 1)
    number = str(line + 1)
    gutter = " " * len(number)
    under = " " * cell_len(words[:start]) + "^" * max(1, cell_len(words[start:end]))
    return [f" {number} │ {words}", f" {gutter} │ {colour}{under}{plain}"]
