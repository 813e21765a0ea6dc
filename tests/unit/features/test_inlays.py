"""Inlay hints, written into the text between ‹ and ›."""

import pytest

from lsp_client import cut
from persona_ls.features.inlays import MAX_INLAYS, inlays
from persona_ls.features.length import roughly
from persona_ls.text import Span
from world import ROOT, World

LIBRARY = f"""
%! personas/dba.md
# Persona: Administradora

## Prompt de Ativação (Básico)

```
{"Atue como uma Administradora. " * 40}
```

## Prompt de Ativação (Avançado)

```
Atue.
```

%! personas/vazia.md
# Persona: Vazia

## Prompt de Ativação

```
```

%! personas/sem-prompt.md
# Persona: Sem Prompt

## Características

- uma

%! personas/longa.md
# Persona: {"Longa " * 20}

## Prompt de Ativação

```
Atue.
```

%! personas/a/dupla.md
# Persona: A

%! personas/b/dupla.md
# Persona: B
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(LIBRARY)


def hinted(world: World, words: str, span: Span | None = None) -> str:
    """``words`` with the hints in it."""
    opened = world.look(words, "notas/uso.md")
    found = inlays(opened, span or Span(0, len(words)), world.session.library, ROOT)
    for hint in reversed(found):
        words = f"{words[: hint.at]}‹{hint.title} {hint.tokens}›{words[hint.at :]}"
    return words


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("veja @persona:dba.", "veja @persona:dba‹Administradora 300›."),
        ("@persona:dba#avancado(x=1) e", "@persona:dba#avancado(x=1)‹Administradora 2› e"),
        ("@persona:vazia", "@persona:vazia‹Vazia 0›"),
    ],
)
def test_a_hint_stands_behind_the_whole_reference(world: World, words: str, wanted: str) -> None:
    assert hinted(world, words) == wanted


@pytest.mark.parametrize(
    "words",
    ["@persona:nada", "@persona:dupla", "@persona:dba#nada", "@persona:sem-prompt", "`\\@persona:dba`", "prosa"],
)
def test_what_means_nobody_or_several_has_none(world: World, words: str) -> None:
    assert hinted(world, words) == words


def test_a_long_title_is_cut(world: World) -> None:
    (hint,) = inlays(world.look("@persona:longa", "n.md"), Span(0, 14), world.session.library, ROOT)
    assert len(hint.title) <= 60
    assert hint.title.endswith("Longa Longa…")


def test_only_what_stands_in_the_range_has_one(world: World) -> None:
    words, start = cut("@persona:dba |@persona:dba\n@persona:dba")
    assert hinted(world, words, Span(start, words.index("\n"))).count("‹") == 1
    assert hinted(world, words, Span(3, 5)) == words


def test_a_line_of_10000_references_has_as_many_as_anybody_reads(world: World) -> None:
    words = "@persona:dba " * 10_000
    opened = world.look(words, "notas/uso.md")
    found = inlays(opened, Span(0, len(words)), world.session.library, ROOT)
    assert len(found) == MAX_INLAYS
    later = inlays(opened, Span(len(words) - 26, len(words)), world.session.library, ROOT)
    assert [each.at for each in later] == [len(words) - 14, len(words) - 1]


def test_nothing_is_read_or_parsed(world: World) -> None:
    hinted(world, "@persona:dba")
    assert world.session.store.parsed == 0


@pytest.mark.parametrize(
    ("number", "wanted"), [(0, 0), (7, 7), (99, 99), (100, 100), (104, 100), (1_234, 1_200), (9_960, 10_000)]
)
def test_a_rough_number_has_two_digits(number: int, wanted: int) -> None:
    assert roughly(number) == wanted
