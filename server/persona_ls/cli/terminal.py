"""What every verb knows of the terminal."""

import os
import sys
from pathlib import Path

__all__ = ["shown_path", "wants_colour"]


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
