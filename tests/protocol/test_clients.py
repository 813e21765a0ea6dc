"""What a person gets who types a reference in each editor: the recorded clients, and VS Code and Helix by their source.

``tests/clients`` has records of our own, as small as an editor's answers depend on them; ``tests/fixtures/clients`` what eight editors
really sent. How each of them asks, filters and accepts is in `editor_models`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from editor_models import MODELS, Ale, CodeMirror, Editor, Eglot, LspMode, OldNeovim, VsCode, WordEditor
from lsp_client import Client, write_files
from recorded import RECORDS, sessions

LIBRARY = """
%! personas/desenvolvimento/backend.md
# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend.
```

%! personas/desenvolvimento/frontend.md
# Persona: Desenvolvedor Frontend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Frontend.
```

%! personas/dados/data-science.md
# Persona: Cientista de Dados

## Prompt de Ativação (Básico)

```
Atue como um Cientista de Dados.
```

%! personas/dados/dba.md
---
tags: [banco, sql]
---

# Persona: Administrador de Repositórios

## Prompt de Ativação (Básico)

```
Atue como um Administrador de Repositórios.
```

%! personas/infra/devops.md
---
apelidos: [infraestrutura]
---

# Persona: Engenheiro de Plataforma

## Prompt de Ativação (Básico)

```
Atue como um Engenheiro de Plataforma.
```

%! personas/seguranca.md
# Persona: Segurança da Informação

## Prompt de Ativação (Básico)

```
Atue como um especialista em Segurança da Informação.
```

%! personas/análise.md
# Persona: Analista de Negócios

## Prompt de Ativação (Básico)

```
Atue como um Analista de Negócios.
```
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    """One session for each record, all in one workspace."""
    root = write_files(tmp_path_factory.mktemp("workspace"), LIBRARY)
    with sessions(root) as started:
        yield started


@pytest.fixture
def window(clients: dict[str, Client], request: pytest.FixtureRequest) -> Any:
    """Opens a window of an editor on a new document."""

    def open_window(name: str, marked: str = "|") -> Editor:
        number = sum(len(client.buffers) for client in clients.values())
        return MODELS[name](clients[name], f"untitled:{number}", marked)

    return open_window


def offered(editor: Editor, wanted: str) -> str | None:
    """The label of the item that makes ``wanted`` of what was typed; the person presses the key where the editor is not open."""
    menu = editor.menu if editor.is_open else editor.ask().menu
    return next((label for label in menu if wanted.endswith(label)), None)


def taken(editor: Editor, wanted: str) -> str:
    """The text after that item was taken."""
    label = offered(editor, wanted)
    assert label, f"{wanted} is not offered, but {editor.menu}"
    return editor.accept(label)


every_record = pytest.mark.parametrize("record", sorted(MODELS))


def ranges(record: str) -> bool:
    """Whether the editor honours ranges and filter texts."""
    return not issubclass(MODELS[record], WordEditor | Eglot)


def test_every_record_has_its_model() -> None:
    assert set(RECORDS) == set(MODELS)


@every_record
@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@", "@persona:backend"),
        ("see @per", "see @persona:backend"),
        ("x @persona:", "x @persona:backend"),
        ("@persona:ba", "@persona:backend"),
        ("(@persona:fr", "(@persona:frontend"),
        ("🎉é @persona:data-s", "🎉é @persona:data-science"),
        ("ação: @persona:anál", "ação: @persona:análise"),
        ("**@persona:de", "**@persona:devops"),
    ],
)
def test_a_reference_is_typed_and_taken(window: Any, record: str, typed: str, text: str) -> None:
    """In every editor the text is the reference, whatever stands before it: nothing is eaten and nothing doubled."""
    assert taken(window(record).type(typed), text) == text


TYPED = ["@", "see @per", "x @persona:", "@persona:ba", "(@persona:fr", "🎉é @persona:data-s", "@ba", "@data-s"]


def asks(record: str, typed: str) -> bool:
    """Whether an editor asks by itself there, and can make a reference of what is typed."""
    model = MODELS[record]
    if model is OldNeovim or model is WordEditor:
        return False  # asks only when told to
    if model is Ale and not typed[-1].isalpha():
        return False  # asks in words only
    # Who replaces the last word only has no room for the sigil.
    return not issubclass(model, WordEditor) or "@persona:".startswith(typed[typed.index("@") :][:2])


@pytest.mark.parametrize(
    ("record", "typed"), [(record, typed) for record in sorted(MODELS) for typed in TYPED if asks(record, typed)]
)
def test_the_menu_is_there_without_a_key(window: Any, record: str, typed: str) -> None:
    """The triggers, and lists that say that they are incomplete, make every editor that asks by itself ask in time."""
    editor = window(record).type(typed)
    assert editor.is_open, f"nothing to see after {editor.requests} requests"


@every_record
@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@persona:banco", "@persona:dba"),
        ("@persona:cientista", "@persona:data-science"),
        ("@persona:segurança", "@persona:seguranca"),
        ("@persona:analise", "@persona:análise"),
        ("@persona:FRONT", "@persona:frontend"),
        ("@persona:science", "@persona:data-science"),
        ("@fro", "@persona:frontend"),
        ("@persona:infra", "@persona:infraestrutura"),
        ("@persona:dados/", "@persona:dados/dba"),
    ],
    ids=["tag", "title", "accent too many", "accent too few", "capitals", "second word", "no sigil", "alias", "folder"],
)
def test_a_persona_is_found_by_more_than_its_id(window: Any, record: str, typed: str, text: str) -> None:
    """Editors that filter keep what the server has matched otherwise; those that replace a word get what begins with the typed text."""
    editor = window(record).type(typed)
    if ranges(record) or text.startswith(typed):
        assert taken(editor, text) == text
    elif isinstance(editor, WordEditor):
        assert offered(editor, text) is None
    else:
        assert isinstance(editor, Eglot), "it compares the label, and so has some of them only"


REPLACE_THE_TOKEN = (LspMode, VsCode, CodeMirror)
"""In all other editors what stood behind the cursor stays."""


@every_record
def test_inside_a_token_the_token_is_replaced_where_the_editor_can(window: Any, record: str) -> None:
    editor = window(record, "@persona:ba|xx ou")
    tail = "" if isinstance(editor, REPLACE_THE_TOKEN) else "xx"
    assert taken(editor, "@persona:backend") == f"@persona:backend{tail} ou"


@every_record
def test_before_another_name_every_item_passes_the_filter(window: Any, record: str) -> None:
    """CodeMirror compares what it would replace, tail and all."""
    assert offered(window(record, "@persona:|nobody"), "@persona:backend")
