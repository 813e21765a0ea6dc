"""The editor, the terminal and the engine say the same of every document."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checking import write
from documents import read_cases
from lsp_client import CAPABLE, Client
from persona_ls.cli import main
from persona_ls.library.homes import bundled_library
from persona_ls.locales import Language, messages
from persona_ls.lsp.desk import Desk
from persona_ls.session import Session
from persona_ls.text import Encoding, Text

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"
SUFFIXES = (".md", ".markdown", ".mdc", ".prompt")
SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}
PULLS = {
    **CAPABLE,
    "workspace": {**CAPABLE["workspace"], "diagnostics": {"refreshSupport": True}},
    "textDocument": {**CAPABLE["textDocument"], "diagnostic": {"dynamicRegistration": False}},
}

Told = tuple[str, int, int, int, int, str, str, str]
"""Path, line, column, end line, end column (from 1, in code points), rule, severity, message."""


def sources() -> Iterator[object]:
    """The files of each document's cases, the bundled library and the fixtures."""
    for document in sorted(HERE.rglob("*.md")):
        yield pytest.param(document, id=document.relative_to(HERE).as_posix())
    yield pytest.param(bundled_library(), id="bundled personas")
    yield pytest.param(FIXTURES, id="fixtures")


def folders(source: Path, root: Path) -> list[Path]:
    """A folder for each case of a document; a library is one as it stands."""
    if source.is_dir():
        return [Path(shutil.copytree(source, root / source.name))]
    cases = enumerate(read_cases(source))
    return [write(root / f"case-{at}", {file.path: file.source for file in case.files}) for at, case in cases]


@pytest.fixture(autouse=True)
def nobody(tmp_path, monkeypatch):
    """The person who runs the tests may have a library and a language of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PERSONA_LS_LANG", "en")
    # Each server would start a process for hovers that nobody asks for, and wait for its end.
    monkeypatch.setattr(Desk, "_warm_up", lambda _: None)


@pytest.mark.parametrize("source", [*sources()])
def test_the_engine_the_terminal_and_the_editor_agree(source, tmp_path, capsys):
    rules_told = set()
    for folder in folders(source, tmp_path):
        expected = told_by_engine(folder)
        rules_told |= {rule for *_, rule, _, _ in expected}

        assert told_by_terminal(folder, capsys) == expected
        assert told_by_editor(folder) == expected
    # A configuration file is no document: what is said of it comes by other ways.
    assert rules_told or source.is_dir() or source.stem == "invalid-config"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(SUFFIXES))


def told_by_engine(folder: Path) -> set[Told]:
    say = messages(Language.ENGLISH)
    session = Session([folder], bundled=False)
    session.index()
    told = set()
    for path in files(folder):
        text = Text(path.read_bytes().decode())
        for finding in session.findings(session.look_at(path, text)):
            start, end = (text.position(offset, Encoding.UTF32) for offset in finding.span)
            place = (start.line + 1, start.character + 1, end.line + 1, end.character + 1)
            words = say(finding.template, **finding.arguments)
            told.add((str(path), *place, finding.rule.name, finding.level.value, words))
    return told


def told_by_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[Told]:
    main(["check", "--output-format", "json", "--no-bundled", "--library", str(folder), str(folder)])
    items = json.loads(capsys.readouterr().out)
    return {
        (
            str(Path.cwd() / item["path"]),
            *(item[name] for name in ("line", "column", "endLine", "endColumn", "rule", "severity", "message")),
        )
        for item in items
    }


def told_by_editor(folder: Path) -> set[Told]:
    told = set()
    with Client.in_thread() as client:
        client.start(folder, capabilities=PULLS)
        for path in files(folder):
            uri = client.open(path, path.read_bytes().decode())
            report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            client.close(uri)
            for item in report["items"]:
                place = (item["range"][end][of] + 1 for end in ("start", "end") for of in ("line", "character"))
                told.add((str(path), *place, item["code"], SEVERITIES[item["severity"]], item["message"]))
    return told
