"""What an edit or a question costs, counted: documents parsed, documents checked, prompts rendered. No clock."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from lsp_client import Client, write_files
from persona_ls.library import store
from persona_ls.library.entry import Entry
from persona_ls.library.scan import referrer_of
from persona_ls.library.snapshot import Library
from persona_ls.lsp import desk, reception, warming
from persona_ls.render.expand import Renderer
from persona_ls.syntax.document import MarkdownDocument

LIBRARY = """
%! personas/backend.md
---
variáveis: {stack: Django}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend com {{ stack }}.
```

%! personas/dba.md
# Persona: Administrador de Bancos

## Prompt de Ativação (Básico)

```
Atue como um Administrador de Bancos.
```
"""


@dataclass
class Work:
    """What was done since the last `taken`."""

    parsed: int = 0
    rendered: int = 0

    def taken(self) -> tuple[int, int]:
        """Documents parsed and prompts rendered; counting begins anew."""
        done = self.parsed, self.rendered
        self.parsed = self.rendered = 0
        return done


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    work = Work()
    parse, render = MarkdownDocument.__init__, Renderer.prompt

    def parsed(self: MarkdownDocument, *args: Any, **kwargs: Any) -> None:
        work.parsed += 1
        parse(self, *args, **kwargs)

    def rendered(self: Renderer, *args: Any, **kwargs: Any) -> str:
        work.rendered += 1
        return render(self, *args, **kwargs)

    monkeypatch.setattr(MarkdownDocument, "__init__", parsed)
    monkeypatch.setattr(Renderer, "prompt", rendered)
    return work


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(root: Path, work: Work) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(root)
        yield client


def prompts(client: Client, uri: str) -> list[str]:
    """What the items at the end of a document would insert."""
    items = client.complete(uri, len(client.text(uri)))["items"]
    return [each["textEdit"]["newText"] for each in items if " → " in each["label"]]


def test_typing_parses_the_document_once_a_letter_and_nothing_else(client: Client, root: Path, work: Work) -> None:
    uri = client.open(root / "a.md", "Veja @persona:backend\n")
    client.turn()
    work.taken()
    for char in "digitado":
        client.edit(uri, len(client.text(uri)), len(client.text(uri)), char)
    client.turn()
    assert work.taken() == (8, 0)
    assert client.server.session.store.parsed == 0


def test_an_edit_checks_its_document_and_no_other(client: Client, root: Path) -> None:
    other = client.open(root / "b.md", "@persona:bakend")
    uri = client.open(root / "a.md", "@persona:bakend")
    client.until_found(other, "unknown-persona")
    client.until_found(uri, "unknown-persona")
    before = client.server.session.checks
    client.edit(uri, 0, 0, "@persona:nada ")
    client.until_found(uri, "unknown-persona", "unknown-persona")
    assert client.server.session.checks == before + 1


def test_an_edit_of_a_persona_checks_the_documents_that_refer_to_it_and_no_others(client: Client, root: Path) -> None:
    path = root / "personas" / "dba.md"
    referring = client.open(root / "a.md", "@persona:dba#basico")
    other = client.open(root / "b.md", "@persona:backend")
    uri = client.open(path, path.read_text(encoding="utf-8"))
    session = client.server.session
    client.until(lambda: len(session._findings) == 3)
    known = session._findings[other]
    client.write(uri, client.text(uri).replace("(Básico)", "(Avançado)"))
    client.until_found(referring, "unknown-part")
    assert session._findings[other] is known


def test_completion_that_is_asked_twice_is_rendered_and_parsed_once(client: Client, root: Path, work: Work) -> None:
    uri = client.open(root / "a.md", "@persona:")
    client.turn()
    work.taken()
    first = prompts(client, uri)
    assert len(first) == 2
    assert work.taken() > (0, 1), "the counting counts"
    assert prompts(client, uri) == first
    assert work.taken() == (0, 0)


def test_typing_on_renders_nothing_again(client: Client, root: Path, work: Work) -> None:
    uri = client.open(root / "a.md", "@persona:")
    prompts(client, uri)
    work.taken()
    for count, char in enumerate("ba", 1):
        client.edit(uri, len(client.text(uri)), len(client.text(uri)), char)
        prompts(client, uri)
        assert work.taken() == (1, 0), f"letter {count}"


@pytest.mark.parametrize("is_open", [True, False], ids=["in a buffer", "on the disk"])
def test_a_prompt_that_changed_is_rendered_anew(client: Client, root: Path, is_open: bool) -> None:
    """Also where nothing changes that the library keeps of a persona: a line break for a blank."""
    path = root / "personas" / "dba.md"
    uri = client.open(root / "a.md", "@persona:dba")
    assert prompts(client, uri) == ["Atue como um Administrador de Bancos."]
    changed = path.read_text(encoding="utf-8").replace("um Administrador", "um\nAdministrador")
    if is_open:
        client.open(path, changed)
    else:
        path.write_text(changed, encoding="utf-8")
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
    assert prompts(client, uri) == ["Atue como um\nAdministrador de Bancos."]
    if is_open:
        client.close(path.as_uri())
        assert prompts(client, uri) == ["Atue como um Administrador de Bancos."]


def test_a_question_outside_our_tokens_costs_nothing(client: Client, root: Path, work: Work) -> None:
    uri = client.open(root / "a.md", "Note:")
    client.turn()
    work.taken()
    assert client.complete(uri, len("Note:"), ":") is None
    assert work.taken() == (0, 0)


def test_a_hover_parses_the_persona_once(client: Client, root: Path, work: Work) -> None:
    uri = client.open(root / "a.md", "@persona:dba")
    client.hover(uri, 3)
    work.taken()
    client.hover(uri, 3)
    assert work.parsed == 0


def test_a_rename_looks_through_no_library(client: Client, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a name is taken, the table of names tells."""
    uri = client.open(root / "a.md", "@persona:dba")
    walks = 0

    def walked(self: Library) -> Iterator[Entry]:
        nonlocal walks
        walks += 1
        return iter(())

    monkeypatch.setattr(Library, "__iter__", walked)
    assert client.request("textDocument/rename", {**client.place(uri, 10), "newName": "outra"})
    assert walks == 0


def test_the_first_list_is_made_ready_beside_the_loop_once_initialize_is_answered(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[Thread] = []
    monkeypatch.setattr(warming, "ready_to_list", lambda _: threads.append(current_thread()))
    with Client.in_thread() as client:
        client.start(root)
        client.until(lambda: bool(threads))
        assert threads[0] is not client._thread
    assert len(threads) == 1


def test_hovers_and_what_renders_are_made_ready_once_the_library_is_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[Thread] = []
    monkeypatch.setattr(desk, "ready_to_show", lambda: threads.append(current_thread()))
    with Client.in_thread() as client:
        client.start(root)
        client.until(lambda: bool(threads))
        assert threads[0] is not client._thread
        assert client.server.session.engine.starts == 1


def test_the_lists_of_every_letter_are_json_and_no_objects_to_be_made_json(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = client.open(root / "a.md", "@persona:")
    client.turn()
    monkeypatch.setattr(reception, "_encoder", json.JSONEncoder())
    assert len(prompts(client, uri)) == 2
    assert len(client.request("workspace/symbol", {"query": "d"})) == 2


def test_whom_a_prompt_refers_to_is_read_when_it_counts_and_not_at_every_letter(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(document: MarkdownDocument, persona: Any, path: Path, home: Path | None) -> Any:
        read.append(path)
        return referrer_of(document, persona, path, home)

    uri = client.open(root / "a.md", "@persona:")
    client.turn()
    monkeypatch.setattr(store, "referrer_of", counted)
    monkeypatch.setattr(desk, "_PAUSE", 3600)
    for char in "dba":
        client.edit(uri, len(client.text(uri)), len(client.text(uri)), char)
        assert prompts(client, uri)
    assert not read
    places = client.request(
        "textDocument/references", {**client.place(uri, 10), "context": {"includeDeclaration": False}}
    )
    assert [each["uri"] for each in places] == [uri]
    assert len(read) == 1


def test_whom_a_prompt_refers_to_counts_after_a_pause_without_any_question(client: Client, root: Path) -> None:
    uri = client.open(root / "a.md", "@persona:")
    client.edit(uri, len("@persona:"), len("@persona:"), "dba")
    client.until(lambda: root / "a.md" in client.server.session.library.users("dba"))


def test_a_prompt_that_was_closed_while_it_was_typed_is_that_of_the_disk(client: Client, root: Path) -> None:
    uri = client.open(root / "a.md", "@persona:")
    client.edit(uri, len("@persona:"), len("@persona:"), "dba")
    client.close(uri)
    client.turn()
    assert not client.server.session.library.users("dba")
