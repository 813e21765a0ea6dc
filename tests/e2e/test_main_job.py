"""The main job, in a process of its own: write ``@persona:`` in an editor, and get your library."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from editor_models import MODELS, WordEditor
from lsp_client import CAPABLE, Client
from recorded import RECORDS, initialize_params

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
SHARED = ROOT.parent / "shared"
FOUNDING = TESTS / "fixtures" / "founding"
FENCED = re.compile(r"^```\n(.*?)\n```$", re.MULTILINE | re.DOTALL)

PROGRESS = {"window": {"workDoneProgress": True}}

Start = Callable[..., Client]


@pytest.fixture(scope="module")
def start_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts servers without a library of the user's own, which serve until the last test."""
    with ExitStack() as stack:
        yield starter(stack, tmp_path_factory.mktemp("nobody"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers for one test."""
    with ExitStack() as stack:
        yield starter(stack, tmp_path / "nobody")


def starter(stack: ExitStack, home: Path) -> Start:
    def started(*folders: Path, **params: Any) -> Client:
        client = stack.enter_context(Client.in_process(XDG_CONFIG_HOME=str(home)))
        # The progress is how a test knows that the library is read.
        capabilities = {**params.pop("capabilities", CAPABLE), **PROGRESS}
        client.start(*folders, capabilities=capabilities, **{"locale": "pt-br", **params})
        return client

    return started


@pytest.fixture(scope="module")
def founding(start_for_all: Start) -> Client:
    """A session in a folder with personas of the founding format, and the bundled library."""
    return start_for_all(FOUNDING, bundled=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "projeto"
    folder.mkdir()
    return folder


def prompts_of(path: Path) -> list[str]:
    """The prompts of a persona file, as they are written."""
    return FENCED.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("record", sorted(set(RECORDS) - {"bare", "eglot", "kate", "neovim-0.11"}))
def test_out_of_the_box_four_keys_after_the_sigil_are_a_reference(start: Start, workspace: Path, record: str) -> None:
    """In an empty folder, with the bundled library, in each of the editors: typed, accepted, shown, and left in order."""
    params = initialize_params(record)
    ours = {name: params[name] for name in ("capabilities", "clientInfo") if name in params}
    client = start(workspace, bundled=True, **ours)
    editor = MODELS[record](client, (workspace / "prompt.md").as_uri(), "Antes\n|\nDepois\n")
    editor.type("@persona:ba")
    assert editor.is_open or isinstance(editor, WordEditor)
    if not editor.is_open:
        editor.ask()
    assert editor.accept_first() == "Antes\n@persona:backend\nDepois\n"
    hover = client.hover(editor.uri, editor.text.index(":"))["contents"]["value"]
    basic, _ = prompts_of(ROOT / "personas" / "desenvolvimento" / "backend.md")
    assert basic in hover
    assert client.stop() == 0


def test_who_writes_english_gets_the_english_persona_first(start: Start, workspace: Path) -> None:
    client = start(workspace, bundled=True, locale="en")
    editor = MODELS["vscode"](client, (workspace / "prompt.md").as_uri()).type("@persona:ba")
    assert editor.accept_first() == "@persona:backend-developer"


class TestHover:
    @pytest.fixture
    def client(self, founding: Client) -> Client:
        return founding

    def card(self, client: Client, reference: str) -> str:
        uri = client.open(f"untitled:{len(client.buffers)}", f"Veja {reference} aqui.")
        hover = client.hover(uri, len("Veja @pe"))
        text = client.text(uri)
        begin, end = client.offsets(text, hover["range"])
        assert text[begin:end] == reference
        return hover["contents"]["value"]

    def test_the_prompt_is_the_one_that_the_part_names(self, client: Client) -> None:
        path = ROOT / "personas" / "desenvolvimento" / "revisor-de-codigo.md"
        basic = prompts_of(path)[0]
        assert basic in self.card(client, "@persona:revisor-de-codigo")
        assert basic not in self.card(client, "@persona:revisor-de-codigo#avancado")

    def test_the_template_is_rendered_with_its_defaults(self, client: Client) -> None:
        card = self.card(client, "@persona:backend#avançado")
        assert "O sistema usa Python com Django, roda na AWS e atende 500 usuários ativos por mês." in card
        assert "{{" not in card
        assert "{%" not in card

    def test_arguments_are_what_the_prompt_says(self, client: Client) -> None:
        card = self.card(client, '@persona:backend#avancado(usuarios=50000, stack="Go", nuvem="on-premises")')
        assert "O sistema usa Go, roda em servidores próprios e atende 50000 usuários ativos por mês." in card
        assert "suponha picos de dez vezes a média" in card


BROKEN = """---
tags: [a]
dificuldade: avançado
atualizado: 2025-01-02
---

# Persona: Testadora

**Especialidade**: Provas

## Prompt de Ativação (Básico)

```
Atue como uma Testadora.
```
"""


class TestFindings:
    @pytest.mark.parametrize("pulls", [False, True], ids=["pushed", "pulled"])
    def test_a_wrong_name_is_shown_mended_and_gone(self, start: Start, workspace: Path, pulls: bool) -> None:
        capabilities = initialize_params("vscode")["capabilities"] if pulls else CAPABLE
        client = start(workspace, bundled=True, capabilities=capabilities)
        uri = client.open(workspace / "prompt.md", text := "🎉 Pergunte a @persona:bakend agora.\n")
        (finding,) = findings(client, uri, "unknown-persona") if not pulls else pulled(client, uri)
        begin, end = client.offsets(text, finding["range"])
        assert (finding["code"], text[begin:end]) == ("unknown-persona", "bakend")
        actions = client.actions(uri, begin, begin, [finding])
        action = next(each for each in actions if "backend`" in each["title"])
        assert action["diagnostics"] == [finding]
        client.apply(action["edit"])
        assert client.text(uri) == "🎉 Pergunte a @persona:backend agora.\n"
        assert (pulled(client, uri) if pulls else findings(client, uri)) == []

    def test_a_missing_persona_is_created_and_then_known(self, start: Start, workspace: Path) -> None:
        client = start(workspace, bundled=True)
        uri = client.open(workspace / "prompt.md", "@persona:time/testadora")
        (finding,) = findings(client, uri, "unknown-persona")
        (action,) = [each for each in client.actions(uri, 0, 20, [finding]) if "documentChanges" in each["edit"]
                     and "kind" in each["edit"]["documentChanges"][0]]  # fmt: skip
        client.apply(action["edit"])
        assert findings(client, uri) == []
        created = (workspace / "personas" / "time" / "testadora.md").as_uri()
        assert "Testadora" in client.text(created)
        (there,) = client.request("textDocument/definition", client.place(uri, 12))
        assert there["uri"] == created

    def test_a_broken_persona_is_in_the_library_with_its_findings(self, start: Start, workspace: Path) -> None:
        path = workspace / "personas" / "testadora.md"
        path.parent.mkdir()
        path.write_text(BROKEN, encoding="utf-8")
        client = start(workspace)
        uri = client.open(path, BROKEN)
        client.until(lambda: bool(client.findings(uri)))
        assert {each["code"] for each in client.findings(uri)} >= {"missing-field", "missing-section"}
        assert "@persona:testadora" in client.labels(client.open("untitled:1", "@persona:"))


def findings(client: Client, uri: str, *codes: str) -> list[Any]:
    return client.until_found(uri, *codes)


def pulled(client: Client, uri: str) -> list[Any]:
    items: list[Any] = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]
    return items


class TestNavigation:
    """In the founding format: the committed files have its exact structure."""

    @pytest.fixture
    def client(self, founding: Client) -> Client:
        return founding

    def test_a_reference_leads_to_the_title_and_a_part_to_its_heading(self, client: Client) -> None:
        path = FOUNDING / "personas" / "desenvolvimento" / "desenvolvedor-backend.md"
        source = path.read_text(encoding="utf-8")
        uri = client.open(FOUNDING / "prompt.md", text := "🎉 @persona:desenvolvedor-backend#avancado")
        for at, line in (
            (text.index(":"), "# Persona: Desenvolvedor Backend"),
            (len(text), "## Prompt de Ativação (Avançado)"),
        ):
            (there,) = client.request("textDocument/definition", client.place(uri, at))
            begin, end = client.offsets(source, there["range"])
            assert (there["uri"], source[begin:end]) == (path.as_uri(), line)

    def test_the_outline_of_a_persona_is_its_format(self, client: Client) -> None:
        path = FOUNDING / "personas" / "desenvolvimento" / "desenvolvedor-backend.md"
        uri = client.open(path, text := path.read_text(encoding="utf-8"))
        front_matter, title = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert [each["name"] for each in front_matter["children"]] == ["tags", "dificuldade", "atualizado"]
        names = [each["name"] for each in title["children"]]
        assert names[:3] == ["Especialidade", "Nível de Experiência", "Perfil"]
        assert len(names) == 3 + 9
        for symbol in (front_matter, title, *title["children"]):
            (begin, end), (first, last) = (client.offsets(text, symbol[name]) for name in ("range", "selectionRange"))
            assert begin <= first <= last <= end

    def test_other_markdown_has_no_outline_of_ours(self, client: Client) -> None:
        """It belongs to the editor's own Markdown support, and twice is noise."""
        uri = client.open(FOUNDING / "notes.md", "# Title\n\n## Prompt\n")
        assert not client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})

    def test_the_workspace_has_its_own_personas_as_symbols_and_no_bundled_ones(self, client: Client) -> None:
        found = client.request("workspace/symbol", {"query": ""})
        assert {each["name"] for each in found} == {"desenvolvedor-backend", "mitigacao-de-riscos"}
        (one,) = client.request("workspace/symbol", {"query": "riscos"})
        assert one["location"]["uri"].endswith("/mitigacao-de-riscos.md")


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="needs the founding library beside the repository")
def test_the_founding_file_alone_in_a_folder_is_a_library(start: Start) -> None:
    """Offered, shown byte for byte, and without a finding."""
    path = SHARED / "seed" / "desenvolvedor-backend.md"
    client = start(path.parent)
    uri = client.open("untitled:prompt", "@persona:desenvolvedor-backend")
    assert "@persona:desenvolvedor-backend" in client.labels(uri)
    for part, prompt in zip(("basico", "avancado"), prompts_of(path), strict=True):
        client.write(uri, f"@persona:desenvolvedor-backend#{part}")
        assert f"\n{prompt}\n" in client.hover(uri, 3)["contents"]["value"]
    seed = client.open(path, path.read_text(encoding="utf-8"))
    wrong = client.open("untitled:wrong", "@persona:nobody")
    client.until_found(wrong, "unknown-persona")
    assert client.findings(seed) is None
