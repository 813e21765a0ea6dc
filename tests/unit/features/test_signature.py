"""Signature help: which variables a reference takes, and which of them the cursor is in."""

import pytest

from lsp_client import cut
from persona_ls.features.signature import Signature, signature
from world import ROOT, World

LIBRARY = """
%! personas/backend.md
---
variáveis:
  nota: {padrão: "uma frase bem mais longa do que o que se quer ler ao lado de um nome"}
  usuarios: {descrição: Quantos ao mesmo tempo, padrão: 500}
  stack: {opções: [Django, FastAPI]}
  taxa: {padrão: 0.5, descrição: Não se usa, obrigatória: true}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend para {{ usuarios }} com {{ taxa }}{% if stack is defined %} e {{ stack }}{% endif %}.
```

## Prompt de Ativação (Avançado)

```
Atue como um Desenvolvedor Backend com {{ stack }}.
```

%! personas/simples.md
# Persona: Simples

## Prompt de Ativação (Básico)

```
Atue como um Simples.
```
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(LIBRARY)


def asked(world: World, marked: str) -> Signature | None:
    source, at = cut(marked)
    return signature(world.look(source, "carta.md"), at, world.session.library, ROOT, world.session.say)


def active(world: World, marked: str) -> str:
    """The words of the active parameter; ``-`` when there is a signature without one, ``""`` when there is none."""
    found = asked(world, marked)
    if found is None:
        return ""
    return "-" if found.active is None else found.parameters[found.active].span.of(found.label)


def test_the_label_tells_types_defaults_and_what_has_to_be_given(world: World) -> None:
    found = asked(world, "@persona:backend(|")
    assert found
    assert found.label == (
        'backend(taxa*: float, usuarios: int = 500, stack: "Django" | "FastAPI", '
        'nota: str = "uma frase bem mais longa do que o que se quer ler ao lado …)'
    )
    assert found.doc == "Desenvolvedor Backend · Prompt de Ativação (Básico)"
    assert [each.span.of(found.label).partition(":")[0] for each in found.parameters] == [
        "taxa*",
        "usuarios",
        "stack",
        "nota",
    ]
    assert [each.doc for each in found.parameters] == [
        "Não se usa · obrigatória",
        "Quantos ao mesmo tempo",
        "",
        "",
    ]


def test_each_part_has_its_own(world: World) -> None:
    found = asked(world, "@persona:backend#avancado(|)")
    assert found
    assert found.label.startswith('backend#avancado(stack*: "Django" | "FastAPI", ')


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        ("(|)", "taxa*"),
        ("(stack=|", "stack"),
        ("(stack|=", "stack"),
        ("(sta|", "stack"),
        ("(STA|", "stack"),
        ("(stack |", "stack"),
        ('(stack="a, (b", usuarios=5|00, taxa=1)', "usuarios"),
        ("(stack=[1, 2], |)", "taxa*"),
        ("(stack=1, |taxa=2)", "taxa*"),
        ("(stack=1, taxa=2, |)", "usuarios"),
        ("(cor=|)", "-"),
        ("(taxa=1, cor|)", "-"),
        ("(taxa=1, o resto|)", "-"),
        ("(taxa=1, usuarios=1, stack=1, nota=1, |)", "-"),
        ("(cor|)", ""),
        ("(veja is|to)", ""),
        ("(veja, is|to)", ""),
        ("(taxa=1)|", ""),
        ("(taxa=1) (|)", ""),
        ("|(taxa=1)", ""),
        (" (|)", ""),
        (" (taxa=|)", ""),
    ],
)
def test_the_active_parameter_is_the_one_that_is_called_so(world: World, marked: str, wanted: str) -> None:
    assert active(world, f"Peça a @persona:backend{marked}").partition(":")[0] == wanted


@pytest.mark.parametrize("name", ["simples", "ninguem", ""])
def test_who_takes_nothing_has_no_signature(world: World, name: str) -> None:
    assert asked(world, f"@persona:{name}(|)") is None
