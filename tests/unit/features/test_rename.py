"""Another name, wherever the old one stands and nowhere else; a name that will not do is refused, and nothing is changed."""

import pytest

from marked import Desk, at, changed
from persona_ls.features.rename import Refusal, prepare_rename, rename
from persona_ls.features.renaming.files import moved_files
from persona_ls.library.entry import Layer
from persona_ls.locales import Language, messages
from persona_ls.text import Text, apply_edits
from persona_ls.values import replace
from world import ROOT

BACKEND = """\
%! personas/dev/backend.md
---
tags: [apis, dados]
apelidos: [servidor]
variáveis: {stack: Django, outra: ""}
---

# Persona: Desenvolvedor Backend

## Características

- Um Desenvolvedor Backend calmo

## Glossário

- API

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend de {{ stack }}, não como Desenvolvedor Backends.
```
"""

LEAD = """\
%! personas/lead.md
---
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
Ask @persona:dev/backend#glossario, @persona:servidor and `@persona:backend`.
Not @persona:rapid-backend, @persona:backend-x, my/backend2 or backend.
"""

LIBRARY = BACKEND + LEAD + NOTES


def renamed(files: str, new: str, *, can_move: bool = True) -> str:
    return changed(Desk(files).rename(new, can_move=can_move))


def refused(files: str, new: str, *, can_move: bool = True) -> str:
    """The sentence with which a rename is refused."""
    with pytest.raises(Refusal) as refusal:
        renamed(files, new, can_move=can_move)
    return str(refusal.value)


REFERENCES = """\
%! personas/lead.md
Atue como um Líder de {{ stack }}. @persona:«api»#basic(stack=stack)
%! notes.md
Ask @persona:dev/«api»#glossario, @persona:servidor and `@persona:«api»`.
"""


class TestId:
    @pytest.mark.parametrize("new", ["api", "@persona:api", "dev/api", " @persona:dev/api "])
    def test_the_file_is_renamed_where_its_name_is_the_id(self, new: str) -> None:
        files = at(LIBRARY, "backend`")
        assert renamed(files, new) == REFERENCES + "personas/dev/backend.md → personas/dev/api.md\n"

    def test_where_the_editor_moves_no_files_the_front_matter_says_the_id(self) -> None:
        first = "%! personas/dev/backend.md\n«id: api\n»---\n"
        assert renamed(at(LIBRARY, "backend`"), "api", can_move=False) == first + REFERENCES

    def test_a_file_without_front_matter_gets_some(self) -> None:
        files = "%! personas/x.md\n# Persona: X\n%! a.md\n@persona:|x\n"
        desk = Desk(files)
        after = desk.after(desk.rename("y", can_move=False))
        assert after == {"personas/x.md": "---\nid: y\n---\n\n# Persona: X\n", "a.md": "@persona:y\n"}

    def test_a_declared_id_changes_where_it_is_declared(self) -> None:
        files = "%! personas/x.md\n---\nid: 'backend' # so\n---\n\n# Persona: X\n%! a.md\n@persona:back|end\n"
        assert renamed(files, "api") == "%! personas/x.md\nid: '«api»' # so\n%! a.md\n@persona:«api»\n"
        assert renamed(files.replace("'", ""), "no") == "%! personas/x.md\nid: «'no'» # so\n%! a.md\n@persona:«no»\n"

    @pytest.mark.parametrize("name", ["revisor.persona.md", "personas/revisor.md"])
    def test_the_suffix_stays(self, name: str) -> None:
        files = f"%! {name}\n# Persona: X\n\n## Características\n%! a.md\n@persona:re|visor\n"
        assert renamed(files, "redator").endswith(f"{name} → {name.replace('revisor', 'redator')}\n")

    def test_references_to_others_of_that_name_stay(self) -> None:
        files = "%! personas/a/x.md\n# Persona: A\n%! personas/b/x.md\n# Persona: B\n%! n.md\n@persona:a/x @persona:b/|x @persona:x\n"
        assert renamed(files, "y") == (
            "%! n.md\n@persona:a/x @persona:b/«y» @persona:x\npersonas/b/x.md → personas/b/y.md\n"
        )

    def test_one_of_two_with_the_same_id_is_renamed_in_its_own_file(self) -> None:
        """Of two with one id neither is meant without a folder: such a reference is nobody's, and stays."""
        files = '%! personas/a/x.md\n---\nid: "|x"\n---\n\n# Persona: A\n%! personas/b/x.md\n# Persona: B\n'
        files += "%! n.md\n@persona:x @persona:a/x\n"
        assert renamed(files, "y") == '%! personas/a/x.md\nid: "«y»"\n%! n.md\n@persona:x @persona:a/«y»\n'

    def test_both_spellings_of_a_letter_are_one_name(self) -> None:
        files = "%! personas/edição.md\n# Persona: X\n%! a.md\n@persona:edic\u0327a\u0303o @persona:ediç|ão @persona:edicao\n"
        assert "@persona:«texto» @persona:«texto» @persona:edicao\n" in renamed(files, "texto")

    def test_untitled_and_unsaved_documents_count(self) -> None:
        desk = Desk(at(LIBRARY, "backend`"))
        desk.session.open("untitled:1", None, Text("@persona:backend"))
        assert "%! untitled:1\n@persona:«api»\n" in changed(desk.rename("api"))

    def test_the_same_name_again_changes_nothing(self) -> None:
        assert renamed(at(LIBRARY, "backend`"), "dev/backend") == ""

    @pytest.mark.parametrize(
        ("new", "sentence"),
        [
            ("", "`` cannot be a name"),
            ("a b", "`a b` cannot be a name"),
            ("-x", "`-x` cannot be a name"),
            ("x#basico", "`x#basico` cannot be a name"),
            (
                "qa/api",
                "`backend` lies in `personas/dev`, and a rename moves it to no other folder: write `api` alone.",
            ),
            ("lead", "`lead` is the name of personas/lead.md already."),
            ("README", "As README.md the file would be no persona called `README`."),
            (
                "x.persona",
                "As x.persona.md the file would be no persona called `x.persona`.",
            ),
        ],
    )
    def test_a_name_that_will_not_do_is_refused(self, new: str, sentence: str) -> None:
        assert refused(at(LIBRARY, "backend`"), new).startswith(sentence)

    def test_a_name_that_makes_another_kind_of_file_is_refused(self) -> None:
        """A SKILL.md is called by its folder: by chance, here, as was asked for."""
        files = "%! personas/SKILL/x.md\n# Persona: X\n%! n.md\n@persona:|x\n"
        assert refused(files, "SKILL") == "As SKILL.md the file would be no persona called `SKILL`."

    def test_a_file_that_is_there_is_not_written_over(self) -> None:
        """Although it is no persona, and takes no name."""
        desk = Desk(at(LIBRARY, "backend`"))
        there = replace(desk.workspace, exists=lambda path: path.name == "api.md")
        with pytest.raises(Refusal, match=r"There is personas/dev/api.md already"):
            rename(desk.opened, desk.offset, "api", there, can_move=True)

    def test_the_alias_of_another_is_taken(self) -> None:
        files = at(LIBRARY + "@persona:lead\n", "lead\n")
        assert refused(files, "servidor") == "`servidor` is the name of personas/dev/backend.md already."

    def test_a_name_that_others_mean_elsewhere_is_refused(self) -> None:
        """A persona of the user's own library would be hidden from those who refer to it."""
        desk = Desk(at(LIBRARY, "backend`") + "See @persona:api.\n")
        desk.add(Layer.USER, "/own/api.md", "# Persona: Own\n")
        with pytest.raises(Refusal, match=r"`@persona:api` in notes.md means api.md already"):
            desk.rename("api")

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("tags: [a]", "tags: [a]\napelidos: [own]"),
            ("apelidos: [a]", "apelidos: [a, own]"),
            ("apelidos:\n  - a # so", "apelidos:\n  - a # so\n  - own"),
            ("apelidos: []", "apelidos: [own]"),
            ("apelidos: a", None),
            ("apelidos: [own]", None),
        ],
    )
    def test_other_workspaces_may_rely_on_the_old_name_of_one_s_own_persona(
        self, before: str, after: str | None
    ) -> None:
        """So it can stay as an alias, if the person says so; in a workspace every reference is known, and nobody is asked."""
        desk = Desk("%! n.md\n@persona:o|wn\n")
        text = "---\n{}\ndificuldade: avançado\n---\n\n# Persona: Own\n"
        text = text if after is None or "tags" not in before else text.replace("\ndificuldade: avançado", "")
        desk.add(Layer.USER, "/own/own.md", text.format(before))
        asked = [each for each in desk.rename("mine").edited if each.question]
        assert [apply_edits(each.text.source, each.edits) for each in asked] == [text.format(after)] * (
            after is not None
        )
        assert [each.question.arguments for each in asked] == [{"name": "own"}] * len(asked)
        assert not any(each.question for each in Desk(at(LIBRARY, "backend`")).rename("api").edited)

    def test_a_file_that_no_longer_says_the_name_is_left_alone(self) -> None:
        """The library has read it, somebody has written it since, and nothing of it is where it was."""
        desk = Desk(at(LIBRARY, "backend`"))
        stale = replace(desk.workspace, opened=(desk.opened,), text_of=lambda _: Text("Something else.\n" * 20))
        with pytest.raises(Refusal, match=r"personas/lead.md has changed meanwhile: try again"):
            rename(desk.opened, desk.offset, "api", stale, can_move=True)

    def test_what_other_libraries_compose_is_theirs(self) -> None:
        """Their references mean the workspace's persona only by chance, and it is their files that would be written to."""
        desk = Desk(at(LIBRARY, "backend`"))
        desk.add(Layer.BUNDLED, "/product/x.md", "# Persona: X\n\nAs @persona:backend\n")
        desk.add(Layer.USER, "/own/y.md", "# Persona: Y\n\nAs @persona:backend\n")
        assert changed(desk.rename("api")) == REFERENCES + "personas/dev/backend.md → personas/dev/api.md\n"
        moves = [(ROOT / "personas/dev/backend.md", ROOT / "personas/dev/api.md")]
        assert changed(moved_files(moves, desk.workspace)) == REFERENCES

    def test_the_workspace_follows_a_persona_of_the_person_s_own_library(self) -> None:
        desk = Desk("%! n.md\n@persona:o|wn\n")
        desk.add(Layer.USER, "/own/own.md", "# Persona: Own\n\nAs @persona:own\n")
        assert changed(desk.rename("mine")) == (
            "%! n.md\n@persona:«mine»\n%! /own/own.md\nAs @persona:«mine»\n/own/own.md → /own/mine.md\n"
        )

    def test_an_ambiguous_reference_is_not_renamed(self) -> None:
        files = "%! personas/a/x.md\n# Persona: A\n%! personas/b/x.md\n# Persona: B\n%! n.md\n@persona:|x\n"
        assert refused(files, "y") == "`x` may mean `a/x`, `b/x`: write which one, or rename it in its own file."

    def test_an_unknown_one_neither(self) -> None:
        assert refused("%! n.md\n@persona:|x\n", "y") == "Nothing is known by the name `x`."

    def test_while_the_library_is_being_read_nothing_is_renamed(self) -> None:
        desk = Desk(at(LIBRARY, "backend`"))
        desk.session.store.library = desk.session.library.with_changes({}, is_complete=False)
        with pytest.raises(Refusal, match="is still being read"):
            desk.rename("api")

    def test_prose_has_no_name(self) -> None:
        desk = Desk("%! n.md\nJust |prose.\n")
        assert prepare_rename(desk.opened, desk.offset, desk.workspace) is None
        assert refused("%! n.md\nJust |prose.\n", "y") == "There is nothing here that can be renamed."


AGENT = "%! .claude/agents/reviewer.md\n---\nname: code-reviewer\ndescription: Reviews\n---\n\nYou review.\n"
SKILL = "%! .claude/skills/notes/SKILL.md\n---\nname: notes\ndescription: Writes notes\n---\n\nWrite.\n"
COPILOT = "%! .github/agents/plan.agent.md\n---\nname: The Planner\ndescription: Plans\n---\n\nPlan.\n"
USES = "%! a.md\n@persona:code-reviewer @persona:notes @persona:notes/notes @persona:plan\n"


class TestAgents:
    def test_an_agent_is_called_by_its_key(self) -> None:
        assert renamed(at(AGENT + USES, "code-reviewer @"), "critic") == (
            "%! .claude/agents/reviewer.md\nname: «critic»\n"
            "%! a.md\n@persona:«critic» @persona:notes @persona:notes/notes @persona:plan\n"
        )
        assert refused(at(AGENT + USES, "code-reviewer\n"), "Crítico") == (
            "`Crítico` cannot be a name here: it must match `[a-z0-9-]+`."
        )

    def test_a_skill_by_its_folder(self) -> None:
        assert renamed(at(SKILL + USES, "notes @"), "news") == (
            "%! .claude/skills/notes/SKILL.md\nname: «news»\n"
            "%! a.md\n@persona:code-reviewer @persona:«news» @persona:«news»/«news» @persona:plan\n"
            ".claude/skills/notes → .claude/skills/news\n"
        )
        assert refused(at(SKILL + USES, "notes @"), "x" * 65) == (
            "A name has at most 64 characters here; this one has 65."
        )
        assert "does not let a server rename files" in refused(at(SKILL + USES, "notes @"), "news", can_move=False)

    def test_an_agent_of_copilot_by_its_file_and_not_by_the_name_that_it_shows(self) -> None:
        assert renamed(at(COPILOT + USES, "plan\n"), "design").endswith(
            "@persona:«design»\n.github/agents/plan.agent.md → .github/agents/design.agent.md\n"
        )
        assert renamed(at(COPILOT + USES, "The Planner"), "Planner: the one") == (
            "%! .github/agents/plan.agent.md\nname: «'Planner: the one'»\n"
        )
        assert "does not let a server rename files" in refused(at(COPILOT + USES, "plan\n"), "design", can_move=False)


class TestAlias:
    @pytest.mark.parametrize("words", ["servidor]", "servidor and"])
    def test_an_alias_changes_with_the_references_that_use_it(self, words: str) -> None:
        assert renamed(at(LIBRARY, words), "server") == (
            "%! personas/dev/backend.md\napelidos: [«server»]\n"
            "%! notes.md\nAsk @persona:dev/backend#glossario, @persona:«server» and `@persona:backend`.\n"
        )

    def test_it_cannot_become_another_name_that_there_is(self) -> None:
        assert refused(at(LIBRARY, "servidor]"), "backend") == "This persona is called `backend` already."
        assert refused(at(LIBRARY, "servidor]"), "lead").startswith("`lead` is the name of")


class TestTitle:
    def test_prompts_that_repeat_the_title_change_and_nothing_else(self) -> None:
        assert renamed(at(LIBRARY, "Desenvolvedor Backend\n\n"), "Engenheiro de APIs") == (
            "%! personas/dev/backend.md\n# Persona: «Engenheiro de APIs»\n"
            "Atue como um «Engenheiro de APIs» de {{ stack }}, não como Desenvolvedor Backends.\n"
        )

    @pytest.mark.parametrize("new", ["", "  ", "a\nb", "a\u2028b", "C #", "x\0"])
    def test_a_title_is_what_a_heading_can_say(self, new: str) -> None:
        refused(at(LIBRARY, "Desenvolvedor Backend\n\n"), new)

    def test_a_sharp_may_end_it(self) -> None:
        assert "# Persona: «C#»" in renamed(at(LIBRARY, "Desenvolvedor Backend\n\n"), "C#")


VARIABLE = """\
%! personas/dev/backend.md
variáveis: {«alvo»: Django, outra: ""}
Atue como um Desenvolvedor Backend de {{ «alvo» }}, não como Desenvolvedor Backends.
%! personas/lead.md
Atue como um Líder de {{ stack }}. @persona:backend#basic(«alvo»=stack)
"""


class TestVariable:
    @pytest.mark.parametrize("words", ["stack: Django", "stack }}, ", "stack=stack"])
    def test_a_variable_changes_from_wherever_it_stands(self, words: str) -> None:
        assert renamed(at(LIBRARY, words), "alvo") == VARIABLE

    def test_a_name_as_value_is_a_variable_of_the_persona_that_composes(self) -> None:
        assert renamed(at(LIBRARY, "stack)"), "alvo") == (
            "%! personas/lead.md\nvariáveis: {«alvo»: Flask}\n"
            "Atue como um Líder de {{ «alvo» }}. @persona:backend#basic(stack=«alvo»)\n"
        )

    @pytest.mark.parametrize(
        ("prompt", "after"),
        [
            ("{% set x = stack %}{{ x }}{{ stack|upper }}", "{% set x = «alvo» %}{{ x }}{{ «alvo»|upper }}"),
            ("{% for stack in stack %}{{ stack }}{% endfor %}", "{% for stack in «alvo» %}{{ stack }}{% endfor %}"),
            (
                "{{ a.stack }}{{ 'stack' }}{{ stack is defined }} stack",
                "{{ a.stack }}{{ 'stack' }}{{ «alvo» is defined }} stack",
            ),
            ("{# stack #}{{ stack_x }}{{ stack }}", "{# stack #}{{ stack_x }}{{ «alvo» }}"),
            ("{{ stack | default(stack) }}", "{{ «alvo» | default(«alvo») }}"),
        ],
    )
    def test_only_whole_names_that_the_template_takes_from_outside_change(self, prompt: str, after: str) -> None:
        files = f'%! personas/x.md\n---\nvariáveis:\n  "sta|ck": 1\n---\n\n# Persona: X\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n'
        assert renamed(files, "alvo") == f'%! personas/x.md\n  "«alvo»": 1\n{after}\n'

    @pytest.mark.parametrize("new", ["", "a-b", "1a", "a b", "true", "none", "range", "self", "outra", "not"])
    def test_a_name_that_will_not_do_is_refused(self, new: str) -> None:
        refused(at(LIBRARY, "stack: Django"), new)

    @pytest.mark.parametrize(
        "prompt",
        [
            "{% for x in [1] %}{{ stack }}{% endfor %}",
            "{% set x = 1 %}{{ stack }}",
            "{% macro m(x) %}{{ stack }}{% endmacro %}",
        ],
    )
    def test_a_name_that_a_prompt_sets_itself_is_refused(self, prompt: str) -> None:
        files = f"%! personas/x.md\n---\nvariáveis: {{sta|ck: 1}}\n---\n\n# Persona: X\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n"
        assert refused(files, "x") == "A prompt of this persona sets `x` by itself: the variable would be lost there."

    def test_an_argument_that_fills_no_variable_is_not_renamed(self) -> None:
        assert refused(BACKEND + "%! n.md\n@persona:backend(na|da=1)\n", "x") == "Nothing is known by the name `nada`."

    def test_what_yaml_would_read_otherwise_gets_quotes(self) -> None:
        assert "{«'on'»: Flask}" in renamed(at(LIBRARY, "stack: Flask"), "on")


def tagged(tags: str) -> str:
    return f"---\ntags: {tags}\n---\n\n# Persona: X\n"


class TestTag:
    def test_a_tag_changes_over_the_library_in_the_quotes_it_has(self) -> None:
        files = f"%! personas/a.md\n{tagged('[x, d|ados]')}%! personas/b.md\n{tagged(chr(39) + 'dados' + chr(39))}"
        files += '%! personas/c.md\n---\ntags:\n  - "dados" # so\n  - Dados\n---\n\n# Persona: C\n'
        assert renamed(files, "data: x") == (
            "%! personas/a.md\ntags: [x, «'data: x'»]\n%! personas/b.md\ntags: '«data: x»'\n"
            '%! personas/c.md\n  - "«data: x»" # so\n'
        )

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("[dad|os, x, data]", "[x, data]"),
            ("[x, data, dad|os]", "[x, data]"),
            ("[data, dad|os]", "[data]"),
            ("[dad|os, dados]", "[data]"),
            ("[data, dados, dad|os]", "[data]"),
            ("[dados, dad|os, data, x]", "[data, x]"),
            ("[x, dados, data, dad|os]", "[x, data]"),
            ("\n- x\n- dad|os # why\n- data", "\n- x\n- data"),
            ("dad|os", "data"),
        ],
    )
    def test_a_file_that_has_the_new_tag_has_it_once(self, before: str, after: str) -> None:
        desk = Desk(f"%! personas/a.md\n{tagged(before)}")
        assert desk.after(desk.rename("data")) == {"personas/a.md": tagged(after)}

    @pytest.mark.parametrize(
        ("before", "after"),
        [("'dad|os'", "'d''or'"), ('"dad|os"', '"d\'or"'), ("dad|os", "d'or"), ("[dad|os]", "[d'or]")],
    )
    def test_an_apostrophe_is_written_as_the_quotes_around_it_want(self, before: str, after: str) -> None:
        desk = Desk(f"%! personas/a.md\n{tagged(before)}")
        assert desk.after(desk.rename("d'or")) == {"personas/a.md": tagged(after)}

    def test_other_libraries_keep_theirs(self) -> None:
        desk = Desk(f"%! personas/a.md\n{tagged('[dad|os]')}")
        desk.add(Layer.USER, "/own/own.md", tagged("[dados]"))
        assert [each.key for each in desk.rename("data").edited] == [str(ROOT / "personas/a.md")]

    def test_a_tag_needs_a_letter(self) -> None:
        assert refused(f"%! personas/a.md\n{tagged('[dad|os]')}", " ") == "A name has at least one letter."


class TestPart:
    def test_a_heading_of_the_author_changes_with_the_references_to_it(self) -> None:
        expected = (
            "%! personas/dev/backend.md\n## «Termos técnicos»\n"
            "%! notes.md\nAsk @persona:dev/backend#«termos-tecnicos», @persona:servidor and `@persona:backend`.\n"
        )
        assert renamed(at(LIBRARY, "Glossário"), "Termos técnicos") == expected
        assert renamed(at(LIBRARY, "glossario"), "Termos técnicos") == expected

    @pytest.mark.parametrize("words", ["Características", "Prompt de Ativação (Básico)", "basic("])
    def test_a_heading_of_the_format_stays(self, words: str) -> None:
        desk = Desk(at(LIBRARY, words))
        with pytest.raises(Refusal, match="is a heading of the format, which keeps its name"):
            prepare_rename(desk.opened, desk.offset, desk.workspace)
        refused(at(LIBRARY, words), "Outra")

    @pytest.mark.parametrize("new", ["Características", "", "???", "a\nb"])
    def test_a_heading_that_could_not_be_told_from_another_is_refused(self, new: str) -> None:
        refused(at(LIBRARY, "Glossário"), new)


class TestPrepare:
    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("backend`", "backend"), ("dev/backend#", "backend"), ("servidor and", "servidor"), ("stack=stack", "stack"),
            ("Desenvolvedor Backend\n\n", "Desenvolvedor Backend"),
            ("dados]", "dados"), ("Glossário", "Glossário"), ("glossario", "Glossário"),
        ],
    )  # fmt: skip
    def test_what_is_renamed_is_what_the_person_sees(self, words: str, name: str) -> None:
        desk = Desk(at(LIBRARY, words))
        offered = prepare_rename(desk.opened, desk.offset, desk.workspace)
        assert offered
        assert offered.name == name
        if words != "glossario":
            assert offered.span.of(desk.opened.document.source) == name

    def test_a_bundled_persona_keeps_its_name(self) -> None:
        desk = Desk("%! a.md\n@persona:|scribe\n")
        desk.add(Layer.BUNDLED, "/product/scribe.md", "# Persona: Scribe\n")
        with pytest.raises(Refusal, match="`scribe` comes with persona-ls and keeps its name"):
            prepare_rename(desk.opened, desk.offset, desk.workspace)

    def test_the_value_of_an_argument_is_no_name(self) -> None:
        desk = Desk(BACKEND + '%! n.md\n@persona:backend(stack="Dj|ango")\n')
        assert prepare_rename(desk.opened, desk.offset, desk.workspace) is None


class TestMovedFiles:
    def moved(self, files: str, *moves: tuple[str, str]) -> str:
        desk = Desk("%! z.md\n|\n" + files)
        return changed(moved_files([(ROOT / old, ROOT / new) for old, new in moves], desk.workspace))

    def test_references_follow_a_file_whose_name_is_the_id(self) -> None:
        assert self.moved(LIBRARY, ("personas/dev/backend.md", "personas/dev/api.md")) == REFERENCES

    def test_a_declared_id_stays(self) -> None:
        files = "%! personas/a/x.md\n---\nid: y\n---\n\n# Persona: X\n%! n.md\n@persona:y @persona:a/y\n"
        assert self.moved(files, ("personas/a/x.md", "personas/b/z.md")) == "%! n.md\n@persona:y @persona:«b»/y\n"

    def test_qualified_references_follow_a_folder(self) -> None:
        assert self.moved(LIBRARY, ("personas/dev", "personas/eng")) == (
            "%! notes.md\nAsk @persona:«eng»/backend#glossario, @persona:servidor and `@persona:backend`.\n"
        )

    def test_the_skill_of_a_folder_follows_it(self) -> None:
        assert self.moved(SKILL + USES, (".claude/skills/notes", ".claude/skills/news")) == (
            "%! a.md\n@persona:code-reviewer @persona:«news» @persona:«news»/«news» @persona:plan\n"
        )

    def test_a_move_that_has_been_followed_changes_nothing(self) -> None:
        """The editor asks about the very move that a rename has just told it to make."""
        desk = Desk(at(LIBRARY, "backend`"))
        change = desk.rename("api")
        for each in change.edited:
            desk.session.open(each.key, each.path, Text(desk.after(change)[each.path.relative_to(ROOT).as_posix()]))
        moves = [(each.old, each.new) for each in change.renamed]
        assert moved_files(moves, desk.workspace).edited == ()

    def test_a_name_that_is_taken_is_told_apart_by_its_folder(self) -> None:
        files = "%! personas/a/x.md\n# Persona: A\n%! personas/b/y.md\n# Persona: B\n%! n.md\n@persona:x @persona:y\n"
        assert self.moved(files, ("personas/a/x.md", "personas/a/y.md")) == "%! n.md\n@persona:«a/y» @persona:y\n"

    def test_what_is_no_persona_afterwards_is_left_to_the_findings(self) -> None:
        assert self.moved(LIBRARY, ("personas/dev/backend.md", "docs/api.txt")) == ""
        assert self.moved(LIBRARY, ("personas/dev/backend.md", "personas/dev/a b.md")) == ""
        assert self.moved(LIBRARY, ("nothing.md", "here.md")) == ""


def test_every_refusal_is_said_in_the_person_s_language() -> None:
    """All arguments of a sentence are there; the catalog is looked at elsewhere."""
    with pytest.raises(Refusal) as refusal:
        renamed(at(LIBRARY, "backend`"), "lead")
    assert "lead.md" in messages(Language.PORTUGUESE)(refusal.value.message, **refusal.value.arguments)
