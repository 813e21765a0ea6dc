"""Cards of references inside a persona."""

from world import World

LIBRARY = """
%! personas/revisora.md
---
variáveis: {idioma: português}
---

# Persona: Revisora

## Prompt de Ativação (Básico)

```
Revise em {{ idioma }}.
```
"""

COMPOSER = """---
variáveis:
  língua:
  tom: leve
---

# Persona: Chefe

## Prompt de Ativação (Básico)

```
@persona:revi|sora(idioma=%s)
```
"""


def test_a_variable_without_a_default_is_shown_as_its_tag():
    card = World(LIBRARY).hover(COMPOSER % "língua")
    assert card
    assert "Revise em {{ língua }}." in card.markdown


def test_a_default_is_shown_as_it_will_be_sent():
    card = World(LIBRARY).hover(COMPOSER % "tom")
    assert card
    assert "Revise em leve." in card.markdown
