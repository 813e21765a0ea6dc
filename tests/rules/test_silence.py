"""In files that have nothing to do with personas, nothing is said and nothing is offered."""

import re
from pathlib import Path

import pytest

from checking import write
from persona_ls import asking
from persona_ls.library.entry import Entry
from persona_ls.names import fold
from persona_ls.session import Session
from persona_ls.syntax.reference import SIGIL
from persona_ls.text import Text

ROOT = Path(__file__).parents[2]
ENOUGH = 20
WORD = re.compile(r"@[\w./-]*\w")


def foreign_files() -> list[Path]:
    """Every Markdown file that the installed dependencies ship, for Python and for Node."""
    folders = [*ROOT.glob(".venv/lib/python*/site-packages"), ROOT / "client-vscode" / "node_modules"]
    files = [path for folder in folders for path in sorted(folder.rglob("*.md")) if path.is_file()]
    return [path for path in files if "persona_ls" not in path.parts]


TEMPTING = """\
---
tags: [param, types, gmail.com, ljharb]
---

# Persona: Param
"""
"""A persona that is found by words that stand behind the sign in the files of others, though none of them begins its name."""


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Session:
    """The bundled library, and a tempting one."""
    folder = tmp_path_factory.mktemp("workspace")
    write(folder, {"personas/my-types.md": TEMPTING})
    session = Session([folder], user=False)
    session.index()
    assert len(session.library) > ENOUGH
    return session


@pytest.fixture(scope="module")
def texts() -> dict[Path, Text]:
    found = foreign_files()
    if len(found) < ENOUGH:
        pytest.skip(f"only {len(found)} Markdown files of dependencies are installed here")
    sources = {path: path.read_bytes().decode(errors="replace") for path in found}
    silence = ROOT / "tests" / "fixtures" / "silence.md"
    return {path: Text(source) for path, source in sources.items()} | {silence: Text(silence.read_text("utf-8"))}


def test_files_of_others_get_not_one_finding(session, texts):
    findings = {path: session.findings(session.look_at(path, text)) for path, text in texts.items()}

    assert {path: found for path, found in findings.items() if found} == {}


def test_at_the_words_of_others_nothing_is_offered(session, texts):
    """Unless what follows the sign is how a persona, or the sigil itself, begins."""
    offered = set()
    words = 0
    for path, text in texts.items():
        opened = session.look_at(path, text)
        # One place for each word is enough: the files are full of the same names.
        for match in {match[0]: match for match in WORD.finditer(text.source)}.values():
            words += 1
            if asking.complete(session, opened, match.end()) and not begins_name(session, match[0]):
                offered.add((path.name, match[0]))

    assert words > ENOUGH
    assert offered == set()


def begins_name(session: Session, word: str) -> bool:
    wanted = fold(word[1:])
    return SIGIL.startswith(word) or any(name.startswith(wanted) for entry in session.library for name in names(entry))


def names(entry: Entry) -> list[str]:
    return [fold(name) for name in (entry.id, entry.qualified, *entry.aliases)]
