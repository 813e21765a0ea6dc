"""The documentation for editors, as far as it can be run: its settings are tried as they are written."""

import re
from pathlib import Path

__all__ = ["block"]

_PAGES = Path(__file__).parents[2] / "docs" / "editors"


def block(page: str, words: str) -> str:
    """The code block of ``page`` that holds ``words``."""
    text = (_PAGES / page).read_text(encoding="utf-8")
    (found,) = (each for each in re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if words in each)
    return str(found)
