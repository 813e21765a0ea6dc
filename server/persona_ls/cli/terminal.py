"""What every verb knows of the terminal."""

import os
import re
import sys
from pathlib import Path

__all__ = ["harmless", "print_json", "shown_path", "text_diff", "unified_diff", "wants_colour"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HARMLESS = dict.fromkeys([*range(0x09), *range(0x0A, 0x20), *range(0x7F, 0xA0)], "�")  # a tab does no harm


def harmless(words: str) -> str:
    """``words`` of a stranger's file, in which commands to the terminal are shown as a character that does nothing."""
    return words.translate(_HARMLESS)


def print_json(answer: object) -> None:
    """Print an answer for programs; values in it become objects."""
    import json  # noqa: PLC0415 (people are told in words)

    from persona_ls.values import members  # noqa: PLC0415

    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2, default=members)
    print()


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


def unified_diff(path: Path, before: str, after: str) -> str:
    """The change of a file, as ``git apply`` takes it."""
    name = shown_path(path)
    return text_diff(name, name, before, after)


def text_diff(old: str | None, new: str | None, before: str, after: str, *, is_coloured: bool = False) -> str:
    """The change from one text to another; a name is ``None`` where there is no such text."""
    import difflib  # noqa: PLC0415 (only those who ask for a diff pay for it)

    names = f"a/{old}" if old else "/dev/null", f"b/{new}" if new else "/dev/null"
    # Only what git takes for the end of a line: `splitlines` knows more of them.
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), *names)
    whole = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(map(_coloured, whole) if is_coloured else whole)


def _coloured(line: str) -> str:
    colour = next((_DIFF_COLOURS[mark] for mark in _DIFF_COLOURS if line.startswith(mark)), "")
    words = "\n".join(map(harmless, line.split("\n")))
    return f"\x1b[{colour}m{words[:-1]}\x1b[0m\n" if colour else words


_DIFF_COLOURS = {"--- ": "1", "+++ ": "1", "@@": "36", "-": "31", "+": "32"}
