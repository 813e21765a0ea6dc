"""Every place of a name, and of nothing that only looks like it."""

import pytest

from marked import Desk, at, marked
from persona_ls.features.definition import definition
from persona_ls.features.highlights import highlights
from persona_ls.features.references import references
from persona_ls.library.entry import Layer
from persona_ls.library.files import absolute
from persona_ls.text import Text
from world import ROOT

BACKEND = """\
%! personas/desenvolvimento/backend.md
---
tags: [apis, "dados"]
apelidos: [servidor]
variáveis:
  stack: Django
---

# Persona: Desenvolvedor Backend

## Características

- Calmo

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend de {{ stack }}. {% if stack %}{% set local = stack %}{{ local }}{% endif %}
```

## Prompt de Ativação (Avançado)

```
Atue como um Desenvolvedor Backend.
```
"""

LEAD = """\
%! personas/lead.md
---
tags: [gestão, dados]
variáveis: {stack: Flask}
---

# Persona: Líder

## Prompt de Ativação (Básico)

```
Atue como um Líder de {{ stack }}. @persona:backend#basic(stack=stack)
```
"""

NOTES = """\
%! notes.md
Ask @persona:desenvolvimento/backend#avancado, @persona:servidor and `@persona:backend`.
Not @persona:rapid-backend, @persona:backend-x, me@persona:backend or \\@persona:backend.
"""


def found(files: str, *, declarations: bool = True) -> str:
    """The references of what stands at the cursor."""
    desk = Desk(files)
    return marked(references(desk.opened, desk.offset, desk.workspace, declarations=declarations), desk.session)


PERSONA = """\
%! personas/desenvolvimento/backend.md
apelidos: [«=servidor»]
# Persona: «=Desenvolvedor Backend»
%! personas/lead.md
Atue como um Líder de {{ stack }}. @persona:«backend»#basic(stack=stack)
%! notes.md
Ask @persona:desenvolvimento/«backend»#avancado, @persona:«servidor» and `@persona:«backend»`.
"""


@pytest.mark.parametrize(
    "words", ["desenvolvimento/backend#", "servidor and", "backend`", "servidor]", "backend#basic"]
)
def test_a_persona_is_found_by_all_its_names_from_each_of_them(words: str) -> None:
    assert found(at(BACKEND + LEAD + NOTES, words)) == PERSONA


def test_declarations_are_left_out_where_nobody_wants_them() -> None:
    assert (
        found(at(BACKEND + LEAD + NOTES, "servidor and"), declarations=False)
        == PERSONA.partition("%! personas/lead")[1] + (PERSONA.partition("%! personas/lead")[2])
    )


def test_a_title_is_found_with_the_prompts_that_repeat_it() -> None:
    files = found(at(BACKEND + LEAD + NOTES, "Desenvolvedor Backend\n\n##"))
    assert "# Persona: «=Desenvolvedor Backend»" in files
    assert files.count("Atue como um «Desenvolvedor Backend»") == 2
    assert "@persona:«servidor»" in files


def test_a_declared_id_is_a_place_of_the_persona() -> None:
    files = '%! personas/x.md\n---\nid: "backend"\n---\n\n# Persona: X\n%! a.md\n@persona:back|end\n'
    assert found(files) == '%! personas/x.md\nid: "«=backend»"\n# Persona: «=X»\n%! a.md\n@persona:«backend»\n'


def test_a_part_is_found_by_its_role_in_both_languages_and_without_accents() -> None:
    notes = "%! notes.md\n@persona:backend#avançado @persona:backend#avancado @persona:backend#advanced @persona:backend#basico\n"
    files = found(at(BACKEND + notes, "avancado"))
    assert files == (
        "%! personas/desenvolvimento/backend.md\n## «=Prompt de Ativação (Avançado)»\n"
        "%! notes.md\n@persona:backend#«avançado» @persona:backend#«avancado» @persona:backend#«advanced» @persona:backend#basico\n"
    )
    assert found(at(BACKEND + notes, "Prompt de Ativação (Avançado)")) == files


VARIABLE = """\
%! personas/desenvolvimento/backend.md
  «=stack»: Django
Atue como um Desenvolvedor Backend de {{ «stack» }}. {% if «stack» %}{% set local = «stack» %}{{ local }}{% endif %}
%! personas/lead.md
Atue como um Líder de {{ stack }}. @persona:backend#basic(«stack»=stack)
"""


@pytest.mark.parametrize("words", ["stack: Django", "stack }}. {%", "stack=stack"])
def test_a_variable_is_found_in_its_own_prompts_and_in_arguments(words: str) -> None:
    assert found(at(BACKEND + LEAD + NOTES, words)) == VARIABLE


@pytest.mark.parametrize("words", ["stack: Flask", "stack }}. @", "=stack)"])
def test_a_name_as_value_is_a_variable_of_the_persona_that_composes(words: str) -> None:
    assert found(at(BACKEND + LEAD + NOTES, words)) == (
        "%! personas/lead.md\nvariáveis: {«=stack»: Flask}\n"
        "Atue como um Líder de {{ «stack» }}. @persona:backend#basic(stack=«stack»)\n"
    )


def test_a_name_that_a_template_sets_itself_is_no_variable() -> None:
    assert found(at(BACKEND, "local }}")) == ""


def test_a_tag_is_found_over_the_library_by_the_same_spelling() -> None:
    other = "%! personas/z.md\n---\ntags: [Dados, dado]\n---\n\n# Persona: Z\n"
    assert found(at(BACKEND + LEAD + other, "dados")) == (
        '%! personas/desenvolvimento/backend.md\ntags: [apis, "«dados»"]\n%! personas/lead.md\ntags: [gestão, «dados»]\n'
    )


def test_the_tags_of_the_bundled_library_are_none_of_a_person_s_business() -> None:
    desk = Desk(at(LEAD, "dados"))
    desk.add(Layer.USER, "/own/own.md", "---\ntags: [dados]\n---\n\n# Persona: Own\n")
    desk.add(Layer.BUNDLED, "/product/x.md", "---\ntags: [dados]\n---\n\n# Persona: X\n")
    found = references(desk.opened, desk.offset, desk.workspace, declarations=True)
    assert [place.file.path.name for place in found] == ["lead.md", "own.md"]


def test_composed_and_decomposed_letters_are_one_name() -> None:
    files = "%! personas/edição.md\n# Persona: Edição\n%! a.md\n@persona:edic\u0327a\u0303o and @persona:ediç|ão\n"
    assert found(files, declarations=False) == "%! a.md\n@persona:«edic\u0327a\u0303o» and @persona:«edição»\n"


def test_names_may_be_arabic() -> None:
    files = "%! personas/مطور.md\n# Persona: مطور\n%! a.md\nاسأل @persona:مط|ور، ثم @persona:مطور\n"
    assert found(files, declarations=False) == "%! a.md\nاسأل @persona:«مطور»، ثم @persona:«مطور»\n"


def test_an_untitled_document_counts() -> None:
    desk = Desk(at(BACKEND, "servidor"))
    desk.session.open("untitled:One", None, Text("See @persona:servidor."))
    places = references(desk.opened, desk.offset, desk.workspace, declarations=False)
    assert marked(places, desk.session) == "%! untitled:One\nSee @persona:«servidor».\n"


def test_of_an_ambiguous_name_every_meaning_is_told() -> None:
    two = "%! personas/a/x.md\n# Persona: A\n%! personas/b/x.md\n# Persona: B\n%! n.md\n@persona:|x\n"
    assert found(two) == "%! personas/a/x.md\n# Persona: «=A»\n%! personas/b/x.md\n# Persona: «=B»\n"


@pytest.mark.parametrize(
    "line", ["Just |prose.", "@persona:nobo|dy", "@persona:|", "@persona:backend(|", "@persona:servidor#no|ne"]
)
def test_where_nothing_is_named_nothing_is_found(line: str) -> None:
    assert found(f"{BACKEND}%! n.md\n{line}\n") == ""


@pytest.mark.parametrize("offset", [-5, 10_000])
def test_a_cursor_out_of_the_text_finds_nothing(offset: int) -> None:
    desk = Desk(at(BACKEND, "servidor"))
    assert list(references(desk.opened, offset, desk.workspace, declarations=True)) == []


def test_highlights_are_those_of_the_document() -> None:
    desk = Desk(at(BACKEND + NOTES, "servidor and"))
    assert (
        marked(highlights(desk.opened, desk.offset, desk.workspace), desk.session)
        == "%! notes.md\n" + PERSONA.splitlines()[-1] + "\n"
    )


class TestDefinition:
    def leads(self, files: str) -> list[str]:
        desk = Desk(files)
        texts = {absolute(each.key): each.document.source for each in desk.session}
        found = definition(desk.opened, desk.offset, desk.workspace)
        return [f"{each.file.path.relative_to(ROOT)}: {each.span.of(texts[each.file.path])}" for each in found]

    @pytest.mark.parametrize(
        ("words", "leads"),
        [
            ("servidor and", ["personas/desenvolvimento/backend.md: # Persona: Desenvolvedor Backend"]),
            ("avancado", ["personas/desenvolvimento/backend.md: ## Prompt de Ativação (Avançado)"]),
            ("stack=stack", ["personas/desenvolvimento/backend.md: stack"]),
            ("stack)\n", ["personas/lead.md: stack"]),
            ("stack }}. {%", ["personas/desenvolvimento/backend.md: stack"]),
        ],
    )
    def test_a_name_leads_to_what_it_means(self, words: str, leads: list[str]) -> None:
        assert self.leads(at(BACKEND + LEAD + NOTES, words)) == leads

    def test_a_declaration_and_a_tag_lead_to_their_uses(self) -> None:
        files = BACKEND + LEAD + NOTES
        assert len(self.leads(at(files, "servidor]"))) == 4
        assert len(self.leads(at(files, "stack: Django"))) == 4
        assert self.leads(at(files, "Prompt de Ativação (Av")) == ["notes.md: avancado"]
        assert self.leads(at(files, "dados")) == ["personas/lead.md: dados"]
