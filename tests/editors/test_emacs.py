"""Emacs 28 with eglot, set up by its page in the documentation, typed at in a terminal; what counts is the saved file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.emacs import Emacs

pytestmark = pytest.mark.timeout(60)

Open = Callable[..., Emacs]

# A stroke is where the person looks up, and the menu is there.
TYPED = [
    ("@persona:|b|a", "@persona:backend", "@persona:backend"),
    ("veja @per", "@persona:backend", "veja @persona:backend"),
    ("(@persona:fr", "@persona:frontend", "(@persona:frontend"),
    ("🎉é @persona:data|-|s", "@persona:data-science", "🎉é @persona:data-science"),
]


class TestTyping:
    def test_what_is_typed_becomes_the_reference(self, eglot: Open) -> None:
        """Nothing of it is doubled, eaten or left behind."""
        editor = eglot("# Plano\n")
        editor.press("M->")
        for typed, label, _ in TYPED:
            for piece in typed.split("|"):
                editor.type(piece)
                editor.menu(label)
            editor.accept(label)
            editor.press("Enter")
        assert editor.saved().splitlines() == ["# Plano", *(line for _, _, line in TYPED)]

    def test_without_a_menu_it_is_completed_at_point(self, eglot: Open) -> None:
        editor = eglot("Veja 🎉 @persona:data-s")
        editor.press("M->")
        editor.command("completion-at-point")
        editor.until("the completion", lambda: "science" in editor.screen)
        assert editor.saved() == "Veja 🎉 @persona:data-science\n"


class TestPrompts:
    def test_an_inserted_prompt_is_the_text_of_the_file(self, eglot: Open, traps: str) -> None:
        editor = eglot()
        editor.type("@persona:arma")
        editor.accept("@persona:armadilha → Básico")
        assert editor.saved() == f"{traps}\n"

    def test_so_it_is_with_yasnippet(self, eglot: Open, traps: str) -> None:
        """Which would evaluate what stands between backticks as Lisp, and indent each line anew."""
        editor = eglot(more="(require 'yasnippet) (yas-global-mode 1)")
        editor.type("@persona:arma")
        editor.accept("@persona:armadilha → Básico")
        assert editor.saved() == f"{traps}\n"

    def test_yasnippet_fills_in_variables(self, eglot: Open) -> None:
        editor = eglot(more="(require 'yasnippet) (yas-global-mode 1)")
        editor.type("@persona:arqui")
        editor.accept("@persona:arquiteto → Básico")
        editor.see("Use Django na")
        editor.type("Rust")
        editor.press("Tab")
        editor.see("Use Rust na GCP. De novo: Rust0 e GCP.")
        editor.type("Azure")
        editor.press("Tab")
        editor.see("e Azure.")
        editor.type(" Obrigado.")
        assert editor.saved() == "Use Rust na Azure. De novo: Rust0 e Azure. Obrigado.\n"


class TestReading:
    def test_the_card_shows_the_prompt_as_it_will_be_sent(self, eglot: Open) -> None:
        editor = eglot('Peça: @persona:arquiteto(stack="Rust").\n')
        editor.go_to("arqui")
        editor.see("Use Rust na GCP")
        editor.see("Arquiteto", "Use Rust na GCP. De novo: Rust0 e GCP.")

    def test_a_reference_leads_to_the_persona(self, eglot: Open, workspace: Path) -> None:
        editor = eglot("Peça: @persona:arquiteto.\n")
        editor.go_to("arqui")
        editor.press("M-.")
        editor.until("the persona", lambda: editor.ask("buffer-file-name") == str(workspace / "personas/arquiteto.md"))


def test_each_mistake_is_shown_once_and_the_fix_changes_nothing_else(eglot: Open) -> None:
    text = "Antes 🎉é @persona:arquitetto e depois.\n"
    editor = eglot(text)
    message = "There is no persona `arquitetto`. Did you mean `arquiteto`?"
    [[words, told]] = editor.findings()
    assert words == "arquitetto"
    assert message in told
    editor.go_to("arqui")
    editor.command("eglot-code-actions")
    editor.see("Pick an action", "Change to `arquiteto`")
    editor.press("Enter")
    editor.until("no finding", lambda: not editor.ask("(editor-findings)"))
    assert editor.saved() == text.replace("arquitetto", "arquiteto")
