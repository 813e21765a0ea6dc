"""``path:line:col: severity rule: message``; on a terminal with the source line and the span underlined."""

import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size

from persona_ls.cli.reports import Checked, Item
from persona_ls.cli.terminal import harmless, shown_path, wants_colour
from persona_ls.locales import N_, Messages
from persona_ls.rules.base import Severity

__all__ = ["item_lines", "report"]

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFORMATION: "1;34", Severity.HINT: "2"}
_GUTTER = 8


def report(results: Iterable[Checked], say: Messages) -> bool:
    """Print each file's items as it comes, then one line that sums up on stderr; whether anything fails."""
    is_rich = wants_colour()
    counts = dict.fromkeys(Severity, 0)
    files = fixed = 0
    for checked in results:
        files += 1
        fixed += checked.fixed
        for item in checked.items:
            counts[item.severity] += 1
            print("\n".join(item_lines(checked.path, item, is_rich=is_rich)))
    print(_sum(counts, files, fixed, say), file=sys.stderr)
    return any(count for severity, count in counts.items() if severity.fails)


def item_lines(path: Path, item: Item, *, is_rich: bool) -> list[str]:
    """The lines for one item; rich ones have colours and the source."""
    place = f"{harmless(shown_path(path))}:{item.place.line}:{item.place.column}:"
    message = harmless(item.message)
    if not is_rich:
        return [f"{place} {item.severity} {item.rule}: {message}"]
    colour, plain = f"\x1b[{_COLOURS[item.severity]}m", "\x1b[0m"
    head = f"\x1b[1m{place}{plain} {colour}{item.severity}{plain} {item.rule}: {message}"
    return [head, *_underlined(item, colour, plain), ""]


def _underlined(item: Item, colour: str, plain: str) -> list[str]:
    from rich.cells import cell_len  # noqa: PLC0415 (only a terminal needs to know how wide 漢 is)

    place, words = item.place, harmless(item.source.expandtabs(1))
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(words)
    # A line that wraps would carry the carets under the wrong words.
    widest = max(40, get_terminal_size().columns - _GUTTER)
    cut = max(0, start - widest // 2) if len(words) > widest else 0
    shown = words[cut : cut + widest]
    start, end = start - cut, min(max(end, start + 1) - cut, len(shown) + 1)
    number = str(place.line)
    under = " " * cell_len(shown[:start]) + "^" * max(1, cell_len(shown[start:end]))
    return [f" {number} │ {shown}", f" {' ' * len(number)} │ {colour}{under}{plain}"]


def _sum(counts: dict[Severity, int], files: int, fixed: int, say: Messages) -> str:
    pieces = [
        say.plural("{count} error", "{count} errors", counts[Severity.ERROR]),
        say.plural("{count} warning", "{count} warnings", counts[Severity.WARNING]),
    ]
    hints = counts[Severity.HINT] + counts[Severity.INFORMATION]
    if hints:
        pieces.append(say.plural("{count} hint", "{count} hints", hints))
    total = ", ".join(pieces) if any(counts.values()) else say(N_("no findings"))
    if fixed:
        total += say.plural("; {count} fix applied", "; {count} fixes applied", fixed)
    return f"{say.plural('{count} file', '{count} files', files)}: {total}"
