"""References that are cut, nested, unbalanced, too many, in a circle, in any script or lead to a bomb: told exactly, in bounded time.

One real server meets all of them. Whatever a test sends, another question is answered at once afterwards. ``pytest -s`` prints how long
each took.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lsp_client import SERVER, Client, write_files

GUARD = 60.0
_numbers = count()
CYCLE = 500

LIBRARY = """
%! personas/dev/backend.md
---
variáveis:
  usuarios: 5
  stack: {padrão: Go}
---

# Persona: Backend

## Prompt de Ativação (Básico)

```
Atue como Backend de {{ usuarios }} em {{ stack }}.
```

## Prompt de Ativação (Avançado)

```
Atue como Backend avançado de {{ usuarios }} em {{ stack }}.
```

%! personas/مهندس.md
# Persona: مهندس

## Prompt de Ativação

```
Atue como مهندس.
```
"""

PERSONA = "# Persona: {name}\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n"

BOMBS = {
    "repetição": ("{{ 'a' * 10**9 }}", "more than 1000000 characters"),
    "dobra": (
        "{% set ns = namespace(s='aa') %}{% for i in range(999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "more than 1000000 characters",
    ),
    "laços": ("{% for a in range(999) %}" * 4 + "{% endfor %}" * 4, "took too long"),
    "recursão": ("{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}", "recursion"),
    "listas": (
        "{% set ns = namespace(s=['a' * 99]) %}{% for i in range(40) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
        "",
    ),
    "fuga": ("{{ ''.__class__.__mro__ }}", "unsafe"),
    "inclusão": ("{% include '/etc/passwd' %}", "not a valid template"),
}

pytestmark = pytest.mark.timeout(3 * GUARD)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_files(tmp_path_factory.mktemp("references"), LIBRARY)
    folder = root / "personas"
    for number in range(CYCLE):
        prompt = f"Atue. @persona:c{(number + 1) % CYCLE}"
        (folder / f"c{number}.md").write_text(PERSONA.format(name=f"C{number}", prompt=prompt))
    (folder / "cafe\u0301.md").write_text(PERSONA.format(name="Café", prompt="Atue com café."))  # as macOS spells it
    for name, (prompt, _) in BOMBS.items():
        (folder / f"{name}.md").write_text(PERSONA.format(name=name, prompt=prompt))
        (folder / f"usa-{name}.md").write_text(
            PERSONA.format(name=f"Usa {name}", prompt=f"Antes. @persona:{name} Depois.")
        )
    return root


@pytest.fixture(scope="module")
def client(workspace: Path) -> Iterator[Client]:
    with Client.in_process(
        SERVER, HOME=str(workspace), XDG_CONFIG_HOME=str(workspace), XDG_CACHE_HOME=str(workspace / ".cache")
    ) as client:
        client.start(workspace)
        yield client


@contextmanager
def opened(client: Client, workspace: Path, text: str, what: str) -> Iterator[str]:
    """A prompt file with ``text``; afterwards the server still answers, and the time that all took is printed."""
    began = time.monotonic()
    uri = client.open(workspace / f"prompt-{next(_numbers)}.md", text)
    yield uri
    client.close(uri)
    probe = client.open(workspace / "probe.md", "@persona:dev/backend")
    assert "Atue como Backend" in card(client, probe, 3)
    client.close(probe)
    print(f"{what}: {time.monotonic() - began:.2f} s")


def found(client: Client, uri: str) -> list[tuple[str, str, str]]:
    """Rule, the words that it is about, and the message, of each finding; columns count code points in this session."""
    lines = client.text(uri).split("\n")
    return [
        (each["code"], lines[at["line"]][at["character"] : each["range"]["end"]["character"]], each["message"])
        for each in client.findings(uri) or []
        for at in [each["range"]["start"]]
    ]


def told(client: Client, uri: str) -> list[tuple[str, str, str]]:
    """The findings of a document that has some."""
    client.until(lambda: bool(client.findings(uri)))
    return found(client, uri)


def card(client: Client, uri: str, at: int) -> str:
    hover: Any = client.hover(uri, at)
    return hover["contents"]["value"] if hover else ""


class TestSyntax:
    WHOLE = '@persona:dev/backend#avancado(usuarios=500, stack="Django")'

    def test_a_reference_cut_anywhere_has_one_finding_or_none(self, client: Client, workspace: Path) -> None:
        """None where what is left is a whole reference or prose; else the one that names what is missing, on the words that are there."""
        cuts = [self.WHOLE[:at] for at in range(len(self.WHOLE) + 1)]
        with opened(client, workspace, "\n\n".join(cuts), "a reference cut at every character") as uri:
            by_line = {}
            for code, words, message in told(client, uri):
                by_line.setdefault(words, []).append((code, message))
            lines = [each["range"]["start"]["line"] for each in client.findings(uri)]
            for at in range(len(cuts)):
                client.hover(uri, sum(len(each) + 2 for each in cuts[:at]) + at)

        assert len(lines) == len(set(lines))
        assert {line // 2 for line in lines} == {*range(10, 20), *range(22, 29), *range(39, 59)}
        assert by_line["dev/backen"] == [
            ("unknown-persona", "There is no persona `dev/backen`. Did you mean `dev/backend`?")
        ]
        assert by_line["avancad"][0][1].startswith("`dev/backend` has no part `avancad`. Did you mean `avancado`?")
        assert by_line["(usuarios=50"] == [
            ("invalid-argument", "The arguments of `dev/backend` are never closed: a `)` is missing.")
        ]
        assert by_line['"Djan'] == [
            ("invalid-argument", 'The quote in the value of `stack` is never closed: a `"` is missing.')
        ]

    @pytest.mark.parametrize(
        ("words", "value"),
        [
            ("usuarios=((((7))))", "de 7 em Go"),
            ("usuarios=" + "(" * 15 + "7" + ")" * 15, "de 7 em Go"),
            ("stack=')'", "de 5 em )"),
            ("stack='\"('", 'de 5 em "('),
            ('stack="a, usuarios=9"', "de 5 em a, usuarios=9"),
        ],
    )
    def test_parentheses_and_quotes_inside_a_value_are_part_of_it(
        self, client: Client, workspace: Path, words: str, value: str
    ) -> None:
        with opened(client, workspace, f"@persona:dev/backend({words}) fim", words[:30]) as uri:
            assert value in card(client, uri, 12)
            client.turn()
            assert not found(client, uri)

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("usuarios=" + "(" * 5000 + "1" + ")" * 5000, "cannot be read"),
            ("usuarios=" + "[" * 5000, "never closed"),
            ("usuarios=[[1)]", "cannot be read"),
            ('stack="a)', "The quote in the value of `stack` is never closed"),
            ("stack='a\")", "The quote in the value of `stack` is never closed"),
            ('stack="' + "\\" * 9999 + '")', "never closed"),
            ("usuarios=1, , stack=2)", "is not an argument"),
        ],
    )
    def test_what_cannot_be_closed_or_read_is_told_in_a_sentence_of_a_sensible_length(
        self, client: Client, workspace: Path, words: str, message: str
    ) -> None:
        with opened(client, workspace, f"@persona:dev/backend({words}", words[:30]) as uri:
            ((code, _, said),) = told(client, uri)
            assert code == "invalid-argument"
            assert message in said
            assert len(said) < 500

    def test_parentheses_that_open_no_arguments_are_prose(self, client: Client, workspace: Path) -> None:
        with opened(
            client, workspace, "@persona:dev/backend" + "(" * 10_000 + " @persona:nobody", "10,000 parentheses"
        ) as uri:
            assert [code for code, *_ in told(client, uri)] == ["unknown-persona"]


class TestNumber:
    def test_ten_thousand_references_in_one_line_are_checked_and_each_can_be_asked_about(
        self, client: Client, workspace: Path
    ) -> None:
        reference = "@persona:dev/backend "
        with opened(client, workspace, reference * 9_999 + "@persona:nobody", "10,000 references in a line") as uri:
            assert [(code, words) for code, words, _ in told(client, uri)] == [("unknown-persona", "nobody")]
            assert "Atue como Backend" in card(client, uri, 9_998 * len(reference) + 12)

    def test_a_circle_of_five_hundred_is_told_where_it_is_entered_and_where_it_is_made(
        self, client: Client, workspace: Path
    ) -> None:
        with opened(client, workspace, "@persona:c7", f"a circle of {CYCLE}") as uri:
            assert "includes itself" in card(client, uri, 10)
        path = workspace / "personas/c7.md"
        persona = client.open(path, path.read_text())
        client.until(lambda: "composition-cycle" in [code for code, *_ in found(client, persona)])
        (cycle,) = [each for each in found(client, persona) if each[0] == "composition-cycle"]
        client.close(persona)
        assert cycle[1] == "@persona:c8"
        assert len(cycle[2]) < 500


class TestScripts:
    def test_a_name_of_any_script_in_any_normal_form_is_found(self, client: Client, workspace: Path) -> None:
        text = "@persona:مهندس, @persona:caf\u00e9 e @persona:cafe\u0301."
        with opened(client, workspace, text, "names in Arabic and with combining marks") as uri:
            assert "Atue como مهندس." in card(client, uri, 10)
            assert "Atue com café." in card(client, uri, text.index("caf\u00e9"))
            assert "Atue com café." in card(client, uri, text.index("cafe\u0301"))
            client.turn()
            assert not found(client, uri)

    def test_a_name_without_its_accent_is_another_one(self, client: Client, workspace: Path) -> None:
        with opened(client, workspace, "@persona:cafe", "a name without its accent") as uri:
            assert told(client, uri) == [
                ("unknown-persona", "cafe", "There is no persona `cafe`. Did you mean `café`?")
            ]

    def test_a_name_that_is_far_too_long_is_unknown(self, client: Client, workspace: Path) -> None:
        """No file could be called so: there is nothing to create, and no other harm."""
        with opened(client, workspace, "@persona:" + "x" * 5000, "a name of 5,000 letters") as uri:
            ((code, words, message),) = told(client, uri)
            assert (code, words) == ("unknown-persona", "x" * 5000)
            assert len(message) < 500
            assert client.actions(uri, 20, 20) is not None


class TestBombs:
    @pytest.mark.parametrize("name", BOMBS)
    def test_a_bomb_in_a_composed_persona_is_a_sentence_in_the_card(
        self, client: Client, workspace: Path, name: str
    ) -> None:
        """The first to need the child that renders starts it; each bomb costs its deadline at most, and the next prompt renders."""
        with opened(client, workspace, f"@persona:usa-{name}", f"bomb: {name}") as uri:
            shown = card(client, uri, 12)

        assert "Antes." in shown
        assert "⚠" in shown
        assert BOMBS[name][1] in shown

    def test_all_of_them_at_once_are_bounded_too(self, client: Client, workspace: Path) -> None:
        text = " ".join(f"@persona:usa-{name}" for name in BOMBS) + " @persona:dev/backend"
        with opened(client, workspace, text, "all bombs at once") as uri:
            asked = [
                client.send_request("textDocument/hover", client.place(uri, text.index(f"usa-{name}")))
                for name in BOMBS
            ]
            assert client.labels(uri) is not None
            assert all("⚠" in client.wait(each)["result"]["contents"]["value"] for each in asked)
