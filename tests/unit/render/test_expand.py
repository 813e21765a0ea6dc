"""A reference becomes text: in every place of a prompt, whatever the library holds, and within bounds."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from checking import write
from persona_ls.render.document import render_document
from persona_ls.render.expand import MAX_LENGTH, Renderer
from persona_ls.render.problems import Problem, Refusal, Refused
from persona_ls.render.sandbox import Sandbox
from persona_ls.render.values import Values, own_values
from persona_ls.session import Session
from persona_ls.text import Text

pytestmark = pytest.mark.timeout(120)


def persona(prompt: str, *variables: str, title: str = "Alguém") -> str:
    """A persona with one prompt; ``variables`` are lines of its front matter."""
    lines = "".join(f"  {line}\n" for line in variables)
    keys = f"---\nvariáveis:\n{lines}---\n\n" if variables else ""
    return f"{keys}# Persona: {title}\n\n## Prompt de Ativação (Básico)\n\n```\n{prompt}\n```\n"


LINES = persona("um\ndois\n\ntrês")


@pytest.fixture(scope="module")
def engine() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


class World:
    """A library, and prompts that refer to it."""

    def __init__(self, root: Path, engine: Sandbox, files: Mapping[str, str]) -> None:
        self.root, self.engine = root, engine
        write(root / "personas", {f"{name}.md": source for name, source in files.items()})
        self.session = Session([root], bundled=False, user=False)
        self.session.index()

    def render(self, prompt: str, **values: object) -> str:
        opened = self.session.look_at(self.root / "prompt.md", Text(prompt))
        layers = values, own_values(opened.document.front_matter)
        renderer = Renderer(self.session.library, self.session.store.persona, self.engine, Values(layers))
        return render_document(opened.document, opened.document.references, self.root, renderer)

    def problems(self, prompt: str, **values: object) -> tuple[Problem, ...]:
        with pytest.raises(Refused) as refused:
            self.render(prompt, **values)
        return refused.value.problems

    def told(self, prompt: str, **values: object) -> list[str]:
        """The sentences about what does not render, each with the file that it is about."""
        return [
            each.refusal.value.format(**each.arguments) + (f" ({each.path.stem})" if each.path else "")
            for each in self.problems(prompt, **values)
        ]


@pytest.fixture
def world(tmp_path, engine):
    return lambda **files: World(tmp_path, engine, files)


class TestPlaces:
    @pytest.mark.parametrize(
        ("prompt", "text"),
        [
            ("@persona:a\n", "um\ndois\n\ntrês\n"),
            ("x @persona:a y\n", "x um\ndois\n\ntrês y\n"),
            ("- @persona:a\n- b\n", "- um\n  dois\n\n  três\n- b\n"),
            ("  * @persona:a\n", "  * um\n    dois\n\n    três\n"),
            ("12. @persona:a\n", "12. um\n    dois\n\n    três\n"),
            ("> @persona:a\n", "> um\n> dois\n>\n> três\n"),
            ("- a\n  > 1. @persona:a\n", "- a\n  > 1. um\n  >    dois\n  >\n  >    três\n"),
            ("- x: @persona:a, @persona:a\n", "- x: um\n  dois\n\n  três, um\n  dois\n\n  três\n"),
            ("> @persona:a\r\n> z\r\n", "> um\r\n> dois\r\n>\r\n> três\r\n> z\r\n"),
            ("@persona:a\r- b\r", "um\rdois\r\rtrês\r- b\r"),
            ("a\r\n@persona:a\n", "a\r\num\ndois\n\ntrês\n"),
            ("@persona:a", "um\ndois\n\ntrês"),
        ],
    )
    def test_lines_stand_like_the_item_or_quote_that_they_are_in(self, world, prompt, text):
        assert world(a=LINES).render(prompt) == text

    @pytest.mark.parametrize("prompt", ["- @persona:a\n", "- @persona:a\n\n"])
    def test_a_persona_with_other_line_ends_takes_those_of_the_prompt(self, world, prompt):
        assert world(a=LINES.replace("\n", "\r\n")).render(prompt) == prompt.replace(
            "@persona:a", "um\n  dois\n\n  três"
        )

    def test_a_prompt_without_line_ends_gets_the_persona_as_it_is(self, world):
        assert world(a=LINES.replace("\n", "\r\n")).render("@persona:a") == "um\r\ndois\r\n\r\ntrês"

    @pytest.mark.parametrize(
        ("prompt", "text"),
        [
            ("`@persona:a`\n", "A\n"),
            ("x `` @persona:a ``.\n", "x A.\n"),
            ("`x @persona:a`\n", "`x A`\n"),
            ('(@persona:a) **@persona:a** _@persona:a_ "@persona:a".\n', '(A) **A** _A_ "A".\n'),
            ("\\@persona:a `\\@persona:a`\n", "@persona:a `@persona:a`\n"),
            ("me@persona:a @@persona:a /@persona:a\n", "me@persona:a @@persona:a /@persona:a\n"),
            ("<!-- @persona:a -->\n", "<!-- @persona:a -->\n"),
            ("```python\n@persona:a\n```\n", "```python\n@persona:a\n```\n"),
            ("```text\n@persona:a\n```\n", "```text\nA\n```\n"),
            ("[x](@persona:a)\n", "[x](@persona:a)\n"),
            ("    @persona:a\n", "    @persona:a\n"),
            ("@persona:../a @persona:/a @persona: @persona:-a\n", "@persona:../a @persona:/a @persona: @persona:-a\n"),
            ("@persona:a/../../etc\n", "A/../../etc\n"),
            ("---\nx: '@persona:a'\n---\n\n@persona:a\n", "A\n"),
            ("<!-- persona-ls: ignore[x] why -->\n@persona:a\n", "A\n"),
        ],
    )
    def test_what_is_no_live_reference_stays(self, world, prompt, text):
        assert world(a=persona("A")).render(prompt) == text

    @pytest.mark.parametrize(
        "prompt",
        [
            "",
            "\n",
            "a  \r\nb\rc\n\n",
            "{{ x }} {% raw %} {# $1 ${x} }}\n",
            "\ufeff# x\n",
            "\u2028 \x0c \x85 🦜\n",
            "`a` \\a <b>\n",
        ],
        ids=ascii,
    )
    def test_everything_else_comes_out_byte_for_byte(self, world, prompt):
        assert world(a=persona("A")).render(f"{prompt}@persona:a {prompt}") == f"{prompt}A {prompt}"

    @pytest.mark.parametrize(
        "prompt", ["R$ 100 milhões {x} $1", "- [ ] a\n- [x] b", "a  \nb\t\n  c", "  a\n\n\nb", "<b>&amp;"]
    )
    def test_a_prompt_of_the_library_comes_out_byte_for_byte(self, world, prompt):
        assert world(a=persona(prompt)).render("@persona:a") == prompt


class TestParts:
    PERSONA = """\
# Persona: Uma

## Características

- atenta

## Prompt de Ativação (Básico)

```
básico
```

## Prompt de Ativação (Avançado)

```
avançado
```
"""

    @pytest.mark.parametrize(
        ("part", "text"),
        [
            ("", "básico"),
            ("#basico", "básico"),
            ("#básico", "básico"),
            ("#basic", "básico"),
            ("#BASICO", "básico"),
            ("#avancado", "avançado"),
            ("#advanced", "avançado"),
            ("#caracteristicas", "- atenta"),
            ("#characteristics", "- atenta"),
        ],
    )
    def test_a_part_has_a_name_in_each_language(self, world, part, text):
        assert world(a=self.PERSONA).render(f"@persona:a{part}").strip() == text

    def test_an_unknown_part_is_told_with_those_that_there_are(self, world):
        told = world(a=self.PERSONA).told("@persona:a#médio\n")

        assert told == ["`a` has no part `médio`. It has: `caracteristicas`, `basico`, `avancado`."]

    def test_a_persona_without_a_prompt_is_told(self, world):
        told = world(a="# Persona: Uma\n\n## Características\n\n- x\n").told("@persona:a\n")

        assert told == ["`a` has no activation prompt."]

    def test_a_name_that_fits_several_is_told_and_a_folder_decides(self, world):
        both = world(**{"x/a": persona("X"), "y/a": persona("Y")})

        assert both.told("@persona:a\n") == [
            "`a` fits several personas: `x/a`, `y/a`. Write one of them with its folder."
        ]
        assert both.render("@persona:x/a @persona:y/a\n") == "X Y\n"

    def test_every_reference_that_does_not_resolve_is_told_at_its_place(self, world):
        problems = world(a=persona("A")).problems("@persona:b @persona:a @persona:a#c\n@persona:a(x=\n")

        assert [(each.refusal, each.span.start) for each in problems] == [
            (Refusal.UNKNOWN_PERSONA, 0),
            (Refusal.UNKNOWN_PART, 22),
            (Refusal.UNCLOSED, 35),
        ]

    def test_a_file_that_is_gone_since_it_was_indexed_is_told_by_its_name(self, world):
        gone = world(a=persona("A"))
        (gone.root / "personas/a.md").unlink()

        assert gone.told("@persona:a\n") == [f"The file of `a` can no longer be read: {gone.root / 'personas/a.md'}."]


class TestComposition:
    def test_a_composed_persona_stands_like_the_item_that_it_is_in(self, world):
        files = {"a": persona("- @persona:b\n- fim"), "b": persona("> @persona:c"), "c": persona("1\n2")}

        assert world(**files).render("* @persona:a\n") == "* - > 1\n    > 2\n  - fim\n"

    def test_in_a_template_too(self, world):
        files = {"a": persona("{% for i in [1, 2] %}{{ i }}. @persona:b\n{% endfor %}"), "b": persona("x\ny")}

        assert world(**files).render("@persona:a") == "1. x\n   y\n2. x\n   y\n"

    def test_each_persona_has_its_own_variables(self, world):
        files = {"a": persona("{{ x }} @persona:b {{ x }}", "x: 1"), "b": persona("{{ x }}", "x: 2")}

        assert world(**files).render("@persona:a @persona:a(x=3)\n") == "1 2 1 3 2 3\n"

    def test_a_result_is_not_searched_for_references_or_templates(self, world):
        files = {"a": persona("{{ x }} @persona:b", "x: '@persona:b {{ y }}'"), "b": persona("{{ z }}", "z: '{{ x }}'")}

        assert world(**files).render("@persona:a\n") == "@persona:b {{ y }} {{ x }}\n"

    def test_an_argument_may_name_a_variable_of_the_persona_it_stands_in(self, world):
        files = {"a": persona("@persona:b(n=x)", "x: 5"), "b": persona("n={{ n }}", "n: 1")}

        assert world(**files).render("@persona:a @persona:a(x=7)\n") == "n=5 n=7\n"

    def test_but_a_prompt_has_no_variables_to_name(self, world):
        told = world(b=persona("n={{ n }}", "n: 1")).told("@persona:b(n=x)\n")

        assert told == ["The value of the argument `n` cannot be read."]

    @pytest.mark.parametrize("char", ["\ue000", "\ue010", "\ue0007\ue001", "\ue0000\ue001"], ids=ascii)
    def test_characters_that_mark_a_reference_inside_are_harmless_anywhere_else(self, world, char):
        files = {"a": persona(f"{{{{ v }}}}{char} @persona:b", "v: 1"), "b": persona(f"{char}{{{{ 1 }}}}")}

        assert world(**files).render("@persona:a\n") == f"1{char} {char}1\n"

    @pytest.mark.parametrize("value", ["\ue0000\ue001", "\ue00099\ue001"], ids=ascii)
    def test_a_value_that_looks_like_such_a_mark_is_printed_as_it_is(self, world, value):
        files = {"a": persona("{{ v }} {{ w[0] }} @persona:b", "v: 1", "w: [x]"), "b": persona("oi")}

        assert world(**files).render("@persona:a\n", v=value, w=[value]) == f"{value} {value} oi\n"

    def test_a_filter_around_a_reference_does_not_change_its_text(self, world):
        files = {"a": persona("{% filter upper %}x @persona:b{% endfilter %}"), "b": persona("oi")}

        assert world(**files).render("@persona:a\n") == "X oi\n"

    def test_a_filter_that_breaks_the_mark_of_a_reference_breaks_nothing_else(self, world):
        files = {"a": persona("{% filter replace('0', '9') %}@persona:b{% endfilter %} z"), "b": persona("oi")}

        assert world(**files).render("@persona:a\n").endswith(" z\n")


class TestMissingValues:
    FILES = {  # noqa: RUF012
        "a": persona("{{ x }} {{ y }} @persona:b {{ z }} @persona:c(n=w)", "x: {descrição: d}", "w: {descrição: d}"),
        "b": persona("{{ k }}"),
        "c": persona("{{ n }}", "n: 1"),
    }

    def test_all_of_them_are_told_at_once_each_with_its_persona(self, world):
        assert world(**self.FILES).told("@persona:a\n") == [
            "`b` needs a value for `k`. (b)",
            "`a` needs a value for `w`. (a)",
            "`a` needs a value for `x`, `y`, `z`. (a)",
        ]

    def test_those_of_each_reference_are_told(self, world):
        problems = world(**self.FILES).problems("@persona:b @persona:b\n")

        assert [(each.refusal, each.span.start) for each in problems] == [
            (Refusal.MISSING_VALUES, 0),
            (Refusal.MISSING_VALUES, 11),
        ]

    def test_with_all_values_it_renders(self, world):
        assert world(**self.FILES).render("@persona:a\n", x=1, y=2, z=3, k=4, w=5) == "1 2 4 3 5\n"

    def test_a_value_comes_from_the_argument_else_the_command_else_the_file_else_the_default(self, world):
        one = world(a=persona("{{ v }}", "v: padrão"))
        own = "---\nvariables:\n  v: arquivo\n---\n"

        assert one.render("@persona:a\n") == "padrão\n"
        assert one.render(f"{own}@persona:a\n") == "arquivo\n"
        assert one.render(f"{own}@persona:a\n", v="comando") == "comando\n"
        assert one.render(f'{own}@persona:a(v="argumento")\n', v="comando") == "argumento\n"


class TestCycles:
    def test_a_persona_that_includes_itself_is_told(self, world):
        assert world(a=persona("@persona:a")).told("@persona:a\n") == [
            "`a` includes itself: `a#basico` → `a#basico`. (a)"
        ]

    def test_a_cycle_of_two_is_told_with_its_way(self, world):
        files = {"a": persona("@persona:b"), "b": persona("@persona:a")}

        assert world(**files).told("@persona:a\n@persona:b\n") == [
            "`a` includes itself: `a#basico` → `b#basico` → `a#basico`. (a)",
            "`b` includes itself: `b#basico` → `a#basico` → `b#basico`. (b)",
        ]

    def test_a_cycle_of_five_hundred_is_told_as_one(self, world):
        files = {f"p{i}": persona(f"@persona:p{(i + 1) % 500}") for i in range(500)}

        (problem,) = world(**files).problems("@persona:p0\n")

        assert problem.refusal is Refusal.CYCLE

    def test_two_parts_of_a_persona_may_include_one_another_one_way(self, world):
        both = TestParts.PERSONA.replace("\navançado", "\n@persona:a#basico, avançado")

        assert world(a=both).render("@persona:a#avancado\n") == "básico, avançado\n"

    def test_what_is_refused_below_one_reference_may_be_fine_in_another(self, world):
        """From ``p0`` the end is too far away, from the middle it is not."""
        files = {f"p{i}": persona(f"@persona:p{i + 1}" if i < 99 else "fim") for i in range(100)}
        chain = world(**files)

        problems = chain.problems("@persona:p0 @persona:p50\n")

        assert [each.span.start for each in problems] == [0]
        assert chain.render("@persona:p50\n") == "fim\n"


class TestBombs:
    """Nothing here is measured: without its bound, each of these takes hours, or all the memory there is."""

    def test_forty_personas_that_each_include_the_next_twice(self, world):
        files = {f"p{i}": persona(f"@persona:p{i + 1} @persona:p{i + 1}" if i < 40 else "fim") for i in range(41)}

        (problem,) = world(**files).problems("@persona:p0\n")

        assert problem.refusal is Refusal.TOO_LARGE

    def test_the_same_with_other_arguments_each_time(self, world):
        """Each step adds a value to those that it passes on, so that no two of the million prompts are one."""
        passed = ", ".join(f"v{n + 1}=v{n}" for n in range(19))
        prompt = "@persona:p{0}(v0=1, " + passed + ") @persona:p{0}(v0=2, " + passed + ")"
        declared = [f"v{n}: 1" for n in range(20)]
        files = {f"p{i}": persona(prompt.format(i + 1) if i < 20 else "", *declared) for i in range(21)}

        problems = world(**files).problems("@persona:p0\n")

        assert {each.refusal for each in problems} == {Refusal.TOO_LARGE}
        assert len(problems) < 100

    def test_the_same_with_a_reference_that_leads_nowhere_at_the_end(self, world):
        files = {
            f"p{i}": persona(f"@persona:p{i + 1} @persona:p{i + 1}" if i < 40 else "@persona:x") for i in range(41)
        }

        assert [each.refusal for each in world(**files).problems("@persona:p0\n")] == [Refusal.UNKNOWN_PERSONA]

    def test_a_prompt_that_is_too_long_by_itself(self, world):
        one = world(a=persona("x" * MAX_LENGTH), b=persona("x" * (MAX_LENGTH + 1)))

        assert len(one.render("@persona:a")) == MAX_LENGTH
        assert [each.refusal for each in one.problems("@persona:b")] == [Refusal.TOO_LARGE]

    @pytest.mark.parametrize(
        "prompt", ["@persona:b " * 900, "{% for i in range(900) %}@persona:b{% endfor %}"], ids=["often", "loop"]
    )
    def test_a_long_persona_many_times_in_another(self, world, prompt):
        files = {"a": persona(prompt), "b": persona("x" * (MAX_LENGTH - 10))}

        (problem,) = world(**files).problems("@persona:a\n")

        assert (problem.refusal, problem.arguments["limit"], problem.path.stem) == (Refusal.TOO_LARGE, MAX_LENGTH, "a")

    def test_a_long_persona_ten_thousand_times_in_a_prompt(self, world):
        one = world(b=persona("x" * (MAX_LENGTH - 10)))

        assert one.problems("@persona:b " * 10_000 + "\n")[-1].refusal is Refusal.TOO_LARGE

    def test_many_lines_behind_a_very_deep_quote(self, world):
        one = world(b=persona("x\n" * 40_000))

        assert len(one.render("> " * 50_000 + "@persona:b\n")) < 1_000_000

    def test_a_template_without_end_in_a_composed_persona(self, world):
        files = {
            "a": persona("a @persona:b"),
            "b": persona("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"),
            "c": persona("{{ 1 + 1 }}"),
        }
        one = world(**files)

        problems = one.problems("@persona:a @persona:a\n")

        assert [each.path.stem for each in problems] == ["b", "b"]
        assert {each.refusal for each in problems} <= {Refusal.TOO_SLOW, Refusal.TOO_LARGE}
        assert one.render("@persona:c\n") == "2\n"

    def test_a_template_that_grows_without_end_in_a_composed_persona(self, world):
        files = {"a": persona("a @persona:b"), "b": persona("{{ 'x' * 10 ** 10 }}")}

        assert [each.path.stem for each in world(**files).problems("@persona:a\n")] == ["b"]

    def test_many_slow_personas_together_are_stopped_like_one(self, world, monkeypatch):
        monkeypatch.setattr("persona_ls.render.expand._MAX_SECONDS", -1.0)

        assert [each.refusal for each in world(a=persona("{{ 1 }}")).problems("@persona:a\n")] == [Refusal.TOO_SLOW]

    @pytest.mark.parametrize(
        "prompt",
        ["{% include '/etc/passwd' %}", "{% import 'a' as a %}", "{% extends 'x' %}", "{{ ''.__class__.__mro__ }}"],
    )
    def test_no_template_reaches_out(self, world, prompt):
        (problem,) = world(a=persona(prompt)).problems("@persona:a\n")

        assert problem.path.stem == "a"

    def test_an_unclosed_comment_a_hundred_thousand_times(self, world):
        prompt = "<!-- persona-ls: " * 20_000

        assert world(a=persona("A")).render(f"@persona:a {prompt}\n") == f"A {prompt}\n"
