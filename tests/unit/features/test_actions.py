"""What is offered at a place and what becomes of the files; which fixes are applied together; how a new text is told as edits."""

import re
from collections.abc import Iterator, Mapping

import pytest

from persona_ls import asking
from persona_ls.features.actions import Action, ActionKind, changes, safe_edits
from persona_ls.render.document import render_document
from persona_ls.render.expand import Renderer
from persona_ls.render.problems import Refused
from persona_ls.rules.base import Finding, Fix
from persona_ls.rules.registry import rules
from persona_ls.text import Edit, Span, Text, apply_edits
from world import ROOT, World


def finding(*edits: tuple[int, int, str], is_safe: bool = True) -> Finding:
    """A finding whose fix replaces what stands between two offsets."""
    fix = Fix("", edits=tuple(Edit(Span(start, end), new) for start, end, new in edits), is_safe=is_safe)
    return Finding(rules()[0], Span(0, 0), fixes=(fix,))


class TestSafeEdits:
    @pytest.mark.parametrize("second", [(2, 6, "b"), (0, 9, "b"), (1, 5, "b"), (4, 5, "b")])
    def test_a_fix_that_overlaps_an_earlier_one_waits(self, second: tuple[int, int, str]) -> None:
        assert safe_edits([finding((1, 5, "a")), finding(second)]) == (Edit(Span(1, 5), "a"),)

    def test_two_fixes_at_one_point_are_not_mixed(self) -> None:
        assert safe_edits([finding((3, 3, "a")), finding((3, 3, "b"))]) == (Edit(Span(3, 3), "a"),)

    def test_a_fix_is_applied_whole_or_not_at_all(self) -> None:
        assert safe_edits([finding((1, 5, "a")), finding((7, 8, "b"), (4, 6, "c"))]) == (Edit(Span(1, 5), "a"),)

    def test_fixes_that_only_touch_are_applied_together(self) -> None:
        assert len(safe_edits([finding((1, 5, "a")), finding((5, 7, "b"))])) == 2

    def test_one_that_guesses_is_applied_only_when_that_is_wanted(self) -> None:
        guess = finding((1, 2, "a"), is_safe=False)
        assert safe_edits([guess]) == ()
        assert len(safe_edits([guess], unsafe=True)) == 1


class TestChanges:
    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("a\nb\nc\n", "a\nB\nc\n", [("b", "B")]),
            ("a\nb\n", "a\nb\n", []),
            ("tags: a, b\n", "tags: [a, b]\n", [("a, b", "[a, b]")]),
            ("a\n", "a\nb\n", [("", "b\n")]),
            ("a\nb\nc\nd\n", "A\nb\nc\nD\n", [("a", "A"), ("d", "D")]),
            ("a\r\nb", "a\r\nb\r\n", [("", "\r\n")]),
        ],
    )
    def test_only_what_differs_is_told(self, before: str, after: str, told: list[tuple[str, str]]) -> None:
        edits = changes(before, after)
        assert [(edit.span.of(before), edit.new) for edit in edits] == told
        assert apply_edits(before, edits) == after


LIBRARY = """
%! personas/backend.md
---
variáveis:
  usuarios: 500
  stack: {opções: [Django, FastAPI], padrão: FastAPI}
  tom: leve
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend para {{ usuarios }}.

- Use {{ stack }}.
```

## Prompt de Ativação (Avançado)

```
Atue como um Desenvolvedor Backend.
```

%! personas/exigente.md
---
variáveis: {nome: }
---

# Persona: Exigente

## Prompt de Ativação (Básico)

```
Atue como um Exigente de {{ nome }}.
```

%! personas/bomba.md
# Persona: Bomba

## Prompt de Ativação (Básico)

```
Atue como uma Bomba. {% for a in range(99999) %}{% for b in range(99999) %}{{ a * b }}{% endfor %}{% endfor %}
```

%! personas/literal.md
# Persona: Literal

## Prompt de Ativação (Básico)

`````
Atue como um Literal. {% raw %}{{ nome }} e {% se %}{% endraw %}, escreva \\@persona:backend.
```python
x = {}
```
`````

%! personas/eu.md
# Persona: Eu

## Prompt de Ativação (Básico)

```
Atue como um Eu. @persona:eu
```
"""

EXPAND, FILL, FILL_OTHER = (
    "Replace `{name}` by its text",
    "Fill in the variables of `{name}`",
    "Fill in the other variables of `{name}`",
)
BACKTICKS = "Wrap the reference in backticks"
PERSONA = "Turn the selection into the persona `{name}`"
VARIABLE = "Extract “{words}” as the variable `{name}`"
VARIABLES = "Extract “{words}” as the variable `{name}`, in all {count} places"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World(LIBRARY)
    world.session.store.apply([], is_complete=True)
    yield world
    world.session.shut_down()


def marked(text: str) -> tuple[str, Span]:
    """A text without its ``|``, or without the « » around a selection, and what these mark."""
    if "|" in text:
        at = text.index("|")
        return text.replace("|", "", 1), Span(at, at)
    start, end = text.index("«"), text.index("»") - 1
    return re.sub("[«»]", "", text), Span(start, end)


def offered(world: World, text: str, name: str = "carta.md") -> dict[str, Action]:
    """The refactorings at the mark, by their titles."""
    source, span = marked(text)
    found = asking.actions(world.session, world.look(source, name), span, lambda kind: kind is not ActionKind.QUICK_FIX)
    return {action.title: action for action in found}


def done(world: World, text: str, title: str, name: str = "carta.md") -> Mapping[str, str]:
    """The text of every file that an action touches, by the file's name in the workspace."""
    action = offered(world, text, name)[title]
    assert not action.disabled, action.disabled
    change = action.change or (action.work and action.work())
    assert change
    texts = {str(each.path.relative_to(ROOT)): each.content for each in change.created}
    for each in change.edited:
        assert each.path
        texts[str(each.path.relative_to(ROOT))] = apply_edits(each.text.source, each.edits)
    return texts


def result(world: World, text: str, title: str, name: str = "carta.md") -> str:
    """The document after an action, which has brought no finding that was not there."""
    source, _ = marked(text)
    texts = done(world, text, title, name)
    assert list(texts) == [name]
    assert set(world.rules(texts[name], name)) <= set(world.rules(source, name))
    return texts[name]


def rendered(world: World, source: str) -> str:
    """What a prompt file becomes."""
    session, document = world.session, world.look(source, "carta.md").document
    renderer = Renderer(session.library, session.store.persona, session.engine)
    return render_document(document, document.references, ROOT, renderer)


BASIC = "Atue como um Desenvolvedor Backend para 500.\n\n- Use FastAPI."


class TestExpand:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Peça: @persona:back|end.", f"Peça: {BASIC}."),
            ("`@persona:back|end`", BASIC),
            ("veja `a @persona:backend#avancado|`", "veja `a Atue como um Desenvolvedor Backend.`"),
            ('@persona:backend(usuarios=7, stack="Django")|', BASIC.replace("500", "7").replace("FastAPI", "Django")),
            ("> @persona:|backend", BASIC.replace("\n", "\n> ").replace("> \n", ">\n").join(["> ", ""])),
            ("- a\n  - @persona:|backend\n", f"- a\n  - {BASIC}\n".replace("\n- U", "\n    - U")),
            ("@persona:|backend\r\n", f"{BASIC}\n".replace("\n", "\r\n")),
            ("---\nvariables: {usuarios: 3}\n---\n@persona:backend|\n", None),
        ],
    )
    def test_the_text_stands_where_the_reference_stood(self, world: World, before: str, after: str | None) -> None:
        """As `render` writes it: with its arguments, the values of the file, in its list or quote."""
        wanted = f"---\nvariables: {{usuarios: 3}}\n---\n{BASIC.replace('500', '3')}\n" if after is None else after
        assert result(world, before, EXPAND) == wanted

    def test_what_only_looks_like_a_reference_stays_text(self, world: World) -> None:
        got = result(world, "@persona:literal|", EXPAND)
        assert "escreva \\@persona:backend." in got
        assert rendered(world, got) == rendered(world, "@persona:literal")

    def test_in_a_fence_that_the_text_would_close_the_fence_grows(self, world: World) -> None:
        before = "```text\n@persona:literal|\n```\n"
        got = result(world, before, EXPAND)
        assert got.startswith("````text\nAtue como um Literal.")
        assert got.endswith("\n```\n````\n")

    def test_in_a_template_what_looks_like_a_tag_stays_text(self, world: World) -> None:
        source = "# Persona: Nova\n\n## Prompt de Ativação (Básico)\n\n```\nAtue como um Nova. @persona:literal|\n```\n"
        got = result(world, source, EXPAND, "personas/nova.md")
        assert (
            "````\nAtue como um Nova. {% raw %}Atue como um Literal. {{ nome }} e {% se %}, escreva \\@persona:backend."
            in got
        )
        assert "```{% endraw %}\n````" in got

    @pytest.mark.parametrize(
        ("marked", "reason"),
        [
            ("@persona:bakend|", "There is no persona `{name}`. Did you mean {near}?"),
            ("@persona:zzzzzz|", "There is no persona `{name}`."),
            ("@persona:backend#zz|", "`{name}` has no part `{part}`. It has: {parts}."),
            ("@persona:exigente|", "`{name}` needs a value for {variables}."),
            ("@persona:backend(usuarios=x)|", "The value of the argument `{argument}` cannot be read."),
            ("@persona:backend(usuarios=5|", "The arguments of `{name}` are never closed: a `)` is missing."),
        ],
    )
    def test_what_can_be_told_without_rendering_is_told_at_once(self, world: World, marked: str, reason: str) -> None:
        action = offered(world, marked)[EXPAND]
        assert action.disabled
        assert action.disabled.message == reason
        assert action.work is action.change is None

    def test_a_value_that_only_the_use_of_the_persona_knows_cannot_be_written(self, world: World) -> None:
        source = (
            "---\nvariáveis: {n: 1}\n---\n# Persona: Nova\n\n## Prompt de Ativação (Básico)\n\n"
            "```\nNova {{ n }} @persona:backend(usuarios=n)|\n```\n"
        )
        action = offered(world, source, "personas/nova.md")[EXPAND]
        assert action.disabled
        assert action.disabled.arguments == {"argument": "usuarios", "variable": "n"}

    def test_who_includes_itself_is_told_so(self, world: World) -> None:
        opened = world.session.get(str(ROOT / "personas/eu.md"))
        assert opened
        at = opened.document.source.index("@persona:eu")
        action = next(each for each in asking.actions(world.session, opened, Span(at, at)) if each.title == EXPAND)
        assert action.disabled
        assert (
            "chain" in action.disabled.arguments or "loop" in str(action.disabled.arguments) or action.disabled.message
        )

    def test_a_bomb_is_stopped_and_named(self, world: World) -> None:
        """It takes the deadline of the sandbox and no longer, and only when the action is chosen."""
        action = offered(world, "@persona:bomba|")[EXPAND]
        assert action.work
        with pytest.raises(Refused) as caught:
            action.work()
        assert caught.value.problems[0].refusal.name in ("TOO_SLOW", "TOO_LARGE")


class TestFillIn:
    @pytest.mark.parametrize(
        ("before", "title", "after"),
        [
            ("@persona:back|end e", FILL, '@persona:backend(usuarios=500, stack="FastAPI") e'),
            ("@persona:backend(|) e", FILL, '@persona:backend(usuarios=500, stack="FastAPI") e'),
            ("@persona:backend(usuarios=7|, )", FILL_OTHER, '@persona:backend(usuarios=7, stack="FastAPI", )'),
            ("|@persona:exigente.", FILL, '@persona:exigente(nome="").'),
        ],
    )
    def test_the_variables_that_the_part_uses_get_their_first_values(
        self, world: World, before: str, title: str, after: str
    ) -> None:
        assert result(world, before, title) == after

    def test_a_persona_passes_its_own_on(self, world: World) -> None:
        source = (
            "---\nvariáveis: {stack: Rust}\n---\n# Persona: Nova\n\n## Prompt de Ativação (Básico)\n\n"
            "```\nNova {{ stack }} @persona:backend|\n```\n"
        )
        assert "@persona:backend(usuarios=500, stack=stack)" in result(world, source, FILL, "personas/nova.md")

    @pytest.mark.parametrize(
        "text",
        [
            "@persona:backend#avancado|",
            "@persona:literal|",
            "@persona:zz|",
            "@persona:backend(stack=1, usuarios=2)|",
            "@persona:backend(stack=1|",
        ],
    )
    def test_it_is_offered_only_where_there_is_something_to_fill_in(self, world: World, text: str) -> None:
        assert not {FILL, FILL_OTHER} & set(offered(world, text))


class TestBackticks:
    def test_a_reference_in_prose_is_wrapped(self, world: World) -> None:
        assert result(world, "Peça a @persona:backend#avancado|.", BACKTICKS) == "Peça a `@persona:backend#avancado`."

    @pytest.mark.parametrize(
        "text",
        [
            "`@persona:backend|`",
            "```\n@persona:|backend\n```",
            "@persona:backend(stack=1|",
            '@persona:backend(tom="`")|',
            "nada |aqui",
        ],
    )
    def test_it_is_not_offered_elsewhere(self, world: World, text: str) -> None:
        assert BACKTICKS not in offered(world, text)


class TestExtractPersona:
    def made(self, world: World, text: str) -> tuple[str, str, str]:
        """The document, the name of the new file, and the prompt in it."""
        source, _ = marked(text)
        texts = dict(done(world, text, PERSONA))
        document = texts.pop("carta.md")
        ((name, content),) = texts.items()
        persona = world.look(content, name).persona
        assert persona
        assert not set(world.rules(content, name)) - {"empty-section"}, "as the scaffold of every new persona"
        before = rendered(world, source)
        world.session.open(str(ROOT / name), ROOT / name, Text(content))
        try:
            assert world.rules(document, "carta.md") == []
            assert rendered(world, document) == before, "the document renders to what it rendered to"
        finally:
            world.session.store.close(ROOT / name)
            world.session.close(str(ROOT / name))
        return document, name, persona.prompt_text(persona.prompts[0])

    @pytest.mark.parametrize(
        ("text", "document", "name"),
        [
            (
                "«Atue como um Revisor de Código experiente, e seja breve.»\n",
                "@persona:revisor-de-codigo\n",
                "revisor-de-codigo",
            ),
            (
                "Antes.\n\n«Act as an Editor of novels. Be kind.\n\n»Depois",
                "Antes.\n\n@persona:editor\n\nDepois",
                "editor",
            ),
            (
                "Olá: «Revise o código abaixo e aponte falhas» agora.",
                "Olá: @persona:revise-o-codigo-abaixo agora.",
                "revise-o-codigo-abaixo",
            ),
            ("«Atue como um Literal de novo.»", "@persona:literal-2", "literal-2"),
        ],
    )
    def test_the_selection_becomes_the_prompt_of_a_new_file(
        self, world: World, text: str, document: str, name: str
    ) -> None:
        got, file, prompt = self.made(world, text)
        assert (got, file) == (document, f"personas/{name}.md")
        assert prompt == text[text.index("«") + 1 : text.index("»")].strip()

    @pytest.mark.parametrize(
        "words",
        [
            "Use {{ nome }} e {% se %} ou {# nada #}.",
            "Não {% raw %} nem {% endraw %} nem {{",
            "Leia \\@persona:backend e @persona:backend#avancado.",
            "Um código:\n\n```python\nx = '@persona:backend'\n```\n\n````\na\n````",
            "a\n\tb\n\n  c",
        ],
    )
    def test_whatever_it_holds_is_kept_literally(self, world: World, words: str) -> None:
        self.made(world, f"Antes.\n\n«{words}»\n\nDepois.\n")

    @pytest.mark.parametrize(
        ("text", "prompt"),
        [("> «um\n> dois\n>\n> três»\n", "um\ndois\n\ntrês"), ("- «um\n  dois\n  - três»\n", "um\ndois\n- três")],
    )
    def test_the_marks_of_the_list_or_quote_around_it_stay_behind(self, world: World, text: str, prompt: str) -> None:
        assert self.made(world, text)[2] == prompt

    @pytest.mark.parametrize(
        "text",
        [
            "«  \n »x",
            "«…»",
            "---\n«tags»: [a]\n---\n",
            "<!-- «nada disso» -->",
            "palavra«s juntas»",
            "«juntas»-as palavras",
            "«nome»(a=1)",
            "[x](«destino»)",
            "```python\n«x = 1»\n```",
            "«antes\n\n```\nmeio»\n```",
            "```\nmeio«\n```\n\ndepois»",
            "@persona:«backend e mais»",
            "«veja @persona:back»end",
        ],
    )
    def test_it_is_not_offered_where_no_reference_could_stand(self, world: World, text: str) -> None:
        assert PERSONA not in offered(world, text)

    def test_in_a_persona_only_text_of_a_prompt_can_become_another(self, world: World) -> None:
        source = "# Persona: Nova\n\n## Tom\n\nclaro\n\n## Prompt de Ativação (Básico)\n\n```\nNova {{ x }}. Seja breve.\n```\n"
        offers = {
            words: PERSONA in offered(world, source.replace(words, f"«{words}»"), "personas/nova.md")
            for words in ("claro", "Seja breve.", "Nova {{ x }}.", "breve.\n```")
        }
        assert offers == {"claro": False, "Seja breve.": True, "Nova {{ x }}.": False, "breve.\n```": False}


FRONT = "---\ntags: [a]\ndificuldade: avançado\natualizado: 2026-01-02\n---\n"
PROMPT = 'Atue como um Nova em Rust para 500, nota "A: b". {# x #} Rust, Rusty, aRust.'
BODY = f"# Persona: Nova\n\n## Prompt de Ativação (Básico)\n\n```\n{PROMPT}\n```\n"


class TestExtractVariable:
    def extracted(self, world: World, words: str, title: str = VARIABLE, front: str = FRONT, body: str = BODY) -> str:
        """The file after the first occurrence of ``words`` was extracted, which says the same as before."""
        name = "personas/nova.md"
        source = front + body.replace(words, f"«{words}»", 1)
        before, _ = marked(source)
        got = result(world, source, title, name)
        assert self.prompt(world, got) == self.prompt(world, before)
        return got

    def prompt(self, world: World, source: str) -> str:
        session, path = world.session, ROOT / "personas/nova.md"
        session.open(str(path), path, Text(source))
        entry = session.library.at(path)
        assert entry
        assert entry.default_prompt
        text = Renderer(session.library, session.store.persona, session.engine).prompt(entry, entry.default_prompt)
        session.close(str(path))
        return text

    @pytest.mark.parametrize(
        ("words", "declared"),
        [
            ("Rust", "rust: Rust"),
            ("500", "valor_500: 500"),
            ('nota "A: b"', "nota_a_b: 'nota \"A: b\"'"),
            ("em", "em: em"),
        ],
    )
    def test_the_words_become_a_default_and_the_place_a_variable(self, world: World, words: str, declared: str) -> None:
        got = self.extracted(world, words)
        name = declared.partition(":")[0]
        assert got == FRONT.replace("\n---\n", f"\nvariáveis:\n  {declared}\n---\n") + BODY.replace(
            words, f"{{{{ {name} }}}}", 1
        )

    def test_all_equal_words_may_follow(self, world: World) -> None:
        got = self.extracted(world, "Rust", VARIABLES)
        assert got.count("{{ rust }}") == 2
        assert ", Rusty, aRust." in got

    @pytest.mark.parametrize(
        ("front", "after"),
        [
            (
                "---\nvariáveis:\n    a: 1\ntags: [a]\n---\n",
                "---\nvariáveis:\n    a: 1\n    rust: Rust\ntags: [a]\n---\n",
            ),
            ("---\nvariáveis: {a: 1}\n---\n", "---\nvariáveis: {a: 1, rust: Rust}\n---\n"),
            ("---\nvariáveis:\n  rust: x\n---\n", "---\nvariáveis:\n  rust: x\n  rust_2: Rust\n---\n"),
            ("---\nvariáveis:\n---\n", "---\nvariáveis:\n  rust: Rust\n---\n"),
        ],
    )
    def test_the_style_of_the_front_matter_stays(self, world: World, front: str, after: str) -> None:
        assert self.extracted(world, "Rust", front=front).startswith(after)

    def test_a_file_without_front_matter_gets_one(self, world: World) -> None:
        got = self.extracted(world, "Rust", front="")
        assert got.startswith("---\ntags: [personas]\n")
        assert "\nvariáveis:\n  rust: Rust\n---\n\n# Persona: Nova\n" in got

    def test_line_ends_stay_those_of_the_file(self, world: World) -> None:
        got = self.extracted(world, "Rust", front=FRONT.replace("\n", "\r\n"), body=BODY.replace("\n", "\r\n"))
        assert got.count("\n") == got.count("\r\n")

    def test_words_on_several_lines_are_one_scalar(self, world: World) -> None:
        body = BODY.replace("para 500", "para\nmuitos: 500")
        assert '  rust_para_muitos: "Rust para\\nmuitos: 500"\n' in self.extracted(
            world, "Rust para\nmuitos: 500", body=body
        )

    @pytest.mark.parametrize(
        ("words", "body"),
        [
            ("Persona", BODY),
            ("{# x #}", BODY),
            ("x", BODY.replace("A: b", "A: {% raw %}x{% endraw %}").replace("{# x #}", "")),
            ("{% raw %} para", BODY.replace("Rust para", "Rust {% raw %} para")),
            ("backend", BODY.replace("Rust para", "@persona:backend para")),
        ],
    )
    def test_it_is_offered_in_the_text_of_prompts_only(self, world: World, words: str, body: str) -> None:
        text = FRONT + body.replace(words, f"«{words}»", 1)
        assert not {VARIABLE, VARIABLES} & set(offered(world, text, "personas/nova.md"))

    def test_front_matter_that_cannot_be_read_is_not_written_into(self, world: World) -> None:
        text = "---\ntags: [a\n---\n" + BODY.replace("Rust", "«Rust»", 1)
        assert VARIABLE not in offered(world, text, "personas/nova.md")


def test_no_refactoring_is_preferred_and_a_cursor_in_prose_gets_none(world: World) -> None:
    """An editor applies what is preferred without a question."""
    found = [each for text in ("@persona:backend|", "«Seja breve.»") for each in offered(world, text).values()]
    assert found
    assert not any(each.is_preferred for each in found)
    assert offered(world, "só | prosa") == {}


def test_only_the_kinds_that_are_wanted_are_looked_for(world: World) -> None:
    source, span = marked("@persona:backend|")
    opened = world.look(source, "carta.md")
    inline = {ActionKind.INLINE}
    assert {each.kind for each in asking.actions(world.session, opened, span, inline.__contains__)} == inline


def test_a_new_persona_comes_to_lie_where_most_are_by_then() -> None:
    source = "# Persona: Um\n\n## Prompt de Ativação\n\nAtue.\n"
    world = World(f"%! um/personas/a.md\n{source}")
    assert world.session.library_folder(ROOT) == ROOT / "um/personas"
    for path in (ROOT / "dois/personas/b.md", ROOT / "dois/personas/c.md"):
        world.session.open(str(path), path, Text(source))
    assert world.session.library_folder(ROOT) == ROOT / "dois/personas"
