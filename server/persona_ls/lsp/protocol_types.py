"""Imports the types of the protocol in half of their time, by keeping what attrs compiles for them.

lsprotocol has 554 classes. For each, attrs writes the source of a few methods and compiles it, which is half of the whole start. The same
source gives the same code: half of the sources are equal to others, and all of them to those of the last start. So code is looked up by
its source, like that of any module that Python has seen before, and nothing can go stale: what is not known is compiled.

If a later attrs compiles somewhere else, then nothing is gained here and nothing is lost.
"""

import logging
import marshal
import os
import sys
import zlib
from importlib import import_module
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from persona_ls.folders import cache_folder
from persona_ls.whole import write_whole

__all__ = ["Scripts", "import_protocol", "keep_scripts"]

log = logging.getLogger(__name__)

_HEAD = b"persona-ls scripts 1\n" + MAGIC_NUMBER
_CHECK_BYTES = 4


class Scripts:
    """Code by its source, kept in a file. What is on the disk makes nothing raise: a file that is not ours counts as none."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._known = _read(file) if file else {}
        self._is_kept = bool(self._known)

    def compile(self, source: str, filename: str, mode: str) -> CodeType:
        """As the function of that name."""
        code = self._known.get(source)
        if code is None:
            code = self._known[source] = compile(source, filename, mode)
            self._is_kept = False
        return code

    def keep(self) -> None:
        """Write what was compiled for the next start, and forget all of it here."""
        known, self._known = self._known, {}
        if self.file is None or self._is_kept:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            body = marshal.dumps(known)
            write_whole(self.file, [_HEAD, zlib.crc32(body).to_bytes(_CHECK_BYTES), body], 0o600)
        except OSError as error:
            log.info("the next start will compile again: %s", error)


def import_protocol() -> None:
    """Import ``lsprotocol.types``; whoever imports it afterwards finds it there."""
    global _scripts  # noqa: PLW0603 (what is compiled now is written when the editor no longer waits)
    if "lsprotocol.types" in sys.modules:
        return
    folder = cache_folder()
    _scripts = Scripts(folder and folder / f"protocol.{sys.implementation.cache_tag}.scripts")
    attrs = vars(import_module("attr._make"))
    attrs["compile"] = _scripts.compile
    try:
        import_module("lsprotocol.types")
    finally:
        del attrs["compile"]


def keep_scripts() -> None:
    """Keep for the next start what this one has compiled."""
    if _scripts:
        _scripts.keep()


_scripts: Scripts | None = None


def _read(file: Path) -> dict[str, CodeType]:
    try:
        with file.open("rb") as stream:
            # Code is run: only one's own is, as with the library that lies beside it.
            if hasattr(os, "getuid") and os.fstat(stream.fileno()).st_uid != os.getuid():
                return {}
            data = stream.read()
        body = data[len(_HEAD) + _CHECK_BYTES :]
        if data[: len(_HEAD) + _CHECK_BYTES] != _HEAD + zlib.crc32(body).to_bytes(_CHECK_BYTES):
            return {}
        known = marshal.loads(body)  # noqa: S302 (our own file, checked above)
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if isinstance(known, dict) else {}
