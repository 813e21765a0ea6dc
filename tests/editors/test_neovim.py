"""Neovim 0.11.4 with the settings of its page in the documentation, typed at in a terminal; what counts is the saved file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.conftest import ROOT
from editors.neovim import Neovim

pytestmark = pytest.mark.timeout(60)

Open = Callable[..., Neovim]

# A stroke is where the person looks up, and the menu is there.
TYPED = [
    ("@|per|sona:|b|a", "@persona:backend", "@persona:backend"),
    ("@", "@persona:backend", "@persona:backend"),
    ("veja @|per", "@persona:backend", "veja @persona:backend"),
    ("x @persona:", "@persona:armadilha", "x @persona:armadilha"),
    ("(@persona:fr", "@persona:frontend", "(@persona:frontend"),
    ("🎉é @persona:data|-|s", "@persona:data-science", "🎉é @persona:data-science"),
    ("@persona:|cientista", "@persona:data-science", "@persona:data-science"),
]

BROKEN = """\
---
tags: [escrita]
dificuldade: avançado
atualizado: 2026-01-02
---

# Persona: Escriba

**Especialidade**: Atas\x20\x20
**Perfil**: Calma

## Características

- 🎉é Conhece @persona:arquitetto e @persona:armadilha

## Abordagem de Entrevista

- Pergunta

## Tom de Comunicação

- Claro

## Tipos de Perguntas

- Abertas

## Contextos Ideais de Uso

- Reuniões

## Prompt de Ativação

```
Atue como um Escriba.
```

## Resultados Esperados

- Ata
"""


class TestTyping:
    def test_what_is_typed_becomes_the_reference(self, neovim: Open) -> None:
        """Nothing of it is doubled, eaten or left behind."""
        editor = neovim("# Plano\n")
        for typed, label, _ in TYPED:
            editor.press("o")
            for piece in typed.split("|"):
                editor.type(piece)
                editor.menu(label)
            editor.accept(label)
            editor.press("Escape")
        assert editor.saved().splitlines() == ["# Plano", *(line for _, _, line in TYPED)]

    def test_behind_a_name_come_its_parts(self, neovim: Open) -> None:
        """Neovim drops what it would ask at the `#` when the list of an earlier letter comes just then: nobody types so fast."""
        editor = neovim()
        editor.refer("i@persona:backend")
        editor.menu("@persona:backend")
        editor.type("#")
        editor.menu("@persona:backend#avancado")
        editor.type("av")
        editor.accept("@persona:backend#avancado")
        assert editor.saved() == "@persona:backend#avancado\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
    def test_in_whatever_way_positions_are_counted(self, neovim: Open, encoding: str) -> None:
        """Left to itself it is UTF-16, in the other tests."""
        settings = f"vim.lsp.config('persona-ls', {{ capabilities = {{ general = {{ positionEncodings = {{ '{encoding}' }} }} }} }})"
        editor = neovim("", more=settings)
        assert editor.ask("Editor.encoding()") == encoding
        editor.refer("i🎉é 漢 @persona:ba")
        editor.accept("@persona:backend")
        editor.type(" 🎉.")
        assert editor.saved() == "🎉é 漢 @persona:backend 🎉.\n"

    def test_outside_of_any_project_the_bundled_personas_are_there(self, neovim: Open, tmp_path: Path) -> None:
        editor = neovim("", "notas/ideia.md", tmp_path)
        editor.refer("i@persona:ba")
        editor.accept("@persona:backend")
        assert editor.saved() == "@persona:backend\n"

    def test_a_new_document_without_a_name_is_served_too(self, neovim: Open, workspace: Path) -> None:
        editor = neovim()
        editor.command("enew | setfiletype markdown")
        editor.until("the server", lambda: editor.ask("#vim.lsp.get_clients({ bufnr = 0 })"))
        editor.refer("i@persona:ba")
        editor.accept("@persona:backend")
        editor.command("write novo.md")
        editor.until("the file", lambda: (workspace / "novo.md").exists() and not editor.ask("vim.bo.modified"))
        assert (workspace / "novo.md").read_text(encoding="utf-8") == "@persona:backend\n"


class TestPrompts:
    def test_an_inserted_prompt_is_the_text_of_the_file(self, neovim: Open, traps: str) -> None:
        """Dollars, braces, backslashes and all: nothing is taken for a tab stop, nothing is escaped."""
        editor = neovim()
        editor.refer("i@persona:arma")
        editor.accept("@persona:armadilha → Básico")
        assert editor.saved() == f"{traps}\n"

    def test_so_is_a_bundled_one(self, neovim: Open) -> None:
        editor = neovim()
        editor.refer("i@persona:ba")
        editor.accept("@persona:backend → Básico")
        persona = (ROOT / "personas/desenvolvimento/backend.md").read_text(encoding="utf-8")
        prompt = persona.partition("(Básico)\n\n```\n")[2].partition("```")[0]
        assert prompt.startswith("Atue como um Desenvolvedor Backend")
        assert editor.saved() == prompt

    def test_in_a_list_its_lines_stand_in_the_list(self, neovim: Open, traps: str) -> None:
        editor = neovim()
        editor.refer("i  - Leia: @persona:arma")
        editor.accept("@persona:armadilha → Básico")
        first, *rest = traps.split("\n")
        wanted = [f"  - Leia: {first}", *(f"    {line}" if line else "" for line in rest)]
        assert [line.rstrip() for line in editor.saved().splitlines()] == wanted

    def test_tabs_stay_where_neovim_leaves_them(self, neovim: Open) -> None:
        """By its habits for Markdown it turns them into blanks; the documentation says how to be rid of that."""
        editor = neovim(more="vim.g.markdown_recommended_style = 0")
        editor.refer("i@persona:tabul")
        editor.accept("@persona:tabulada → Básico")
        assert editor.saved() == "alvo:\n\treceita\n"

    def test_variables_are_filled_in_one_after_the_other(self, neovim: Open) -> None:
        """What is typed at the first goes to its second place as well, and the options are a menu."""
        editor = neovim()
        editor.refer("i@persona:arqui")
        editor.accept("@persona:arquiteto → Básico")
        editor.see("Use Django na")
        editor.type("Rust")
        editor.press("Tab")
        assert editor.menu("Azure") == ["GCP", "AWS", "Azure"]
        editor.accept("Azure")
        editor.press("Tab")
        editor.until("the end of the prompt", lambda: not editor.ask("vim.snippet.active({ direction = 1 })"))
        editor.type(" Obrigado.")
        assert editor.saved() == "Use Rust na Azure. De novo: Rust0 e Azure. Obrigado.\n"

    def test_dollars_in_defaults_and_options_and_in_what_is_typed_are_dollars(self, neovim: Open) -> None:
        editor = neovim()
        editor.refer("i@persona:orca")
        editor.accept("@persona:orcamento → Básico")
        editor.see("Orce $1 para Ana em", "até R$ 10}. Ana paga ${HOME}.")
        editor.type("Bia")
        editor.press("Tab")
        assert editor.menu("US$") == ["R$", "US$"]
        editor.accept("US$")
        editor.press("Tab")
        editor.type("$5")
        editor.press("Tab")
        editor.until("the end of the prompt", lambda: not editor.ask("vim.snippet.active({ direction = 1 })"))
        editor.type(" Fim.")
        assert editor.saved() == "Orce $1 para Bia em US$, até $5. Bia paga ${HOME}. Fim.\n"


class TestArguments:
    def test_names_come_with_their_defaults_and_options_as_a_menu(self, neovim: Open) -> None:
        editor = neovim()
        editor.refer("i@persona:arquiteto")
        editor.menu("@persona:arquiteto")
        editor.type("(")
        assert editor.menu("stack=") == ["stack=", "nuvem="]
        editor.accept("stack=")
        editor.see('@persona:arquiteto(stack="Django"')
        editor.type("Rust")
        editor.press("Tab")
        editor.type(",")
        assert editor.menu("nuvem=") == ["nuvem="]
        editor.accept("nuvem=", opens='"Azure"')
        assert editor.menu('"Azure"') == ['"GCP"', '"AWS"', '"Azure"']
        editor.accept('"Azure"')
        editor.press("Tab")
        editor.type(").")
        assert editor.saved() == '@persona:arquiteto(stack="Rust",nuvem="Azure").\n'

    def test_a_value_is_typed_between_quotes_that_are_there(self, neovim: Open) -> None:
        editor = neovim('@persona:arquiteto(nuvem="")\n')
        editor.type('f"a')
        editor.type("A")
        editor.press("C-x", "C-o")
        editor.accept('"AWS"')
        assert editor.saved() == '@persona:arquiteto(nuvem="AWS")\n'


class TestRefactoring:
    def test_a_reference_is_replaced_by_its_text(self, neovim: Open) -> None:
        editor = neovim('- Peça: @persona:arquiteto(stack="Rust").\n')
        editor.type("fqgra")
        editor.choose("Replace `arquiteto` by its text")
        editor.see("Use Rust na GCP.")
        assert editor.saved() == "- Peça: Use Rust na GCP. De novo: Rust0 e GCP..\n"


class TestReading:
    def test_the_card_shows_the_prompt_as_it_will_be_sent(self, neovim: Open) -> None:
        editor = neovim('Peça: @persona:arquiteto(stack="Rust").\n')
        editor.type("fqK")
        editor.see("Arquiteto", "Use Rust na GCP. De novo: Rust0 e GCP.")

    def test_a_reference_leads_to_the_persona(self, neovim: Open, workspace: Path) -> None:
        editor = neovim("Peça: @persona:arquiteto.\n")
        editor.type("fq")
        editor.press("C-]")
        editor.until(
            "the persona", lambda: editor.ask("vim.fn.expand('%:p')") == str(workspace / "personas/arquiteto.md")
        )
        assert editor.ask("vim.api.nvim_get_current_line()") == "# Persona: Arquiteto"

    def test_the_sections_of_a_persona_are_listed(self, neovim: Open) -> None:
        editor = neovim(BROKEN, "personas/escriba.md")
        editor.type("gO")
        editor.see("Tom de Comunicação", "Resultados Esperados")


class TestMending:
    def test_each_mistake_is_shown_once_and_the_fix_changes_nothing_else(self, neovim: Open) -> None:
        editor = neovim(BROKEN, "personas/escriba.md")
        message = "There is no persona `arquitetto`. Did you mean `arquiteto`?"
        assert editor.findings() == [["arquitetto", message]]
        assert editor.see(message).count(message) == 1
        editor.type("/arquitetto\ngra")
        editor.choose("Change to `arquiteto`")
        editor.until("no finding", lambda: not editor.ask("Editor.findings()"))
        assert editor.saved() == BROKEN.replace("arquitetto", "arquiteto")

    def test_a_mistake_is_shown_while_it_is_typed_and_goes_when_it_is_mended(self, neovim: Open) -> None:
        """In a document that knows no better: neither twice, nor stale."""
        editor = neovim("Antes 🎉 @persona:arquitet\n")
        assert [words for words, _ in editor.findings()] == ["arquitet"]
        editor.type("Ao")
        editor.until("no finding", lambda: not editor.ask("Editor.findings()"))
        editor.type("o")
        assert [words for words, _ in editor.findings()] == ["arquitetoo"]


def test_nothing_stays_behind_when_neovim_ends(neovim: Open) -> None:
    editor = neovim()
    servers = editor.ask("vim.api.nvim_get_proc_children(vim.fn.getpid())")
    assert servers
    editor.command("quitall!")
    editor.until("the end of the server", lambda: not any(Path(f"/proc/{each}").exists() for each in servers))
