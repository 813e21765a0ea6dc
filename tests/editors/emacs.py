"""A real Emacs: typed at in its terminal, and asked about itself by emacsclient."""

import json
import subprocess
from pathlib import Path
from typing import Any

from editors.tui import Terminal

__all__ = ["Emacs"]

_QUESTIONS = Path(__file__).with_suffix(".el")


class Emacs(Terminal):
    """Emacs with ``document`` open in ``folder``, set up by ``init``: lines as they stand in a person's init file.

    ``is_ready`` is an expression that is true when the server has read the library; ``question``, if any, is one that has to be answered
    first, with the key behind it.
    """

    def __init__(
        self, init: str, is_ready: str, folder: Path, document: str, question: tuple[str, str] | None = None
    ) -> None:
        super().__init__(folder)
        self.init, self.is_ready, self.question = init, is_ready, question
        self.document = folder / document

    def begin(self) -> None:
        """Start Emacs, and wait until the server has read the library."""
        settings = self.private / "init.el"
        own = f'(load "{_QUESTIONS}")', self.init, f'(setq server-socket-dir "{self.private}")', "(server-start)"
        settings.write_text("\n".join(own), encoding="utf-8")
        self.start(["emacs", "-nw", "-Q", "-l", str(settings), str(self.document)])
        self.until("Emacs", (self.private / "server").exists)
        if self.question:
            self.see(self.question[0])
            self.type(self.question[1])
        self.until("the library", lambda: self.ask(self.is_ready))

    def ask(self, lisp: str) -> Any:
        """The value of a Lisp expression, in the buffer that is on the screen."""
        # Not on emacsclient's stdout: it breaks long answers to pieces.
        answer = self.private / "answer"
        answer.unlink(missing_ok=True)
        question = f'(editor-answer "{answer}" {lisp})'
        command = ["emacsclient", "-s", str(self.private / "server"), "-e", question]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        assert answer.exists(), f"{lisp}: {done.stdout}{done.stderr}\n{self.told()}"
        return json.loads(answer.read_text(encoding="utf-8"))

    def menu(self, label: str) -> list[str]:
        """The entries of the menu, once ``label`` is among them."""

        def labels() -> list[str] | None:
            found = (self.ask("(editor-menu)") or [""])[1:]
            return found if label in found else None

        found = self.until(f"{label!r} in the menu", labels)
        self.see(label)
        return found

    def accept(self, label: str) -> None:
        """Go to ``label`` in the menu, take it, and wait for what comes of it."""
        self.menu(label)
        while (selected := self._selected()) != label:
            self.press("Down")
            self.until("the next entry", lambda before=selected: self._selected() != before)
        self.press("Enter")
        self.until("the end of the menu", lambda: not self.ask("company-candidates"))

    def command(self, name: str) -> None:
        """Type a command, as after ``M-x``."""
        self.press("M-x")
        self.see("M-x")
        self.type(f"{name}\n")

    def go_to(self, words: str) -> None:
        """Move behind ``words`` and one back: ElDoc answers to a motion, and to a search it does not."""
        self.press("C-s")
        self.type(f"{words}\n")
        self.press("C-b")

    def findings(self) -> list[list[str]]:
        """Flymake's diagnostics of the buffer, each as its characters and its message, once there are any."""
        found: list[list[str]] = self.until("a finding", lambda: self.ask("(editor-findings)"))
        return found

    def saved(self) -> str:
        """What the file holds after ``C-x C-s``."""
        self.press("C-x", "C-s")
        self.until("the file", lambda: not self.ask("(buffer-modified-p)"))
        return self.document.read_bytes().decode()

    def _selected(self) -> str | None:
        return (self.ask("(editor-menu)") or [None])[0]
