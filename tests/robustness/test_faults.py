"""What goes wrong inside stays with the thing it went wrong at: it is logged once, by its name, and everything else answers.

Here a part of the program itself is made to fail. Files that are no files, folders without end and names of any kind are in
`tests/e2e/test_bad_input.py` and `tests/unit/library/test_discover.py`.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lsp_client import Client, Refused, write_files
from persona_ls import asking, formats, session
from persona_ls.library import scan
from persona_ls.rules import registry
from persona_ls.rules.base import Context, Finding
from persona_ls.session import Session
from persona_ls.text import Text
from persona_ls.values import replace

LIBRARY = """
%! personas/uma.md
---
tags: [a]
---
# Persona: Uma

## Prompt de Ativação (Básico)

```
Atue como uma Uma.
```

%! personas/duas.md
# Persona: Duas

## Prompt de Ativação (Básico)

```
Atue como uma Duas. @persona:uma
```

%! prompt.md
@persona:uma e @persona:ninguem.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(workspace: Path) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(workspace)
        yield client


def explode(*_: Any, **__: Any) -> Any:
    raise RuntimeError("put here by a test")


class TestARuleThatRaises:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """The name of a rule that raises in the middle of its findings."""
        good = registry.rule_named("missing-section")

        def check(context: Context) -> Iterator[Finding]:
            yield from good.check(context)
            explode()

        bad = replace(good, check=check)
        rules = tuple(bad if each is good else each for each in registry.rules())
        monkeypatch.setattr(registry, "rules", lambda: rules)
        monkeypatch.setattr(registry, "_failures", set())
        return good.name

    def test_it_is_left_out_and_told_once_for_each_document(
        self, broken: str, client: Client, workspace: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        persona = client.open(workspace / "personas/uma.md", (workspace / "personas/uma.md").read_text())
        prompt = client.open(workspace / "prompt.md", (workspace / "prompt.md").read_text())
        for _ in range(5):
            client.edit(persona, 0, 0, "\n")
            client.until(lambda: _version_told(client, persona) == client.buffers[persona].version)
        client.until_found(prompt, "unknown-persona")

        assert "missing-field" in [each["code"] for each in client.findings(persona)]
        told = [each for each in caplog.messages if each.startswith(f"rule {broken} failed on")]
        assert told == [f"rule {broken} failed on {workspace / 'personas/uma.md'}"]
        assert "Atue como uma Uma." in client.hover(prompt, 3)["contents"]["value"]


def _version_told(client: Client, uri: str) -> int | None:
    """The version of a document that findings were last published for."""
    told = [each["params"] for each in client.notes("textDocument/publishDiagnostics")]
    return next((each["version"] for each in reversed(told) if each["uri"] == uri), None)


class TestAReaderThatRaises:
    def test_a_file_is_left_out_and_told_by_its_name(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        really = scan.make_entry

        def make_entry(persona: Any, path: Path, *rest: Any) -> Any:
            return explode() if path.name == "uma.md" else really(persona, path, *rest)

        monkeypatch.setattr(scan, "make_entry", make_entry)
        session = Session([workspace], bundled=False, user=False)
        session.index()

        assert [entry.id for entry in session.library] == ["duas"]
        assert caplog.messages == [f"could not read {workspace / 'personas/uma.md'} as a persona"]

    def test_a_document_that_cannot_be_parsed_has_no_answers_and_the_others_have(
        self, client: Client, workspace: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        really = session.MarkdownDocument
        monkeypatch.setattr(
            session, "MarkdownDocument", lambda text: explode() if "BUM" in text.source else really(text)
        )
        bad = client.open(workspace / "bad.md", "BUM @persona:uma")
        good = client.open(workspace / "good.md", "@persona:uma")

        assert client.hover(bad, 8) is None
        assert "Atue como uma Uma." in client.hover(good, 3)["contents"]["value"]
        assert caplog.messages == ["textDocument/didOpen failed"]

        client.write(bad, "@persona:duas")
        assert "Atue como uma Duas." in client.hover(bad, 3)["contents"]["value"]


class TestARequestThatRaises:
    def test_it_is_answered_with_an_error_and_the_next_one_with_a_result(
        self, client: Client, workspace: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uri = client.open(workspace / "prompt.md", (workspace / "prompt.md").read_text())
        with monkeypatch.context() as patch:
            patch.setattr(asking, "hover", explode)
            with pytest.raises(Refused, match="textDocument/hover failed: RuntimeError"):
                client.hover(uri, 3)

        assert "Atue como uma Uma." in client.hover(uri, 3)["contents"]["value"]


class TestATableThatLies:
    """Of a team's own format, in the configuration of its repository."""

    @pytest.mark.parametrize(
        "table",
        [
            'where = ["**"]',
            "where = []",
            'where = "x"',
            'where = ["*.md"]\nid = "name"',
            'where = ["*.md"]\nid = "nonsense"',
            'where = ["*.md"]\nkeys = [{name = "a", type = "enum"}]',
            'where = ["*.md"]\nkeys = [{name = "a", type = "enum", values = []}]',
            'where = ["*.md"]\nkeys = [{name = "a", values = [1, 2]}]',
            'where = ["*.md"]\nkeys = [{name = "a", limit = -1}, {name = "A", limit = "x"}]',
            'where = ["*.md"]\nkeys = [{name = "a", replaced_by = "a"}, {name = "b", replaced_by = "c"}]',
            'where = ["*.md"]\nkeys = [{name = "a", replaced_by = "b"}, {name = "b", replaced_by = "a"}]',
            'where = ["*.md"]\nkeys = [{name = "", required = true}, {required = true}, {}]',
            'where = ["*.md"]\nkeys = [{name = "a", pattern = "(a+)+$"}]',
            'where = ["*.md"]\nkeys = [{name = "a", pattern = "("}]',
            'where = ["*.md"]\nkeys = [{name = "a", pattern = "(?<=a)b"}]',
            'where = ["*.md"]\nkeys = [{name = "a", pattern = "a{99999}"}]',
            'where = ["*.md"]\nkeys = {name = "a"}',
            'where = ["*.md"]\nkeys = [1, "a", []]',
            'where = ["*.md"]\nkeys = [{name = "a", type = "date", doc = 5, example = []}]',
            'where = ["*.md"]\ndescription = 5\nverbatim = "x"\nunknown_keys = 7',
        ],
    )
    def test_it_is_told_in_the_configuration_and_its_files_are_read_as_far_as_it_goes(
        self, workspace: Path, table: str
    ) -> None:
        (workspace / "persona-ls.toml").write_text(f"[dialects.time]\n{table}\n")
        session = Session([workspace], bundled=False, user=False)
        session.index()
        text = f"---\na: {'a' * 40}!\nb: 2\nA: x\n---\n# Persona: X\n\n@persona:uma"
        session.open("x", workspace / "x.md", Text(text))
        opened = session.get("x")

        for finding in session.findings(opened):
            assert session.say(finding.template, **finding.arguments)
        assert asking.hover(session, opened, text.index("uma")) is not None
        for at in range(len(text)):
            asking.complete(session, opened, at)
            asking.hover(session, opened, at)
        session.shut_down()

    def test_one_of_our_own_that_lacks_an_entry_is_refused_by_its_name(self) -> None:
        with pytest.raises(KeyError, match="name"):
            formats.build_dialect({"name": "x", "keys": [{"type": "text"}]})


class TestFilesThatGo:
    def test_a_persona_that_is_removed_while_it_is_shown_is_told_as_unreadable(
        self, client: Client, workspace: Path
    ) -> None:
        """Its entry is still in the library, until somebody tells that the file is gone."""
        uri = client.open(workspace / "new.md", "@persona:uma @persona:duas")
        (workspace / "personas/uma.md").unlink()
        shown = client.hover(uri, 3)["contents"]["value"]

        assert "uma.md" in shown
        assert "⚠" in shown
        assert "⚠" in client.hover(uri, 16)["contents"]["value"]
        assert client.request("textDocument/definition", client.place(uri, 3)) == []

    def test_a_folder_that_is_removed_while_it_is_read_leaves_the_rest(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (workspace / "personas/sub").mkdir()
        (workspace / "personas/sub/x.md").write_text("# Persona: X\n")
        really = os.scandir

        def scandir(folder: Any) -> Any:
            if str(folder).endswith("personas"):
                entries = list(really(folder))
                shutil.rmtree(workspace / "personas/sub", ignore_errors=True)
                return _Listing(entries)
            return really(folder)

        monkeypatch.setattr(os, "scandir", scandir)
        session = Session([workspace], bundled=False, user=False)
        session.index()

        assert {entry.id for entry in session.library} == {"uma", "duas"}

    @pytest.mark.parametrize("kind", ["pipe", "folder", "socket", "device", "nothing", "loop"])
    def test_a_persona_that_turns_into_something_else_is_forgotten_when_that_is_told(
        self, client: Client, workspace: Path, kind: str
    ) -> None:
        path = workspace / "personas/uma.md"
        path.unlink()
        _make(path, kind)
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
        uri = client.open(workspace / "new.md", "@persona:duas @persona:uma")

        client.until(lambda: "unknown-persona" in [each["code"] for each in client.findings(uri) or []])
        assert client.hover(uri, 3) is not None

    @pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "a/" * 3000 + "b", "\ud83d", "a\nb", " ", "é" * 200])
    def test_a_name_that_no_file_can_have_is_a_document_like_any_other(
        self, client: Client, workspace: Path, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        uri = client.open(f"{workspace.as_uri()}/personas/{name}.md", "@persona:uma")
        client.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": kind} for kind in (1, 2, 3)]}
        )
        client.save(uri)

        assert "Atue como uma Uma." in client.hover(uri, 3)["contents"]["value"]
        client.close(uri)
        client.turn()
        assert not [each for each in caplog.messages if "failed" in each]


class _Listing:
    """What `os.scandir` gives, from a list."""

    def __init__(self, entries: list[Any]) -> None:
        self.entries = entries

    def __enter__(self) -> Any:
        return iter(self.entries)

    def __exit__(self, *_: object) -> None:
        return None


def _make(path: Path, kind: str) -> None:
    """Put something that is no file where one was."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "socket":
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may not be long
        with socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.bind(path.name)
        os.chdir(here)
