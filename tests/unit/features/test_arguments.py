"""What is offered among the arguments of a reference, and what stands in the text when an item was taken."""

import pytest

from persona_ls.features.items import ItemKind
from snippets import Stop, expand
from world import World

LIBRARY = r"""
%! personas/backend.md
---
variáveis:
  tom: leve
  usuários: {descrição: Quantos *usam* ao mesmo tempo, padrão: 500}
  stack: {opções: [Django, "Fast, API", "a|b"], padrão: "Fast, API"}
  plataforma: {opções: [web, móvel], obrigatória: true}
  preço: {padrão: "R$ 5} \"\\"}
  testes: true
  livre:
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend para {{ usuários }} em {{ plataforma }} com {{ stack }}.
```

## Prompt de Ativação (Avançado)

```
Atue como um Desenvolvedor Backend em tom {{ tom }}.
```

%! personas/simples.md
# Persona: Simples

## Prompt de Ativação (Básico)

```
Atue como um Simples.
```
"""

PERSONA = """\
---
variáveis: {{stack: Rust, time: A}}
---

# Persona: Time

## Prompt de Ativação (Básico)

```
Atue como um Time. {0}
```
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(LIBRARY)


def doc(world: World, marked: str) -> list[str]:
    """The labels in a prompt file."""
    return world.labels(marked, "carta.md")


class TestNames:
    def test_those_come_first_that_the_part_needs_and_then_those_that_it_uses(self, world: World) -> None:
        assert doc(world, "@persona:backend(|)") == [
            "plataforma=",
            "usuários=",
            "stack=",
            "tom=",
            "preço=",
            "testes=",
            "livre=",
        ]
        assert doc(world, "@persona:backend#avancado(|")[0] == "tom="

    @pytest.mark.parametrize(
        "marked",
        [
            "@persona:backend(usuários=1, plataforma='x, (y', stack=[1, (2), ','], |",
            '@persona:backend(usuários=1, plataforma=\'x\', stack="\\"), (", |)',
            "@persona:backend(usuários=1, |, plataforma='x', stack=2)",
            "@persona:backend(tom='x') e `@persona:backend(usuários=1, plataforma=2, stack=3,|)`",
        ],
    )
    def test_what_is_given_is_left_out_wherever_it_stands(self, world: World, marked: str) -> None:
        assert doc(world, marked) == ["tom=", "preço=", "testes=", "livre="]

    @pytest.mark.parametrize(
        ("typed", "labels"),
        [
            ("usu|", ["usuários="]),
            ("USUA|)", ["usuários="]),
            ("t|", ["tom=", "testes="]),
            ("x=1, t|om", ["tom=", "testes="]),
            ("x|", []),
            ("usuários |", []),
            ("veja isto|", []),
            ("veja, t|", []),
            ("usuários 5, t|", []),
            ("usuários=5) t|", []),
            ("usuários=5 6, t|", ["tom=", "testes="]),
            ("usuários=5, o resto t|", []),
            ('usuários="5, t|', []),
        ],
    )
    def test_what_begins_so_is_offered_and_nothing_in_prose(self, world: World, typed: str, labels: list[str]) -> None:
        assert doc(world, f"Peça: @persona:backend({typed}") == labels

    @pytest.mark.parametrize(
        "marked",
        [
            "@persona:simples(|",
            "@persona:ninguem(|",
            "\\@persona:backend(|",
            "<!-- @persona:backend(| -->",
            "x (|",
            "@persona:backend (|",
        ],
    )
    def test_nothing_is_offered_where_nothing_can_be_given(self, world: World, marked: str) -> None:
        assert doc(world, marked) == []

    @pytest.mark.parametrize(
        ("label", "text", "stop"),
        [
            ("tom=", 'tom="leve"', Stop(1, "leve")),
            ("usuários=", "usuários=500", Stop(1, "500")),
            ("stack=", 'stack="Fast, API"', Stop(1, '"Fast, API"', ('"Fast, API"', '"Django"', '"a|b"'))),
            ("plataforma=", 'plataforma="web"', Stop(1, '"web"', ('"web"', '"móvel"'))),
            ("preço=", r'preço="R$ 5} \"\\"', Stop(1, r"R$ 5} \"\\")),
            ("testes=", "testes=true", Stop(1, "true", ("true", "false"))),
            ("livre=", 'livre=""', Stop(1, "")),
        ],
    )
    def test_a_snippet_brings_the_default_and_the_options(
        self, world: World, label: str, text: str, stop: Stop
    ) -> None:
        expanded = expand(world.item("@persona:backend(|)", label, "carta.md").snippet)
        assert (expanded.text, expanded.stops) == (text, (stop,))
        assert world.taken("(@persona:backend(|)) e", label, "carta.md") == f"(@persona:backend({text})) e"
        assert world.taken("@persona:backend(|)", label, "carta.md", snippets=False) == f"@persona:backend({label})"
        assert world.rules(f"@persona:backend({text})", "carta.md") in (["missing-argument"], [])

    def test_a_name_before_its_value_is_replaced_alone(self, world: World) -> None:
        assert world.taken("@persona:backend(usu| =5)", "usuários", "carta.md") == "@persona:backend(usuários =5)"

    def test_type_default_and_description_are_told(self, world: World) -> None:
        item = world.item("@persona:backend(|", "usuários=", "carta.md")
        assert (item.kind, item.detail) == (ItemKind.ARGUMENT, "int = 500")
        assert item.doc == r"Quantos \*usam\* ao mesmo tempo", "Markdown of a stranger shows as it is written"
        assert world.item("@persona:backend(|", "plataforma=", "carta.md").detail == '"web" | "móvel" · obrigatória'
        assert world.item("@persona:backend(|", "stack=", "carta.md").detail == (
            '"Django" | "Fast, API" | "a|b" = "Fast, API"'
        )

    def test_neither_a_persona_nor_a_part_brings_parentheses(self, world: World) -> None:
        assert world.taken("@persona:back|", "@persona:backend", "carta.md") == "@persona:backend"
        assert (
            world.taken("@persona:backend#av|", "@persona:backend#avancado", "carta.md") == "@persona:backend#avancado"
        )


class TestValues:
    @pytest.mark.parametrize(
        ("typed", "labels"),
        [
            ("stack=|", ['"Fast, API"', '"Django"', '"a|b"']),
            ("stack= |)", ['"Fast, API"', '"Django"', '"a|b"']),
            ('stack="|', ['"Fast, API"', '"Django"', '"a|b"']),
            ("stack='|')", ["'Fast, API'", "'Django'", "'a|b'"]),
            ('stack="fast, |")', ['"Fast, API"']),
            ("stack=dj|", ['"Django"']),
            ('stack="Django"|', ['"Django"']),
            ('stack="Django" |', []),
            ("stack=x|", []),
            ("testes=|", ["true", "false"]),
            ("testes=f|)", ["false"]),
            ("usuários=|", ["500"]),
            ("usuários=5|)", ["500"]),
            ('usuários="|")', []),
            ("livre=|", ["true", "false"]),
            ("ninguém=|", []),
            ("tom=|, testes=true)", ['"leve"']),
        ],
    )
    def test_options_defaults_and_truth_values(self, world: World, typed: str, labels: list[str]) -> None:
        assert doc(world, f"@persona:backend({typed}") == labels

    @pytest.mark.parametrize(
        ("typed", "taken"),
        [
            ("stack=|)", 'stack="Django")'),
            ("stack=|", 'stack="Django"'),
            ("stack=dj|)", 'stack="Django")'),
            ('stack="|")', 'stack="Django")'),
            ('stack="Dj|")', 'stack="Django")'),
            ('stack="Dj|ongo", tom="x")', 'stack="Django", tom="x")'),
            ('stack="Dj|', 'stack="Django"'),
            ('stack="|, tom="x")', 'stack="Django", tom="x")'),
            ("stack=|Flask, tom=1)", 'stack="Django", tom=1)'),
        ],
    )
    def test_a_text_has_two_quotes_whatever_the_editor_has_closed_by_itself(
        self, world: World, typed: str, taken: str
    ) -> None:
        wanted = f"@persona:backend({taken}"
        assert world.taken(f"@persona:backend({typed}", '"Django"', "carta.md") == wanted

    def test_only_what_ends_with_the_cursor_need_not_be_asked_for_again(self, world: World) -> None:
        """Editors filter by what they replace: where that is more than the label's beginning, we filter."""
        lists = {
            typed: world.offered(f"@persona:backend(stack={typed}", "carta.md") for typed in ('"Dj|"', "dj|", '"D|x"')
        }
        assert [found.is_incomplete for found in lists.values() if found] == [False, True, True]
        assert [found.items[0].filter_text for found in lists.values() if found] == ["", "dj", '"Dx']

    def test_a_persona_passes_its_own_variables_on(self, world: World) -> None:
        marked = PERSONA.format("@persona:backend(stack=|)")
        assert world.labels(marked) == ['"Fast, API"', '"Django"', '"a|b"', "stack", "time"]
        assert "stack" not in world.labels(PERSONA.format('@persona:backend(stack="|")'))
        assert world.rules(world.taken(marked, "time").replace("|", "")) != []

    def test_a_quote_that_nothing_closes_does_not_hide_the_next_reference(self, world: World) -> None:
        assert "@persona:backend" in doc(world, '@persona:backend(stack="Dj e @persona:ba|')
        assert "@persona:backend" not in doc(world, '@persona:backend(stack="@persona:ba|")')


@pytest.mark.parametrize(
    "words",
    [
        "@persona:backend(((" * 3_000,
        "@persona:backend(stack=[" * 3_000,
        '@persona:backend(stack="' * 3_000,
        "@persona:backend(" + "tom=1, " * 10_000,
        "@persona:backend(stack=[" * 3_000 + "])" * 3_000,
        "@persona:backend(stack='" + "\\" * 9_999,
    ],
)
def test_a_line_that_nobody_would_write_has_an_answer(world: World, words: str) -> None:
    world.offered(f"{words}|", "carta.md")
    world.offered(f"{words[:5_000]}|{words[5_000:]}", "carta.md")
