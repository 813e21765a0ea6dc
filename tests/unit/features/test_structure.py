"""Folding, growing a selection, and links. The ``|`` is the cursor."""

from itertools import pairwise

import pytest

from lsp_client import cut
from persona_ls.features.links import links
from persona_ls.features.selecting import selections
from world import ROOT, World, folds

PERSONA = """---
tags: [escrita, revisão]
variáveis:
  prazo: {descrição: em dias, padrão: 3}
---
# Persona: Redatora

## Características

- clara

## Tom de Comunicação
## Prompt de Ativação (Básico)

```
Atue como uma Redatora.
Fale com @persona:dba#basico.
```

## Métricas de Sucesso

- uma

"""


class TestFolding:
    def test_front_matter_sections_and_fences_fold(self) -> None:
        assert folds(PERSONA) == [
            ("---", "---"),
            ("## Características", "- clara"),
            ("## Prompt de Ativação (Básico)", "```"),
            ("```", "```"),
            ("## Métricas de Sucesso", "- uma"),
        ]

    def test_what_stands_on_one_line_does_not_fold(self) -> None:
        assert folds("# Persona: X\n\n## Características\n\n## Foco de Análise\n") == []

    def test_an_open_fence_folds_to_the_end(self) -> None:
        assert folds("# Persona: X\n\n```\num\ndois") == [("```", "dois")]
        assert folds("# Persona: X\n\n```\num\ndois\n") == [("```", "dois")]

    def test_front_matter_that_is_never_closed_folds_with_its_own_lines(self) -> None:
        assert folds("---\ntags: [a]\nid: x\n\n# Persona: X\n")[0] == ("---", "id: x")

    def test_a_body_that_is_the_prompt_has_no_section_to_fold(self) -> None:
        world = World()
        persona = world.look("---\nname: x\n---\nYou are.\n\nHelpful.\n", ".claude/agents/x.md").persona
        assert persona
        from persona_ls.features.folding import FoldKind, folding  # noqa: PLC0415

        assert [fold.kind for fold in folding(persona)] == [FoldKind.FRONT_MATTER]


def chain(marked: str, name: str = "personas/x.md") -> list[str]:
    """The pieces of text around the ``|``, from the smallest on."""
    source, at = cut(marked)
    opened = World().look(source, name)
    return [span.of(source) for span in selections(opened.document, opened.persona, at)]


class TestSelections:
    def test_a_tag_grows_to_list_entry_and_front_matter(self) -> None:
        assert chain("---\ntags: [dados, no|sql]\nid: x\n---\n# Persona: X\n") == [
            "nosql",
            "[dados, nosql]",
            "tags: [dados, nosql]",
            "tags: [dados, nosql]\nid: x\n",
            "---\ntags: [dados, nosql]\nid: x\n---",
            "---\ntags: [dados, nosql]\nid: x\n---\n# Persona: X\n",
        ]

    def test_a_word_of_a_prompt_grows_to_fence_and_section(self) -> None:
        source = "# Persona: X\n\n## Prompt de Ativação (Básico)\n\n```\num do|is\ntrês\n```\n\n## Foco de Análise\n"
        assert chain(source) == [
            "dois",
            "um dois",
            "um dois\ntrês\n",
            "```\num dois\ntrês\n```",
            "## Prompt de Ativação (Básico)\n\n```\num dois\ntrês\n```",
            source.replace("|", ""),
        ]

    def test_a_reference_grows_from_its_name(self) -> None:
        assert chain("Veja @persona:da|dos/dba#basico.\n", "notas.md")[:4] == [
            "dados",
            "dados/dba",
            "@persona:dados/dba#basico",
            "Veja @persona:dados/dba#basico.",
        ]

    @pytest.mark.parametrize("at", range(0, len(PERSONA) + 1, 3))
    def test_each_selection_lies_inside_the_next_and_holds_the_cursor(self, at: int) -> None:
        opened = World().look(PERSONA)
        spans = selections(opened.document, opened.persona, at)
        assert all(span.holds(at) for span in spans)
        assert all(outer.covers(inner) and outer != inner for inner, outer in pairwise(spans))
        assert spans[-1].of(PERSONA) == PERSONA

    def test_an_empty_document_has_none(self) -> None:
        assert chain("|") == []


LIBRARY = """
%! personas/dba.md
# Persona: Administradora de Bancos

## Prompt de Ativação (Básico)

```
Atue como uma Administradora de Bancos.
```

%! personas/a/gerente.md
# Persona: Gerente

## Características

- a

%! personas/b/gerente.md
# Persona: Gerente

## Características

- b
"""


def linked(source: str) -> list[tuple[str, str, str]]:
    """What each link stands on, and the file and the text that it leads to."""
    world = World(LIBRARY)
    opened = world.look(source, "notas.md")
    found = links(opened, world.session.library, ROOT)
    texts = {each.path: each.document.source for each in world.session}
    return [
        (link.span.of(source), link.entry.path.relative_to(ROOT).as_posix(), link.target.of(texts[link.entry.path]))
        for link in found
    ]


class TestLinks:
    def test_a_reference_leads_to_the_title(self) -> None:
        link = ("@persona:dba", "personas/dba.md", "# Persona: Administradora de Bancos")
        assert linked("Fale com @persona:dba, por favor.\n") == [link]

    def test_a_part_leads_to_its_heading(self) -> None:
        ((span, _, target),) = linked("Fale com @persona:dba#basico.\n")
        assert span == "@persona:dba#basico"
        assert target.lstrip("# ") == "Prompt de Ativação (Básico)"

    def test_arguments_are_not_part_of_the_link(self) -> None:
        assert [span for span, _, _ in linked('@persona:dba(banco="x")\n')] == ["@persona:dba"]

    def test_a_part_that_is_not_there_leads_to_the_title(self) -> None:
        assert linked("@persona:dba#nada\n") == [
            ("@persona:dba#nada", "personas/dba.md", "# Persona: Administradora de Bancos"),
        ]

    @pytest.mark.parametrize(
        "source", ["@persona:ninguem", "@persona:gerente", "`código @x`", "```py\n@persona:dba\n```"]
    )
    def test_what_means_nobody_or_several_is_no_link(self, source: str) -> None:
        assert linked(source + "\n") == []

    def test_one_of_several_is_named_with_its_folder(self) -> None:
        assert [path for _, path, _ in linked("@persona:b/gerente\n")] == ["personas/b/gerente.md"]
