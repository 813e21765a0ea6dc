"""Neovim 0.7.2, Debian 12's own, which replaces no range and knows no snippets: what continues the word is all it gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.neovim import Neovim

pytestmark = pytest.mark.timeout(60)

Open = Callable[..., Neovim]

TYPED = [
    ("x @persona:ba", "backend", "x @persona:backend"),
    ("@per", "persona:backend", "@persona:backend"),
    ("@persona:", "backend", "@persona:backend"),
    ("🎉é @persona:data-s", "science", "🎉é @persona:data-science"),
]


def test_what_is_typed_becomes_the_reference(old_neovim: Open) -> None:
    editor = old_neovim("# Plano\n")
    for typed, label, _ in TYPED:
        editor.type(f"o{typed}")
        editor.press("C-x", "C-o")
        editor.accept(label)
        editor.press("Escape")
    assert editor.saved().splitlines() == ["# Plano", *(line for _, _, line in TYPED)]


def test_no_prompt_is_offered_that_would_arrive_in_pieces(old_neovim: Open) -> None:
    editor = old_neovim()
    editor.type("i@persona:arma")
    editor.press("C-x", "C-o")
    assert editor.menu("armadilha") == ["armadilha"]


def test_the_card_shows_the_prompt_as_it_will_be_sent(old_neovim: Open) -> None:
    editor = old_neovim('Peça: @persona:arquiteto(stack="Rust").\n')
    editor.command("normal fq")
    editor.command("lua vim.lsp.buf.hover()")
    editor.see("Use Rust na GCP. De novo: Rust0 e GCP.")


def test_a_reference_leads_to_the_persona(old_neovim: Open, workspace: Path) -> None:
    editor = old_neovim("Peça: @persona:arquiteto.\n")
    editor.command("normal fq")
    editor.command("lua vim.lsp.buf.definition()")
    editor.until("the persona", lambda: editor.ask("vim.fn.expand('%:p')") == str(workspace / "personas/arquiteto.md"))


def test_each_mistake_is_shown_once_and_the_fix_changes_nothing_else(old_neovim: Open) -> None:
    text = "Antes 🎉é @persona:arquitetto e depois.\n"
    editor = old_neovim(text)
    assert [words for words, _ in editor.findings()] == ["arquitetto"]
    editor.command("normal fq")
    editor.command("lua vim.lsp.buf.code_action()")
    editor.choose("Change to `arquiteto`")
    editor.until("no finding", lambda: not editor.ask("Editor.findings()"))
    assert editor.saved() == text.replace("arquitetto", "arquiteto")
