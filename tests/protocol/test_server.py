"""The server as an editor meets it: what it announces, follows, survives and forgets."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, Refused, cut, write_files
from recorded import RECORDS, initialize_params

PERSONA = """# Persona: {title}

## Prompt de Ativação (Básico)

```
Atue como {title}.
```
"""

LIBRARY = f"""
%! personas/backend.md
{PERSONA.format(title="Desenvolvedor Backend")}
%! personas/dba.md
{PERSONA.format(title="Administrador de Bancos")}
"""

Start = Callable[..., Client]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts sessions, and ends them."""
    with contextlib.ExitStack() as stack:

        def started(*folders: Path, **params: Any) -> Client:
            client = stack.enter_context(Client.in_thread())
            client.start(*folders, **params)
            return client

        yield started


def without(*path: str, capabilities: Any = CAPABLE) -> Any:
    """``CAPABLE`` without the member at ``path``."""
    copy = json.loads(json.dumps(capabilities))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return copy


def persona(root: Path, name: str, title: str = "Nova") -> Path:
    """Write a persona on the disk."""
    path = root / "personas" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PERSONA.format(title=title), encoding="utf-8")
    return path


def ids(client: Client) -> set[str]:
    """The ids of all personas that completion knows."""
    uri = client.open(f"untitled:ids-{len(client.buffers)}", "@persona:")
    return {label.removeprefix("@persona:") for label in client.labels(uri) if " → " not in label}


class TestCapabilities:
    @pytest.mark.parametrize("record", sorted(RECORDS))
    def test_each_client_gets_what_it_can_use(self, start: Start, root: Path, record: str) -> None:
        params = initialize_params(record)
        ours = {name: params[name] for name in ("capabilities", "clientInfo", "locale") if name in params}
        got = start(root, **ours).initialized["capabilities"]
        assert got["completionProvider"]["resolveProvider"] is True
        assert set("@:-#(,/.=") <= set(got["completionProvider"]["triggerCharacters"])
        assert got["textDocumentSync"] == {"openClose": True, "change": 2, "save": True} | got["textDocumentSync"]
        assert got["workspace"]["workspaceFolders"] == {"supported": True, "changeNotifications": True}
        offered = got["positionEncoding"]
        assert offered == {"helix": "utf-32", "emacs-lspmode": "utf-32"}.get(record, "utf-16")
        assert ("diagnosticProvider" in got) == (record in ("vscode", "helix")), (
            "who cannot be told to ask again is told"
        )

    @pytest.mark.parametrize(
        ("offered", "taken"), [(["utf-8"], "utf-8"), (["utf-16"], "utf-16"), (["utf-32", "utf-8"], "utf-32")]
    )
    def test_positions_count_in_the_negotiated_encoding(
        self, start: Start, root: Path, offered: list[str], taken: str
    ) -> None:
        """In what is read and in what is answered, behind characters of every width."""
        client = start(root, capabilities={**CAPABLE, "general": {"positionEncodings": offered}})
        assert client.encoding == taken
        uri = client.open(root / "a.md", text := "ã\n🎉é漢 @persona:backend e @persona:bakend 🎉\n")
        known, unknown = text.index("@"), text.rindex("@")
        hover = client.hover(uri, known + 3)
        assert client.offsets(text, hover["range"]) == (known, known + len("@persona:backend"))
        (finding,) = client.until_found(uri, "unknown-persona")
        start_, end = client.offsets(text, finding["range"])
        assert text[start_:end] == "bakend"
        item = client.complete(uri, unknown + len("@persona:bakend"))
        assert item is None, "nobody is called like this"
        edits = client.complete(uri, unknown + len("@persona:ba"))["items"]
        assert client.offsets(text, edits[0]["textEdit"]["insert"]) == (unknown, unknown + len("@persona:ba"))


class TestLists:
    def test_a_list_has_at_most_100_items_and_says_that_there_are_more(self, start: Start, root: Path) -> None:
        for number in range(150):
            persona(root, f"pessoa-{number:03}")
        client = start(root)
        uri = client.open("untitled:1", "@persona:")
        answer = client.complete(uri, len("@persona:"))
        assert 90 <= len(answer["items"]) <= 100
        assert answer["isIncomplete"] is True
        ranks = [item["sortText"] for item in answer["items"]]
        assert ranks == sorted(set(ranks))

    @pytest.mark.parametrize("capabilities", [CAPABLE, {}], ids=["ranges", "words"])
    def test_no_editor_is_to_indent_an_item_anew(self, start: Start, root: Path, capabilities: Any) -> None:
        client = start(root, capabilities=capabilities)
        items = client.complete(client.open("untitled:1", "@persona:"), len("@persona:"))["items"]
        assert len(items) >= 2
        assert {item["insertTextMode"] for item in items} == {1}

    @pytest.mark.parametrize(
        ("marked", "is_incomplete"),
        [
            ("@|", True),
            ("@persona:|", True),
            ("@persona:back|", False),
            ("@persona:bancos|", True),
            ("@persona:b|a", True),
            ("@persona:backend#|", False),
            ("@persona:backend#bá|", True),
        ],
    )
    def test_a_list_is_complete_when_filtering_it_by_prefix_gives_the_next_one(
        self, start: Start, root: Path, marked: str, is_incomplete: bool
    ) -> None:
        client = start(root)
        text, at = cut(marked)
        assert client.complete(client.open("untitled:1", text), at)["isIncomplete"] is is_incomplete

    def test_an_item_is_explained_when_it_is_looked_at(self, start: Start, root: Path) -> None:
        client = start(root)
        items = client.complete(client.open("untitled:1", "@persona:back"), len("@persona:back"))["items"]
        reference, prompt = (client.request("completionItem/resolve", item) for item in items[:2])
        for resolved in (reference, prompt):
            assert resolved["documentation"]["kind"] == "markdown"
            assert "Atue como Desenvolvedor Backend." in resolved["documentation"]["value"]
        assert items[0]["detail"] == "Desenvolvedor Backend"

    @pytest.mark.parametrize("data", [None, 5, "x", [], {}, {"path": None}, {"path": "/nowhere"}, {"path": ["/"]}])
    def test_an_item_that_is_not_ours_comes_back_as_it_was(self, start: Start, root: Path, data: Any) -> None:
        client = start(root)
        item = {"label": "x"} if data is None else {"label": "x", "data": data}
        assert client.request("completionItem/resolve", item) == item

    def test_an_item_of_a_persona_that_is_gone_comes_back_as_it_was(self, start: Start, root: Path) -> None:
        client = start(root)
        item = client.complete(client.open("untitled:1", "@persona:ba"), len("@persona:ba"))["items"][0]
        item["data"]["part"] = "nobody"
        assert "documentation" in client.request("completionItem/resolve", item), "its prompt is shown instead"
        (root / "personas" / "backend.md").unlink()
        watched(client, root / "personas" / "backend.md", 3)
        assert "documentation" not in client.request("completionItem/resolve", item)


def watched(client: Client, path: Path, kind: int) -> None:
    """Tell of a file that was created (1), changed (2) or deleted (3)."""
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": kind}]})


class TestProgress:
    def test_reading_the_library_is_shown_from_begin_to_end(self, start: Start, root: Path) -> None:
        client = start(root)
        client.until(lambda: any(each["params"]["value"]["kind"] == "end" for each in client.notes("$/progress")))
        (created,) = [each for each in client.asked if each["method"] == "window/workDoneProgress/create"]
        values = [each["params"] for each in client.notes("$/progress")]
        assert {each["token"] for each in values} == {created["params"]["token"]}
        assert [values[0]["value"]["kind"], values[-1]["value"]["kind"]] == ["begin", "end"]
        assert values[0]["value"]["title"] == "Reading the persona library"
        assert values[-1]["value"]["message"] == "2 personas"

    def test_a_bar_that_is_granted_after_the_work_is_done_ends_at_once(self, root: Path) -> None:
        with Client.in_thread() as client:
            client.late.add("window/workDoneProgress/create")
            client.start(root)
            client.until(lambda: len(ids(client)) == 2)
            (created,) = [each for each in client.asked if each["method"] == "window/workDoneProgress/create"]
            assert not client.notes("$/progress")
            client.answer(created)
            client.until(lambda: len(client.notes("$/progress")) == 2)
            values = [each["params"]["value"] for each in client.notes("$/progress")]
            assert [each["kind"] for each in values] == ["begin", "end"]
            assert values[-1]["message"] == "2 personas"

    def test_a_client_without_progress_is_not_asked(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=without("window"))
        client.turn()
        assert not [each for each in client.asked if "rogress" in each["method"]]
        assert not client.notes("$/progress")


class TestFiles:
    def test_changes_on_the_disk_are_registered_for_and_followed(self, start: Start, root: Path) -> None:
        client = start(root)
        client.until(lambda: any(each["method"] == "client/registerCapability" for each in client.asked))
        (asked,) = [each for each in client.asked if each["method"] == "client/registerCapability"]
        (registration,) = asked["params"]["registrations"]
        assert registration["method"] == "workspace/didChangeWatchedFiles"
        new = persona(root, "nova")
        watched(client, new, 1)
        assert ids(client) == {"backend", "dba", "nova"}
        new.unlink()
        watched(client, new, 3)
        assert ids(client) == {"backend", "dba"}
        (root / "personas" / "dba.md").write_text("---\nid: banco\n---\n" + PERSONA.format(title="x"), encoding="utf-8")
        watched(client, root / "personas" / "dba.md", 2)
        assert ids(client) == {"backend", "banco"}

    def test_a_folder_that_goes_takes_its_personas_along(self, start: Start, root: Path) -> None:
        client = start(root)
        shutil.rmtree(root / "personas")
        watched(client, root / "personas", 3)
        client.until(lambda: not ids(client))

    def test_a_folder_that_comes_brings_its_personas(self, start: Start, root: Path, tmp_path: Path) -> None:
        client = start(root)
        persona(tmp_path / "elsewhere", "mudada")
        (tmp_path / "elsewhere" / "personas").rename(root / "mais")
        (root / "mais").rename(root / "personas" / "mais")
        watched(client, root / "personas" / "mais", 1)
        client.until(lambda: ids(client) == {"backend", "dba", "mudada"})

    def test_a_client_that_watches_nothing_is_not_asked_and_the_disk_is_looked_at(
        self, start: Start, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When a document is opened, saved or asked about; never by a timer."""
        monkeypatch.setattr("persona_ls.lsp.indexing._LOOK_AGAIN_SECONDS", 0.0)
        client = start(root, capabilities=without("workspace", "didChangeWatchedFiles"))
        referring = client.open(root / "b.md", "@persona:nova")
        client.until_found(referring, "unknown-persona")
        new = persona(root, "nova")
        client.save(referring)
        client.until_found(referring)
        uri = client.open(root / "a.md", "@persona:")
        assert "@persona:nova" in client.labels(uri)
        new.write_text("---\nid: outra\n---\n" + PERSONA.format(title="x"), encoding="utf-8")
        client.until(lambda: "@persona:outra" in client.labels(uri))
        new.unlink()
        client.until(lambda: "@persona:outra" not in client.labels(uri))
        assert not [each for each in client.asked if each["method"] == "client/registerCapability"]

    def test_what_is_open_counts_and_not_the_disk(self, start: Start, root: Path) -> None:
        client = start(root)
        path = root / "personas" / "dba.md"
        uri = client.open(path, "---\nid: aberta\n---\n" + path.read_text(encoding="utf-8"))
        assert ids(client) == {"backend", "aberta"}
        watched(client, path, 2)
        assert ids(client) == {"backend", "aberta"}
        client.close(uri)
        assert ids(client) == {"backend", "dba"}

    def test_a_persona_that_is_written_is_offered_before_it_is_saved(self, start: Start, root: Path) -> None:
        client = start(root)
        client.open(root / "personas" / "nova.md", PERSONA.format(title="Nova"))
        assert "nova" in ids(client)

    @pytest.mark.parametrize(
        "data",
        [
            b"\x00\x01",
            "ação".encode("latin-1"),
            b"x" * 5_000_000,
            b"---\na: " + b"[" * 5_000 + b"\n---\n",
            b"---\n",
            b"",
        ],
        ids=["binary", "not UTF-8", "too large", "deep YAML", "front matter without end", "empty"],
    )
    def test_one_bad_file_never_stops_the_rest(self, start: Start, root: Path, data: bytes) -> None:
        (root / "personas" / "ruim.md").write_bytes(data)
        client = start(root)
        assert ids(client) - {"ruim"} == {"backend", "dba"}
        with contextlib.suppress(UnicodeDecodeError):
            uri = client.open(root / "personas" / "ruim.md", data.decode())
            client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            assert ids(client) - {"ruim"} == {"backend", "dba"}


class TestFolders:
    def test_a_reference_means_the_persona_of_its_own_folder_first(self, start: Start, tmp_path: Path) -> None:
        one, two = tmp_path / "um", tmp_path / "dois"
        persona(one, "backend", "Primeira")
        persona(two, "backend", "Segunda")
        client = start(one, two)
        for folder, title in ((one, "Primeira"), (two, "Segunda")):
            uri = client.open(folder / "a.md", "@persona:backend")
            assert title in client.hover(uri, 3)["contents"]["value"]

    def test_folders_come_and_go(self, start: Start, root: Path, tmp_path: Path) -> None:
        """With them the personas, and what is said about references to them."""
        other = tmp_path / "outra"
        persona(other, "de-fora")
        client = start(root)
        uri = client.open(root / "a.md", "@persona:de-fora")
        client.until_found(uri, "unknown-persona")
        folder = {"uri": other.as_uri(), "name": "outra"}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
        client.until_found(uri)
        assert ids(client) == {"backend", "dba", "de-fora"}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
        client.until_found(uri, "unknown-persona")
        assert ids(client) == {"backend", "dba"}

    @pytest.mark.parametrize(
        "roots",
        [{"rootUri": "uri"}, {"rootPath": "path"}, {"rootUri": "uri", "rootPath": "path", "workspaceFolders": None}],
    )
    def test_older_clients_name_a_root(self, start: Start, root: Path, roots: dict[str, str | None]) -> None:
        values = {"uri": root.as_uri(), "path": str(root), None: None}
        client = start(**{"workspaceFolders": None, **{name: values[kind] for name, kind in roots.items()}})
        assert ids(client) == {"backend", "dba"}

    def test_without_a_folder_there_is_what_is_bundled(self, start: Start) -> None:
        client = start(bundled=True)
        assert "backend" in ids(client)


class TestDocuments:
    @pytest.mark.parametrize(
        "uri",
        ["untitled:Untitled-1", "vscode-notebook-cell:/n.ipynb#W1", "git:/a/b.md?ref=HEAD", "x-y.z+1:anything", "inmemory://model/1",
         "file://server/share/a.md", "no uri at all"],
    )  # fmt: skip
    def test_a_document_of_any_scheme_is_served(self, start: Start, root: Path, uri: str) -> None:
        client = start(root)
        client.open(uri, text := "veja @persona:backend e @persona:bakend")
        assert "Desenvolvedor Backend" in client.hover(uri, text.index(":"))["contents"]["value"]
        client.until_found(uri, "unknown-persona")
        assert client.request("textDocument/definition", client.place(uri, text.index(":")))

    def test_every_spelling_of_a_uri_is_one_document(self, start: Start, root: Path) -> None:
        """Editors percent-encode as they please, and not always alike."""
        client = start(root)
        uri = client.open(root / "a%20b ç.md", "@persona:bakend")
        client.until_found(uri, "unknown-persona")
        other = uri.replace("%C3%A7", "ç").replace("file:///", "file://localhost/")
        assert other != uri
        place = {"textDocument": {"uri": other}, "position": {"line": 0, "character": 11}}
        assert client.request("textDocument/completion", place)["items"]
        client.notify("textDocument/didClose", {"textDocument": {"uri": other}})
        client.until_found(uri)
        assert client.request("textDocument/completion", place) is None
        assert list(client.server.session) == []

    def test_closing_a_document_clears_what_was_said_of_it(self, start: Start, root: Path) -> None:
        client = start(root)
        uri = client.open(root / "a.md", "@persona:bakend")
        client.until_found(uri, "unknown-persona")
        client.close(uri)
        client.until_found(uri)

    def test_nothing_is_published_for_a_clean_document(self, start: Start, root: Path) -> None:
        """An empty message would open a phantom buffer in some editors."""
        client = start(root)
        clean = client.open(root / "a.md", "@persona:backend")
        client.close(clean)
        clean = client.open(root / "a.md", "@persona:backend")
        dirty = client.open(root / "z.md", "@persona:bakend")
        client.until_found(dirty, "unknown-persona")
        assert client.findings(clean) is None

    def test_a_finding_that_is_mended_disappears_and_carries_the_version(self, start: Start, root: Path) -> None:
        client = start(root)
        uri = client.open(root / "a.md", "@persona:bakend")
        client.until_found(uri, "unknown-persona")
        client.write(uri, "@persona:backend")
        client.until_found(uri)
        assert [each["params"]["version"] for each in client.notes("textDocument/publishDiagnostics")] == [1, 2]

    def test_before_the_library_is_read_nobody_is_unknown(self, start: Start, root: Path) -> None:
        """An honest partial answer: absence means nothing yet."""
        with Client.in_thread() as client:
            client.request(
                "initialize", {"capabilities": CAPABLE, "workspaceFolders": [{"uri": root.as_uri(), "name": "x"}]}
            )
            client.initialized = {}
            uri = client.open(root / "a.md", "@persona:bakend")
            assert (client.complete(uri, 9) or {"isIncomplete": True})["isIncomplete"] is True
            session = client.server.session
            assert session.findings(session.get(uri)) == ()

    def test_lone_halves_of_emoji_are_survived(self, start: Start, root: Path) -> None:
        client = start(root)
        uri = client.open(root / "a.md", "\ud83d @persona:ba")
        client.encoding = "utf-32"
        position = {"line": 0, "character": len("\ud83d @persona:ba")}
        assert client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})["items"]

    def test_the_language_can_be_changed_while_it_runs(self, start: Start, root: Path) -> None:
        """Also in what is said already."""
        client = start(root)
        uri = client.open(root / "a.md", "@persona:backend#nada")
        (english,) = client.until_found(uri, "unknown-part")
        client.notify(
            "workspace/didChangeConfiguration", {"settings": {"personaLs": {"language": "pt-BR", "bundled": False}}}
        )
        client.until(lambda: client.findings(uri)[0]["message"] != english["message"])


PULLING = initialize_params("vscode")["capabilities"]


class TestPull:
    """Editors that ask for diagnostics, and can be told to ask again."""

    def test_what_is_known_already_is_not_sent_again(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=PULLING)
        uri = client.open(root / "a.md", "@persona:bakend")
        full = pull(client, uri)
        assert (full["kind"], [each["code"] for each in full["items"]]) == ("full", ["unknown-persona"])
        again = pull(client, uri, full["resultId"])
        assert again == {"kind": "unchanged", "resultId": full["resultId"]}
        client.edit(uri, 0, 0, "Use ")
        moved = pull(client, uri, full["resultId"])
        assert moved["items"][0]["range"]["start"]["character"] == full["items"][0]["range"]["start"]["character"] + 4
        client.write(uri, "@persona:backend")
        assert pull(client, uri, moved["resultId"])["items"] == []
        assert client.findings(uri) is None, "never pushed as well"

    def test_the_editor_is_told_to_ask_again_when_the_library_changes(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=PULLING)
        uri = client.open(root / "a.md", "@persona:nova")
        before = pull(client, uri)
        client.asked.clear()
        watched(client, persona(root, "nova"), 1)
        client.until(lambda: any(each["method"] == "workspace/diagnostic/refresh" for each in client.asked))
        assert pull(client, uri, before["resultId"])["items"] == []

    def test_another_language_is_news(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=PULLING)
        uri = client.open(root / "a.md", "@persona:backend#nada")
        english = pull(client, uri)
        client.notify(
            "workspace/didChangeConfiguration", {"settings": {"personaLs": {"language": "pt-BR", "bundled": False}}}
        )
        client.turn()
        client.until_ready()
        portuguese = pull(client, uri, english["resultId"])
        assert portuguese["items"][0]["message"] != english["items"][0]["message"]

    def test_a_closed_document_has_nothing(self, start: Start, root: Path) -> None:
        client = start(root, capabilities=PULLING)
        assert pull(client, (root / "a.md").as_uri())["items"] == []


def pull(client: Client, uri: str, previous: str | None = None) -> Any:
    params = {"textDocument": {"uri": uri}} | ({"previousResultId": previous} if previous else {})
    return client.request("textDocument/diagnostic", params)


ASKING = [
    "textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/codeAction", "textDocument/documentSymbol",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A session in which many mistakes are made."""
    with Client.in_thread() as client:
        client.start(write_files(tmp_path_factory.mktemp("workspace"), LIBRARY))
        client.open("untitled:1", "@persona:ba")
        yield client


class TestMistakes:
    @pytest.fixture(autouse=True)
    def lives(self, client: Client) -> Iterator[None]:
        """After each mistake the server answers as before."""
        yield
        assert "@persona:backend" in client.labels("untitled:1")

    @pytest.mark.parametrize("method", ASKING)
    def test_a_document_that_is_not_open_has_no_answers(self, client: Client, method: str) -> None:
        here = {"line": 0, "character": 3}
        params = {
            "textDocument": {"uri": "untitled:closed"},
            "position": here,
            "range": {"start": here, "end": here},
            "context": {"diagnostics": [], "triggerKind": 1},
        }
        assert not client.request(method, params)

    @pytest.mark.parametrize(
        "params", [None, 5, [], {}, {"textDocument": {"uri": 7}}, {"textDocument": 3, "position": 3}]
    )
    @pytest.mark.parametrize("method", ASKING)
    def test_a_request_with_bad_parameters_is_refused(self, client: Client, method: str, params: Any) -> None:
        with pytest.raises(Refused) as refused:
            client.request(method, params)
        assert refused.value.code == -32602

    @pytest.mark.parametrize("place", [(10**6, 0), (0, 10**6), (-1, -1), (2**40, 2**40)])
    @pytest.mark.parametrize("method", ASKING[:3])
    def test_a_place_past_the_end_is_answered(self, client: Client, method: str, place: tuple[int, int]) -> None:
        position = {"line": place[0], "character": place[1]}
        client.request(method, {"textDocument": {"uri": "untitled:1"}, "position": position})

    @pytest.mark.parametrize(
        "note",
        [
            (
                "textDocument/didChange",
                {"textDocument": {"uri": "untitled:closed", "version": 2}, "contentChanges": [{"text": "x"}]},
            ),
            ("textDocument/didClose", {"textDocument": {"uri": "untitled:closed"}}),
            ("textDocument/didSave", {"textDocument": {"uri": "untitled:closed"}}),
            ("textDocument/didOpen", {"textDocument": {"uri": 5}}),
            (
                "workspace/didChangeWatchedFiles",
                {"changes": [{"uri": "no uri", "type": 99}, {"uri": "file:///x/personas/y.md", "type": 1}]},
            ),
            ("workspace/didChangeConfiguration", {"settings": 5}),
            (
                "workspace/didChangeWorkspaceFolders",
                {"event": {"added": [{"uri": "ftp://x/y", "name": ""}], "removed": []}},
            ),
        ],
        ids=lambda note: note[0],
    )
    def test_a_notification_that_makes_no_sense_changes_nothing(self, client: Client, note: tuple[str, Any]) -> None:
        client.notify(*note)

    def test_a_client_of_the_future_is_served(self, start: Start, root: Path) -> None:
        capabilities = json.loads(json.dumps(CAPABLE))
        item = capabilities["textDocument"]["completion"]["completionItem"]
        item |= {
            "insertTextModeSupport": {"valueSet": [1, 99]},
            "tagSupport": {"valueSet": [42]},
            "documentationFormat": ["asciidoc"],
        }
        capabilities["workspace"]["workspaceEdit"]["failureHandling"] = "pray"
        client = start(root, capabilities=capabilities, trace="chatty")
        uri = client.open("untitled:1", "@persona:ba")
        params = {**client.place(uri, len("@persona:ba")), "context": {"triggerKind": 99}}
        assert client.request("textDocument/completion", params)["items"]
