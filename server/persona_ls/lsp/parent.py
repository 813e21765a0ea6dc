"""Notices when the process that uses the server has ended.

Usually the end of stdin tells. It does not when the editor's end of the pipe was inherited by a process that
lives on, and so the protocol has ``processId``. Waiting costs nothing on Linux and Windows, where a process
can be waited for; elsewhere it is looked at every two seconds.

A client outside the container of the server has to send null: its number means nothing here.
"""

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable

__all__ = ["watch_process"]

_SECONDS_BETWEEN_LOOKS = 2.0


def watch_process(pid: int, ended: Callable[[], None]) -> None:
    """Call ``ended`` once, from another thread, when there is no process ``pid`` any more: at once if there is none now."""

    def watch() -> None:
        # A number that is no process id (too large for one) cannot end.
        with contextlib.suppress(OverflowError):
            _wait_for_end(pid)
            ended()

    threading.Thread(target=watch, name="client watch", daemon=True).start()


def _wait_for_end(pid: int) -> None:
    if sys.platform == "win32":
        _wait_on_windows(pid)
        return
    try:
        fd = _open_process(pid)
    except ProcessLookupError:
        return
    if fd is None:
        _look_until_gone(pid)
        return
    try:
        end = select.poll()
        end.register(fd, select.POLLIN)
        end.poll()
    finally:
        os.close(fd)


def _open_process(pid: int) -> int | None:
    """A descriptor that becomes readable when the process ends, also while nobody has reaped it; None where there are none."""
    if sys.platform != "linux":
        return None
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        raise
    except OSError:  # a kernel before 5.3, or a sandbox that forbids it
        return None


def _look_until_gone(pid: int) -> None:
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        except PermissionError:  # it lives, and belongs to somebody else
            pass
        time.sleep(_SECONDS_BETWEEN_LOOKS)


if sys.platform == "win32":

    def _wait_on_windows(pid: int) -> None:
        # os.kill(pid, 0) would not look, but send Ctrl-C.
        import ctypes  # noqa: PLC0415 - nobody else needs it

        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = ctypes.c_void_p
        synchronize, forever = 0x00100000, 0xFFFFFFFF
        handle = kernel.OpenProcess(synchronize, False, pid)
        if handle:
            kernel.WaitForSingleObject(ctypes.c_void_p(handle), forever)
