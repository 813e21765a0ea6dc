"""``make pictures``: the pictures of the README, made by running the program and recording what it draws."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.color import parse_rgb_hex
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text as Words

from demo import BROKEN, DEMO, PROMPT, Tour
from demo_client import Document, Editor
from demo_screen import WIDTH, new_console
from persona_ls.locales import Language

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BASE = ["323650", "ff6e78", "96d78c", "f5c86e", "82aaff", "c896ff", "78d2e1", "dee1f0"]
BRIGHT = ["8c92af", "ff8c96", "afeba5", "ffdc8c", "a0beff", "dcafff", "96e6f0", "ffffff"]
THEME = TerminalTheme(
    parse_rgb_hex("20233a"),
    parse_rgb_hex("dee1f0"),
    [parse_rgb_hex(each) for each in BASE],
    [parse_rgb_hex(each) for each in BRIGHT],
)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    save(demo(), "demo", "prompt.md")
    save(check(), "check", f"persona-ls check {BROKEN.name}")


def demo() -> Console:
    """The list at ``@persona:ba`` and the card of a reference, from the running server."""
    console = recorder()
    with Editor(DEMO, Language.ENGLISH) as editor:
        tour = Tour(console, Language.ENGLISH, editor)
        tour.welcome()
        prompt = Document(editor, PROMPT)
        tour.type_reference(prompt)
        tour.cards(prompt, 1)
    return console


def check() -> Console:
    """What ``persona-ls check`` says of the broken persona."""
    environment = {**os.environ, "FORCE_COLOR": "1", "PERSONA_LS_LANG": "en"}
    command = [sys.executable, "-m", "persona_ls", "check", BROKEN.name]
    done = subprocess.run(command, cwd=BROKEN.parent, env=environment, capture_output=True, check=False)
    console = recorder()
    console.print(Words.from_ansi((done.stdout + done.stderr).decode()))
    return console


def recorder() -> Console:
    return new_console(width=WIDTH, record=True, force_terminal=True, color_system="standard", file=io.StringIO())


def save(console: Console, name: str, title: str) -> None:
    """Write the picture, without the fonts that rich would have a reader's browser fetch from elsewhere."""
    svg = console.export_svg(title=title, theme=THEME, unique_id=name)
    local = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    path = IMAGES / f"{name}.svg"
    path.write_text("\n".join(line.rstrip() for line in local.splitlines()) + "\n", encoding="utf-8")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
