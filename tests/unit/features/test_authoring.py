"""Completion and hover while a persona is written. The ``|`` is the cursor."""

import pytest

from persona_ls import asking
from persona_ls.features.authoring import author
from persona_ls.formats import build_dialect
from persona_ls.locales import Language
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text
from world import World

LIBRARY = """
%! personas/a.md
---
tags: [dados, sql, nuvem]
---
# Persona: A

## Características

- a

%! personas/b.md
---
tags: [dados, sql]
---
# Persona: B

## Características

- b

%! personas/c.md
---
tags: [dados, redes]
---
# Persona: C

## Características

- c
"""

STANDARD = [
    "## Características", "## Competências Técnicas", "## Abordagem de Solução de Problemas", "## Tom de Comunicação",
    "## Foco de Análise", "## Contextos Ideais de Uso", "## Prompt de Ativação (Básico)",
    "## Prompt de Ativação (Avançado)", "## Métricas de Sucesso",
]  # fmt: skip

PROMPT = """---
variáveis:
  cliente: Acme
  prazo: {{descrição: em dias, obrigatória: true}}
---
# Persona: Guia

## Prompt de Ativação (Básico)

```
Atue como um Guia. {}
```
"""


@pytest.fixture
def world() -> World:
    return World(LIBRARY)


@pytest.fixture
def english() -> World:
    return World(LIBRARY, Language.ENGLISH)


class TestKeys:
    def test_required_keys_come_first(self, world: World) -> None:
        assert world.labels("---\n|\n---\n# Persona: X\n") == [
            "tags", "dificuldade", "atualizado", "id", "apelidos", "descrição", "variáveis",
        ]  # fmt: skip

    def test_required_keys_come_first_wherever_the_table_of_a_dialect_has_them(self, world: World) -> None:
        keys = [{"name": "cor"}, {"name": "nome", "required": True}, {"name": "tom"}]
        dialect = build_dialect({"name": "equipe", "keys": keys})
        document = MarkdownDocument(Text("---\n\n---\n"))
        found = author(document, Persona(document, dialect), 4, world.setting())
        assert found
        assert [item.label for item in found.items] == ["nome", "cor", "tom"]

    def test_only_the_missing_ones_are_offered(self, world: World) -> None:
        labels = world.labels("---\ntags: [a]\n|\natualizado: 2026-01-01\nid: x\n---\n")
        assert labels == ["dificuldade", "apelidos", "descrição", "variáveis"]

    def test_a_key_that_is_being_written_is_offered(self, world: World) -> None:
        """Although the front matter does not load like this."""
        assert "dificuldade" in world.labels("---\ntags: [a]\ndif|\natualizado: 2026-01-01\n---\n")
        assert "atualizado" not in world.labels("---\ntags: [a]\ndif|\natualizado: 2026-01-01\n---\n")

    def test_keys_are_those_of_the_language_of_the_file(self, world: World) -> None:
        assert world.labels("---\nupdated: 2026-01-01\n|\n---\n")[:2] == ["tags", "difficulty"]

    def test_a_file_that_does_not_tell_its_language_gets_the_persons(self, english: World) -> None:
        assert english.labels("---\n|\n---\n")[:3] == ["tags", "difficulty", "updated"]

    def test_a_key_brings_its_value_to_choose(self, world: World) -> None:
        item = world.item("---\n|\n---\n", "dificuldade")
        assert item.snippet == "dificuldade: ${1|básico,intermediário,avançado|}"
        assert world.taken("---\n|\n---\n", "atualizado") == "---\natualizado: 2026-11-30\n---\n"
        assert world.taken("---\nt|\n---\n", "tags") == "---\ntags: []\n---\n"
        assert world.taken("---\nt|\n---\n", "tags", snippets=False) == "---\ntags: \n---\n"

    def test_each_key_says_what_it_is_in_the_persons_language(self, world: World, english: World) -> None:
        assert "Dia da última revisão" in world.item("---\n|\n---\n", "atualizado").doc
        assert "Day of the last revision" in english.item("---\natualizado|\n---\n", "updated").doc

    @pytest.mark.parametrize("name", [".claude/agents/x.md", "x.agent.md", "skills/x/SKILL.md"])
    def test_an_agent_file_gets_the_keys_of_its_own_tool(self, world: World, name: str) -> None:
        labels = world.labels("---\n|\n---\nYou are.\n", name)
        assert "description" in labels
        assert not {"tags", "dificuldade"} & set(labels)


class TestValues:
    @pytest.mark.parametrize("typed", ["dificuldade: |", "dificuldade:|", "dificuldade: int|", "dificuldade: a|baixo"])
    def test_an_enum_offers_its_values_and_replaces_what_stands_there(self, world: World, typed: str) -> None:
        marked = f"---\n{typed}\n---\n"
        assert world.labels(marked) == ["básico", "intermediário", "avançado"]
        assert world.taken(marked, "avançado") == "---\ndificuldade: avançado\n---\n"

    def test_a_comment_behind_a_value_stays(self, world: World) -> None:
        marked = "---\ndificuldade: x| # por ora\n---\n"
        assert world.taken(marked, "básico") == "---\ndificuldade: básico # por ora\n---\n"

    def test_values_are_those_of_the_language_of_the_file(self, world: World) -> None:
        assert world.labels("---\ndifficulty: |\n---\n") == ["basic", "intermediate", "advanced"]

    def test_a_date_offers_today(self, world: World) -> None:
        assert world.labels("---\natualizado: |\n---\n") == ["2026-11-30"]
        assert world.taken("---\natualizado: 2025|-01-01\n---\n", "2026-11-30") == "---\natualizado: 2026-11-30\n---\n"

    def test_free_text_and_unknown_keys_get_nothing(self, world: World) -> None:
        assert world.offered("---\ndescrição: |\n---\n") is None
        assert world.offered("---\ninventada: |\n---\n") is None
        assert world.offered("---\n# dificuldade: |\n---\n") is None
        assert world.offered("---\ndificuldade: # |\n---\n") is None


class TestTags:
    def test_the_most_used_come_first_without_those_of_the_file(self, world: World) -> None:
        assert world.labels("---\ntags: [nuvem, |]\n---\n# Persona: X\n") == ["dados", "sql", "redes"]

    def test_each_says_how_often_it_is_used(self, world: World) -> None:
        assert world.item("---\ntags: [|]\n---\n", "dados").detail == "em 3 personas"
        assert world.item("---\ntags: [|]\n---\n", "redes").detail == "em 1 persona"

    def test_an_item_of_a_block_list_is_a_tag_without_brackets(self, world: World):
        before = "---\ntags:\n  - nuvem\n  - da|\n---\n# Persona: X\n"
        assert world.labels(before) == ["dados", "sql", "redes"]
        assert world.taken(before, "dados") == "---\ntags:\n  - nuvem\n  - dados\n---\n# Persona: X\n"

    def test_an_item_of_another_list_is_none(self, world: World):
        assert world.labels("---\naliases:\n- |\n---\n# Persona: X\n") == []
        assert world.labels("---\ntags: [a]\n- |\n---\n# Persona: X\n") == []

    @pytest.mark.parametrize("typed", ["[nuvem, |]", "[nuvem, s|]", "[nuvem, s|ql]"])
    def test_a_tag_replaces_the_one_at_the_cursor(self, world: World, typed: str) -> None:
        assert world.taken(f"---\ntags: {typed}\n---\n", "dados") == "---\ntags: [nuvem, dados]\n---\n"

    @pytest.mark.parametrize("typed", ["tags: |", "tags:|", "tags: da|"])
    @pytest.mark.parametrize("snippets", [True, False])
    def test_the_first_tag_brings_its_brackets(self, world: World, typed: str, snippets: bool) -> None:
        marked = f"---\n{typed}\n---\n"
        assert world.taken(marked, "dados", snippets=snippets) == "---\ntags: [dados]\n---\n"

    def test_a_tag_behind_others_without_brackets_brings_none(self, world: World) -> None:
        assert world.taken("---\ntags: nuvem, d|\n---\n", "dados") == "---\ntags: nuvem, dados\n---\n"

    @pytest.mark.parametrize("marked", ["tags: [dados]|", "tags: [dados] |", "tags: [dados] # sem |"])
    def test_behind_the_list_there_is_nothing(self, world: World, marked: str) -> None:
        assert world.offered(f"---\n{marked}\n---\n") is None


class TestSections:
    def test_missing_headings_come_in_their_order(self, world: World) -> None:
        assert world.labels("# Persona: X\n\n**Perfil**: x\n\n## |\n") == STANDARD
        present = "# Persona: X\n\n## Características\n\n- a\n\n## |\n\n## Foco de Análise\n\n- b\n"
        assert world.labels(present) == [each for each in STANDARD if "Carac" not in each and "Foco" not in each]

    def test_an_interviewer_gets_the_sections_of_an_interviewer(self, world: World) -> None:
        labels = world.labels("# Persona: X\n\n## Tipos de Perguntas\n\n- “Por quê?”\n\n#|\n")
        assert labels == [
            "## Características", "## Abordagem de Entrevista", "## Tom de Comunicação",
            "## Contextos Ideais de Uso", "## Prompt de Ativação", "## Resultados Esperados",
        ]  # fmt: skip

    def test_a_heading_that_is_being_written_is_offered_and_replaced(self, world: World) -> None:
        marked = "# Persona: X\n\n## Carac|terísticas\n"
        assert world.taken(marked, "## Características", snippets=False) == "# Persona: X\n\n## Características\n"

    def test_a_section_brings_its_body(self, world: World) -> None:
        marked = "# Persona: Guia\n\n## |\n"
        assert world.taken(marked, "## Características") == "# Persona: Guia\n\n## Características\n\n- \n\n"
        skills = world.item(marked, "## Competências Técnicas").snippet
        assert "- $1: ${2|Avançado,Intermediário a Avançado,Intermediário,Básico|}" in skills
        prompt = world.taken(marked, "## Prompt de Ativação (Básico)")
        assert "\n\n```\nAtue como um Guia\n```\n" in prompt

    @pytest.mark.parametrize("title", ["Custos de R$1 {total}", r"Barra \ e $nome", "Fim }"])
    def test_a_title_of_any_characters_arrives_in_the_prompt(self, world: World, title: str) -> None:
        taken = world.taken(f"# Persona: {title}\n\n## |\n", "## Prompt de Ativação (Básico)")
        assert f"```\nAtue como um {title}\n```" in taken

    def test_an_english_file_gets_english_headings(self, world: World) -> None:
        assert world.labels("# Persona: X\n\n**Specialty**: x\n\n## |\n")[:2] == [
            "## Characteristics",
            "## Technical Skills",
        ]

    def test_a_complete_file_gets_none(self, world: World) -> None:
        assert world.offered("# Persona: X\n\n" + "\n\n".join(STANDARD) + "\n\n### |\n") is None

    def test_an_empty_line_gets_missing_fields_only_before_the_first_section(self, world: World) -> None:
        above = world.labels("# Persona: X\n|\n## Características\n\n- a\n")
        assert above[:3] == ["**Especialidade**", "**Nível de Experiência**", "**Perfil**"]
        assert above[3] == "## Competências Técnicas"
        assert world.labels("# Persona: X\n\n## Características\n\n- a\n\n|")[0] == "## Competências Técnicas"


class TestFields:
    def test_only_the_missing_ones_of_the_kind_are_offered(self, world: World) -> None:
        assert world.labels("# Persona: X\n\n**Especialidade**: a  \n**|\n") == [
            "**Nível de Experiência**",
            "**Perfil**",
        ]
        interviewer = "# Persona: X\n\n**|\n\n## Tipos de Perguntas\n\n- “Por quê?”\n"
        assert world.labels(interviewer) == ["**Especialidade**", "**Perfil**"]

    def test_each_but_the_last_ends_in_a_hard_break(self, world: World) -> None:
        assert world.taken("# Persona: X\n\n*|\n", "**Especialidade**") == "# Persona: X\n\n**Especialidade**:   \n"
        assert world.taken("# Persona: X\n\n*|\n", "**Perfil**") == "# Persona: X\n\n**Perfil**: \n"

    def test_the_levels_of_experience_that_are_seen_can_be_chosen(self, world: World) -> None:
        snippet = world.item("# Persona: X\n\n**|\n", "**Nível de Experiência**").snippet
        assert snippet == "**Nível de Experiência**: ${1|Sênior,Avançado,Executivo|}  "


class TestLevels:
    SKILLS = "# Persona: X\n\n## Competências Técnicas\n\n{}\n"

    @pytest.mark.parametrize("typed", ["- SQL: |", "- SQL:|", "* C: laços, ponteiros: |"])
    def test_behind_the_colon_of_a_skill_stand_the_levels(self, world: World, typed: str) -> None:
        marked = self.SKILLS.format(typed)
        assert world.labels(marked) == ["Avançado", "Intermediário a Avançado", "Intermediário", "Básico"]
        assert world.taken(marked, "Básico") == self.SKILLS.format(typed.rstrip("| ") + " Básico")

    def test_typed_letters_choose_with_and_without_accents(self, world: World) -> None:
        assert world.labels(self.SKILLS.format("- SQL: av|")) == ["Avançado"]
        assert world.labels(self.SKILLS.format("- SQL: Basi|")) == ["Básico"]

    @pytest.mark.parametrize("typed", ["- SQL|", "- https://example.org/|", "- SQL: xyz|", "texto: |"])
    def test_elsewhere_in_the_section_is_silence(self, world: World, typed: str) -> None:
        assert world.offered(self.SKILLS.format(typed)) is None

    def test_other_sections_have_no_levels(self, world: World) -> None:
        assert world.offered("# Persona: X\n\n## Características\n\n- Calma: |\n") is None


class TestTemplates:
    @pytest.mark.parametrize(
        ("typed", "label", "taken"),
        [
            ("Olá, {{|", "cliente", "Olá, {{ cliente }}"),
            ("Olá, {{ |", "prazo", "Olá, {{ prazo }}"),
            ("Olá, {{ cli|", "cliente", "Olá, {{ cliente }}"),
            ("Olá, {{ cli| }}", "cliente", "Olá, {{ cliente }}"),
            ("Olá, {{ | e depois {{ prazo }}", "cliente", "Olá, {{ cliente }} e depois {{ prazo }}"),
            ("{% if |", "prazo", "{% if prazo"),
            ("{% if prazo and |", "cliente", "{% if prazo and cliente"),
            ("{{ f(x=|) }}", "cliente", "{{ f(x=cliente) }}"),
        ],
    )
    def test_variables_come_with_the_braces_that_are_missing(
        self, world: World, typed: str, label: str, taken: str
    ) -> None:
        marked = PROMPT.format("□").replace("□", typed)
        assert world.labels(marked) == ["cliente", "prazo"]
        assert world.taken(marked, label) == PROMPT.format("□").replace("□", taken)

    def test_a_variable_says_its_default_or_what_it_means(self, world: World) -> None:
        marked = PROMPT.format("{{{{ |").replace("{{{{", "{{")
        assert world.item(marked, "cliente").detail == "= Acme"
        assert world.item(marked, "prazo").doc == "em dias"

    @pytest.mark.parametrize("typed", ["{{ cliente | |", "{{ cliente|up|", "{% if cliente | |"])
    def test_behind_a_bar_stand_the_filters(self, typed: str) -> None:
        marked = PROMPT.format("□").replace("□", typed)
        # The cursor is the last bar: the others are Jinja's.
        at = marked.rindex("|")
        world = World(LIBRARY)
        found = asking.complete(world.session, world.look(marked[:at] + marked[at + 1 :]), at)
        assert found
        labels = [item.label for item in found.items]
        assert {"upper", "default", "join"} <= set(labels)
        assert labels == sorted(labels)
        assert all(item.doc for item in found.items)

    @pytest.mark.parametrize("typed", ["Olá|", "{ |", "{{ cliente }} |", "{{ cliente.|", "{# |", "{{ 'a|"])
    def test_outside_of_a_tag_is_silence(self, world: World, typed: str) -> None:
        assert world.offered(PROMPT.format("□").replace("□", typed)) is None

    def test_outside_of_a_prompt_is_silence(self, world: World) -> None:
        marked = "---\nvariáveis: {a: 1}\n---\n# Persona: X\n\n## Características\n\n- {{ |\n"
        assert world.offered(marked) is None


class TestScaffold:
    @pytest.mark.parametrize("marked", ["|", "\n|\n", "  |"])
    def test_an_empty_file_of_a_library_gets_both_kinds(self, world: World, marked: str) -> None:
        assert world.labels(marked) == ["persona: padrão", "persona: entrevistador"]

    @pytest.mark.parametrize("language", list(Language))
    @pytest.mark.parametrize("kind", [0, 1])
    def test_what_it_says_of_itself_is_only_about_content(self, language: Language, kind: int) -> None:
        world = World(LIBRARY, language)
        label = world.labels("|")[kind]
        source = world.taken("|", label)
        assert set(world.rules(source)) <= {"empty-section"}
        assert world.taken("|", label, snippets=False) == source
        assert "# Persona: Nova\n" in source
        assert "2026-11-30" in source
        assert "tags: [dev]" in source

    def test_it_fills_the_whole_file(self, world: World) -> None:
        assert world.taken("\n\n|\n\n", "persona: padrão") == world.taken("|", "persona: padrão")

    def test_a_file_that_is_called_a_persona_gets_it_anywhere(self, world: World) -> None:
        assert world.labels("|", "notas/guia.persona.md")

    @pytest.mark.parametrize("name", ["notas/nova.md", "personas/README.md", "personas/x.txt"])
    def test_other_files_get_nothing(self, world: World, name: str) -> None:
        assert world.offered("|", name) is None


class TestSilence:
    @pytest.mark.parametrize(
        "marked",
        [
            "# Persona: X\n\n## Características\n\n- texto|\n",
            "# Persona: X\n\n## Características\n\ntexto |\n",
            "# Persona: X\n\n## Prompt de Ativação (Básico)\n\n```\n# |\n```\n",
            "# Persona: X\n\n## Prompt de Ativação (Básico)\n\n```\n|\n```\n",
            "# Persona: X\n\num texto com # |\n",
            "# Persona: X|\n\n## Características\n",
            "# Persona: X\n\n> |\n",
        ],
    )
    def test_prose_of_a_persona_gets_nothing(self, world: World, marked: str) -> None:
        assert world.offered(marked) is None

    @pytest.mark.parametrize(
        "marked", ["---\n|\n---\n", "---\ntags: |\n---\n", "# T\n\n## |\n", "**|", "- SQL: |", "{{ |"]
    )
    def test_other_markdown_gets_nothing(self, world: World, marked: str) -> None:
        assert world.offered(marked, "notas/texto.md") is None

    def test_the_body_of_an_agent_file_is_its_own(self, world: World) -> None:
        assert world.offered("---\nname: x\n---\n## |\n", ".claude/agents/x.md") is None


CARDS = """---
tags: [dados]
dificuldade: básico
atualizado: 2026-01-01
variáveis:
  cliente: {descrição: quem paga, padrão: Acme, opções: [Acme, Beta]}
  prazo: {obrigatória: true}
inventada: 1
---
# Persona: Guia

**Especialidade**: x
**Inventado**: y

## Competências Técnicas

- SQL: Avançado

## Inventada

- z

## Prompt de Ativação (Básico)

```
Atue como um Guia: {{ cliente | upper }} {% if prazo is defined %}{{ outra }}{% endif %}
```
"""

ENGLISH_CARDS = """---
tags: [data]
difficulty: basic
updated: 2026-01-01
---
# Persona: Guide

**Specialty**: x

## Technical Skills

- SQL: Advanced
"""


class TestHover:
    @pytest.mark.parametrize(
        ("word", "portuguese", "english"),
        [
            ("tags", "4 a 6", "4 to 6 words"),
            ("dados", "**tags**", "**tags**"),
            ("dificuldade", "obrigatória", "required"),
            ("básico", "`intermediário`", "`intermediário`"),
            ("2026-01-01", "AAAA-MM-DD", "YYYY-MM-DD"),
            ("variáveis", "Jinja2", "Jinja2"),
            ("cliente", "Padrão: `Acme`", "Default: `Acme`"),
            ("prazo", "obrigatória", "required"),
            ("Especialidade", "**Especialidade**", "The field in which the persona is an expert"),
            ("Competências", "`@persona:…#competencias-tecnicas`", "One skill a line"),
            ("Avançado", "O nível", "The level of the skill: `Básico`"),
            ("Prompt de", "#basico", "The short prompt"),
            ("cliente |", "quem paga", "One of `Acme`, `Beta`"),
            ("upper", "maiúsculas", "upper case"),
            ("defined", "**defined**", "**defined**"),
        ],
    )
    def test_each_word_of_the_format_is_explained_in_both_languages(
        self, word: str, portuguese: str, english: str
    ) -> None:
        at = CARDS.index(word)
        assert CARDS.count(word) == 1 or word in ("tags", "dados", "cliente", "prazo", "Avançado"), word
        for language, wanted in ((Language.PORTUGUESE, portuguese), (Language.ENGLISH, english)):
            world = World(language=language)
            card = asking.hover(world.session, world.look(CARDS), at + 1)
            assert card, word
            assert wanted in card.markdown
            assert card.span.of(CARDS).strip("# ").startswith(word.rstrip("| "))

    @pytest.mark.parametrize(
        ("word", "wanted"),
        [
            ("difficulty", "`basic`, `intermediate`, `advanced`"),
            ("Specialty", "**Specialty**"),
            ("Technical Skills", "`@persona:…#technical-skills`"),
            ("Advanced", "`Intermediate to Advanced`"),
        ],
    )
    def test_an_english_file_is_explained_with_its_own_words(self, world: World, word: str, wanted: str) -> None:
        card = asking.hover(world.session, world.look(ENGLISH_CARDS), ENGLISH_CARDS.index(word) + 1)
        assert card
        assert wanted in card.markdown

    @pytest.mark.parametrize("word", ["inventada", "Guia", "Inventado", "SQL", "Inventada", "Atue", "outra", "endif"])
    def test_what_the_format_does_not_know_has_no_card(self, world: World, word: str) -> None:
        assert asking.hover(world.session, world.look(CARDS), CARDS.index(word) + 1) is None
