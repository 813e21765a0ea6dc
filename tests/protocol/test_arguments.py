"""What a person gets who writes arguments, in each editor: names with their defaults, values with their quotes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from editor_models import MODELS, Ale, Editor, OldNeovim, WordEditor
from lsp_client import Client, write_files
from recorded import sessions

LIBRARY = """
%! personas/backend.md
---
variáveis:
  usuários: {padrão: 500}
  stack: {opções: [Django, "Fast API"], padrão: "Fast API"}
  nome: {padrão: "R$ 5"}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend para {{ usuários }} com {{ stack }} e {{ nome }}.
```
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    root = write_files(tmp_path_factory.mktemp("workspace"), LIBRARY)
    with sessions(root) as started:
        yield started


@pytest.fixture
def window(clients: dict[str, Client]) -> Any:
    def open_window(name: str, marked: str) -> Editor:
        number = sum(len(client.buffers) for client in clients.values())
        return MODELS[name](clients[name], f"untitled:{number}", marked)

    return open_window


def taken(editor: Editor, *labels: str) -> str:
    """The text after the first of ``labels`` that is shown was taken; the person presses the key where nothing is open."""
    menu = editor.menu if editor.is_open else editor.ask().menu
    label = next((each for each in labels if each in menu), None)
    assert label, f"none of {labels} in {menu}"
    return editor.accept(label)


def has_snippets(editor: Editor) -> bool:
    item = editor.client.complete(editor.uri, editor.cursor)["items"][0]
    return item.get("insertTextFormat") == 2


every_record = pytest.mark.parametrize("record", sorted(MODELS))


@every_record
@pytest.mark.parametrize("behind", ["", ")", ") e mais"])
@pytest.mark.parametrize(
    ("typed", "before"),
    [
        ("(", "("),
        ("(usu", "("),
        ("(nome=1, usu", "(nome=1, "),
        ("(nome='a, (b',", "(nome='a, (b',"),
        ("#basico(", "#basico("),
    ],
)
def test_a_name_is_typed_and_taken(window: Any, record: str, typed: str, before: str, behind: str) -> None:
    """With its default where the editor has snippets, ready for a value where it has none; what stands behind stays."""
    editor = window(record, f"🎉 @persona:backend|{behind}").type(typed)
    value = "500" if has_snippets(editor) else ""
    assert taken(editor, "usuários=") == f"🎉 @persona:backend{before}usuários={value}{behind}"


@every_record
@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("stack=|", 'stack="Django"'),
        ("stack=|)", 'stack="Django")'),
        ('stack="|', 'stack="Django"'),
        ('stack="|")', 'stack="Django")'),
        ('stack="Dj|")', 'stack="Django")'),
        ('stack="Dj|"', 'stack="Django"'),
        ("stack='|', nome=1)", "stack='Django', nome=1)"),
    ],
)
def test_a_value_has_its_two_quotes_in_every_editor(window: Any, record: str, marked: str, text: str) -> None:
    """Also in those that close a quote by themselves, and in those that leave standing what is behind the cursor."""
    editor = window(record, f"@persona:backend({marked}")
    labels = ('"Django"', "'Django'", 'Django"', "Django'")
    assert taken(editor, *labels) == f"@persona:backend({text}"


@every_record
def test_a_value_with_blanks_is_found_by_its_beginning(window: Any, record: str) -> None:
    editor = window(record, '@persona:backend(stack="|")').type("Fa")
    assert taken(editor, '"Fast API"', 'Fast API"') == '@persona:backend(stack="Fast API")'


@every_record
@pytest.mark.parametrize("typed", ["(", "(nome=1,", "(stack=", '(stack="'])
def test_the_menu_is_there_without_a_key(window: Any, record: str, typed: str) -> None:
    """In every editor that asks at signs."""
    if MODELS[record] not in (OldNeovim, WordEditor, Ale):
        assert window(record, "@persona:backend|").type(typed).is_open


@every_record
@pytest.mark.parametrize("typed", ["(veja o te", " (usu", "(nome=1) (usu", "(nome=1, usuários=2) usu", ": usu"])
def test_there_is_silence_in_prose(window: Any, record: str, typed: str) -> None:
    assert window(record, "@persona:backend|").type(typed).ask().menu == []


@every_record
def test_in_all_of_a_list_one_range_is_replaced(window: Any, record: str) -> None:
    """Neovim takes the smallest start of a list for every item of it."""
    editor = window(record, '@persona:backend(nome="x", u|su=3)')
    answer = editor.client.complete(editor.uri, editor.cursor)
    edits = [item.get("textEdit") for item in answer["items"]]
    places = {
        json.dumps({key: edit[key] for key in edit if key != "newText"}, sort_keys=True) for edit in edits if edit
    }
    assert len(places) <= 1
    assert len({edit is None for edit in edits}) == 1


def test_the_documentation_comes_with_the_item_and_stays_when_it_is_resolved(clients: dict[str, Client]) -> None:
    client = clients["vscode"]
    uri = client.open("untitled:doc", "@persona:backend(")
    item = client.complete(uri, len("@persona:backend("))["items"][0]
    assert item["detail"] == "int = 500"
    assert client.request("completionItem/resolve", item).get("documentation") == item.get("documentation")
