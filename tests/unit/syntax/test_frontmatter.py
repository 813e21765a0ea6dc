"""Front matter that is as it should be: where it lies, what it says, and where each piece stands."""

import datetime as dt
import random
import subprocess
import sys

import pytest
import yaml

from persona_ls.syntax.frontmatter import (
    Cause,
    FrontMatter,
    Mapping,
    Scalar,
    Sequence,
    Style,
    Tag,
    Value,
    parse_front_matter,
    to_data,
)
from persona_ls.syntax.yaml_reader import MAX_DEPTH, MAX_SIZE

PERSONA = """\
---
tags: [desenvolvimento, backend, "c++"]   # four to six
dificuldade: intermediário
atualizado: 2025-04-23
---

# Persona: Desenvolvedor Backend
"""


def parse(source: str) -> FrontMatter:
    found = parse_front_matter(source)
    assert found is not None
    return found


def data(found: FrontMatter) -> dict[object, object]:
    return {to_data(entry.key): to_data(entry.value) for entry in found.entries}


def scalars(value: Value) -> list[Scalar]:
    if isinstance(value, Scalar):
        return [value]
    if isinstance(value, Sequence):
        return [scalar for item in value.items for scalar in scalars(item)]
    return [scalar for entry in value.entries for scalar in (entry.key, *scalars(entry.value))]


class TestPlaces:
    def test_the_parts_of_a_persona_lie_where_they_are_written(self):
        found = parse(PERSONA)

        assert found.span.of(PERSONA) == PERSONA[: PERSONA.index("\n\n#")]
        assert found.content.of(PERSONA).startswith("tags")
        assert found.content.of(PERSONA).endswith("2025-04-23\n")
        assert PERSONA[found.body_start :].startswith("\n# Persona")
        assert [entry.span.of(PERSONA) for entry in found.entries] == [
            'tags: [desenvolvimento, backend, "c++"]',
            "dificuldade: intermediário",
            "atualizado: 2025-04-23",
        ]

    def test_every_scalar_has_its_own_characters_whatever_the_style(self):
        source = """\
---
flow: [a, 'b b', "c\\n", {d: e}]
block:
  - f
  -
  - g: h
    i: j
unindented:
- k
literal: |
  l
  l

folded: >-
  m
empty:
emoji: 😀😀
after: n  # comment
---
"""
        found = parse(source)

        assert [
            (scalar.span.of(source), scalar.style) for scalar in scalars(Mapping(found.span, found.entries, False))
        ] == [
            ("flow", Style.PLAIN),
            ("a", Style.PLAIN),
            ("'b b'", Style.SINGLE),
            ('"c\\n"', Style.DOUBLE),
            ("d", Style.PLAIN),
            ("e", Style.PLAIN),
            ("block", Style.PLAIN),
            ("f", Style.PLAIN),
            ("", Style.PLAIN),
            ("g", Style.PLAIN),
            ("h", Style.PLAIN),
            ("i", Style.PLAIN),
            ("j", Style.PLAIN),
            ("unindented", Style.PLAIN),
            ("k", Style.PLAIN),
            ("literal", Style.PLAIN),
            ("|\n  l\n  l", Style.LITERAL),
            ("folded", Style.PLAIN),
            (">-\n  m", Style.FOLDED),
            ("empty", Style.PLAIN),
            ("", Style.PLAIN),
            ("emoji", Style.PLAIN),
            ("😀😀", Style.PLAIN),
            ("after", Style.PLAIN),
            ("n", Style.PLAIN),
        ]

    def test_lists_and_mappings_end_with_their_last_piece(self):
        source = "---\na:\n  - b\n  - c   # comment\n\nd: [e, f: g ]\nh: {i: j}\nk:\n  l:\nm: x\n---\n"
        found = parse(source)

        assert [entry.value.span.of(source) for entry in found.entries] == [
            "- b\n  - c",
            "[e, f: g ]",
            "{i: j}",
            "l:",
            "x",
        ]
        single = found.entries[1].value
        assert isinstance(single, Sequence)
        assert single.items[1].span.of(source) == "f: g"

    def test_an_entry_without_a_value_ends_at_its_colon(self):
        source = "---\ntags:    # soon\nb: c\n---\n"
        entry = parse(source).entries[0]

        assert entry.span.of(source) == "tags:"
        assert entry.value == Scalar(entry.value.span, "", Tag.NULL)
        assert entry.value.span == (entry.span.end, entry.span.end)

    def test_an_alias_has_its_own_place_and_the_value_of_its_anchor(self):
        source = "---\nbase: &stack [python, sql]\nagain: *stack\n---\n"
        base, again = (entry.value for entry in parse(source).entries)

        assert base.span.of(source) == "&stack [python, sql]"
        assert again.span.of(source) == "*stack"
        assert to_data(again) == ["python", "sql"]

    def test_a_byte_order_mark_comes_before_the_front_matter(self):
        source = "\ufeff---\na: b\n---\n"
        found = parse(source)

        assert found.span == (1, len(source) - 1)
        assert found.entries[0].key.span.of(source) == "a"

    def test_a_byte_order_mark_inside_does_not_shift_places(self):
        source = "---\n\ufeffa: b\nc: [d]\n---\n"

        assert [entry.span.of(source) for entry in parse(source).entries] == ["a: b", "c: [d]"]

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_lines_end_as_the_protocol_says(self, newline: str):
        source = PERSONA.replace("\n", newline)
        found = parse(source)

        assert found.loads
        assert data(found) == data(parse(PERSONA))
        assert source[found.body_start :] == f"{newline}# Persona: Desenvolvedor Backend{newline}"

    def test_line_separators_inside_a_value_do_not_shift_what_follows(self):
        source = '---\na: "x\u2028y\x85z"\nb: here\n---\n'

        assert parse(source).entries[1].value.span.of(source) == "here"


class TestFences:
    @pytest.mark.parametrize(
        "source",
        [
            "",
            "# Title\n",
            " ---\na: b\n---\n",
            "\n---\na: b\n---\n",
            "----\na: b\n----\n",
            "--- a\nb: c\n---\n",
            "---",
            "---\n",
            "---\n\nA break, then prose.\n",
            "---\nProse below a break.\n",
            "---\n# Title\n",
        ],
    )
    def test_other_beginnings_are_no_front_matter(self, source: str):
        assert parse_front_matter(source) is None

    @pytest.mark.parametrize("source", ["---\n---\n", "---\n\n---", "---  \n# only a comment\n---\t\nbody"])
    def test_empty_front_matter_loads_and_says_nothing(self, source: str):
        found = parse(source)

        assert found.loads
        assert found.closed
        assert found.entries == ()

    def test_the_first_three_dashes_at_the_margin_close(self):
        source = "---\na: |\n  text\n  ---\n  text\n---\nbody\n---\n"
        found = parse(source)

        assert source[found.body_start :] == "body\n---\n"
        assert data(found) == {"a": "text\n---\ntext\n"}

    def test_without_a_closing_fence_it_ends_where_the_body_begins(self):
        source = "---\ntags: [a]\nvars:\n  x: y\n# a comment\nlist:\n- z\n\n# Persona: T\n\n- not: a key\n"
        found = parse(source)

        assert not found.closed
        assert found.content.of(source) == source[4 : source.index("\n# Persona")]
        assert source[found.body_start :].startswith("\n# Persona")
        assert data(found) == {"tags": ["a"], "vars": {"x": "y"}, "list": ["z"]}

    def test_a_break_in_the_body_does_not_close_front_matter_that_was_left_open(self):
        source = "---\ntags: [a]\n\n# Persona: T\n\n**Perfil**: x\n\n---\n\n## More\n"
        found = parse(source)

        assert found.content.of(source) == "tags: [a]\n"
        assert [problem.cause for problem in found.problems] == [Cause.MISSING_CLOSING_FENCE]

    def test_a_comment_between_keys_is_no_heading_of_a_body(self):
        source = "---\nname: x\n\n# Tools\n\ntools: *\n---\nbody"
        found = parse(source)

        assert found.closed
        assert source[found.body_start :] == "body"

    def test_a_suppression_comment_at_the_end_stays_in_front_matter_that_was_left_open(self):
        source = "---\ntags: [a]\n# persona-ls: ignore[tag-spelling]\n\n# Persona: T\n"

        assert parse(source).content.of(source).endswith("ignore[tag-spelling]\n")


class TestData:
    def test_scalars_have_the_types_of_yaml_1_1_and_keep_their_text(self):
        source = "---\ns: text\ni: 010\nt: 12:30:45\nf: 1.5\nb: no\nn: ~\nd: 2025-04-23\nq: '2025-04-23'\n---\n"
        values = [entry.value for entry in parse(source).entries]

        assert [(value.tag, value.value) for value in values if isinstance(value, Scalar)] == [
            (Tag.STR, "text"),
            (Tag.INT, "010"),
            (Tag.INT, "12:30:45"),
            (Tag.FLOAT, "1.5"),
            (Tag.BOOL, "no"),
            (Tag.NULL, "~"),
            (Tag.DATE, "2025-04-23"),
            (Tag.STR, "2025-04-23"),
        ]
        assert [to_data(value) for value in values] == [
            "text",
            8,
            45045,
            1.5,
            False,
            None,
            dt.date(2025, 4, 23),
            "2025-04-23",
        ]

    def test_words_that_yaml_takes_for_booleans_are_no_text_in_lists_either(self):
        assert data(parse("---\na: [yes, Off, word]\nno: b\n---\n")) == {"a": [True, False, "word"], False: "b"}

    def test_an_impossible_date_is_a_date_whose_data_is_its_text(self):
        source = "---\natualizado: 2025-02-31\nvezes: [2025-13-01]\n---\n"
        found = parse(source)

        assert not found.loads
        value = found.entries[0].value
        assert isinstance(value, Scalar)
        assert value.tag is Tag.DATE
        assert to_data(value) == "2025-02-31"
        assert [(problem.cause, problem.arguments) for problem in found.problems] == [
            (Cause.IMPOSSIBLE_DATE, {"key": "atualizado", "value": "2025-02-31"}),
            (Cause.IMPOSSIBLE_DATE, {"key": "vezes", "value": "2025-13-01"}),
        ]

    def test_repeated_keys_stay_entries(self):
        found = parse("---\na: 1\nb: 2\na: 3\n---\n")

        assert [entry.key.value for entry in found.entries] == ["a", "b", "a"]
        assert found.loads

    def test_empty_lists_and_mappings_differ(self):
        assert data(parse("---\na: []\nb: {}\nc: [[], {}]\n---\n")) == {"a": [], "b": {}, "c": [[], {}]}

    def test_an_entry_is_found_by_any_of_its_names(self):
        found = parse(PERSONA)
        entry = found.entry({"difficulty", "dificuldade"})

        assert entry is not None
        assert entry.key.value == "dificuldade"
        assert found.entry({"missing"}) is None


class TestHostileText:
    """Whatever the text, the answer is a value, soon."""

    @pytest.mark.parametrize("nest", ["[", "{a: ", "- ", "? "])
    def test_deep_nesting_is_told_and_does_not_end_the_process(self, nest: str):
        # In a process of its own: what this guards against is a crash, which no test could catch.
        code = f"""
from persona_ls.syntax.frontmatter import parse_front_matter
nest = {nest!r} * (60000 // {len(nest)})
found = parse_front_matter("---\\ndeep:\\n  " + nest + "\\nkey: value\\n---\\n")
assert [problem.cause for problem in found.problems] == ["too_deep"]
assert found.entries[-1].value.value == "value"
"""
        assert subprocess.run([sys.executable, "-c", code]).returncode == 0

    def test_nesting_is_allowed_up_to_a_limit(self):
        allowed = MAX_DEPTH - 1
        assert parse("---\na: " + "[" * allowed + "]" * allowed + "\n---\n").loads

        source = "---\na: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\n---\n"
        problem = parse(source).problems[0]
        assert problem.cause is Cause.TOO_DEEP
        assert problem.span == (source.rindex("["), source.rindex("[") + 1)

    def test_a_size_beyond_the_limit_is_told_and_small_entries_are_recovered(self):
        source = "---\ntags: [a, b]\nlong: " + "x" * MAX_SIZE + "\nafter: c\n---\n"
        found = parse(source)

        assert [problem.cause for problem in found.problems] == [Cause.TOO_LARGE]
        assert found.problems[0].span.of(source) == "tags: [a, b]"
        assert to_data(found.entries[0].value) == ["a", "b"]
        assert [entry.key.value for entry in found.entries] == ["tags", "long", "after"]

    @pytest.mark.parametrize(
        "content", ["key: *\n" * 10_000, "key:\n" + "  - *\n" * 10_000, "key: b\n" * 9_000 + "x: *\n"]
    )
    def test_patience_with_mistakes_has_an_end_and_one_is_told_at_least(self, content: str):
        assert 0 < len(parse(f"---\n{content}---\n").problems) < 1000

    def test_aliases_that_stand_for_billions_of_values_are_told(self):
        levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        levels += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 12)]
        found = parse("---\n" + "\n".join(levels) + "\nkey: value\n---\n")

        assert Cause.TOO_LARGE in [problem.cause for problem in found.problems]
        assert found.entries[-1].key.value == "key"

    def test_shared_values_are_made_once(self):
        found = parse("---\na: &a [x]\nb: [*a, *a]\n---\n")
        first, second = to_data(found.entries[1].value)  # type: ignore[misc]

        assert first is second

    @pytest.mark.parametrize(
        "content",
        [
            "a: \ud800",
            "a: \x00",
            "a: [b\x00",
            "\x07: a",
            "? [a, b]\n: c",
            "[a]: b",
            "{a: b}: c",
            "<<: a",
            "<<: [*x]",
            "a: &x b\nc: &x d",
            "a: !!python/object:os.system x",
            "a: !!int x",
            "a: !!bool [x]",
            "a: 0b_",
            "a: " + "9" * 5000,
            "a: 1" + ":59" * 300 + ".5",
            "%YAML 1.1",
            "a: b\n... x",
            "--- a",
            "- a\nb: c",
            '"',
            "'",
            "|",
            "key: |\n\t",
            ": ",
            "-",
        ],
    )
    def test_what_a_strict_loader_refuses_has_a_problem(self, content: str):
        try:
            loaded = yaml.load(content, yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError):
            loaded = "refused"

        assert not isinstance(loaded, dict)
        assert parse(f"---\n{content}\n---\n").problems

    @pytest.mark.parametrize("content", ["a: &a [*a]", "a: !!binary aGk=", "a: !!set {b, c}"])
    def test_what_no_metadata_needs_is_refused_though_a_loader_takes_it(self, content: str):
        assert parse(f"---\n{content}\n---\n").problems

    def test_noise_is_no_danger(self):
        source = random.Random(7)
        for _ in range(300):
            noise = "".join(source.choices("ab:-[]{}#&*!|>'\"%@`,? \t\n\r\x00\x85\u2028😀", k=40))
            parse_front_matter(f"---\n{noise}\n---\n")
            parse_front_matter(f"---\nkey: {noise}")
