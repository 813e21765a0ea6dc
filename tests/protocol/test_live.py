"""A library that lives: what an edit, another program or a switch of branches changes, and what it does not. Work is counted, not timed."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, GUARD, Client, write_files
from persona_ls import asking
from persona_ls.library.entry import Entry
from persona_ls.lsp import indexing
from persona_ls.session import Session
from persona_ls.syntax.document import MarkdownDocument


def persona(title: str, prompt: str) -> str:
    return f"# Persona: {title}\n\n## Prompt de Ativação (Básico)\n\n```\n{prompt}\n```\n"


LIBRARY = f"""
%! personas/guia.md
{persona("Guia", "Atue como um Guia de museus.")}
%! personas/dupla.md
{persona("Dupla", "Atue como uma Dupla com @persona:guia")}
%! personas/mapa.md
{persona("Mapa", "Atue como um Mapa.")}
"""

SILENT = {**CAPABLE, "workspace": {"workspaceFolders": True}}
"""A client that tells of nothing that changes outside of it."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(root: Path) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(root)
        yield client


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of which documents were made, in order."""
    made: list[str] = []
    make = MarkdownDocument.__init__

    def counted(self: MarkdownDocument, *args: Any) -> None:
        make(self, *args)
        made.append(self.source)

    monkeypatch.setattr(MarkdownDocument, "__init__", counted)
    return made


def session_of(client: Client) -> Session:
    assert client.server
    return client.server.session


def ids(client: Client) -> list[str]:
    return sorted(entry.id for entry in session_of(client).library)


def card(client: Client, uri: str) -> str:
    """What is shown when one points at the reference that a document begins with."""
    words: str = client.hover(uri, 3)["contents"]["value"]
    return words


def inserted(client: Client, uri: str) -> list[str]:
    """What completion would insert at the end of a document in the place of the reference."""
    items = client.complete(uri, len(client.text(uri)))["items"]
    return [each["textEdit"]["newText"] for each in items if " → " in each["label"]]


def tell(client: Client, *paths: Path, kind: int = 2) -> None:
    """What a client that watches says of files: 1 created, 2 changed, 3 deleted."""
    changes = [{"uri": path.as_uri(), "type": kind} for path in paths]
    client.notify("workspace/didChangeWatchedFiles", {"changes": changes})


def settled(client: Client, count: int) -> None:
    """Come back when this many open documents have been checked as they stand now."""
    session = session_of(client)
    client.turn()
    client.until(lambda: len(session._findings) == count and not client.server.desk.publisher._waiting)


class TestUnsavedPersonas:
    """What one document says reaches those that depend on it, before anybody saves."""

    @pytest.fixture
    def documents(self, client: Client, root: Path) -> dict[str, str]:
        """Three documents that refer to three personas, and the persona that is edited; all checked."""
        uris = {name: client.open(root / f"{name}.md", f"@persona:{name}") for name in ("guia", "dupla", "mapa")}
        path = root / "personas" / "guia.md"
        uris["edited"] = client.open(path, path.read_text(encoding="utf-8"))
        settled(client, 4)
        return uris

    def test_hover_and_completion_say_what_stands_in_the_editor(
        self, client: Client, documents: dict[str, str]
    ) -> None:
        client.write(documents["edited"], persona("Guia", "Atue como um Guia de praias."))
        assert "Guia de praias" in card(client, documents["guia"])
        assert "Dupla com Atue como um Guia de praias." in card(client, documents["dupla"])
        assert "Atue como um Mapa." in card(client, documents["mapa"])
        assert "Atue como um Guia de praias." in inserted(client, documents["guia"])
        assert "Atue como uma Dupla com Atue como um Guia de praias." in inserted(client, documents["dupla"])

    def test_closing_without_saving_brings_the_file_back(self, client: Client, documents: dict[str, str]) -> None:
        client.write(documents["edited"], persona("Guia", "Atue como um Guia de praias."))
        client.close(documents["edited"])
        assert "Guia de museus" in card(client, documents["guia"])
        assert "Atue como um Guia de museus." in inserted(client, documents["guia"])

    def test_findings_come_and_go_where_the_persona_is_used(self, client: Client, documents: dict[str, str]) -> None:
        named = client.open(documents["guia"].replace("guia.md", "parte.md"), "@persona:guia#basico")
        settled(client, 5)
        good = client.text(documents["edited"])
        client.write(documents["edited"], good.replace("(Básico)", "(Avançado)"))
        client.until_found(named, "unknown-part")
        client.write(documents["edited"], good)
        client.until_found(named)

    def test_only_those_are_checked_that_depend_on_it(
        self, client: Client, documents: dict[str, str], parsed: list[str]
    ) -> None:
        session = session_of(client)
        known = {name: session._findings[uri] for name, uri in documents.items()}
        checks, read = session.checks, session.store.parsed
        parsed.clear()
        client.edit(documents["edited"], *span(client.text(documents["edited"]), "museus"), "praias")
        settled(client, 4)
        checked = {name for name, uri in documents.items() if session._findings[uri] is not known[name]}
        assert checked == {"edited", "guia"}
        assert session.checks == checks + 2
        assert session.store.parsed == read, "no file was read again"
        assert parsed == [client.text(documents["edited"])], "one document was parsed: the one that was edited"

    def test_a_keystroke_in_a_prompt_file_reaches_nobody(
        self, client: Client, documents: dict[str, str], parsed: list[str]
    ) -> None:
        session = session_of(client)
        library, checks = session.library, session.checks
        parsed.clear()
        client.edit(documents["mapa"], 0, 0, "e ")
        settled(client, 4)
        assert session.checks == checks + 1
        assert len(parsed) == 1
        assert session.library.naming is library.naming


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


Change = Callable[..., None]


class TestOtherPrograms:
    """Files that another program writes: followed by events, and without them when a document is opened or saved, or completion asks."""

    @pytest.fixture(params=["told", "opening", "saving", "asking"])
    def change(self, request: pytest.FixtureRequest, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
        """Tells a client of paths, or gives a silent one an occasion to look for itself."""
        monkeypatch.setattr(indexing, "_LOOK_AGAIN_SECONDS", 0.0)
        with Client.in_thread() as client:
            client.start(root, capabilities=CAPABLE if request.param == "told" else SILENT)
            uri = client.open(root / "aberto.md", "@persona:")
            client.labels(uri)  # which parses what it offers, once
            client.turn()
            client.until(
                lambda: client.server.desk.indexer._look is None
            )  # else it may find what the test has yet to tell of
            count = 0

            def happened(*paths: Path, kind: int) -> Client:
                nonlocal count
                count += 1
                if request.param == "told":
                    tell(client, *paths, kind=kind)
                elif request.param == "opening":
                    client.open(root / f"outro{count}.md", "nada")
                elif request.param == "saving":
                    client.save(uri)
                else:
                    client.labels(uri)
                return client

            yield happened

    def test_a_new_file_is_a_persona_and_a_deleted_one_is_none(self, change: Change, root: Path) -> None:
        path = root / "personas" / "nova.md"
        write_files(root, f"%! personas/nova.md\n{persona('Nova', 'Atue como uma Nova.')}")
        client = change(path, kind=1)
        client.until(lambda: ids(client) == ["dupla", "guia", "mapa", "nova"])
        path.unlink()
        change(path, kind=3)
        client.until(lambda: ids(client) == ["dupla", "guia", "mapa"])

    def test_a_changed_file_is_read_again_and_no_other(self, change: Change, root: Path, parsed: list[str]) -> None:
        path = root / "personas" / "guia.md"
        new = persona("Guia", "Atue como um Guia das praias do norte.")
        path.write_text(new, encoding="utf-8")
        parsed.clear()
        client = change(path, kind=2)
        client.until(lambda: prompt_length(client, "guia") == len("Atue como um Guia das praias do norte."))
        assert {each for each in parsed if "# Persona" in each} == {new}

    def test_findings_follow(self, change: Change, root: Path) -> None:
        path = root / "personas" / "mapa.md"
        path.unlink()
        client = change(path, kind=3)
        uri = client.open(root / "a.md", "@persona:mapa aqui")
        client.until_found(uri, "unknown-persona")
        write_files(root, f"%! personas/mapa.md\n{persona('Mapa', 'Atue como um Mapa.')}")
        change(path, kind=1)
        client.until_found(uri)

    def test_a_renamed_folder_takes_its_personas_along(self, change: Change, root: Path) -> None:
        write_files(root, f"%! personas/viagem/nova.md\n{persona('Nova', 'Atue como uma Nova.')}")
        client = change(root / "personas" / "viagem", kind=1)
        client.until(lambda: "viagem/nova" in qualified(client))
        (root / "personas" / "viagem").rename(root / "personas" / "passeio")
        change(root / "personas" / "viagem", kind=3)
        change(root / "personas" / "passeio", kind=1)
        client.until(lambda: "passeio/nova" in qualified(client))
        assert "viagem/nova" not in qualified(client)

    def test_a_client_that_refuses_to_watch_is_as_one_that_cannot(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "_LOOK_AGAIN_SECONDS", 0.0)
        with Client.in_thread() as client:
            client.refused.add("client/registerCapability")
            client.start(root)
            uri = client.open(root / "aberto.md", "nada")
            client.until(lambda: any(each["method"] == "client/registerCapability" for each in client.asked))
            client.turn()
            write_files(root, f"%! personas/nova.md\n{persona('Nova', 'Atue como uma Nova.')}")
            client.save(uri)
            client.until(lambda: "nova" in ids(client))

    def test_what_changes_behind_the_back_of_a_look_is_found_by_the_next_occasion(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A document is saved while the folders are looked at that were listed before another file came."""
        monkeypatch.setattr(indexing, "_LOOK_AGAIN_SECONDS", 0.0)
        really, listed, go_on = indexing._reread, threading.Event(), threading.Event()

        def reread(*arguments: Any) -> Any:
            found = really(*arguments)
            listed.set()
            assert go_on.wait(GUARD)
            return found

        with Client.in_thread() as client:
            client.start(root, capabilities=SILENT)
            monkeypatch.setattr(indexing, "_reread", reread)
            uri = client.open(root / "aberto.md", "nada")
            assert listed.wait(GUARD)
            write_files(root, f"%! personas/nova.md\n{persona('Nova', 'Atue como uma Nova.')}")
            client.save(uri)
            client.turn()
            go_on.set()
            client.until(lambda: "nova" in ids(client))

    def test_what_an_editor_has_open_is_not_read_from_the_disk(self, change: Change, root: Path) -> None:
        path = root / "personas" / "guia.md"
        client = change(path, kind=2)
        client.open(path, persona("Guia", "Atue como um Guia aberto."))
        path.write_text(persona("Guia", "Outra coisa."), encoding="utf-8")
        change(path, kind=2)
        client.turn()
        uri = client.open(root / "a.md", "@persona:guia")
        assert "Guia aberto" in card(client, uri)


def entry_of(client: Client, name: str) -> Entry:
    return next(entry for entry in session_of(client).library if entry.id == name)


def prompt_length(client: Client, name: str) -> int:
    (prompt,) = entry_of(client, name).prompts
    return prompt.length


def qualified(client: Client) -> list[str]:
    return [entry.qualified for entry in session_of(client).library]


class TestManyFilesAtOnce:
    COUNT = 1_000

    @pytest.fixture
    def branch(self, root: Path) -> list[Path]:
        """The files of another branch, which are not there yet."""
        return [root / "personas" / "ramo" / f"p{number:04}.md" for number in range(self.COUNT)]

    def switch(self, branch: list[Path], word: str) -> None:
        branch[0].parent.mkdir(exist_ok=True)
        for number, path in enumerate(branch):
            path.write_text(persona(f"P {number}", f"Atue como um P {number} {word}."), encoding="utf-8")

    def test_a_switch_of_branches_reads_each_file_once_and_answers_go_in_between(
        self, client: Client, root: Path, branch: list[Path], parsed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uri = client.open(root / "a.md", "@persona:guia")
        settled(client, 1)
        session, hover, read_by_then = session_of(client), asking.hover, []

        def hovered(session: Session, *args: Any) -> Any:
            read_by_then.append(session.store.parsed - before)
            return hover(session, *args)

        monkeypatch.setattr(asking, "hover", hovered)
        self.switch(branch, "a")
        before = session.store.parsed
        card(client, uri)
        read_by_then.clear()
        before = session.store.parsed
        parsed.clear()
        tell(client, *branch, kind=1)
        card(client, uri)
        client.until(lambda: len(session.library) == 3 + self.COUNT)
        assert read_by_then[0] < self.COUNT / 2, "the answer did not wait for all files"
        assert session.store.parsed - before == self.COUNT
        assert len(parsed) <= self.COUNT

    def test_back_and_forth_ends_at_what_is_there(self, client: Client, root: Path, branch: list[Path]) -> None:
        """A second event comes while the files of the first are still being read."""
        self.switch(branch, "a")
        tell(client, *branch, kind=1)
        for path in branch[::2]:
            path.unlink()
        self.switch(branch[1::2], "longo")
        tell(client, *branch[::2], kind=3)
        tell(client, *branch[1::2], kind=2)
        session = session_of(client)
        client.turn()
        client.until(lambda: session.library.is_complete and not client.server.desk.indexer._told)
        client.until(lambda: len(session.library) == 3 + self.COUNT // 2)
        assert prompt_length(client, "p0001") == len("Atue como um P 1 longo.")

    def test_what_has_not_changed_is_not_read(self, client: Client, root: Path) -> None:
        session = session_of(client)
        before = session.store.parsed
        tell(client, *(root / "personas").glob("*.md"), *[root / f"none{n}.md" for n in range(100)])
        client.turn()
        client.until(lambda: not client.server.desk.indexer._told)
        assert session.store.parsed == before

    def test_a_folder_that_comes_while_one_is_looked_for_is_found(
        self, client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        differences, came = indexing.differences, root / "personas" / "depois"

        def late(walk: Any, stamps: Any) -> Any:
            """The folder appears when the walk that the first event asked for is over."""
            found = differences(walk, stamps)
            if not came.exists():
                write_files(root, f"%! personas/depois/tarde.md\n{persona('Tarde', 'Atue.')}")
                tell(client, came, kind=1)
                client.turn()
            return found

        monkeypatch.setattr(indexing, "differences", late)
        tell(client, root / "personas", kind=2)
        client.until(lambda: "tarde" in ids(client))


class TestFolders:
    def test_a_workspace_folder_that_is_taken_away_is_forgotten(
        self, client: Client, root: Path, tmp_path: Path
    ) -> None:
        other = write_files(
            tmp_path / "other", f"%! personas/nova.md\n{persona('Nova', 'Atue.')}\n%! usa.md\n@persona:guia\n"
        )
        uri = client.open(root / "a.md", "@persona:nova ou")
        client.until_found(uri, "unknown-persona")
        folder = {"uri": other.as_uri(), "name": "other"}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
        client.until_found(uri)
        assert other / "usa.md" in session_of(client).library.users("guia")
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
        client.until_found(uri, "unknown-persona")
        assert other / "usa.md" not in session_of(client).library.users("guia")

    def test_a_folder_of_prompt_files_alone_is_forgotten_at_once(self, root: Path, tmp_path: Path) -> None:
        other = write_files(tmp_path / "other", "%! usa.md\n@persona:guia\n")
        session = Session([root, other], bundled=False, user=False)
        session.index()
        assert other / "usa.md" in session.library.users("guia")
        session.set_folders([root])
        assert other / "usa.md" not in session.library.users("guia")

    def test_a_folder_that_is_gone_is_one_event(self, client: Client, root: Path) -> None:
        uri = client.open(root / "a.md", "@persona:mapa aqui")
        shutil.rmtree(root / "personas")
        tell(client, root / "personas", kind=3)
        client.until_found(uri, "unknown-persona")
        assert ids(client) == []

    def test_a_folder_that_is_deleted_from_the_disk_empties_the_library(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "_LOOK_AGAIN_SECONDS", 0.0)
        with Client.in_thread() as client:
            client.start(root, capabilities=SILENT)
            uri = client.open(root / "a.md", "@persona:guia aqui")
            shutil.rmtree(root)
            client.save(uri)
            client.until(lambda: ids(client) == [])
            client.until_found(uri, "unknown-persona")
