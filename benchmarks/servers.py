"""The servers that are measured, where they come from, and how each is asked the same."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import vscode_markdown

__all__ = ["BENCH", "OURS", "PEERS", "Server", "install", "servers"]

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / ".bench"
"""What the benchmark installs, generates and finds out; git does not look in here."""
PEERS = ROOT / "benchmarks" / "peers"
"""The locked requirements of the peers."""
OURS = "persona-ls"


@dataclass(frozen=True, slots=True)
class Server:
    """One server. ``reference`` is what a person types before a name: the last character opens the list."""

    name: str
    title: str
    command: Sequence[str]
    version: str
    most: int
    """Libraries with more personas are not asked of it."""
    links: bool = False
    """It knows links of Markdown, not references."""
    options: Any = None
    settings: Any = None
    reply_for: Callable[[Path, dict[str, str]], Callable[[str, Any], Any]] = lambda _root, _texts: (
        lambda _method, _params: None
    )

    @property
    def reference(self) -> str:
        return "[x](" if self.links else "@persona:"

    @property
    def cache(self) -> Path:
        """The folder that stands for the user's caches."""
        return BENCH / "cache" / self.name

    def environment(self) -> dict[str, str]:
        """Ours, without the user's own files; with a cache of its own."""
        nothing = str(BENCH / "nothing")
        homes = {
            "XDG_CACHE_HOME": str(self.cache),
            "XDG_CONFIG_HOME": nothing,
            "XDG_DATA_HOME": nothing,
            "XDG_STATE_HOME": nothing,
        }
        return {**os.environ, **homes, "RUMDL_NO_CACHE": "1", "NODE_NO_WARNINGS": "1"}

    def forget(self, root: Path) -> None:
        """Remove what it has cached of earlier sessions."""
        for folder in (self.cache, root / ".rumdl_cache"):
            shutil.rmtree(folder, ignore_errors=True)


def servers(*, with_peers: bool = True) -> list[Server]:
    """All that is here."""
    own = [
        Server(OURS, OURS, (sys.executable, "-m", "persona_ls", "serve"), version("persona-ls"), 100_000),
        Server("stock", "stock pygls", (sys.executable, str(ROOT / "benchmarks/stock.py")), version("pygls"), 10_000),
    ]
    return own + (_peers() if with_peers else [])


def _peers() -> list[Server]:
    rumdl, node = BENCH / "python/bin/rumdl", shutil.which("node")
    package = BENCH / "node/node_modules/vscode-markdown-languageserver"
    found = []
    if rumdl.exists():
        found.append(Server("rumdl", "rumdl", (str(rumdl), "server"), _said([rumdl, "--version"]), 100_000, links=True))
    if node and package.exists():
        found.append(
            Server(
                "vscode", "VS Code's Markdown", (node, str(package / "dist/node/workerMain.js"), "--stdio"),
                f"{json.loads((package / 'package.json').read_text())['version']}, Node {_said([node, '--version'])}",
                10_000, links=True, options=vscode_markdown.OPTIONS, settings=vscode_markdown.SETTINGS,
                reply_for=vscode_markdown.reply_for,
            )
        )  # fmt: skip
    return found


def install() -> list[str]:
    """Put the peers into `BENCH`; what could not be had, in sentences."""
    missing = []
    for folder, name, command in (
        ("python", "rumdl.txt", [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                                 "--no-deps", "--require-hashes", "--target", ".", "--requirement", "rumdl.txt"]),
        ("node", "package-lock.json", ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]),
    ):  # fmt: skip
        there = BENCH / folder
        if (there / ".from").exists() and (there / ".from").read_bytes() == (PEERS / name).read_bytes():
            continue
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(PEERS, there)
        try:
            subprocess.run(command, cwd=there, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            missing.append(f"{folder}: {error}")
        else:
            shutil.copy(PEERS / name, there / ".from")
    return missing


def _said(command: Sequence[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split()[-1]
