"""Who composes whom. The ``|`` is the cursor; a line of an answer is "name, detail <- the references that lead there"."""

from pathlib import Path

import pytest

from lsp_client import cut
from persona_ls.features.calls import Composer, composer_of, incoming, outgoing, prepare
from world import ROOT, World

LIBRARY = """
%! personas/dba.md
---
apelidos: [bancos]
---
# Persona: Administradora

## Prompt de Ativação (Básico)

```
Atue como uma Administradora.
```

## Prompt de Ativação (Avançado)

```
Atue como uma Administradora. @persona:dba#basico
```

## Métricas de Sucesso

- uma

%! personas/backend.md
# Persona: Desenvolvedor

Irmão de @persona:dba.

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor. @persona:dba(x=1) @persona:nada @persona:dba#sumida
```

## Prompt de Ativação (Avançado)

```
Atue como um Desenvolvedor. @persona:bancos#avancado e @persona:dba#metricas-de-sucesso e @persona:dba.
```

%! notas/uso.md
@persona:dba, @persona:dba#basic e @persona:backend#avancado
"""
DBA = ROOT / "personas/dba.md"
BACKEND = ROOT / "personas/backend.md"


@pytest.fixture
def world() -> World:
    return World(LIBRARY)


def named(composer: Composer) -> str:
    if composer.entry is None:
        return composer.path.name
    return composer.entry.id + (f"#{composer.part.name}" if composer.part else "")


def source(world: World, path: Path) -> str:
    opened = world.session.get(str(path))
    assert opened
    return opened.document.source


def calls_in(world: World, path: Path, part: str = "") -> list[str]:
    composer = composer_of(path, part, world.session.library)
    assert composer
    return [
        f"{named(call.other)} <- {' '.join(span.of(source(world, call.other.path)) for span in call.spans)}"
        for call in incoming(composer, world.session.library)
    ]


def calls_out(world: World, path: Path, part: str = "") -> list[str]:
    composer = composer_of(path, part, world.session.library)
    assert composer
    return [
        f"{named(call.other)} <- {' '.join(span.of(source(world, path)) for span in call.spans)}"
        for call in outgoing(composer, world.session.library)
    ]


class TestPrepare:
    @pytest.mark.parametrize(
        ("marked", "wanted"),
        [
            ("# Pers|ona: Administradora", "dba"),
            ("## Prompt de Ativação (Básico)|", "dba#basico"),
            ("## Métr|icas de Sucesso", "dba#metricas-de-sucesso"),
            ("@persona:dba#ba|sico", "dba#basico"),
            ("Atue como| uma Administradora", ""),
        ],
    )
    def test_a_title_is_the_persona_a_heading_and_a_reference_a_part(
        self, world: World, marked: str, wanted: str
    ) -> None:
        opened = world.session.get(str(DBA))
        assert opened
        words, at = cut(marked)
        offset = opened.document.source.index(words) + at
        found = prepare(opened, offset, world.session.library, ROOT)
        assert " ".join(named(each) for each in found) == wanted

    @pytest.mark.parametrize(
        ("marked", "wanted"),
        [
            ("veja @persona:d|ba", ["dba#basico"]),
            ("veja @persona:dba#ava|ncado", ["dba#avancado"]),
            ("veja @persona:na|da", []),
            ("veja @persona:dba#sum|ida", []),
            ("ve|ja @persona:dba", []),
            ("# Persona: Q|ualquer", []),
        ],
    )
    def test_in_any_document_a_reference_is_the_part_that_it_becomes(
        self, world: World, marked: str, wanted: list[str]
    ) -> None:
        words, at = cut(marked)
        found = prepare(world.look(words, "notas/outra.md"), at, world.session.library, ROOT)
        assert [named(each) for each in found] == wanted

    def test_of_an_ambiguous_name_there_is_one_for_each_meaning(self) -> None:
        one = "## Prompt de Ativação (Básico)\n\n```\nAtue.\n```\n"
        world = World(f"%! personas/a/x.md\n# Persona: A\n\n{one}\n%! personas/b/x.md\n# Persona: B\n\n{one}")
        found = prepare(world.look("@persona:x", "n.md"), 3, world.session.library, ROOT)
        assert [each.entry.title for each in found if each.entry] == ["A", "B"]


class TestCalls:
    def test_a_prompt_is_called_by_prompts_and_by_files(self, world: World) -> None:
        assert calls_in(world, DBA, "basico") == [
            "uso.md <- @persona:dba @persona:dba#basic",
            "backend <- @persona:dba",
            "backend#basico <- @persona:dba",
            "backend#avancado <- @persona:dba",
            "dba#avancado <- @persona:dba#basico",
        ]

    def test_an_alias_counts_and_so_does_a_section(self, world: World) -> None:
        assert calls_in(world, DBA, "avancado") == ["backend#avancado <- @persona:bancos#avancado"]
        assert calls_in(world, DBA, "metricas-de-sucesso") == ["backend#avancado <- @persona:dba#metricas-de-sucesso"]

    def test_a_persona_is_called_by_whoever_names_any_part_of_it(self, world: World) -> None:
        assert len(calls_in(world, DBA)) == 5
        assert "backend#basico <- @persona:dba @persona:dba#sumida" in calls_in(world, DBA)

    def test_a_prompt_calls_what_it_refers_to_in_the_order_of_its_text(self, world: World) -> None:
        assert calls_out(world, BACKEND, "avancado") == [
            "dba#avancado <- @persona:bancos#avancado",
            "dba#metricas-de-sucesso <- @persona:dba#metricas-de-sucesso",
            "dba#basico <- @persona:dba",
        ]

    def test_what_means_nobody_is_no_call(self, world: World) -> None:
        assert calls_out(world, BACKEND, "basico") == ["dba#basico <- @persona:dba"]

    def test_a_persona_calls_whatever_its_file_refers_to(self, world: World) -> None:
        assert calls_out(world, BACKEND)[0] == "dba#basico <- @persona:dba @persona:dba @persona:dba"
        assert len(calls_out(world, BACKEND)) == 3

    def test_a_file_calls_and_is_called_by_nobody(self, world: World) -> None:
        path = ROOT / "notas/uso.md"
        assert calls_out(world, path) == [
            "dba#basico <- @persona:dba @persona:dba#basic",
            "backend#avancado <- @persona:backend#avancado",
        ]
        assert calls_in(world, path) == []

    def test_no_file_is_parsed(self, world: World) -> None:
        calls_in(world, DBA)
        calls_out(world, BACKEND)
        assert world.session.store.parsed == 0


class TestWhatComesBack:
    @pytest.mark.parametrize(
        ("path", "part"),
        [
            (ROOT / "personas/sumida.md", ""),
            (DBA, "sumida"),
            (ROOT / "notas/uso.md", "basico"),
            (Path("/etc/passwd"), ""),
        ],
    )
    def test_what_is_gone_or_never_was_is_nothing(self, world: World, path: Path, part: str) -> None:
        assert composer_of(path, part, world.session.library) is None
