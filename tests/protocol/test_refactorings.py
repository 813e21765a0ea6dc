"""Refactorings over the wire: what each kind of client is offered, when the work is done, and what the files are then."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, Refused, write_files

LIBRARY = """
%! personas/backend.md
---
variáveis: {usuarios: 500}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend.
Para {{ usuarios }}.
```

%! personas/bomba.md
# Persona: Bomba

## Prompt de Ativação (Básico)

```
Atue como uma Bomba. {% for a in range(99999) %}{% for b in range(99999) %}{{ a * b }}{% endfor %}{% endfor %}
```
"""

KINDS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}}}
LAZY = {**KINDS, "resolveSupport": {"properties": ["edit"]}, "dataSupport": True, "disabledSupport": True}
EXPAND = "Replace `backend` by its text"

Start = Callable[..., Client]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Client] = []

    def start(actions: Any = None, **workspace: Any) -> Client:
        client = Client.in_thread()
        started.append(client)
        edits = {**CAPABLE["workspace"]["workspaceEdit"], **workspace}
        capabilities = {
            **CAPABLE,
            "workspace": {**CAPABLE["workspace"], "workspaceEdit": edits},
            "textDocument": {**CAPABLE["textDocument"], "codeAction": actions},
        }
        client.start(write_files(tmp_path, LIBRARY), capabilities=capabilities)
        return client

    yield start
    for client in started:
        client.stop()


def offered(
    client: Client, marked: str, only: list[str] | None = None, trigger: int = 1, uri: str = "untitled:a"
) -> dict[str, Any]:
    """The actions for the text between the bars (or at the one bar), by title."""
    before, _, rest = marked.partition("|")
    selected, _, behind = rest.rpartition("|") if "|" in rest else ("", "", rest)
    text = before + selected + behind
    if uri not in client.buffers:
        client.open(uri, text)
    context = {"diagnostics": [], "triggerKind": trigger, **({"only": only} if only else {})}
    place = client.range(text, len(before), len(before) + len(selected))
    params = {"textDocument": {"uri": uri}, "range": place, "context": context}
    found = client.request("textDocument/codeAction", params)
    return {each["title"]: each for each in found or []}


def test_each_kind_and_resolving_are_announced(start: Start) -> None:
    provider = start(LAZY).initialized["capabilities"]["codeActionProvider"]
    assert provider["resolveProvider"] is True
    assert {"quickfix", "refactor.extract", "refactor.inline", "refactor.rewrite"} <= set(provider["codeActionKinds"])


def test_who_resolves_gets_the_edit_when_the_action_is_chosen(start: Start) -> None:
    client = start(LAZY)
    action = offered(client, "> Peça: @persona:back|end(usuarios=7).")[EXPAND]
    assert "edit" not in action
    assert action["kind"] == "refactor.inline"
    client.apply(client.request("codeAction/resolve", action)["edit"])
    assert client.text("untitled:a") == "> Peça: Atue como um Desenvolvedor Backend.\n> Para 7.."


def test_who_does_not_gets_it_at_once(start: Start) -> None:
    client = start(KINDS)
    client.apply(offered(client, "`@persona:back|end`")[EXPAND]["edit"])
    assert client.text("untitled:a") == "Atue como um Desenvolvedor Backend.\nPara 500."


def test_for_a_light_bulb_nothing_is_rendered(start: Start) -> None:
    """An editor that asks at every move of the cursor, and cannot resolve, is not made to wait."""
    titles = offered(start(KINDS), "@persona:back|end", trigger=2)
    assert EXPAND not in titles
    assert "Fill in the variables of `backend`" in titles


def test_a_text_that_has_changed_since_is_not_edited(start: Start) -> None:
    client = start(LAZY)
    action = offered(client, "@persona:back|end")[EXPAND]
    client.edit("untitled:a", 0, 0, "x ")
    with pytest.raises(Refused) as caught:
        client.request("codeAction/resolve", action)
    assert caught.value.code == -32801


@pytest.mark.parametrize(
    "data", [None, 3, {}, {"uri": "untitled:a", "version": 1, "start": "x", "end": 2, "name": "expand"}]
)
def test_an_action_that_is_none_of_ours_is_refused(start: Start, data: Any) -> None:
    client = start(LAZY)
    client.open("untitled:a", "@persona:backend")
    with pytest.raises(Refused):
        client.request("codeAction/resolve", {"title": "x", "data": data})


def test_a_bomb_is_refused_with_a_sentence(start: Start) -> None:
    client = start(LAZY)
    action = offered(client, "@persona:bom|ba")["Replace `bomba` by its text"]
    with pytest.raises(Refused, match=r"took too long|becomes too long"):
        client.request("codeAction/resolve", action)


def test_a_bomb_is_disabled_where_the_edit_has_to_come_at_once(start: Start) -> None:
    action = offered(start({**KINDS, "disabledSupport": True}), "@persona:bom|ba")["Replace `bomba` by its text"]
    assert "edit" not in action
    assert "too long" in action["disabled"]["reason"]


def test_why_something_cannot_be_done_is_told_to_who_shows_it(start: Start) -> None:
    action = offered(start(LAZY), "@persona:bak|end")["Replace `bakend` by its text"]
    assert action["disabled"]["reason"] == "There is no persona `bakend`. Did you mean `backend`?"
    assert "data" not in action
    assert "Replace `bakend` by its text" not in offered(start(KINDS), "@persona:bak|end")


def test_who_takes_commands_only_gets_nothing(start: Start) -> None:
    """An action without an edit would do nothing there."""
    assert offered(start({}), "@persona:back|end") == {}
    assert offered(start(None), "@persona:bak|end") == {}


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["refactor"], {"refactor.inline", "refactor.rewrite"}),
        (["refactor.inline"], {"refactor.inline"}),
        (["quickfix"], set()),
        (["source"], set()),
        (["refactor.extract"], set()),
        ([""], {"refactor.inline", "refactor.rewrite"}),
    ],
)
def test_only_the_wanted_kinds_are_offered(start: Start, only: list[str], kinds: set[str]) -> None:
    assert {each["kind"] for each in offered(start(LAZY), "@persona:back|end", only).values()} == kinds


def test_no_refactoring_is_preferred(start: Start) -> None:
    client = start(LAZY)
    found = [
        *offered(client, "@persona:back|end").values(),
        *offered(client, "|Seja breve.|", uri="untitled:b").values(),
    ]
    assert len(found) == 4
    assert not any("isPreferred" in each for each in found)


def test_a_selection_becomes_a_file_in_the_library_folder(start: Start, tmp_path: Path) -> None:
    client = start(LAZY)
    action = offered(client, "Antes 🎉\n\n|Atue como um Revisor de Código.\n|\nDepois")[
        "Turn the selection into the persona `revisor-de-codigo`"
    ]
    client.apply(client.request("codeAction/resolve", action)["edit"])
    assert client.text("untitled:a") == "Antes 🎉\n\n@persona:revisor-de-codigo\n\nDepois"
    made = client.text((tmp_path / "personas/revisor-de-codigo.md").as_uri())
    assert "# Persona: Revisor de Código\n" in made
    assert "## Prompt de Ativação (Básico)\n\n```\nAtue como um Revisor de Código.\n```\n" in made
    assert client.findings("untitled:a") in (None, [])


def test_a_file_that_is_no_persona_is_not_written_over(start: Start, tmp_path: Path) -> None:
    client = start(LAZY)
    (tmp_path / "personas/revisor.md").write_text("notas\n", encoding="utf-8")
    action = offered(client, "|Atue como um Revisor.|")["Turn the selection into the persona `revisor`"]
    client.apply(client.request("codeAction/resolve", action)["edit"])
    assert client.text("untitled:a") == "@persona:revisor-2"
    assert (tmp_path / "personas/revisor.md").read_text(encoding="utf-8") == "notas\n"


def test_who_cannot_create_files_is_not_offered_one(start: Start) -> None:
    assert offered(start(LAZY, resourceOperations=[]), "|Atue como um Revisor.|") == {}


def test_words_of_a_prompt_become_a_variable(start: Start, tmp_path: Path) -> None:
    client = start(KINDS)
    uri = (tmp_path / "personas/nova.md").as_uri()
    action = offered(
        client, "# Persona: Nova\n\n## Prompt de Ativação (Básico)\n\n```\nUma Nova em |Rust|.\n```\n", uri=uri
    )["Extract “Rust” as the variable `rust`"]
    client.apply(action["edit"])
    assert "\nvariáveis:\n  rust: Rust\n---\n" in client.text(uri)
    assert "Uma Nova em {{ rust }}." in client.text(uri)
