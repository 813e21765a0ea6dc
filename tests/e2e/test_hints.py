"""Each method of hints once, over a real process: what a person sees around a persona and a prompt that uses it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lsp_client import CAPABLE, Client, write_files

CAPABILITIES: dict[str, Any] = {
    **CAPABLE,
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {**CAPABLE["workspace"], "codeLens": {"refreshSupport": True}, "inlayHint": {"refreshSupport": True}},
    "textDocument": {**CAPABLE["textDocument"], "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}}},
}
LIBRARY = """
%! personas/revisora.md
---
variáveis: {idioma: português}
---
# Persona: Revisora

## Prompt de Ativação (Básico)

```
Atue como uma Revisora de {{ idioma }}.
```

%! pedido.md
Siga @persona:revisora(idioma="inglês").
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("equipe"), LIBRARY)


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    with Client.in_process() as client:
        client.replies["window/showDocument"] = {"success": True}
        client.start(root, capabilities=CAPABILITIES, locale="en")
        for name in ("personas/revisora.md", "pedido.md"):
            client.open(root / name, (root / name).read_text(encoding="utf-8"))
        yield client


@pytest.fixture
def persona(root: Path) -> str:
    return (root / "personas/revisora.md").as_uri()


@pytest.fixture
def prompt(root: Path) -> str:
    return (root / "pedido.md").as_uri()


def document(uri: str) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}}


def test_lenses_are_listed_and_counted(client: Client, persona: str) -> None:
    found = client.request("textDocument/codeLens", document(persona))
    titles = [client.request("codeLens/resolve", lens)["command"]["title"] for lens in found]
    assert titles == ["used in 1 file", "render", "prompt used in 1 file", "render"]


def test_rendering_opens_the_text(client: Client, persona: str) -> None:
    params = {"command": "persona-ls.render", "arguments": [persona, "basico"]}
    uri = client.request("workspace/executeCommand", params)
    client.until(lambda: any(each["method"] == "window/showDocument" for each in client.asked))
    path = Path(unquote(uri.removeprefix("file://")))
    assert path.read_text(encoding="utf-8") == "Atue como uma Revisora de português."


def test_a_hint_stands_behind_the_reference(client: Client, prompt: str) -> None:
    text = client.text(prompt)
    (hint,) = client.request("textDocument/inlayHint", {**document(prompt), "range": client.range(text, 0, len(text))})
    assert client.offset(text, hint["position"]) == text.index(".")
    assert hint["label"] == "Revisora · ~10 tokens"
    assert "Atue como uma Revisora" in client.request("inlayHint/resolve", hint)["tooltip"]["value"]


def test_tokens_are_told_in_full_as_a_difference_and_for_a_range(client: Client, prompt: str) -> None:
    method, text = "textDocument/semanticTokens", client.text(prompt)
    full = client.request(f"{method}/full", document(prompt))
    assert full["data"][:5] == [0, len("Siga "), len("@persona:revisora"), 0, 0]
    same = client.request(f"{method}/full/delta", {**document(prompt), "previousResultId": full["resultId"]})
    assert same["edits"] == []
    whole = client.range(text, 0, len(text))
    assert client.request(f"{method}/range", {**document(prompt), "range": whole})["data"] == full["data"]


def test_the_hierarchy_leads_from_a_prompt_to_the_file_and_back(client: Client, persona: str, prompt: str) -> None:
    place = client.place(persona, client.text(persona).index("## Prompt"))
    (item,) = client.request("textDocument/prepareCallHierarchy", place)
    (caller,) = client.request("callHierarchy/incomingCalls", {"item": item})
    assert caller["from"]["uri"] == prompt
    (called,) = client.request("callHierarchy/outgoingCalls", {"item": caller["from"]})
    assert called["to"] == item
