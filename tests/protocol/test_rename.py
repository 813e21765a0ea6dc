"""Renaming over the wire: what each client can carry out, versions, buffers before the disk, and refusals that name their reason."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, Refused, write_files
from persona_ls.syntax.document import MarkdownDocument

BACKEND = """\
---
tags: [apis]
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend.
```
"""
LIBRARY = f"""
%! personas/dev/backend.md
{BACKEND}
%! personas/rapid.md
# Persona: Rápido

## Prompt de Ativação (Básico)

```
Atue como um Rápido. @persona:dev/backend
```

%! notes.md
Ask @persona:backend 🎉, @persona:backend#basico.
%! other.md
Ask @persona:rapid.
"""
RENAMES: dict[str, Any] = {
    **CAPABLE,
    "workspace": {
        **CAPABLE["workspace"],
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename"]},
        "fileOperations": {"willRename": True, "didRename": True, "didCreate": True, "didDelete": True},
    },
    "textDocument": {**CAPABLE["textDocument"], "rename": {"prepareSupport": True}},
}
NEOVIM: dict[str, Any] = {"workspace": {"workspaceEdit": {"resourceOperations": ["rename", "create", "delete"]}}}
OLD: dict[str, Any] = {}


def contents(root: Path) -> dict[str, str]:
    """Every file below a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(root: Path) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(root, capabilities=RENAMES)
        yield client


def rename(client: Client, uri: str, at: int, new: str) -> Any:
    return client.request("textDocument/rename", {**client.place(uri, at), "newName": new})


def prepared(client: Client, uri: str, at: int) -> Any:
    return client.request("textDocument/prepareRename", client.place(uri, at))


def leads_to(client: Client, uri: str, at: int) -> str:
    """The one file that a reference leads to."""
    (place,) = client.request("textDocument/definition", client.place(uri, at))
    return place["uri"]


NOTES = "Ask @persona:backend 🎉, @persona:backend#basico.\n"
AFTER = {
    "personas/dev/api.md": BACKEND + "\n",
    "notes.md": NOTES.replace("backend", "api"),
    "other.md": "Ask @persona:rapid.\n",
}


def test_an_id_is_renamed_with_its_file_and_every_reference(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", NOTES)
    client.edit(uri, 0, 0, "Now ")
    edit = rename(client, uri, 20, "api")
    versions = {each["textDocument"]["uri"]: each["textDocument"]["version"] for each in edit["documentChanges"][:-1]}
    assert versions == {uri: 2, (root / "personas/rapid.md").as_uri(): None}
    assert edit["documentChanges"][-1] == {
        "kind": "rename",
        "oldUri": (root / "personas/dev/backend.md").as_uri(),
        "newUri": (root / "personas/dev/api.md").as_uri(),
        "options": {"overwrite": False},
    }
    client.apply(edit)
    assert client.text(uri) == "Now " + AFTER["notes.md"]
    after = contents(root)
    assert after["personas/dev/api.md"] == AFTER["personas/dev/api.md"]
    assert "@persona:dev/api" in after["personas/rapid.md"]
    assert "personas/dev/backend.md" not in after
    assert leads_to(client, uri, 20) == (root / "personas/dev/api.md").as_uri()
    assert len(rename(client, uri, 20, "backend")["documentChanges"]) == 3


def test_a_buffer_counts_and_not_what_the_disk_has_of_it(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", "Only @persona:dev/backend here.")
    client.apply(rename(client, uri, 20, "api"))
    assert client.text(uri) == "Only @persona:dev/api here."
    assert (root / "notes.md").read_text(encoding="utf-8") == NOTES


def test_a_file_that_changed_on_the_disk_is_read_first(client: Client, root: Path) -> None:
    uri = client.open("untitled:Untitled-1", "@persona:backend")
    (root / "notes.md").write_text("Moved.\r\n\r\nAsk @persona:backend.", encoding="utf-8", newline="")
    client.apply(rename(client, uri, 12, "api"))
    assert contents(root)["notes.md"] == "Moved.\r\n\r\nAsk @persona:api."
    assert client.text(uri) == "@persona:api"


@pytest.mark.parametrize("capabilities", [NEOVIM, OLD], ids=["names only what it can do to files", "can nothing"])
def test_each_client_gets_what_it_can_carry_out(root: Path, capabilities: Any) -> None:
    with Client.in_thread() as client:
        announced = client.start(root, capabilities=capabilities)
        assert announced["renameProvider"] is True
        uri = client.open(root / "notes.md", NOTES)
        edit = rename(client, uri, 12, "api")
        assert ("documentChanges" in edit) == (capabilities is NEOVIM)
        client.apply(edit)
        path = "personas/dev/api.md" if capabilities is NEOVIM else "personas/dev/backend.md"
        key = "" if capabilities is NEOVIM else "id: api\n"
        assert contents(root)[path] == BACKEND.replace("[apis]\n", f"[apis]\n{key}") + "\n"
        assert client.text(uri) == AFTER["notes.md"]
        assert leads_to(client, uri, 12) == (root / path).as_uri()


def test_the_recorded_neovim_renames_files() -> None:
    """It names no ``documentChanges``, and has always had them."""
    record = Path(__file__).parents[1] / "fixtures" / "clients" / "nvim-0.11.4.json"
    with Client.in_thread() as client:
        client.start(capabilities=json.loads(record.read_text(encoding="utf-8"))["capabilities"])
        assert client.server.client.can_rename_files
        assert client.server.client.has_versioned_edits


@pytest.mark.parametrize("can_ask", [True, False])
def test_a_client_that_can_ask_offers_to_keep_the_old_name(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_ask: bool
) -> None:
    """In the person's own library, which other workspaces use."""
    write_files(tmp_path / "own", f"%! mine.md\n{BACKEND}")
    monkeypatch.setattr("persona_ls.session.user_library", lambda: tmp_path / "own")
    edits = {"documentChanges": True, "resourceOperations": ["rename"]}
    edits |= {"changeAnnotationSupport": {"groupsOnLabel": True}} if can_ask else {}
    with Client.in_thread() as client:
        client.start(root, capabilities={**RENAMES, "workspace": {**RENAMES["workspace"], "workspaceEdit": edits}})
        uri = client.open(root / "notes.md", "@persona:mine")
        edit = rename(client, uri, 12, "ours")
        annotations = edit.get("changeAnnotations", {})
        labels = [(each["label"], each["needsConfirmation"]) for each in annotations.values()]
        assert labels == ([("Keep `mine` as an alias", True)] if can_ask else [])
        asked = [one for each in edit["documentChanges"] for one in each.get("edits", []) if "annotationId" in one]
        assert [each["newText"] for each in asked] == (["apelidos: [mine]\n"] if can_ask else [])
        assert all(each["annotationId"] in annotations for each in asked)
        client.apply(edit)
        assert client.text(uri) == "@persona:ours"
        assert contents(tmp_path / "own") == {"ours.md": BACKEND}


def test_prepare_tells_the_name_and_its_range(client: Client, root: Path) -> None:
    assert client.initialized["capabilities"]["renameProvider"] == {"prepareProvider": True}
    uri = client.open(root / "notes.md", "Ask 🎉 @persona:dev/backend.")
    found = prepared(client, uri, 10)
    assert found["placeholder"] == "backend"
    assert client.offsets(client.text(uri), found["range"]) == (19, 26)
    assert prepared(client, uri, 1) is None


@pytest.mark.parametrize(
    ("new", "code", "sentence"),
    [
        ("rapid", -32602, "`rapid` is the name of personas/rapid.md already."),
        ("a b", -32602, "`a b` cannot be a name: a name has letters, digits, and `-`, `_` or `.` between them."),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(client: Client, root: Path, new: str, code: int, sentence: str) -> None:
    uri = client.open(root / "notes.md", NOTES)
    before = contents(root)
    with pytest.raises(Refused) as refused:
        rename(client, uri, 12, new)
    assert str(refused.value) == f"{code}: {sentence}"
    assert contents(root) == before


def test_what_is_gone_since_prepare_is_no_longer_renamed(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", NOTES)
    assert prepared(client, uri, 12)
    (root / "personas/dev/backend.md").unlink()
    client.watched(((root / "personas/dev/backend.md").as_uri(), 3))
    with pytest.raises(Refused, match="-32803: Nothing is known by the name `backend`"):
        rename(client, uri, 12, "api")


def test_what_is_gone_from_the_disk_without_a_word_neither(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", NOTES)
    (root / "personas/dev/backend.md").unlink()
    with pytest.raises(Refused, match="-32803: Nothing is known by the name `backend`"):
        rename(client, uri, 12, "api")


def test_a_position_out_of_the_text_has_no_name(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", "Ask.\n")
    place = {"textDocument": {"uri": uri}, "position": {"line": 99, "character": 99}}
    assert client.request("textDocument/prepareRename", place) is None
    with pytest.raises(Refused, match="-32803: There is nothing here that can be renamed"):
        client.request("textDocument/rename", {**place, "newName": "x"})


def test_thousands_of_references_on_one_line_are_renamed(client: Client, root: Path) -> None:
    uri = client.open(root / "notes.md", "🎉 @persona:backend " * 10_000)
    edit = rename(client, uri, 12, "api")
    assert len(edit["documentChanges"][0]["edits"]) == 10_000


def test_a_rename_parses_only_the_persona_itself(client: Client, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uri = client.open(root / "notes.md", NOTES)
    client.turn()
    parsed: list[str] = []
    parse = MarkdownDocument.__init__

    def counted(self: MarkdownDocument, *args: Any) -> None:
        parse(self, *args)
        parsed.append(self.source)

    monkeypatch.setattr(MarkdownDocument, "__init__", counted)
    rename(client, uri, 12, "api")
    assert parsed == [BACKEND + "\n"] * 2, "as it is, and as it will be"


class TestFilesMovedByHand:
    def moved(self, client: Client, old: Path, new: Path) -> Any:
        files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]
        return client.request("workspace/willRenameFiles", {"files": files})

    def test_the_editor_is_told_which_moves_to_tell(self, client: Client) -> None:
        told = client.initialized["capabilities"]["workspace"]["fileOperations"]
        assert {"willRename", "didRename", "didCreate", "didDelete"} <= set(told)
        globs = [each["pattern"] for each in told["willRename"]["filters"]]
        assert globs == [
            {"glob": "**/*.{md,markdown,mdc,prompt}", "matches": "file"},
            {"glob": "**", "matches": "folder"},
        ]

    def test_references_follow_a_file(self, client: Client, root: Path) -> None:
        uri = client.open(root / "notes.md", NOTES)
        old, new = root / "personas/dev/backend.md", root / "personas/dev/api.md"
        client.apply(self.moved(client, old, new))
        client.move(old, new)
        assert client.text(uri) == AFTER["notes.md"]
        assert leads_to(client, uri, 12) == new.as_uri()

    def test_qualified_references_follow_a_folder(self, client: Client, root: Path) -> None:
        client.apply(self.moved(client, root / "personas/dev", root / "personas/eng"))
        assert "@persona:eng/backend" in contents(root)["personas/rapid.md"]
        assert contents(root)["notes.md"] == NOTES

    def test_the_move_that_a_rename_makes_is_not_followed_again(self, client: Client, root: Path) -> None:
        """The editor asks while it carries the rename out: its texts are changed, the file has not moved yet."""
        uri = client.open(root / "notes.md", NOTES)
        edit = rename(client, uri, 12, "api")
        client.apply({"documentChanges": edit["documentChanges"][:-1]})
        assert self.moved(client, root / "personas/dev/backend.md", root / "personas/dev/api.md") is None

    def test_a_file_that_is_no_persona_moves_without_a_word(self, client: Client, root: Path) -> None:
        assert self.moved(client, root / "notes.md", root / "memo.md") is None

    def test_the_index_follows_without_a_watcher(self, root: Path) -> None:
        """What the editor itself did is known at once, also where it watches nothing."""
        workspace = {key: value for key, value in RENAMES["workspace"].items() if key != "didChangeWatchedFiles"}
        with Client.in_thread() as client:
            client.start(root, capabilities={**RENAMES, "workspace": workspace})
            library = lambda: {each.id for each in client.server.session.library}  # noqa: E731
            old, new = root / "personas/dev/backend.md", root / "personas/dev/api.md"
            old.rename(new)
            client.notify("workspace/didRenameFiles", {"files": [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]})
            client.turn()
            assert library() == {"api", "rapid"}
            new.unlink()
            client.notify("workspace/didDeleteFiles", {"files": [{"uri": new.as_uri()}]})
            client.turn()
            assert library() == {"rapid"}
            old.write_text(BACKEND, encoding="utf-8")
            client.notify("workspace/didCreateFiles", {"files": [{"uri": old.as_uri()}]})
            client.turn()
            assert library() == {"backend", "rapid"}
            (root / "personas/dev").rename(root / "personas/eng")
            folders = {"oldUri": (root / "personas/dev").as_uri(), "newUri": (root / "personas/eng").as_uri()}
            client.notify("workspace/didRenameFiles", {"files": [folders]})
            client.until(lambda: client.server.session.library.resolve("eng/backend", root).entry is not None)
            assert library() == {"backend", "rapid"}
