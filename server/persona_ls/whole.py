"""Files that are there whole or as they were, whatever happens while they are written.

What is written lies beside the file until it is complete and takes its place. On Linux it has no name until then, so that nothing is left
of it when the process is killed.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["UNFINISHED", "write_whole"]

UNFINISHED = ".unfinished"
"""The end of the name of what lies beside a file and is not complete; a process that is killed may leave it."""
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNNAMED = getattr(os, "O_TMPFILE", 0)


def write_whole(path: Path, pieces: Iterable[bytes], mode: int | None = None) -> None:
    """Let ``path`` hold ``pieces``, one after the other; ``mode`` are its permissions, where it shall not have those of any new file.

    Raises:
        OSError: it cannot be written; whatever is raised here, or by ``pieces``, the file is what it was.
    """
    beside = path.with_name(f".persona-ls-{os.urandom(6).hex()}{UNFINISHED}")
    bits = 0o666 if mode is None else mode
    try:
        with open(_opened(beside, bits), "w+b") as file:
            file.writelines(pieces)
            file.flush()
            if not beside.exists():
                _name(file, beside, bits)
        if mode is not None:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _opened(beside: Path, bits: int) -> int:
    """A new file to write to: without a name in the folder of ``beside`` where that can be, else with this one."""
    if _UNNAMED:
        with suppress(OSError):  # not every file system has it
            return os.open(beside.parent, _FLAGS | _UNNAMED, bits)
    return _created(beside, bits)


def _created(beside: Path, bits: int) -> int:
    return os.open(beside, _FLAGS | os.O_CREAT | os.O_EXCL, bits)


def _name(file: BinaryIO, beside: Path, bits: int) -> None:
    """Give a file without a name this one, or all that it holds to a file that has it."""
    try:
        # Python follows the link that `/proc` has for the file only where a folder is given, whichever.
        os.link(f"/proc/self/fd/{file.fileno()}", beside, src_dir_fd=file.fileno())
    except OSError:  # there is no `/proc`, or an editor's sandbox forbids it
        from shutil import copyfileobj  # noqa: PLC0415 (3 ms that hardly anybody pays)

        file.seek(0)
        with open(_created(beside, bits), "wb") as named:
            copyfileobj(file, named)
