"""Items that insert a prompt: what a person has in the document who takes one, in editors with and without snippets."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from editor_models import MODELS, Editor, Helix, LspMode, Neovim, VsCode
from lsp_client import CAPABLE, Client, cut, write_files
from recorded import initialize_params
from snippets import Expanded, Stop, expand

TRAPS = r"""Atue como um Avaliador. Custa R$ 100 milhões, ou $1, ou ${1:nada}, ou $nome.
Chaves {soltas}, uma } só, barras \ e \\ e \$ no caminho C:\dados\novos.

- [ ] uma tarefa, um [link](https://example.org) e um índice [0]
	com tabulação, emoji 🎉, vírgula, | e final em barra \
"""

LIBRARY = """
%! personas/avaliador.md
# Persona: Avaliador

## Prompt de Ativação (Básico)

```
TRAPS HERE
```

%! personas/arquiteto.md
---
variáveis:
  stack: {padrão: Django}
  nuvem: {opções: [AWS, "GCP, da Google", "a|b"], padrão: "GCP, da Google"}
  equipe: {descrição: quem faz}
  valor: {padrão: "R$ 5}"}
  vezes: 3
---

# Persona: Arquiteto

## Prompt de Ativação (Básico)

```
Use {{ stack }} na {{ nuvem }} com {{ equipe }} por {{ valor }}, {{ vezes }} vezes.
De novo: {{ stack }}0 e {{ nuvem }}.
```

## Prompt de Ativação (Avançado)

```
Se {% if vezes > 2 %}muito{% else %}pouco{% endif %}: {{ stack | upper }}, e {{ stack }}.
```

%! personas/revisora.md
---
variáveis: {texto: contrato}
---

# Persona: Revisora

## Prompt de Ativação (Básico)

```
Literal {% raw %}{{ texto }}{% endraw %}, colado <{{- texto -}} > fim.
```

%! personas/entrevistadora.md
---
variáveis: {tema: vendas}
---

# Persona: Entrevistadora

## Prompt de Ativação

```
Leia [descreva o projeto]. Volte a [descreva o projeto]2 e pergunte de [seu {{ tema }} aqui] a [quem decide].
```

%! personas/compositora.md
# Persona: Compositora

## Prompt de Ativação (Básico)

```
Primeiro:

- @persona:avaliador
```

%! personas/estranha.md
# Persona: Estranha

## Prompt de Ativação (Básico)

```
Uso privado: \ue100nome\ue101 fica.
```

%! personas/zeladora.md
---
variáveis: {casa: "a {$1}", cor: {opções: ["verde, claro", azul]}}
---

# Persona: Zeladora

## Prompt de Ativação (Básico)

```
Cuide de {{ casa }}, {{ cor }}:
> @persona:compositora
E @persona:arquiteto#avancado(stack=casa, vezes=1), na {{ cor }}.
```

%! personas/quebrada.md
# Persona: Quebrada

## Prompt de Ativação (Básico)

```
Sem fim: {% if x %}
```
""".replace("TRAPS HERE\n", TRAPS)

CRLF = "# Persona: Windows\r\n\r\n## Prompt de Ativação (Básico)\r\n\r\n```\r\num\r\ndois\r\n```\r\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_files(tmp_path_factory.mktemp("workspace"), LIBRARY)
    (root / "personas" / "windows.md").write_bytes(CRLF.encode())
    return root


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    """An editor with snippets that keeps whitespace as it is."""
    item = {"snippetSupport": True, "insertTextModeSupport": {"valueSet": [1, 2]}}
    with Client.in_thread() as client:
        client.start(root, capabilities={**CAPABLE, "textDocument": {"completion": {"completionItem": item}}})
        yield client


@pytest.fixture(scope="module")
def plain(root: Path) -> Iterator[Client]:
    """An editor without snippets that honours ranges."""
    with Client.in_thread() as client:
        client.start(root, capabilities={"textDocument": {"completion": {"contextSupport": True}}})
        yield client


def prompt_items(client: Client, marked: str) -> dict[str, Any]:
    """The items that insert a prompt, by the name of the prompt."""
    text, at = cut(marked)
    uri = client.open(f"untitled:{len(client.buffers)}", text)
    items = (client.complete(uri, at) or {"items": []})["items"]
    return {each["label"].partition(" → ")[2]: each for each in items if " → " in each["label"]}


def expanded(client: Client, name: str, prompt: str = "Básico") -> Expanded:
    """What the item of a prompt inserts."""
    item = prompt_items(client, f"@persona:{name}|")[prompt]
    assert item["insertTextFormat"] == 2
    return expand(item["textEdit"]["newText"])


class TestSnippets:
    def test_a_prompt_without_variables_is_inserted_byte_for_byte(self, client: Client) -> None:
        """Nothing in it is taken for a tab stop, and nothing that hides one stays."""
        assert expanded(client, "avaliador") == Expanded(TRAPS.removesuffix("\n"), ())

    def test_variables_are_tab_stops_with_their_defaults_and_options_choices(self, client: Client) -> None:
        nuvem = Stop(2, "GCP, da Google", ("GCP, da Google", "AWS", "a|b"))
        stack = Stop(1, "Django")
        assert expanded(client, "arquiteto") == Expanded(
            "Use Django na GCP, da Google com equipe por R$ 5}, 3 vezes.\nDe novo: Django0 e GCP, da Google.",
            (stack, nuvem, Stop(3, "equipe"), Stop(4, "R$ 5}"), Stop(5, "3"), stack, nuvem, Stop(0, "")),
        )

    def test_where_a_variable_decides_its_default_does(self, client: Client) -> None:
        """A snippet cannot compute: only what the template simply prints is a tab stop."""
        text = "Se muito: DJANGO, e Django."
        assert expanded(client, "arquiteto", "Avançado") == Expanded(text, (Stop(1, "Django"), Stop(0, "")))

    def test_a_tab_stop_never_changes_the_text(self, client: Client) -> None:
        """A raw block and tags that eat blanks render to what no tab stop could stand for: the text goes without."""
        assert expanded(client, "revisora") == Expanded("Literal {{ texto }}, colado <contrato> fim.", ())

    def test_placeholders_are_tab_stops_and_repeat_what_is_filled_in(self, client: Client) -> None:
        """The second one is followed by a digit, which does not belong to its number."""
        project, theme, who = Stop(1, "[descreva o projeto]"), Stop(2, "vendas"), Stop(3, "[quem decide]")
        assert expanded(client, "entrevistadora", "Prompt de Ativação") == Expanded(
            "Leia [descreva o projeto]. Volte a [descreva o projeto]2 e pergunte de [seu vendas aqui] a [quem decide].",
            (project, project, theme, who, Stop(0, "")),
        )

    def test_a_composed_prompt_is_inserted_with_what_it_composes(self, client: Client) -> None:
        wanted = "Primeiro:\n\n- " + TRAPS.removesuffix("\n").replace("\n", "\n  ").replace("\n  \n", "\n\n")
        assert expanded(client, "compositora").text == wanted

    def test_what_is_composed_has_no_tab_stops_and_its_dollars_stay_dollars(self, client: Client) -> None:
        """Through two personas: only the variables of the one that is inserted can be filled in."""
        inner = TRAPS.removesuffix("\n").replace("\n", "\n  ").replace("\n  \n", "\n\n")
        quoted = f"Primeiro:\n\n- {inner}".replace("\n", "\n> ").replace("> \n", ">\n")
        house, colour = Stop(1, "a {$1}"), Stop(2, "verde, claro", ("verde, claro", "azul"))
        assert expanded(client, "zeladora") == Expanded(
            f"Cuide de a {{$1}}, verde, claro:\n> {quoted}\nE Se pouco: A {{$1}}, e a {{$1}}., na verde, claro.",
            (house, colour, colour, Stop(0, "")),
        )

    def test_characters_of_private_use_stay(self, client: Client) -> None:
        assert expanded(client, "estranha") == Expanded("Uso privado: \ue100nome\ue101 fica.", ())

    def test_line_ends_are_the_editor_s_business(self, client: Client) -> None:
        """Neovim would show the carriage returns of a file from Windows; every editor writes the line ends of its document."""
        assert expanded(client, "windows").text == "um\ndois"

    def test_a_prompt_that_cannot_be_rendered_is_not_offered(self, client: Client) -> None:
        text, at = cut("@persona:quebrada|")
        assert client.labels(client.open("untitled:quebrada", text), at) == ["@persona:quebrada"]

    def test_nothing_is_inserted_at_the_sigil_alone(self, client: Client) -> None:
        assert prompt_items(client, "@|") == {}

    def test_the_items_stand_behind_the_references(self, client: Client) -> None:
        text, at = cut("@persona:|")
        items = client.complete(client.open("untitled:order", text), at)["items"]
        kinds = [" → " in each["label"] for each in sorted(items, key=lambda item: item["sortText"])]
        assert kinds == sorted(kinds)
        assert kinds.count(True) == 6, "the prompts of the best five, one of which has two"


class TestPlainText:
    def test_the_prompt_is_inserted_with_defaults_and_nothing_is_escaped(self, plain: Client) -> None:
        item = prompt_items(plain, "@persona:avaliador|")["Básico"]
        assert "insertTextFormat" not in item
        assert item["textEdit"]["newText"] == TRAPS.removesuffix("\n")

    def test_helix_does_not_take_plain_text_for_a_snippet(self, plain: Client) -> None:
        """It goes by the kind of the item."""
        snippet_kind = 15
        assert prompt_items(plain, "@persona:avaliador|")["Básico"]["kind"] != snippet_kind

    def test_who_replaces_only_a_word_gets_no_prompts(self, root: Path) -> None:
        """The tail of the label is all that would arrive."""
        with Client.in_thread() as client:
            client.start(root, capabilities={})
            assert client.labels(client.open("untitled:word", "@persona:arq")) == ["arquiteto"]


FITTING = [
    ("@persona:avaliador|", ""),
    ("- @persona:avaliador|", "  "),
    ("- Leia: @persona:avaliador|", "  "),
    ("10. @persona:avaliador|", "    "),
    ("> @persona:avaliador|", "> "),
    ("  - @persona:avaliador|", "    "),
    (">   - @persona:avaliador|", ">     "),
    ("texto\n\n- um\n  - @persona:avaliador|", "    "),
    ("- um\n\t- @persona:avaliador|", "\t  "),
    ("Leia @persona:avaliador|", ""),
]


@pytest.mark.parametrize(("marked", "prefix"), FITTING)
@pytest.mark.parametrize("model", [VsCode, LspMode, Neovim, Helix])
def test_later_lines_fit_the_list_or_quote_that_the_prompt_stands_in(
    fitting: Callable[[type[Editor]], Client], model: type[Editor], marked: str, prefix: str
) -> None:
    """Also in editors that indent snippets themselves, by the blanks that begin the line: nothing is indented twice."""
    client = fitting(model)
    editor = model(client, f"untitled:{len(client.buffers)}", marked).ask()
    before = cut(marked)[0].removesuffix("@persona:avaliador")
    got = editor.accept("@persona:avaliador → Básico").removeprefix(before).split("\n")
    first, *rest = TRAPS.removesuffix("\n").split("\n")
    assert [line.rstrip() for line in got] == [line.rstrip() for line in (first, *(prefix + each for each in rest))]


@pytest.fixture(scope="module")
def fitting(root: Path) -> Iterator[Callable[[type[Editor]], Client]]:
    started: dict[type[Editor], Client] = {}

    def start(model: type[Editor]) -> Client:
        if model not in started:
            started[model] = client = Client.in_thread()
            name = next(name for name in ("vscode", "helix", "neovim-0.11", "emacs-lspmode") if MODELS[name] is model)
            params = initialize_params(name)
            client.start(root, capabilities=params["capabilities"], clientInfo=params["clientInfo"])
        return started[model]

    yield start
    for client in started.values():
        client.stop()
