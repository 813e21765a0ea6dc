"""What every verb knows of the terminal."""

import os
import re
import sys
from pathlib import Path

__all__ = ["shown_path", "unified_diff", "wants_colour"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


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
    import difflib  # noqa: PLC0415 (only those who ask for a diff pay for it)

    name = shown_path(path)
    # Only what git takes for the end of a line: `splitlines` knows more of them.
    old, new = _LINE.findall(before), _LINE.findall(after)
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
