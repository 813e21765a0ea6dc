"""What Emacs gets for a snippet of the protocol; that yasnippet makes of it what is meant is tried in tests/editors."""

import pytest

from persona_ls.features.insertion import plain_snippet
from persona_ls.lsp.yasnippet import yasnippet


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("Use ${1:Django}.$0", "Use ${1:Django}.$0"),
        ("${1:a} e ${1}0", "${1:a} e ${1:$(yas-text)}0"),
        ("na ${2|GCP,AWS|}", "na ${2:GCP}"),
        (r"${1|GCP\, da Google,a\|b|}", "${1:GCP, da Google}"),
        (r"R\$ ${1:5\}} \${1}", r"R\$ ${1:5\}} \${1}"),
        (r"""${1:12" (x {y}) [z]""", r"""${1:12\" \(x \{y}) [z]"""),
        ("${1:[descreva]}", "${1:[descreva]}"),
    ],
)
def test_tab_stops_are_said_in_yasnippet_s_words(snippet: str, expected: str) -> None:
    assert yasnippet(snippet, "", keeps_lines=False) == expected


@pytest.mark.parametrize("keeps_lines", [True, False])
@pytest.mark.parametrize("prompt", ['`(shell-command "id")` ${1:x}', "${1:`date`}", "``(delete-file x)`` $1"])
def test_what_yasnippet_would_evaluate_is_inserted_as_text(prompt: str, *, keeps_lines: bool) -> None:
    """lsp-mode hides single backticks, and of two in a row one only."""
    assert yasnippet(prompt, "", keeps_lines=keeps_lines) is None


def test_a_prompt_without_tab_stops_is_text_already() -> None:
    text = "Custa R$ 100, ou ${1:x}, ou \\{a}."
    assert yasnippet(plain_snippet(text), text, keeps_lines=True) is None


def test_several_lines_are_text_where_each_would_be_indented_anew() -> None:
    assert yasnippet("- um\n    ${1:dois}", "", keeps_lines=False) is None
    assert yasnippet("- um\n    ${1:dois}", "", keeps_lines=True) == "- um\n    ${1:dois}"
