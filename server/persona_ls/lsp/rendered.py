"""Rendered prompts as files, for editors that can open a file but have no preview of ours."""

import os
import re
import shutil
import tempfile
from pathlib import Path

__all__ = ["RenderedFiles"]

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST = 80


class RenderedFiles:
    """A folder of our own, which only the person can read; it is made for the first file and goes with the session."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, name: str, text: str) -> Path:
        """The file of ``name``, which may be anything, with ``text``, wholly or not at all.

        Raises:
            OSError: it cannot be written.
        """
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="persona-ls-"))
        # A name comes from a file that may be a stranger's: no separator and no leading dot is left of it.
        stem = _NOT_IN_NAMES.sub("-", name)[:_LONGEST].strip("-.") or "persona"
        path = self._folder / f"{stem}.md"
        draft = self._folder / f".{stem}.{os.getpid()}"
        draft.write_bytes(text.encode("utf-8", "surrogatepass"))
        draft.replace(path)
        return path

    def close(self) -> None:
        """Remove the folder."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
