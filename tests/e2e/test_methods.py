"""Each method that no other test asks of a real process, once and in earnest; `docs/protocol.md` names the test of every method."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, write_files

CAPABILITIES: dict[str, Any] = {
    **CAPABLE,
    "workspace": {**CAPABLE["workspace"], "symbol": {"resolveSupport": {"properties": ["location.range"]}}},
    "textDocument": {
        **CAPABLE["textDocument"],
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "rename": {"prepareSupport": True},
    },
}
LIBRARY = """
%! personas/base.md
# Persona: Base

## Características

- Responde em português

## Prompt de Ativação (Básico)

```
Responda em português.
```

%! personas/backend.md
---
variáveis: {stack: Django}
---

# Persona: Desenvolvedora Backend
**Especialidade**: APIs
## Prompt de Ativação (Básico)

```
Atue como uma Desenvolvedora Backend de {{ stack }}. @persona:base
```

%! AGENTS.md
Peça a @persona:backend(stack="Go"), e de novo a @persona:backend.
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("equipe"), LIBRARY)


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    with Client.in_process() as client:
        client.start(root, capabilities=CAPABILITIES, locale="en")
        for name in ("AGENTS.md", "personas/backend.md"):
            client.open(root / name, (root / name).read_text(encoding="utf-8"))
        yield client


@pytest.fixture
def prompt(root: Path) -> str:
    return (root / "AGENTS.md").as_uri()


@pytest.fixture
def persona(root: Path) -> str:
    return (root / "personas/backend.md").as_uri()


def at(client: Client, uri: str, words: str, **more: Any) -> dict[str, Any]:
    """A request about the place after these words."""
    return {**client.place(uri, client.text(uri).index(words) + len(words)), **more}


def texts(client: Client, uri: str, ranges: list[Any]) -> list[str]:
    text = client.text(uri)
    return [text[slice(*client.offsets(text, each["range"]))] for each in ranges]


def test_a_list_is_offered_and_an_item_explained(client: Client, prompt: str) -> None:
    offered = client.request("textDocument/completion", at(client, prompt, "@persona:ba", context={"triggerKind": 1}))
    item = next(each for each in offered["items"] if each["label"] == "@persona:backend")
    assert "Atue como uma Desenvolvedora Backend" in str(
        client.request("completionItem/resolve", item)["documentation"]
    )


def test_the_arguments_of_a_reference_are_explained(client: Client, prompt: str) -> None:
    help_ = client.request("textDocument/signatureHelp", at(client, prompt, "stack="))
    assert "stack" in help_["signatures"][0]["label"]


def test_the_uses_of_a_persona_are_found(client: Client, root: Path, prompt: str) -> None:
    context = {"includeDeclaration": False}
    found = client.request("textDocument/references", at(client, prompt, "@persona:back", context=context))
    assert [each["uri"] for each in found] == [prompt, prompt]


def test_the_same_name_is_marked(client: Client, prompt: str) -> None:
    found = client.request("textDocument/documentHighlight", at(client, prompt, "@persona:back"))
    assert len(found) == 2


def test_references_are_links(client: Client, root: Path, prompt: str, persona: str) -> None:
    found = client.request("textDocument/documentLink", {"textDocument": {"uri": prompt}})
    assert [each["target"].split("#")[0] for each in found] == [persona, persona]


def test_what_would_be_renamed_is_told(client: Client, prompt: str) -> None:
    found = client.request("textDocument/prepareRename", at(client, prompt, "@persona:back"))
    assert (texts(client, prompt, [found]), found["placeholder"]) == (["backend"], "backend")


def test_before_a_file_is_moved_its_references_are_told(client: Client, root: Path, prompt: str, persona: str) -> None:
    move = {"oldUri": persona, "newUri": (root / "personas/api.md").as_uri()}
    edit = client.request("workspace/willRenameFiles", {"files": [move]})
    (change,) = (each for each in edit["documentChanges"] if each["textDocument"]["uri"] == prompt)
    assert [each["newText"] for each in change["edits"]] == ["api", "api"]


def test_a_chosen_action_gets_its_edit(client: Client, prompt: str) -> None:
    start = client.text(prompt).index("@persona:backend(")
    offered = client.actions(prompt, start, start)
    (chosen,) = (each for each in offered if each["kind"] == "refactor.inline" and "edit" not in each)
    edit = client.request("codeAction/resolve", chosen)["edit"]
    assert "Atue como uma Desenvolvedora Backend de Go. Responda em português." in str(edit)


def test_a_chosen_symbol_gets_its_place(client: Client, persona: str) -> None:
    (symbol,) = client.request("workspace/symbol", {"query": "desenvolvedora"})
    assert symbol["location"] == {"uri": persona}
    place = client.request("workspaceSymbol/resolve", symbol)["location"]
    assert texts(client, persona, [place]) == ["# Persona: Desenvolvedora Backend"]


def test_sections_fold_and_selections_grow(client: Client, persona: str) -> None:
    document = {"textDocument": {"uri": persona}}
    lines = client.text(persona).split("\n")
    folded = [lines[each["startLine"]] for each in client.request("textDocument/foldingRange", document)]
    assert "## Prompt de Ativação (Básico)" in folded
    place = at(client, persona, "Atue como")
    (selected,) = client.request("textDocument/selectionRange", {**document, "positions": [place["position"]]})
    assert texts(client, persona, [selected["parent"]])[0].startswith("Atue")


def test_a_persona_is_formatted_in_full_and_in_part(client: Client, persona: str) -> None:
    text, options = client.text(persona), {"tabSize": 2, "insertSpaces": True}
    document = {"textDocument": {"uri": persona}, "options": options}
    assert client.request("textDocument/formatting", document)
    title = text.index("# Persona")
    assert client.request("textDocument/rangeFormatting", {**document, "range": client.range(text, title, len(text))})


def test_our_own_client_gets_its_panels(client: Client, root: Path, prompt: str, persona: str) -> None:
    listed = client.request("persona-ls/personas", {"textDocument": {"uri": prompt}})
    assert {each["name"] for each in listed} == {"base", "backend"}
    shown = client.request("persona-ls/render", {"persona": persona})
    assert "Atue como uma Desenvolvedora Backend" in str(shown)
    assert client.request("persona-ls/newPersona", {"name": "nova"})["uri"] == (root / "personas/nova.md").as_uri()
    assert client.request("persona-ls/status", {})


def test_what_happens_on_the_disk_is_followed_by_notes_of_the_client(client: Client, root: Path) -> None:
    """A file that comes, moves and goes is in the list, under its name, and out of it."""
    document = client.open("untitled:nova", "@persona:nov")
    new, moved = root / "personas/novata.md", root / "personas/novissima.md"
    new.write_text("# Persona: Novata\n\n**Perfil**: Nova\n", encoding="utf-8")
    client.notify("workspace/didCreateFiles", {"files": [{"uri": new.as_uri()}]})
    client.until(lambda: client.labels(document) == ["@persona:novata"])
    client.move(new, moved)
    client.until(lambda: client.labels(document) == ["@persona:novissima"])
    moved.unlink()
    client.notify("workspace/didDeleteFiles", {"files": [{"uri": moved.as_uri()}]})
    client.until(lambda: client.labels(document) == [])
    client.close(document)


def test_settings_can_change_while_it_runs(client: Client) -> None:
    document = client.open("untitled:dados", "@persona:dba")
    for bundled, offered in ((True, ["@persona:dba"]), (False, [])):
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"bundled": bundled}}})
        client.until(lambda offered=offered: client.labels(document)[:1] == offered)
    client.close(document)


def test_a_folder_can_come_and_go_while_it_runs(client: Client, tmp_path: Path) -> None:
    other = write_files(tmp_path / "outra", "%! personas/vizinha.md\n# Persona: Vizinha\n\n**Perfil**: Perto\n")
    folder = {"uri": other.as_uri(), "name": "outra"}
    document = client.open("untitled:vizinha", "@persona:viz")
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
    client.until(lambda: client.labels(document) == ["@persona:vizinha"])
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    client.until(lambda: client.labels(document) == [])
    client.close(document)


def test_a_trace_is_taken_note_of(client: Client) -> None:
    """What needs no work of ours is no reason to complain either."""
    before = len(client.notes("window/logMessage")) + len(client.notes("window/showMessage"))
    client.notify("$/setTrace", {"value": "verbose"})
    client.notify("window/workDoneProgress/cancel", {"token": "nothing"})
    client.turn()
    assert len(client.notes("window/logMessage")) + len(client.notes("window/showMessage")) == before
