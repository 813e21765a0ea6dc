"""A real Neovim: typed at in its terminal, and asked about itself over its own socket."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from editors.tui import Terminal

__all__ = ["Neovim"]

_QUESTIONS = Path(__file__).with_name("neovim.lua")


class Neovim(Terminal):
    """Neovim with ``document`` open in ``folder``, set up by ``init``: lines as they stand in a person's ``init.lua``."""

    def __init__(self, program: Path, init: str, folder: Path, document: str) -> None:
        super().__init__(folder)
        self.program, self.init, self.document = program, init, folder / document

    def begin(self) -> None:
        """Start Neovim, and wait until the server has read the library."""
        settings = self.private / "init.lua"
        settings.write_text(f"dofile('{_QUESTIONS}')\n{self.init}", encoding="utf-8")
        self.start([str(self.program), "--clean", "-u", str(settings), "--listen", self._socket, str(self.document)])
        self.until("Neovim", lambda: Path(self._socket).exists())
        self.until("the library", lambda: self.ask("vim.v.vim_did_enter == 1 and Editor.is_library_read"))

    def ask(self, lua: str) -> Any:
        """The value of a Lua expression."""
        expression = "json_encode(luaeval('{}'))".format(lua.replace("'", "''"))
        command = [self.program, "--server", self._socket, "--remote-expr", expression]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, f"{lua}: {done.stderr}\n{self.told()}"
        # 0.7 says it on stderr.
        return json.loads(done.stdout or done.stderr)

    def refer(self, words: str) -> None:
        """Type ``words``, which end in a reference; its name once the list is there.

        Neovim asks when the colon is typed and not again before there is a list: whoever types the whole name before the first answer
        keeps the list of the bare colon, whatever the server. A test types faster than any person.
        """
        before, mark, name = words.rpartition("@persona:")
        self.type(before + mark)
        self.until("a list", lambda: self.ask("Editor.is_quiet() and vim.fn.pumvisible() == 1"))
        self.type(name)

    def menu(self, label: str) -> list[str]:
        """The labels in the menu, once ``label`` is among them and the menu has come to rest."""

        def labels() -> list[str] | None:
            found = self.ask("Editor.is_quiet() and Editor.menu().labels or {}")
            return found if label in found else None

        found = self.until(f"{label!r} in the menu", labels)
        self.see(label)
        return found

    def accept(self, label: str, opens: str = "") -> None:
        """Go to ``label`` in the menu, take it, and wait for what comes of it: the end of the menu, or one that holds ``opens``."""
        self.menu(label)
        while (selected := self._selected()) != label:
            self.press("C-n")
            self.until("the next item", lambda before=selected: self._selected() != before)
        self.press("C-y")
        if opens:
            self.menu(opens)
        else:
            self.until("the end of the menu", lambda: self.ask("Editor.is_quiet() and vim.fn.pumvisible() == 0"))

    def findings(self) -> list[list[str]]:
        """The diagnostics of the buffer, each as its characters and its message, once there are any."""
        self.until("a finding", lambda: self.ask("#Editor.findings() > 0 and Editor.is_quiet()"))
        found: list[list[str]] = self.ask("Editor.findings()")
        return found

    def choose(self, title: str) -> None:
        """Answer the numbered question that is on the screen."""
        screen = self.see(title, "Type number")
        (number,) = re.findall(rf"^(\d+): {re.escape(title)}", screen, re.MULTILINE)
        self.type(f"{number}\n")

    def command(self, line: str) -> None:
        """Type an Ex command, from any mode."""
        self.press("Escape")
        self.until("normal mode", lambda: self.ask("vim.api.nvim_get_mode().mode") == "n")
        self.type(f":{line}\n")

    def saved(self) -> str:
        """What the file holds after ``:write``."""
        self.command("write")
        self.until("the file", lambda: not self.ask("vim.bo.modified"))
        return self.document.read_bytes().decode()

    def told(self) -> str:
        """The screen, and the end of the log."""
        log = self.private / "home/.local/state/nvim/lsp.log"
        return super().told() + (log.read_text(encoding="utf-8")[-2000:] if log.exists() else "")

    @property
    def _socket(self) -> str:
        return str(self.private / "neovim")

    def _selected(self) -> str:
        return self.ask("Editor.menu().selected")
