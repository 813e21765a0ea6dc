"""Every cause in every company: after all fixes a loader that knows nothing of this product reads what the author meant."""

import itertools
from dataclasses import dataclass

import frontmatter
import pytest
import yaml

from persona_ls.syntax.frontmatter import Cause, parse_front_matter, to_data
from persona_ls.text import apply_edits


@dataclass(frozen=True)
class Mistake:
    cause: Cause
    lines: str
    meaning: dict[str, object]

    def __str__(self) -> str:
        return self.cause


MISTAKES = [
    Mistake(Cause.ALIAS, "key: **/*.{py,md}", {"key": "**/*.{py,md}"}),
    Mistake(Cause.ALIAS, "key: [*.py, b]", {"key": ["*.py", "b"]}),
    Mistake(Cause.ALIAS, "key:\n  - *.py\n  - b", {"key": ["*.py", "b"]}),
    Mistake(Cause.BOLD, "key: **Bold** and 'more'", {"key": "**Bold** and 'more'"}),
    Mistake(Cause.TEMPLATE, "key: {{ x }}", {"key": "{{ x }}"}),
    Mistake(Cause.RESERVED_CHARACTER, "key: @ana", {"key": "@ana"}),
    Mistake(Cause.RESERVED_CHARACTER, 'key: `a` or "b"', {"key": '`a` or "b"'}),
    Mistake(Cause.COLON, 'key: Use: it\'s \\ "so"', {"key": 'Use: it\'s \\ "so"'}),
    Mistake(Cause.COLON, "key: One: two\n  three", {"key": "One: two three"}),
    Mistake(Cause.COLON, "key: {a: b: c}", {"key": {"a": "b: c"}}),
    Mistake(Cause.TEXT_AFTER_BRACKET, "key: [a] | [b]", {"key": "[a] | [b]"}),
    Mistake(Cause.UNCLOSED_BRACKET, "key: [a, b", {"key": ["a", "b"]}),
    Mistake(Cause.TEXT_AFTER_QUOTE, "key: 'it's'", {"key": "it's"}),
    Mistake(Cause.UNCLOSED_QUOTE, 'key: "a b', {"key": "a b"}),
    Mistake(Cause.BAD_ESCAPE, r'key: "\d+"', {"key": r"\d+"}),
    Mistake(Cause.BAD_CHARACTER, "key: a\x0bb", {"key": "a\x0bb"}),
    Mistake(Cause.TAB, "key:\n\t- a\n\t- b", {"key": ["a", "b"]}),
    Mistake(Cause.UNINDENTED_TEXT, "key: One\n<b>\nuser: x\n</b>", {"key": "One\n<b>\nuser: x\n</b>"}),
    Mistake(Cause.KEYLIKE_TEXT, "key: One\n  user: 'x' y", {"key": "One\nuser: 'x' y"}),
    Mistake(Cause.INDENTED_KEY, "key: [a]\n  other: b", {"key": ["a"], "other": "b"}),
    Mistake(Cause.KEY_WITHOUT_COLON, "key: [a]\nother b", {"key": ["a"], "other": "b"}),
    Mistake(Cause.COLON_WITHOUT_SPACE, "key: [a]\nother:b", {"key": ["a"], "other": "b"}),
]
ONE_LINE = [mistake for mistake in MISTAKES if "\n" not in mistake.lines]
# Without a closing fence these lines may as well be the first of the body.
AT_THE_MARGIN = {Cause.UNINDENTED_TEXT, Cause.KEY_WITHOUT_COLON, Cause.COLON_WITHOUT_SPACE}
SOUND = {"before": ["x", "y"], "after": "😀 z"}


def document(*lines: str, closing: str = "---\n", body: str = "\n# Persona: T  \n\n---\n") -> str:
    return "\n".join(["---", "before: [x, y]", *lines, "after: 😀 z", closing + body])


def repaired(source: str) -> str:
    found = parse_front_matter(source)
    assert found is not None
    return apply_edits(source, [edit for problem in found.problems for edit in problem.fix])


def loaded(source: str) -> object:
    """What stock python-frontmatter reads."""
    return frontmatter.loads(source).metadata


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
class TestOneMistake:
    def test_is_found_alone_and_its_fix_keeps_the_meaning(self, mistake: Mistake):
        source = document(mistake.lines)
        found = parse_front_matter(source)
        assert found is not None

        assert [problem.cause for problem in found.problems] == [mistake.cause]
        assert loaded(repaired(source)) == SOUND | mistake.meaning

    def test_is_read_as_the_fix_would_have_it(self, mistake: Mistake):
        found = parse_front_matter(document(mistake.lines))
        assert found is not None

        assert {entry.key.value: to_data(entry.value) for entry in found.entries} == SOUND | mistake.meaning

    def test_leaves_every_recovered_key_in_its_place(self, mistake: Mistake):
        source = document(mistake.lines)
        found = parse_front_matter(source)
        assert found is not None

        assert [entry.key.span.of(source) for entry in found.entries] == ["before", *mistake.meaning, "after"]
        assert found.entries[-1].value.span.of(source) == "😀 z"

    @pytest.mark.parametrize("newline", ["\r\n", "\r"])
    def test_has_its_fix_with_other_line_ends(self, mistake: Mistake, newline: str):
        source = document(mistake.lines).replace("\n", newline)
        mended = repaired(source)
        found = parse_front_matter(mended)
        assert found is not None

        assert yaml.safe_load(found.content.of(mended)) == SOUND | mistake.meaning
        assert "\n" not in mended.replace(newline, "")

    def test_is_fixed_together_with_a_wrong_closing_fence(self, mistake: Mistake):
        source = document(mistake.lines, closing="------\n")

        assert loaded(repaired(source)) == SOUND | mistake.meaning

    def test_leaves_every_other_line_as_it_is(self, mistake: Mistake):
        source = document(mistake.lines)
        first, last = source.split(mistake.lines)

        assert repaired(source).startswith(first)
        assert repaired(source).endswith(last)


@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each.cause not in AT_THE_MARGIN], ids=str)
class TestOneMistakeWithoutClosingFence:
    def test_is_fixed_together_with_the_fence(self, mistake: Mistake):
        mended = repaired(document(mistake.lines, closing="", body="\n# Persona: T\n\nText\n"))

        assert loaded(mended) == SOUND | mistake.meaning
        assert mended.endswith("after: 😀 z\n---\n\n# Persona: T\n\nText\n")

    def test_is_fixed_at_the_end_of_the_file(self, mistake: Mistake):
        mended = repaired(f"---\n{mistake.lines}")

        assert loaded(mended) == mistake.meaning
        assert mended.endswith("\n---\n")


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(MISTAKES, 2)), ids=str)
def test_two_mistakes_are_two_problems_and_both_are_fixed(first: Mistake, second: Mistake):
    source = document(first.lines, second.lines.replace("key", "second").replace("other", "third"))
    found = parse_front_matter(source)
    assert found is not None

    assert [problem.cause for problem in found.problems] == [first.cause, second.cause]
    renamed = {name.replace("key", "second").replace("other", "third"): value for name, value in second.meaning.items()}
    assert loaded(repaired(source)) == SOUND | first.meaning | renamed


@pytest.mark.parametrize("mistake", ONE_LINE, ids=str)
class TestOneLine:
    def test_a_comment_behind_the_value_stays_a_comment(self, mistake: Mistake):
        source = document(f"{mistake.lines}   # a: comment [with 'all' *of it")

        assert "   # a: comment [with 'all' *of it\n" in repaired(source)
        assert loaded(repaired(source)) == SOUND | mistake.meaning

    def test_is_fixed_inside_a_nested_key(self, mistake: Mistake):
        source = document("outer:", f"  {mistake.lines}", "  more: 1")

        assert loaded(repaired(source)) == SOUND | {"outer": mistake.meaning | {"more": 1}}

    def test_emoji_on_the_line_do_not_shift_what_is_blamed(self, mistake: Mistake):
        plain = document(mistake.lines)
        shifted = document(mistake.lines.replace("key", "'😀😀'"))
        alone, found = parse_front_matter(plain), parse_front_matter(shifted)
        assert alone is not None
        assert found is not None

        assert [problem.span.of(shifted) for problem in found.problems] == [
            problem.span.of(plain) for problem in alone.problems
        ]
