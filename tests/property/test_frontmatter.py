"""What holds for every text, found by generated ones; the oracles are PyYAML's loader and python-frontmatter."""

import datetime as dt
from collections.abc import Iterator

import frontmatter
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from persona_ls.syntax import yaml_reader
from persona_ls.syntax.frontmatter import (
    Entry,
    FrontMatter,
    Mapping,
    Scalar,
    Sequence,
    Style,
    Value,
    parse_front_matter,
    to_data,
)
from persona_ls.syntax.frontmatter_handler import PersonaHandler
from persona_ls.syntax.misplaced import find_misplaced
from persona_ls.syntax.yaml_plain import read_plain
from persona_ls.syntax.yaml_quote import quote
from persona_ls.text import Span, apply_edits

# Text without what PyYAML cannot write or the stock reader strips.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12
)
KEYS = WORDS.filter(lambda key: key not in ("content", "handler", "self"))
SCALARS = st.one_of(
    WORDS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False), st.dates(min_value=dt.date(1000, 1, 1))
)
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8
    ),
    max_size=5,
)
# The pieces that front matter, right and wrong, is made of.
PIECES = st.sampled_from(
    [
        *(
            "key: ",
            "tags: [a, b]",
            "other:",
            "a",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            '"',
            "*",
            "**",
            "&x ",
            "*x",
            "!t ",
        ),
        *(
            "@",
            "`",
            "%",
            "|",
            ">",
            "? ",
            ": ",
            ":",
            "#",
            " # c",
            "\n",
            "\n",
            "\n",
            "\r\n",
            "\r",
            "  ",
            "\t",
            " ",
            "---",
        ),
        *("---\n", "...", "-----\n", "<b>\n", "</b>", "{{ x }}", "\\", "2025-02-31", "<<: ", "\x00", "\x85", "\u2028"),
        *("\ufeff", "\ud800", "😀", "é", "# H\n", "word word"),
    ]
)
BROKEN = st.lists(PIECES, max_size=25).map("".join)
# What variables are declared with, right and nearly right.
PLAIN_VALUES = st.sampled_from(
    [
        *(
            "a",
            "b c",
            "3 dias",
            "3 d.e",
            "1200",
            "0",
            "2024-02-28",
            "2024-12-31",
            "no",
            "True",
            "null",
            '""',
            '"a, b: {c}"',
        ),
        *(
            "'d \"e\" #'",
            "é–…",
            "y",
            "0 x",
            "[a, 1]",
            "[no, 2024-02-28]",
            "{a: b, no: 1}",
            "{a: [b, 'c'], é-b: \"d\"}",
            "a, b",
        ),
    ]
)
ODD_VALUES = st.sampled_from(
    [
        *(
            "007",
            "1_0",
            "-1",
            "1.5",
            "1e3",
            "12:30",
            "0x1F",
            "2024-02-31",
            "0000-01-01",
            "~",
            "'it''s'",
            '"\\"',
            "R$ 5",
            "a,b",
        ),
        *(
            "e\u0301",
            "a #b",
            "a: b",
            "[]",
            "{}",
            "@x",
            "10%",
            "",
            " ",
            "<<",
            "=",
            "2024-01-01T",
            "[a]b",
            "2024-02-29",
            "{a: {b: c}}",
        ),
        *(
            "[a, [b]]",
            "{a:b}",
            "{a: b }",
            "[a ,b]",
            "a  b",
            "1 2",
            "1200 ",
            "12 e5",
            "\ta",
            "[1.5]",
            "{a: -1}",
            "{1: a}",
            "[a: b]",
        ),
    ]
)
NESTED_LINES = st.lists(
    st.tuples(
        st.sampled_from(["  ", "  ", "  ", "  ", "  a:\n    ", "b:\n  ", "", " "]),
        st.sampled_from(["a", "b", "c", "no", "é-b", "x y"]),
        st.just(": "),
        st.integers(0, 9).flatmap(lambda chance: PLAIN_VALUES if chance else ODD_VALUES),
        st.sampled_from(["\n", "\n", "\n", "\n", "\n", "\r\n", " \n", "\r", ""]),
    ).map("".join),
    min_size=1,
    max_size=4,
).map(lambda lines: "".join(["a:\n", *lines]))
UNHURRIED = settings(deadline=None)


def spans(value: Value) -> Iterator[Span]:
    yield value.span
    if isinstance(value, Sequence):
        for item in value.items:
            yield from spans(item)
    elif isinstance(value, Mapping):
        for entry in value.entries:
            yield from entry_spans(entry)


def entry_spans(entry: Entry) -> Iterator[Span]:
    yield from (entry.span, entry.key.span)
    yield from spans(entry.value)


def scalars(value: Value) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    for item in value.items if isinstance(value, Sequence) else ():
        yield from scalars(item)
    for entry in value.entries if isinstance(value, Mapping) else ():
        yield entry.key
        yield from scalars(entry.value)


def data(found: FrontMatter) -> dict[object, object]:
    return {to_data(entry.key): to_data(entry.value) for entry in found.entries}


def strict(content: str) -> object:
    """What PyYAML makes of ``content``; its exception where it refuses it."""
    try:
        return yaml.load(content, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        return error


class TestAnyText:
    @UNHURRIED
    @given(st.one_of(st.text(max_size=60), BROKEN))
    def test_has_an_answer_whose_spans_lie_inside(self, text: str):
        for source in (text, f"---\n{text}", f"---\n{text}\n---\nbody"):
            found = parse_front_matter(source)
            if found is None:
                continue
            assert 0 <= found.span.start <= found.content.start <= found.content.end <= found.body_start <= len(source)
            for entry in found.entries:
                for span in entry_spans(entry):
                    assert found.content.start <= span.start <= span.end <= found.content.end
            for problem in found.problems:
                assert found.span.start <= problem.span.start <= problem.span.end <= found.span.end
                assert problem.span.start < problem.span.end

    @UNHURRIED
    @given(BROKEN)
    @example("key: 'a\nb: c")
    def test_that_loads_says_what_a_strict_loader_says(self, content: str):
        source = f"---\n{content}\n---\n"
        found = parse_front_matter(source)
        # Merging is left to those who ask for it; of several byte order marks libyaml skips two.
        if found and found.loads and "<<" not in content and "\ufeff\ufeff" not in content:
            assert data(found) == (strict(found.content.of(source)) or {})

    @UNHURRIED
    @given(BROKEN)
    def test_that_does_not_load_is_refused_by_a_strict_loader_too(self, content: str):
        source = f"---\n{content}\n---\n"
        found = parse_front_matter(source)
        if found and found.closed and not found.loads and "!" not in content and "&" not in content:
            assert not isinstance(strict(found.content.of(source)), dict)

    @UNHURRIED
    @given(BROKEN)
    def test_loads_after_its_fixes_and_says_what_was_recovered(self, content: str):
        source = f"---\n{content}\n---\n"
        found = parse_front_matter(source)
        if found and found.problems and all(problem.fix for problem in found.problems):
            mended = apply_edits(source, [edit for problem in found.problems for edit in problem.fix])
            again = parse_front_matter(mended)

            assert again is not None
            assert again.loads
            assert data(again) == data(found)

    @UNHURRIED
    @given(BROKEN)
    def test_is_changed_by_fixes_inside_its_front_matter_only(self, content: str):
        source = f"---\n{content}\n---\nbody  \n"
        found = parse_front_matter(source)
        if found:
            mended = apply_edits(source, [edit for problem in found.problems for edit in problem.fix])
            assert mended.startswith("---\n")
            assert mended.endswith(source[found.body_start :])

    @UNHURRIED
    @given(st.one_of(st.text(max_size=60), BROKEN))
    def test_is_misplaced_only_where_the_move_makes_it_load(self, text: str):
        for source in (text, f"\n---\n{text}\n---\n", f"<!-- c -->\n---\na: b\n{text}"):
            found = find_misplaced(source)
            if found:
                moved = parse_front_matter(apply_edits(source, found.fix))
                assert moved is not None
                assert moved.loads
                assert moved.entries

    @UNHURRIED
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=40))
    @example("it's")
    @example('\x00\x85\u2028\ufeff\\"')
    def test_on_one_line_can_be_quoted(self, text: str):
        assert strict(f"a: {quote(text)} # c") == {"a": text}


class TestValidDocuments:
    @UNHURRIED
    @given(DATA, st.booleans() | st.none(), st.sampled_from(["\n", "\r\n"]))
    def test_are_read_as_the_stock_loader_reads_them(self, content: dict[str, object], flow: bool | None, newline: str):
        written = yaml.safe_dump(content, allow_unicode=True, default_flow_style=flow, sort_keys=False)
        source = f"---\n{written}---\n\n# Persona: T\n".replace("\n", newline)
        found = parse_front_matter(source)
        assert found is not None

        assert found.loads
        assert data(found) == frontmatter.loads(source).metadata
        assert source[found.body_start :].strip() == frontmatter.loads(source).content

    @UNHURRIED
    @given(DATA, st.booleans() | st.none())
    def test_have_scalars_that_mean_the_same_when_read_alone(self, content: dict[str, object], flow: bool | None):
        source = f"---\n{yaml.safe_dump(content, default_flow_style=flow)}---\n"
        found = parse_front_matter(source)
        assert found is not None

        for scalar in scalars(Mapping(found.span, found.entries, flow=False)):
            if scalar.style in (Style.PLAIN, Style.SINGLE, Style.DOUBLE):
                assert strict(scalar.span.of(source)) == to_data(scalar)

    @UNHURRIED
    @given(DATA)
    def test_survive_our_handler(self, content: dict[str, object]):
        written = frontmatter.dumps(frontmatter.Post("body", **content), handler=PersonaHandler())

        assert frontmatter.parse(written, handler=PersonaHandler()) == (content, "body")
        assert frontmatter.loads(written).metadata == content

    @UNHURRIED
    @given(DATA, st.sampled_from(["\n\n{}", "<!-- c -->\n{}", "\n<!-- c -->\n\n{}", " \n{}"]))
    def test_are_found_and_moved_when_they_are_misplaced(self, content: dict[str, object], place: str):
        block = f"---\n{yaml.safe_dump({'tags': ['a'], **content}, allow_unicode=True)}---\n"
        source = place.format(block) + "\n# Persona: T  \n"
        found = find_misplaced(source)
        if found:
            mended = apply_edits(source, found.fix)
            assert mended.startswith(block)
            assert mended.endswith("\n# Persona: T  \n")


class TestReaders:
    """There are three ways to the same values: the plain patterns, libyaml, and PyYAML's own parser."""

    @UNHURRIED
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["tags", "a-b", "é", "no", "x y", "1"]),
                st.sampled_from([": ", ":", ":  "]),
                st.text("ab é1-./(),;!?…[]:#\t'\"_😀", max_size=12)
                | st.sampled_from(["no", "Null", "2025-04-23", "2025-02-31"]),
                st.sampled_from(["\n", "\r\n", " \n", ""]),
            ).map("".join),
            max_size=4,
        ).map("".join)
    )
    @example("a: [b, no]\n")
    @example("a: b\nno: c\n")
    @example("""a: b, 'c' - (d)! "e"…\n""")
    @example("a: b\n\n")
    def test_plain_patterns_agree_with_the_parser(self, text: str):
        plain = read_plain(text, 7)

        if plain is not None:
            reading = yaml_reader.read(text, (7).__add__)
            assert reading.entries == plain
            assert reading.offences == ()

    @settings(deadline=None, max_examples=500)
    @given(NESTED_LINES)
    @example("a:\n  b: {c: d e, f: [1, 3 g, 2024-02-28, 'h', \"i: j\"], k: no}\n  l:\n    m: 2\nn: o\n")
    @example("a:\n  b: c\n d: e\n")
    @example("a:\nb: c\n")
    @example("a: {b: c}\r\n  d: e\r\n")
    def test_plain_patterns_agree_with_the_parser_on_what_is_nested(self, text: str):
        self.test_plain_patterns_agree_with_the_parser.hypothesis.inner_test(self, text)

    @pytest.mark.parametrize(
        "text",
        [
            "a:\n  b: {c: d e, f: [1, 3 g, 2024-02-28, 'h', \"i: j\"], k: no}\n  l:\n    m: 2\nn: o\n",
            'variables:\n  stack:\n    default: Django 4\n    options: [Django, "C#"]\n    required: true\n',
        ],
    )
    def test_what_personas_declare_takes_no_parser(self, text: str):
        assert read_plain(text, 0) is not None

    @pytest.mark.parametrize(
        "value",
        [
            *(
                "[]",
                "[a,, b]",
                "[a,]",
                "[a, {b: c}]",
                "[a, [b]]",
                '[a, "b\\"c"]',
                "[a: b]",
                "[a] x]",
                "[a #b]",
                "[a, *b]",
            ),
            *("{}", "{a: b,, c: d}", "{a: b,}", "{a: {b: c}}", "{a: [b, [c]]}", "{a: [b,, c]}", "{a}", "{a: b} x}"),
        ],
    )
    def test_what_is_more_than_plain_between_brackets_takes_the_parser(self, value: str):
        assert read_plain(f"a: {value}\n", 0) is None

    @UNHURRIED
    @given(DATA, st.booleans() | st.none())
    def test_the_reader_needs_no_libyaml(self, content: dict[str, object], flow: bool | None):
        text = yaml.safe_dump(content, allow_unicode=True, default_flow_style=flow)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "_loader_class", lambda: yaml.SafeLoader)
            slowly = yaml_reader.read(text)

        assert slowly == yaml_reader.read(text)

    @UNHURRIED
    @given(BROKEN)
    def test_without_libyaml_no_text_is_a_danger_either(self, text: str):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "_loader_class", lambda: yaml.SafeLoader)
            parse_front_matter(f"---\n{text}\n---\n")
