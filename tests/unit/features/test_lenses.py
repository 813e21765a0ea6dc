"""Where code lenses stand, and the files that they count."""

import pytest

from persona_ls.features.lenses import lenses, part_named, uses
from persona_ls.library.entry import Entry
from world import ROOT, World

LIBRARY = """
%! personas/dba.md
# Persona: Administradora

## Características

- clara

## Prompt de Ativação (Básico)

```
Atue como uma Administradora.
```

## Prompt de Ativação (Avançado)

```
Atue como uma Administradora.
```

%! personas/backend.md
# Persona: Desenvolvedor

## Prompt de Ativação (Básico)

```
@persona:dba#avancado
```

%! notas/uso.md
@persona:dba @persona:dba @persona:nada
"""


@pytest.fixture
def world() -> World:
    return World(LIBRARY)


def entry(world: World, name: str) -> Entry:
    found = world.session.library.at(ROOT / name)
    assert found
    return found


def shown(world: World, name: str) -> list[str]:
    """The lines with lenses, and what for."""
    opened = world.session.get(str(ROOT / name))
    assert opened
    return [f"{lens.span.of(opened.document.source)}: {lens.kind.value}" for lens in lenses(entry(world, name))]


def users(world: World, name: str, part: str = "") -> list[str]:
    persona = entry(world, name)
    found = uses(persona, part_named(persona, part), world.session.library)
    return [f"{referrer.path.name} x{len(mentions)}" for referrer, mentions in found]


def test_they_stand_on_the_title_and_on_each_prompt_heading(world: World) -> None:
    assert shown(world, "personas/dba.md") == [
        "# Persona: Administradora: uses",
        "# Persona: Administradora: render",
        "## Prompt de Ativação (Básico): uses",
        "## Prompt de Ativação (Básico): render",
        "## Prompt de Ativação (Avançado): uses",
        "## Prompt de Ativação (Avançado): render",
    ]


def test_what_has_no_prompt_is_not_rendered() -> None:
    world = World("%! personas/nova.md\n# Persona: Nova\n\n## Características\n\n- uma\n")
    assert shown(world, "personas/nova.md") == ["# Persona: Nova: uses"]


def test_an_agent_has_them_on_its_name() -> None:
    world = World("%! .claude/agents/x.md\n---\nname: revisor\ndescription: y\n---\nRevise.\n")
    assert shown(world, ".claude/agents/x.md") == ["revisor: uses", "revisor: render"]


def test_files_are_counted_and_not_references(world: World) -> None:
    assert users(world, "personas/dba.md") == ["uso.md x2", "backend.md x1"]
    assert users(world, "personas/backend.md") == []


def test_a_prompt_counts_the_files_that_become_text_of_it(world: World) -> None:
    assert users(world, "personas/dba.md", "basico") == ["uso.md x2"]
    assert users(world, "personas/dba.md", "avancado") == ["backend.md x1"]
