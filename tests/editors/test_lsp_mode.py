"""Emacs 28 with lsp-mode 8 and yasnippet, set up by its page in the documentation, typed at in a terminal."""

from collections.abc import Callable

import pytest

from editors.emacs import Emacs

pytestmark = pytest.mark.timeout(60)

Open = Callable[..., Emacs]

WITH_YASNIPPET = "(require 'yasnippet) (yas-global-mode 1)"

# A stroke is where the person looks up, and the menu is there.
TYPED = [
    ("@persona:|b|a", "@persona:backend", "@persona:backend"),
    ("veja @per", "@persona:backend", "veja @persona:backend"),
    ("é 漢 🎉 @persona:data|-|s", "@persona:data-science", "é 漢 🎉 @persona:data-science"),
]


def test_what_is_typed_becomes_the_reference(lsp_mode: Open) -> None:
    """And Emacs goes on: without `asIs` lsp-mode would indent anew after each, and markdown-mode 2.5 would never come to an end."""
    editor = lsp_mode("- Plano\n")
    editor.press("M->")
    for typed, label, _ in TYPED:
        editor.type("- ")
        for piece in typed.split("|"):
            editor.type(piece)
            editor.menu(label)
        editor.accept(label)
        editor.press("C-e")
        editor.type("\n")
    assert [line.strip("- ") for line in editor.saved().splitlines() if line.strip("- ")] == [
        "Plano",
        *(line for _, _, line in TYPED),
    ]


def test_an_inserted_prompt_is_the_text_of_the_file(lsp_mode: Open, traps: str) -> None:
    """Also what yasnippet would evaluate as Lisp."""
    editor = lsp_mode(more=WITH_YASNIPPET)
    editor.type("@persona:arma")
    editor.accept("@persona:armadilha → Básico")
    assert editor.saved() == f"{traps}\n"


def test_yasnippet_fills_in_variables(lsp_mode: Open) -> None:
    editor = lsp_mode(more=WITH_YASNIPPET)
    editor.type("@persona:arqui")
    editor.accept("@persona:arquiteto → Básico")
    editor.see("Use Django na GCP")
    editor.type("Rust")
    editor.press("Tab")
    editor.see("Use Rust na GCP. De novo: Rust0 e GCP.")
    editor.type("Azure")
    editor.press("Tab")
    editor.see("e Azure.")
    editor.type(" Obrigado.")
    assert editor.saved() == "Use Rust na Azure. De novo: Rust0 e Azure. Obrigado.\n"


def test_a_mistake_is_shown_once(lsp_mode: Open) -> None:
    editor = lsp_mode("Até 漢 @persona:arquitetto e depois.\n")
    assert [words for words, _ in editor.findings()] == ["arquitetto"]
