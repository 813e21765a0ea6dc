"""Signature help over the wire: places in the label in the client's own unit, and the argument that the cursor is in."""

from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, cut, write_files

LIBRARY = """
%! personas/análise.md
---
variáveis:
  𝛼: {descrição: Uma letra, opções: [é, 🎉]}
  usuários: 500
---

# Persona: Análise

## Prompt de Ativação (Básico)

```
Atue como uma Análise de {{ 𝛼 }} para {{ usuários }}.
```
"""

LABEL = 'análise(𝛼*: "é" | "🎉", usuários: int = 500)'
OFFSETS = {"parameterInformation": {"labelOffsetSupport": True}, "activeParameterSupport": True}


def asked(root: Path, marked: str, encoding: str = "utf-16", information: Any = None) -> Any:
    """The answer at the ``|``."""
    capabilities = {
        **CAPABLE,
        "general": {"positionEncodings": [encoding]},
        "textDocument": {"signatureHelp": {"signatureInformation": OFFSETS if information is None else information}},
    }
    with Client.in_thread() as client:
        client.start(root, capabilities=capabilities)
        text, at = cut(marked)
        return client.request("textDocument/signatureHelp", client.place(client.open("untitled:a", text), at))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, LIBRARY)


def test_it_is_announced_with_the_signs_that_arguments_are_made_of(root: Path) -> None:
    with Client.in_thread() as client:
        provider = client.start(root)["signatureHelpProvider"]
    assert provider == {"triggerCharacters": ["(", ",", "="], "retriggerCharacters": [")"]}


@pytest.mark.parametrize(
    ("encoding", "codec", "width"), [("utf-8", "utf-8", 1), ("utf-16", "utf-16-le", 2), ("utf-32", "utf-32-le", 4)]
)
def test_places_in_the_label_are_counted_as_positions_are(root: Path, encoding: str, codec: str, width: int) -> None:
    answer = asked(root, "🎉 @persona:análise(|", encoding)
    (information,) = answer["signatures"]
    assert information["label"] == LABEL
    raw = LABEL.encode(codec)
    words = [
        raw[start * width : end * width].decode(codec)
        for start, end in (each["label"] for each in information["parameters"])
    ]
    assert words == ['𝛼*: "é" | "🎉"', "usuários: int = 500"]
    assert information["parameters"][0]["documentation"] == "Uma letra · required"
    assert (answer["activeSignature"], answer["activeParameter"]) == (0, 0)


def test_who_knows_no_places_gets_the_words(root: Path) -> None:
    (information,) = asked(root, "@persona:análise(|)", information={})["signatures"]
    assert [each["label"] for each in information["parameters"]] == ['𝛼*: "é" | "🎉"', "usuários: int = 500"]


@pytest.mark.parametrize(
    ("marked", "active"),
    [("(usuários=5|)", 1), ("(usuários=5, |)", 0), ("(us|)", 1), ("(𝛼=1, usuários=2, x|", 2), ("(cor=|)", 2)],
)
def test_the_argument_under_the_cursor_is_active_and_one_past_the_last_is_none(
    root: Path, marked: str, active: int
) -> None:
    assert asked(root, f"@persona:análise{marked}")["activeParameter"] == active


@pytest.mark.parametrize(
    "marked", ["@persona:análise|(", "@persona:análise(veja |isto)", "(|", "@persona:análise (|", "@persona:análise()|"]
)
def test_there_is_none_outside_of_arguments(root: Path, marked: str) -> None:
    assert asked(root, marked) is None
