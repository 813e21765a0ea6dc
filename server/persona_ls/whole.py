"""Files that are there whole or as they were, whatever happens while they are written.

What is written lies beside the file until it is complete and takes its place. On Linux it has no name until then, so that nothing is left
of it when the process is killed.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["UNFINISHED", "write_whole"]

UNFINISHED = ".unfinished"
"""How a file is called that lies beside another, as long as it does: a killed process leaves it where files cannot be without a name."""
_FLAGS = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNNAMED = getattr(os, "O_TMPFILE", 0)


def write_whole(path: Path, pieces: Iterable[bytes], mode: int | None = None) -> None:
    """Let ``path`` hold ``pieces``, one after the other; ``mode`` are its permissions, where it shall not have those of any new file.

    Raises:
        OSError: it cannot be written; whatever is raised here, or by ``pieces``, the file is what it was.
    """
    beside = path.with_name(f".persona-ls-{os.urandom(6).hex()}{UNFINISHED}")
    try:
        with open(_opened(beside, 0o666 if mode is None else mode), "wb") as file:
            file.writelines(pieces)
            file.flush()
            if not beside.exists():
                # Python follows the link that `/proc` has for the file only where a folder is given, whichever.
                os.link(f"/proc/self/fd/{file.fileno()}", beside, src_dir_fd=file.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _opened(beside: Path, mode: int) -> int:
    """A new file to write to: without a name in the folder of ``beside`` where that can be, else with this one."""
    if _UNNAMED:
        with suppress(OSError):  # not every file system has it
            return os.open(beside.parent, _FLAGS | _UNNAMED, mode)
    return os.open(beside, _FLAGS | os.O_CREAT | os.O_EXCL, mode)
