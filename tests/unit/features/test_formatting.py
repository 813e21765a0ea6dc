"""Formatting: documents before and after. Blanks that matter stand as ``·``, tabs as ``→``."""

import pytest

from persona_ls.features.formatting import formatted, formatting_edits
from persona_ls.formats import agent_dialects
from persona_ls.persona import Persona
from persona_ls.text import Span, apply_edits
from world import persona_of

CASES = {
    "headings and lists have one form": (
        """
# Persona: X
##  Características ##
* um
+ dois
-   três

Contextos Ideais de Uso
---
- fim
""",
        """
# Persona: X

## Características

- um
- dois
- três

## Contextos Ideais de Uso

- fim
""",
    ),
    "each field but the last ends in a hard break": (
        """
# Persona: X
**Especialidade**: a
**Nível de Experiência**: Sênior·····
**Perfil**: b··

## Características
- um
""",
        """
# Persona: X

**Especialidade**: a··
**Nível de Experiência**: Sênior··
**Perfil**: b

## Características

- um
""",
    ),
    "a prompt keeps every byte": (
        """
# Persona: X
## Prompt de Ativação (Básico)
```
*  um··


+ dois→
##  três ##
```
## Métricas de Sucesso
- a··
""",
        """
# Persona: X

## Prompt de Ativação (Básico)

```
*  um··


+ dois→
##  três ##
```

## Métricas de Sucesso

- a
""",
    ),
    "so does a prompt without a fence": (
        """
# Persona: X
## Prompt de Ativação (Básico)
*  um··
+ dois··


#### três ##
## Métricas de Sucesso
""",
        """
# Persona: X

## Prompt de Ativação (Básico)

*  um··
+ dois··


#### três ##

## Métricas de Sucesso
""",
    ),
    "front matter keeps its order and its style": (
        """
---
atualizado:   2026-01-01
tags: [a,  b]···
---
# Persona: X
""",
        """
---
atualizado:   2026-01-01
tags: [a,  b]···
---

# Persona: X
""",
    ),
    "blank lines come one at a time": (
        """


# Persona: X



texto



- a

- b



""",
        """
# Persona: X

texto

- a

- b
""",
    ),
    "a hard break stays where a line follows": (
        """
# Persona: X

um verso··
e outro····
fim··

- a··
- b
""",
        """
# Persona: X

um verso··
e outro··
fim

- a
- b
""",
    ),
    "an item of several lines keeps its width": (
        """
# Persona: X

*   um
    que segue
*   dois
""",
        """
# Persona: X

-   um
    que segue
- dois
""",
    ),
    "comments, HTML, code and quotes are left alone": (
        """
# Persona: X

<!--
*  isto··


-->

<div>
*  aquilo··
</div>

    *  código··


    +  e mais
""",
        """
# Persona: X

<!--
*  isto··


-->

<div>
*  aquilo··
</div>

    *  código··


    +  e mais
""",
    ),
}


def written(shown: str) -> str:
    return shown.removeprefix("\n").replace("·", " ").replace("→", "\t")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_before_and_after(case: str, newline: str) -> None:
    before, after = (written(shown).replace("\n", newline) for shown in CASES[case])
    assert formatted(persona_of(before)) == after
    assert formatted(persona_of(after)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Persona: X", "# Persona: X\n"),
        ("# Persona: X\n\n\n", "# Persona: X\n"),
        ("\ufeff\n# Persona: X\n", "\ufeff# Persona: X\n"),
        ("# Persona: X\n\n```\nnunca fechado\n\n", "# Persona: X\n\n```\nnunca fechado\n\n"),
        ("", ""),
        ("\n\n", "\n\n"),
        ("---\ntags: [a]\n---", "---\ntags: [a]\n---"),
        ("---\ntags: [a]\n---\n\n\n", "---\ntags: [a]\n---\n\n\n"),
    ],
)
def test_the_end_and_the_start_of_a_file(before: str, after: str) -> None:
    assert formatted(persona_of(before)) == after


def test_a_file_in_good_order_needs_no_edit() -> None:
    assert formatting_edits(persona_of("# Persona: X\n\n- a\n")) == ()


def test_edits_are_small() -> None:
    """An editor keeps cursors and folds where nothing changes."""
    source = "# Persona: X\n\n* um\n- dois\n"
    assert [(edit.span.of(source), edit.new) for edit in formatting_edits(persona_of(source))] == [("*", "-")]


def test_a_range_formats_its_own_lines_only() -> None:
    source = "# Persona: X\n\n* um\n* dois\n* três\n"
    start = source.index("* dois")
    edits = formatting_edits(persona_of(source), Span(start, start + 6))
    assert apply_edits(source, edits) == "# Persona: X\n\n* um\n- dois\n* três\n"


def test_a_file_of_another_tool_is_never_formatted() -> None:
    source = "---\nname: x\ndescription: y\n---\n*  a\n"
    for dialect in agent_dialects():
        assert formatting_edits(Persona(persona_of(source).document, dialect)) == ()
