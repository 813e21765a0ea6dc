"""What our VS Code extension asks the real server for its panels: the library, a prompt with its form, a new file, the status."""

from pathlib import Path
from typing import Any

import pytest

from lsp_client import Client, Refused, cut, write_files

LIBRARY = """
%! personas/base.md
# Persona: Base

## Prompt de Ativação (Básico)
```
Responda em {{ lingua }}.
```
%! personas/dev/backend.md
---
tags: [apis, backend]
variáveis:
  stack: {descrição: o que se usa, padrão: Django, opções: [Django, Flask]}
  usuarios: {padrão: 500}
  testes: true
---
# Persona: Desenvolvedor Backend

**Especialidade**: Serviços

## Prompt de Ativação (Básico)
```
Atue como um Desenvolvedor Backend para {{ usuarios }} usuários com {{ stack }}.
@persona:base(lingua="português")
{% if testes %}Escreva testes.{% endif %}
```

## Prompt de Ativação (Avançado)
```
@persona:base(lingua="português")
{{ detalhe }}
```
%! personas/bomba.md
# Persona: Bomba

## Prompt de Ativação
```
{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}x{% endfor %}{% endfor %}{% endfor %}
```
%! personas/mal.md
# Persona: <img src=x onerror=alert(1)> [clique](command:workbench.action.quit)

## Prompt de Ativação
```
<script>alert(1)</script>
```
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, LIBRARY)


@pytest.fixture
def client(root: Path) -> Client:
    with Client.in_thread() as client:
        client.start(root, initializationOptions={"status": True}, locale="en")
        yield client


def preview(client: Client, root: Path, marked: str, **more: Any) -> Any:
    """The preview at the ``|`` of a prompt file."""
    source, at = cut(marked)
    uri = client.open(root / "plano.prompt.md", source)
    return client.request("persona-ls/render", {**client.place(uri, at), **more})


def text(made: Any) -> str:
    return "".join(piece["text"] for piece in made["pieces"])


def values(made: Any) -> dict[str, Any]:
    return {each["name"]: each.get("value") for each in made["variables"]}


# -- the list --


def test_every_persona_is_listed_with_the_name_that_a_reference_takes(client: Client) -> None:
    listed = {each["name"]: each for each in client.request("persona-ls/personas")}
    backend = listed["backend"]
    assert sorted(listed) == ["backend", "base", "bomba", "mal"]
    assert (backend["title"], backend["tags"], backend["layer"]) == (
        "Desenvolvedor Backend",
        ["apis", "backend"],
        "workspace",
    )
    assert (backend["folder"], backend["description"]) == ("personas/dev", "Serviços")
    assert [part["name"] for part in backend["parts"] if part["isPrompt"]] == ["basico", "avancado"]


def test_two_personas_of_one_id_are_listed_by_names_that_tell_them_apart(client: Client, root: Path) -> None:
    client.open(root / "personas/ops/backend.md", "# Persona: Outro\n\n## Prompt de Ativação\n```\nx\n```\n")
    names = [each["name"] for each in client.request("persona-ls/personas")]
    assert {"dev/backend", "ops/backend"} <= set(names)


# -- the preview --


def test_a_reference_is_shown_as_the_text_that_it_becomes_cut_where_another_persona_begins(
    client: Client, root: Path
) -> None:
    made = preview(client, root, "Use @persona:back|end.\n")
    pieces = [(piece["text"], (piece["persona"] or {}).get("id")) for piece in made["pieces"]]
    assert pieces == [
        ("Atue como um Desenvolvedor Backend para 500 usuários com Django.\n", None),
        ("Responda em português.", "base"),
        ("\nEscreva testes.", None),
    ]
    assert (made["length"], made["problems"]) == (len(text(made)), [])
    assert made["range"] == {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 20}}


def test_the_form_has_each_variable_with_its_kind_its_options_and_what_it_is_now(client: Client, root: Path) -> None:
    made = preview(client, root, "@persona:backend|(usuarios=7)\n")
    stack, users, tests = made["variables"]
    assert stack == {
        "name": "stack",
        "kind": "choice",
        "description": "o que se usa",
        "options": ["Django", "Flask"],
        "isRequired": False,
        "value": "Django",
        "default": "Django",
    }
    assert (users["kind"], users["value"], users["default"]) == ("number", 7, 500)
    assert (tests["kind"], tests["value"]) == ("boolean", True)


def test_a_value_that_is_tried_goes_before_the_argument_and_leaves_the_file_alone(client: Client, root: Path) -> None:
    made = preview(client, root, "@persona:backend|(usuarios=7)\n", values={"usuarios": 9, "testes": False})
    assert text(made).splitlines()[0] == "Atue como um Desenvolvedor Backend para 9 usuários com Django."
    assert "Escreva testes" not in text(made)
    assert values(made) == {"stack": "Django", "usuarios": 9, "testes": False}


def test_the_values_of_a_prompt_files_own_front_matter_are_what_the_form_begins_with(
    client: Client, root: Path
) -> None:
    made = preview(client, root, "---\nvariables:\n  stack: Flask\n---\n@persona:backend|\n")
    assert values(made)["stack"] == "Flask"
    assert "com Flask." in text(made)


def test_a_variable_without_a_value_is_asked_for_and_the_prompt_is_shown_as_written_until_then(
    client: Client, root: Path
) -> None:
    before = preview(client, root, "@persona:backend#avancado|\n")
    assert (before["isRendered"], before["problems"]) == (False, ["`backend` needs a value for `detalhe`."])
    assert "{{ detalhe }}" in text(before)
    (wanted,) = [each for each in before["variables"] if each["name"] == "detalhe"]
    assert (wanted["isRequired"], "value" in wanted, "default" in wanted) == (True, False, False)
    after = client.request(
        "persona-ls/render", {**client.place(next(iter(client.buffers)), 3), "values": {"detalhe": "Ok"}}
    )
    assert (after["isRendered"], text(after)) == (True, "Responda em português.\nOk")


def test_a_variable_that_only_a_composed_persona_lacks_is_asked_for_too(client: Client, root: Path) -> None:
    client.open(root / "personas/dono.md", "# Persona: Dono\n\n## Prompt de Ativação\n```\n@persona:base\n```\n")
    before = preview(client, root, "@persona:dono|\n")
    assert [each["name"] for each in before["variables"]] == ["lingua"]
    after = client.request(
        "persona-ls/render", {**client.place((root / "plano.prompt.md").as_uri(), 3), "values": {"lingua": "grego"}}
    )
    assert (text(after), values(after)) == ("Responda em grego.", {"lingua": "grego"})


def test_in_a_persona_file_the_prompt_under_the_cursor_is_shown(client: Client, root: Path) -> None:
    path = root / "personas/dev/backend.md"
    source = path.read_text(encoding="utf-8")
    uri = client.open(path, source)
    made = client.request("persona-ls/render", client.place(uri, source.index("{{ detalhe")))
    assert (made["persona"]["id"], made["part"]) == ("backend", "avancado")
    made = client.request("persona-ls/render", client.place(uri, source.index("Especialidade")))
    assert made["part"] == "basico"


def test_without_a_position_the_whole_file_is_rendered_and_between_references_too(client: Client, root: Path) -> None:
    made = preview(
        client, root, "Antes @persona:base(lingua='grego'), @persona:backend| depois.\n", values={"stack": "Flask"}
    )
    assert made["persona"]["id"] == "backend"
    whole = client.request(
        "persona-ls/render", {"textDocument": {"uri": next(iter(client.buffers))}, "values": {"stack": "Flask"}}
    )
    assert whole["persona"] is None
    assert text(whole).startswith(
        "Antes Responda em grego., Atue como um Desenvolvedor Backend para 500 usuários com Flask."
    )
    assert [(piece["persona"] or {}).get("id") for piece in whole["pieces"]] == [
        None,
        "base",
        None,
        "backend",
        "base",
        "backend",
        None,
    ]
    assert list(values(whole)) == ["stack", "usuarios", "testes"]


def test_the_form_of_a_whole_file_does_not_ask_for_what_the_references_say_themselves(
    client: Client, root: Path
) -> None:
    uri = client.open(root / "plano.prompt.md", "@persona:backend(usuarios=1)\n")
    assert list(values(client.request("persona-ls/render", {"textDocument": {"uri": uri}}))) == ["stack", "testes"]


def test_where_there_is_nothing_to_render_there_is_no_preview(client: Client, root: Path) -> None:
    assert preview(client, root, "Só texto|.\n") is None
    unknown = {"textDocument": {"uri": "file:///nowhere/else.md"}, "position": {"line": 0, "character": 0}}
    assert client.request("persona-ls/render", unknown) is None


def test_a_persona_is_shown_by_its_file_and_part_as_the_explorer_asks_for_it(client: Client, root: Path) -> None:
    uri = (root / "personas/dev/backend.md").as_uri()
    made = client.request("persona-ls/render", {"persona": uri, "part": "avancado", "values": {"detalhe": "x"}})
    assert (made["part"], text(made)) == ("avancado", "Responda em português.\nx")
    assert client.request("persona-ls/render", {"persona": uri})["part"] == "basico"
    assert client.request("persona-ls/render", {"persona": "file:///nowhere.md"}) is None


# -- strangers --


def test_a_template_bomb_is_told_in_words_and_the_next_preview_comes(client: Client, root: Path) -> None:
    made = preview(client, root, "@persona:bomba| @persona:mal\n")
    assert made["isRendered"] is False
    assert made["problems"][0].startswith(("`bomba` becomes too long", "Rendering `bomba` took too long"))
    assert client.request(
        "persona-ls/render", {"persona": (root / "personas/base.md").as_uri(), "values": {"lingua": "x"}}
    )["isRendered"]


def test_a_title_full_of_html_and_links_comes_as_the_text_that_it_is(client: Client, root: Path) -> None:
    made = preview(client, root, "@persona:mal|\n")
    assert made["persona"]["title"] == "<img src=x onerror=alert(1)> [clique](command:workbench.action.quit)"
    assert text(made) == "<script>alert(1)</script>"


def test_signs_that_look_like_the_marks_of_a_piece_stay_text(client: Client, root: Path) -> None:
    client.open(
        root / "personas/sinais.md", "# Persona: Sinais\n\n## Prompt de Ativação\n```\n\ue110abc0\ue111a\ue112\n```\n"
    )
    made = preview(client, root, "@persona:sinais|\n")
    assert [(piece["text"], piece["persona"]) for piece in made["pieces"]] == [("\ue110abc0\ue111a\ue112", None)]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("persona-ls/render", None),
        ("persona-ls/render", {}),
        ("persona-ls/render", {"textDocument": "x"}),
        ("persona-ls/render", {"textDocument": {"uri": 1}}),
        ("persona-ls/render", {"textDocument": {"uri": "PLAN"}, "position": {"line": "0", "character": 0}}),
        ("persona-ls/render", {"textDocument": {"uri": "PLAN"}, "values": ["a"]}),
        ("persona-ls/render", {"persona": None}),
        ("persona-ls/personas", {"textDocument": {}}),
        ("persona-ls/newPersona", {"name": 3}),
        ("persona-ls/newPersona", []),
    ],
)
def test_what_has_another_shape_is_refused_as_invalid_parameters(
    client: Client, root: Path, method: str, params: Any
) -> None:
    uri = client.open(root / "plano.prompt.md", "@persona:base\n")
    if isinstance(params, dict) and params.get("textDocument") == {"uri": "PLAN"}:
        params = {**params, "textDocument": {"uri": uri}}
    with pytest.raises(Refused) as refused:
        client.request(method, params)
    assert refused.value.code == -32602


# -- a new persona --


def test_a_new_persona_is_given_its_file_and_a_whole_scaffold(client: Client, root: Path) -> None:
    made = client.request("persona-ls/newPersona", {"name": "dados/analista"})
    assert made["uri"] == (root / "personas/dados/analista.md").as_uri()
    assert made["text"].count("# Persona: ") == 1


@pytest.mark.parametrize("name", ["dev/backend", "não pode", "", "../fora"])
def test_a_name_that_is_taken_or_that_no_reference_can_spell_makes_no_file(client: Client, name: str) -> None:
    assert client.request("persona-ls/newPersona", {"name": name}) is None


# -- the status --


def test_the_status_counts_personas_by_where_they_come_from(client: Client) -> None:
    expected = {"isReady": True, "workspace": 4, "user": 0, "bundled": 0, "unreadable": 0}
    assert client.request("persona-ls/status") == expected
    client.until(lambda: [each["params"] for each in client.notes("persona-ls/status")][-1:] == [expected])


def test_a_persona_that_is_born_is_told_and_no_edit_elsewhere(client: Client, root: Path) -> None:
    client.until(lambda: any(each["params"]["isReady"] for each in client.notes("persona-ls/status")))
    client.open(root / "nota.md", "Uma nota.")
    client.open(root / "personas/nova.md", "# Persona: Nova\n\n## Prompt de Ativação\n```\nx\n```\n")
    client.until(lambda: client.notes("persona-ls/status")[-1]["params"]["workspace"] == 5)


def test_an_editor_that_does_not_ask_for_the_status_is_not_told(root: Path) -> None:
    with Client.in_thread() as client:
        client.start(root)
        client.open(root / "personas/nova.md", "# Persona: Nova\n\n## Prompt de Ativação\n```\nx\n```\n")
        client.turn()
        assert client.server.desk.standing._timer is None
        assert client.notes("persona-ls/status") == []
