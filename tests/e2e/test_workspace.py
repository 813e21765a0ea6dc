"""A whole workspace through both doors: the command in CI and the editor's view of all problems say the same."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lsp_client import CAPABLE, Client
from trees import write_tree

COUNT = 300
WARN = ("error", "warning")
SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}
PULLING = {
    **CAPABLE,
    "workspace": {**CAPABLE["workspace"], "diagnostics": {"refreshSupport": True}},
    "textDocument": {
        **CAPABLE["textDocument"],
        "diagnostic": {"dynamicRegistration": False},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
        },
    },
}

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, ...]]]:
    root = tmp_path_factory.mktemp("equipe")
    return root, write_tree(root, COUNT)


@pytest.fixture(scope="module")
def root(tree: tuple[Path, dict[str, tuple[str, ...]]]) -> Path:
    return tree[0]


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    with Client.in_process() as client:
        client.start(root, capabilities=PULLING, locale="en")
        yield client


def check(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "persona_ls", "check", "--no-bundled", *words]
    environment = {**os.environ, "PERSONA_LS_LANG": "en", "XDG_CONFIG_HOME": str(root / "nothing")}
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment)


def pulled(client: Client, previous: dict[str, str] | None = None) -> list[Any]:
    ids = [{"uri": uri, "value": value} for uri, value in (previous or {}).items()]
    return client.request("workspace/diagnostic", {"previousResultIds": ids})["items"]


def test_a_report_comes_in_parts_to_an_editor_that_takes_them(client: Client) -> None:
    """Together the parts and the last answer are the report, each file once."""
    whole = [each["uri"] for each in pulled(client)]
    before = len(client.notes("$/progress"))
    last = client.request("workspace/diagnostic", {"previousResultIds": [], "partialResultToken": "parts"})["items"]
    told = [each["params"] for each in client.notes("$/progress")[before:]]
    parts = [each["value"]["items"] for each in told if each["token"] == "parts"]
    assert len(parts) == len(whole) // 50
    assert [each["uri"] for part in (*parts, last) for each in part] == whole


def test_each_failing_file_is_named_once_for_each_cause(tree: tuple[Path, dict[str, tuple[str, ...]]]) -> None:
    root, expected = tree
    done = check(root, "--output-format", "json")
    assert done.returncode == 1, done.stderr
    found = Counter((each["path"], each["rule"]) for each in json.loads(done.stdout) if each["severity"] in WARN)
    wanted = Counter((name, rule) for name, rules in expected.items() for rule in rules)
    assert found == wanted


def test_the_editor_is_told_what_the_command_prints(root: Path, client: Client) -> None:
    printed = json.loads(check(root, "--output-format", "json").stdout)
    shown = [
        {
            "path": Path(unquote(report["uri"].removeprefix("file://"))).relative_to(root).as_posix(),
            "line": item["range"]["start"]["line"] + 1,
            "column": item["range"]["start"]["character"] + 1,
            "endLine": item["range"]["end"]["line"] + 1,
            "endColumn": item["range"]["end"]["character"] + 1,
            "severity": SEVERITIES[item["severity"]],
            "rule": item["code"],
            "message": item["message"],
        }
        for report in pulled(client)
        for item in report["items"]
    ]
    assert shown == [{name: each[name] for name in shown[0]} for each in printed]
    assert len(shown) > COUNT / 4


def test_a_second_look_says_that_nothing_has_changed(client: Client) -> None:
    first = {report["uri"]: report["resultId"] for report in pulled(client)}
    assert {report["kind"] for report in pulled(client, first)} == {"unchanged"}


def test_after_a_change_only_what_depends_on_it_is_told_anew(client: Client, root: Path) -> None:
    first = {report["uri"]: report["resultId"] for report in pulled(client)}
    path = root / "docs/nova.md"
    path.write_text("Olá, @persona:ninguem.\n", encoding="utf-8")
    try:
        again = pulled(client, first)
    finally:
        path.unlink()
    assert [report["uri"] for report in again if report["kind"] == "full"] == [path.as_uri()]


def test_fixing_all_in_the_editor_is_what_fix_writes(root: Path, client: Client, tmp_path: Path) -> None:
    copy = tmp_path / "equipe"
    shutil.copytree(root, copy)
    check(copy, "--fix")
    changed = {
        path.relative_to(root)
        for path in root.rglob("*.md")
        if path.read_bytes() != (copy / path.relative_to(root)).read_bytes()
    }
    assert len(changed) > 30
    for name in changed:
        source = (root / name).read_bytes().decode()
        uri = client.open(root / name, source)
        (action,) = client.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": client.range(source, 0, 0),
                "context": {"diagnostics": [], "only": ["source.fixAll"]},
            },
        )
        client.apply(action["edit"])
        assert client.text(uri) == (copy / name).read_bytes().decode()
        client.close(uri)


def test_fixing_twice_changes_nothing_more(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "equipe"
    shutil.copytree(root, copy)
    first = check(copy, "--fix").stderr
    assert "fixes applied" in first
    once = {path: path.read_bytes() for path in copy.rglob("*.md")}
    assert "applied" not in check(copy, "--fix").stderr
    assert {path: path.read_bytes() for path in copy.rglob("*.md")} == once


def test_two_processes_find_what_one_finds(root: Path, tmp_path: Path) -> None:
    """From 400 files on the work is shared."""
    big = tmp_path / "grande"
    write_tree(big, 2 * COUNT)
    parts = [check(big, "--output-format", "json", name).stdout for name in (".claude", "docs", "personas", "skills")]
    apart = [item for part in parts for item in json.loads(part)]
    assert json.loads(check(big, "--output-format", "json").stdout) == apart
