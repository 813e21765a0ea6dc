"""A program in a terminal of its own: keys are typed at it and its screen is read, as a person does both.

The terminal is a tmux server that nobody else uses; it ends, and the program with it, when the test is over.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

__all__ = ["Terminal"]

T = TypeVar("T")

_GUARD = 20.0
"""Seconds after which a state is given up: many times what it takes to come about."""
_LOOK_AGAIN = 0.08
_FAREWELL = 3.0
_COLUMNS, _LINES = "140", "40"
_CLUTTER = re.compile(r"^(~?\s*\n)+", re.MULTILINE)


class Terminal:
    """A terminal in ``folder``, with a home folder of its own; `begin` says what runs in it.

    ``private`` is a folder for sockets and settings, with a short path, as a socket needs it.
    """

    def __init__(self, folder: Path) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="editor-", ignore_cleanup_errors=True)
        self.private = Path(self._temporary.name)
        self.folder = folder
        self._program: Path | None = None

    def start(self, command: Sequence[str]) -> None:
        """Run ``command``; the screen stays when it ends, so that its last words can be read."""
        home = self.private / "home"
        home.mkdir()
        # The editor, and the server with its user library, start from nothing; `persona-ls` is found as documented, on the PATH.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TMUX", "LC_"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**kept, "PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        settings = ["set", "-g", "remain-on-exit", "on", ";", "set", "-g", "escape-time", "0", ";"]
        session = ["new-session", "-d", "-x", _COLUMNS, "-y", _LINES, "-c", str(self.folder), "--", *command]
        self._tmux("-f", os.devnull, *settings, *session, env=environment)
        self._program = Path("/proc", self._tmux("display-message", "-p", "#{pane_pid}").strip())

    def type(self, text: str) -> None:
        """Type ``text``, one key after the other; a line break is Enter."""
        for char in text:
            self.press("Enter") if char == "\n" else self._tmux("send-keys", "-l", "--", "\\;" if char == ";" else char)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names for them: ``Enter``, ``C-n``, ``Escape``."""
        self._tmux("send-keys", *keys)

    @property
    def screen(self) -> str:
        """What is on the screen now."""
        return self._tmux("capture-pane", "-p")

    def see(self, *words: str) -> str:
        """The screen, once all of ``words`` are on it."""
        return self.until(" and ".join(map(repr, words)), lambda: _holds(self.screen, words))

    def until(self, what: str, ask: Callable[[], T | None]) -> T:
        """What ``ask`` gives as soon as that is something true.

        Raises:
            AssertionError: it never was; the message shows the last answer and the screen.
        """
        end = time.monotonic() + _GUARD
        while not (answer := ask()):
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what}; last: {answer!r}\n{self.told()}")
            time.sleep(_LOOK_AGAIN)
        return answer

    def told(self) -> str:
        """What helps to understand a failure."""
        return _CLUTTER.sub("~\n", self.screen)

    def close(self) -> None:
        """End the terminal and with it the program, and remove what it had written."""
        subprocess.run(self._command("kill-server"), capture_output=True)
        if self._program:
            self._end(self._program)
        self._temporary.cleanup()

    def _end(self, program: Path) -> None:
        """An editor writes last words when its terminal goes, and one that hangs does not notice."""
        end = time.monotonic() + _FAREWELL
        while program.exists() and time.monotonic() < end:
            time.sleep(_LOOK_AGAIN)
        if program.exists():
            os.kill(int(program.name), signal.SIGKILL)

    def begin(self) -> None:
        """Start the program, and wait until it can be typed at."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            self.begin()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tmux(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(self._command(*arguments), capture_output=True, text=True, env=env)
        assert done.returncode == 0, f"tmux {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        return ["tmux", "-u", "-S", str(self.private / "tmux"), *arguments]


def _holds(screen: str, words: Sequence[str]) -> str | None:
    return screen if all(each in screen for each in words) else None
