"""``python watched.py FOLDER``: everything that a stranger's library is put to, in a process that notes what it opens and starts.

Prints JSON: the kinds of events that may never be, the programs that were started, the files that were opened, and what was shown. The
notes come from the interpreter itself (``sys.addaudithook``), so that nothing in the package can pass them by.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from persona_ls import asking
from persona_ls.cli import main as command
from persona_ls.session import Session
from persona_ls.text import Text

FORBIDDEN = (
    "socket.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "ctypes.dlopen",
    "urllib.",
    "http.",
    "ftplib.",
    "webbrowser.",
)
CHANGES = (
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "shutil.",
)

noted: dict[str, list[Any]] = {"forbidden": [], "changed": [], "started": [], "opened": [], "imported": []}


def note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes):
        noted["opened"].append([os.fsdecode(arguments[0]), str(arguments[1]), arguments[2]])
    elif event == "subprocess.Popen":
        noted["started"].append([str(each) for each in arguments[1]])
    elif event.startswith(FORBIDDEN):
        noted["forbidden"].append([event, str(arguments)[:200]])
    elif event.startswith(CHANGES):
        noted["changed"].append([event, str(arguments)[:200]])


def main(folder: Path) -> None:
    sys.addaudithook(note)
    shown: list[str] = []
    prompts = sorted(folder.glob("*.md"))
    verbs = [["check"], ["list"], *(["render", str(each)] for each in prompts), ["check", "--output-format", "sarif"]]
    for verb in verbs:
        out, log = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(log),
            contextlib.suppress(SystemExit),
        ):
            command([*verb, "--no-bundled"])
        shown += [out.getvalue(), log.getvalue()]
    session = Session([folder], bundled=False, user=False)
    session.index()
    for path in [*prompts, *sorted((folder / "personas").rglob("*.md"))]:
        if path.is_symlink() or not path.is_file():
            continue
        session.open(str(path), path, Text(path.read_text()))
        opened = session.get(str(path))
        session.findings(opened)
        for at in range(0, len(opened.text), 3):
            card, items = asking.hover(session, opened, at), asking.complete(session, opened, at)
            shown += [card.markdown] if card else []
            shown += [f"{item.label} {item.new} {item.snippet}" for item in (items.items if items else ())]
    session.shut_down()
    print(json.dumps({**noted, "shown": "\n".join(dict.fromkeys(shown))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
