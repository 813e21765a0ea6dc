"""The configuration while the server runs: a change on the disk counts at once, and a mistake is shown in the file itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client

UNKNOWN = "Ask @persona:nobody.\n"
PERSONA = "# Persona: X\n"
CREATED, CHANGED, DELETED = 1, 2, 3
PULLING = {
    **CAPABLE,
    "workspace": {**CAPABLE["workspace"], "diagnostics": {"refreshSupport": True}},
    "textDocument": {**CAPABLE["textDocument"], "diagnostic": {}},
}

Start = Callable[..., Client]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    root.mkdir()
    return root


@pytest.fixture
def start() -> Iterator[Start]:
    """Clients that are stopped in the end."""
    clients: list[Client] = []

    def started(*folders: Path, **params: Any) -> Client:
        clients.append(Client.in_thread())
        clients[-1].start(*folders, **params)
        return clients[-1]

    yield started
    for client in clients:
        client.stop()


def configure(client: Client, path: Path, text: str | None) -> None:
    """Write a configuration, or remove it, and tell the server of it as an editor does."""
    kind = DELETED if text is None else CHANGED if path.exists() else CREATED
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": kind}]})


def marked(client: Client, path: Path) -> list[str] | None:
    """What the diagnostics shown for a file mark in it, each on one line; None when none were ever published."""
    shown = client.findings(path.as_uri())
    if shown is None:
        return None
    lines = [*(path.read_text(encoding="utf-8") if path.exists() else "").split("\n")]
    ranges = [each["range"] for each in shown]
    return [
        "".join(lines[each["start"]["line"] :][:1])[each["start"]["character"] : each["end"]["character"]]
        for each in ranges
    ]


def until_marked(client: Client, path: Path, *words: str) -> None:
    client.until(lambda: marked(client, path) == [*words])


def ids(client: Client) -> set[str]:
    return {entry.id for entry in client.server.session.library}


class TestFindings:
    def test_a_change_on_the_disk_changes_what_is_said_of_open_documents(self, start: Start, root: Path) -> None:
        client, config = start(root), root / "persona-ls.toml"
        uri = client.open(root / "a.md", UNKNOWN)
        (diagnostic,) = client.until_found(uri, "unknown-persona")
        assert diagnostic["severity"] == 1

        configure(client, config, 'severity.unknown-persona = "hint"\n')
        client.until(lambda: [each["severity"] for each in client.findings(uri)] == [4])
        configure(client, config, 'ignore = ["unknown-persona"]\n')
        client.until_found(uri)
        configure(client, config, None)
        client.until_found(uri, "unknown-persona")

    def test_saving_it_in_the_editor_is_enough_where_nothing_is_watched(self, start: Start, root: Path) -> None:
        capabilities = {**CAPABLE, "workspace": {}}
        client, config = start(root, capabilities=capabilities), root / "persona-ls.toml"
        uri = client.open(root / "a.md", UNKNOWN)
        client.until_found(uri, "unknown-persona")

        config.write_text('ignore = ["all"]\n', encoding="utf-8")
        client.save(config.as_uri())
        client.until_found(uri)

    def test_an_editor_that_pulls_is_told_to_ask_again(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=PULLING)
        uri = client.open(root / "a.md", UNKNOWN)
        client.turn()
        before = len(client.asked)
        assert codes(client, uri) == ["unknown-persona"]

        configure(client, root / "persona-ls.toml", 'ignore = ["all"]\n')
        client.until(lambda: "workspace/diagnostic/refresh" in [each["method"] for each in client.asked[before:]])
        assert codes(client, uri) == []

    def test_the_language_of_messages_follows(self, start: Start, root: Path) -> None:
        client = start(root, locale="en")
        uri = client.open(root / "a.md", UNKNOWN)
        client.until_found(uri, "unknown-persona")

        configure(client, root / "persona-ls.toml", 'language = "pt-BR"\n')
        client.until(lambda: "Não existe" in client.findings(uri)[0]["message"])


class TestLibrary:
    def test_what_is_excluded_goes_and_comes_back(self, start: Start, root: Path) -> None:
        for name in ("personas/scribe.md", "personas/drafts/editor.md"):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PERSONA, encoding="utf-8")
        client, config = start(root), root / "persona-ls.toml"
        assert ids(client) == {"scribe", "editor"}

        configure(client, config, 'exclude = ["drafts/"]\n')
        client.until(lambda: ids(client) == {"scribe"})
        configure(client, config, None)
        client.until(lambda: ids(client) == {"scribe", "editor"})

    def test_libraries_come_and_go(self, start: Start, root: Path, tmp_path: Path) -> None:
        for folder in (root / "people", tmp_path / "shared"):
            folder.mkdir()
            (folder / f"{folder.name}.md").write_text(PERSONA, encoding="utf-8")
        client, config = start(root), root / "persona-ls.toml"
        uri = client.open(root / "a.md", "@persona:people and @persona:shared\n")
        client.until_found(uri, "unknown-persona", "unknown-persona")

        configure(client, config, 'libraries = ["people", "../shared"]\n')
        client.until_found(uri)
        configure(client, config, 'libraries = ["people"]\n')
        client.until_found(uri, "unknown-persona")

    def test_the_bundled_library_goes_and_comes_back(self, start: Start, root: Path) -> None:
        client, config = start(root, bundled=True), root / "persona-ls.toml"
        assert ids(client)

        configure(client, config, "bundled = false\n")
        client.until(lambda: not ids(client))
        configure(client, config, "bundled = true\n")
        client.until(lambda: bool(ids(client)))

    def test_an_open_file_becomes_an_agent_of_a_new_dialect(self, start: Start, root: Path) -> None:
        client = start(root)
        uri = client.open(root / "jots/a.md", "---\nsize: 1\n---\n\nBody {{ x }}.\n")
        configure(
            client,
            root / "persona-ls.toml",
            '[dialects.jot]\nwhere = ["jots/*.md"]\nkeys = [{ name = "state", required = true }]\n',
        )

        client.until_found(uri, "missing-key", "unknown-key")
        assert ids(client) == {"a"}


class TestMistakes:
    @pytest.mark.parametrize("capabilities", [CAPABLE, PULLING], ids=["pushed", "pulled"])
    def test_a_mistake_is_shown_in_the_file_and_cleared_when_it_is_mended(
        self, start: Start, root: Path, capabilities: Any
    ) -> None:
        config = root / "persona-ls.toml"
        config.write_text("# 😀\nbundeld = false\n", encoding="utf-8")
        client = start(root, capabilities=capabilities)
        until_marked(client, config, "bundeld")
        (diagnostic,) = client.findings(config.as_uri())
        assert (diagnostic["code"], diagnostic["severity"], diagnostic["source"]) == ("invalid-config", 1, "persona-ls")

        configure(client, config, 'bundled = false\nlanguage = "fr"\n')
        until_marked(client, config, '"fr"')
        configure(client, config, "bundled = false\n")
        until_marked(client, config)

    @pytest.mark.parametrize("mended", ["", None], ids=["emptied", "deleted"])
    def test_a_file_that_is_emptied_or_gone_has_no_mistakes(self, start: Start, root: Path, mended: str | None) -> None:
        config = root / "persona-ls.toml"
        config.write_text("language = \n", encoding="utf-8")
        client = start(root)
        client.until(lambda: len(client.findings(config.as_uri()) or ()) == 1)

        configure(client, config, mended)
        until_marked(client, config)

    def test_with_a_file_that_is_no_toml_the_server_goes_on_with_defaults_and_says_so(
        self, start: Start, root: Path
    ) -> None:
        config = root / "persona-ls.toml"
        config.write_text('ignore = ["all"]\n', encoding="utf-8")
        client = start(root)
        uri = client.open(root / "a.md", UNKNOWN)
        configure(client, config, 'ignore = ["all"\n')

        client.until_found(uri, "unknown-persona")
        (diagnostic,) = client.findings(config.as_uri())
        assert "none of its settings counts" in diagnostic["message"]

    def test_a_file_that_cannot_be_read_is_told_at_its_start(self, start: Start, root: Path) -> None:
        config = root / "persona-ls.toml"
        config.write_bytes(b"\xff\n")
        client = start(root)

        client.until(lambda: len(client.findings(config.as_uri()) or ()) == 1)
        assert "UTF-8" in client.findings(config.as_uri())[0]["message"]

    @pytest.mark.parametrize("capabilities", [CAPABLE, PULLING], ids=["pushed", "pulled"])
    def test_a_file_below_is_shown_as_soon_as_a_document_asks_for_it(
        self, start: Start, root: Path, capabilities: Any
    ) -> None:
        config = root / "sub/pyproject.toml"
        config.parent.mkdir()
        config.write_text('[tool.persona-ls]\nignore = ["unknown-persona", "nonsense"]\n', encoding="utf-8")
        client = start(root, capabilities=capabilities)
        assert client.findings(config.as_uri()) is None

        uri = client.open(root / "sub/a.md", UNKNOWN)
        if capabilities is PULLING:
            assert codes(client, uri) == []
        until_marked(client, config, "nonsense")

        # Another file changes: this one is as wrong as it was, and nothing is taken back meanwhile.
        before = len(client.told)
        configure(client, root / "persona-ls.toml", "bundled = false\n")
        client.turn()
        told = [
            each["params"]["uri"]
            for each in client.told[before:]
            if each["method"] == "textDocument/publishDiagnostics"
        ]
        assert config.as_uri() not in told

        configure(client, config, "[tool.persona-ls]\n")
        until_marked(client, config)

    def test_a_right_file_is_not_spoken_of(self, start: Start, root: Path) -> None:
        """An empty message would make Neovim open phantom buffers."""
        config = root / "persona-ls.toml"
        config.write_text("bundled = false\n", encoding="utf-8")
        client = start(root)
        configure(client, config, "bundled = true\n")
        client.turn()

        assert client.findings(config.as_uri()) is None

    def test_mistakes_are_told_in_the_language_that_the_file_asks_for(self, start: Start, root: Path) -> None:
        config = root / "persona-ls.toml"
        config.write_text('language = "pt-BR"\ncolour = 1\n', encoding="utf-8")
        client = start(root, locale="en")

        client.until(lambda: bool(client.findings(config.as_uri())))
        assert client.findings(config.as_uri())[-1]["message"] == "Não existe a configuração `colour`."


def codes(client: Client, uri: str) -> list[str]:
    """The rules of a pull."""
    answer = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}, "identifier": "persona-ls"})
    return [each["code"] for each in answer["items"]]
