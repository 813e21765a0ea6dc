"""Each key and each item of a TOML document has its place; what `tomllib` reads there is the oracle."""

import textwrap
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_ls.syntax.toml_places import Path, toml_places


def shown(source: str) -> dict[Path, tuple[str, str]]:
    """Key and value at each place, as they are written."""
    return {path: (place.key.of(source), place.value.of(source)) for path, place in toml_places(source).items()}


def dedented(words: str) -> str:
    return textwrap.dedent(words).removeprefix("\n")


class TestPlaces:
    def test_a_key_and_its_value_are_what_stands_around_the_sign(self):
        assert shown("  language = 'pt-BR' # of messages\n")["language",] == ("language", "'pt-BR'")

    def test_a_dotted_key_has_a_place_for_each_of_its_pieces(self):
        source = 'severity."unknown-key" . x = "off"'

        assert shown(source) == {
            ("severity",): ("severity", '"off"'),
            ("severity", "unknown-key"): ('"unknown-key"', '"off"'),
            ("severity", "unknown-key", "x"): ("x", '"off"'),
        }

    def test_a_table_stands_at_its_heading(self):
        source = dedented("""
            [severity]  # of rules
            unknown-key = "off"
        """)

        assert shown(source) == {
            ("severity",): ("severity", "severity"),
            ("severity", "unknown-key"): ("unknown-key", '"off"'),
        }

    def test_tables_in_a_list_are_counted_and_those_below_belong_to_the_last(self):
        source = dedented("""
            [[a]]
            x = 1
            [[a]]
            [a.b]
            y = 2
            [[a.c]]
            z = 3
        """)

        assert {
            path: value
            for path, (_, value) in shown(source).items()
            if path[-1] in ("x", "y", "z")
        } == {("a", 0, "x"): "1", ("a", 1, "b", "y"): "2", ("a", 1, "c", 0, "z"): "3"}  # fmt: skip

    def test_items_of_a_list_have_places_of_their_own(self):
        source = dedented("""
            ignore = [ # for now
              "missing-key", # nobody has them
              "invalid-yaml"
            ] # until the summer
        """)

        assert [shown(source)["ignore", number][1] for number in range(2)] == ['"missing-key"', '"invalid-yaml"']
        assert shown(source)["ignore",][1] == source[source.index("[") : source.index("]") + 1]

    def test_the_inside_of_an_inline_table_is_seen(self):
        source = "overrides = [{ paths = ['a'], severity.x = 'off' }, {}]"

        places = shown(source)
        assert places["overrides", 0, "paths", 0] == ("'a'", "'a'")
        assert places["overrides", 0, "severity", "x"] == ("x", "'off'")
        assert places["overrides", 1] == ("{}", "{}")

    @pytest.mark.parametrize(
        "value",
        [
            '"""one\nkey = 1 # two\n"""',
            "'''one\nkey = 1 # two\n'''",
            r'"""with \""" in it"""',
            '"""with two behind"""""',
            "'''with two behind'''''",
            r'"a \" # b"',
            "'# no comment'",
            "1979-05-27 07:32:00",
            "[[1, 2], ['a # b', '''\n]''']]",
        ],
    )
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_a_value_ends_where_toml_says(self, value, newline):
        source = f"first = {value} # behind\nlast = 2\n".replace("\n", newline)

        assert set(tomllib.loads(source)) == {"first", "last"}
        assert shown(source)["first",] == ("first", value.replace("\n", newline))
        assert shown(source)["last",] == ("last", "2")

    def test_a_key_is_what_its_escapes_mean(self):
        assert shown(r'"a\u0041\"" = 1') == {('aA"',): (r'"a\u0041\""', "1")}

    @pytest.mark.parametrize("source", ["[" * 5_000, "a = " + "[" * 5_000, "a = " + "{b = " * 5_000, "a." * 5_000])
    def test_a_file_made_to_hurt_does_not(self, source):
        """And has few places: their number does not grow with the depth."""
        assert len(toml_places(source)) < 100


KEYS = st.sampled_from(["a", "b-1", '"c d"', "'e.f'", '"g\\u00e9\\""', "bare_7"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
VALUES = st.recursive(
    st.one_of(
        st.integers().map(str),
        st.sampled_from(["true", "1.5", "1979-05-27 07:32:00", "07:32:00", '"""a\n# b"""', "'''x\n[y]\n'''", '"#"']),
        TEXTS.map(lambda words: '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ # c ]\n {', '.join(items)} \n]"),
        st.dictionaries(KEYS, inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=5,
)
PAIRS = st.builds(
    "{}{} = {}{}\n".format,
    st.sampled_from(["", "  ", "\n", "# x = 1\n"]),
    st.lists(KEYS, min_size=1, max_size=2).map(".".join),
    VALUES,
    st.sampled_from(["", " # [c]"]),
)
HEADINGS = st.builds(
    lambda keys, brackets: f"{'[' * brackets}{' . '.join(keys)}{']' * brackets}\n",
    st.lists(KEYS, min_size=1, max_size=2),
    st.sampled_from([1, 2]),
)


@st.composite
def documents(draw) -> str:
    """A document that `tomllib` reads: a line that it would refuse is left out."""
    source = ""
    for line in draw(st.lists(st.one_of(PAIRS, PAIRS, HEADINGS), max_size=8)):
        try:
            tomllib.loads(source + line)
        except tomllib.TOMLDecodeError:
            continue
        source += line
    return source


def values(table: Any, at: Path = ()) -> dict[Path, Any]:
    """Everything in a table that is no table and no list, by its path."""
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    found = {} if isinstance(table, dict | list) else {at: table}
    for name, value in items:
        found |= values(value, (*at, name))
    return found


def paths(table: Any, at: Path = ()) -> set[Path]:
    """The path of everything in a table."""
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    return {at, *(path for name, value in items for path in paths(value, (*at, name)))} - {()}


class TestAnyDocument:
    @given(documents())
    def test_everything_that_tomllib_reads_has_its_place(self, source):
        assert paths(tomllib.loads(source)) <= set(toml_places(source))

    @given(documents())
    def test_what_stands_at_a_place_is_what_tomllib_reads_there(self, source):
        places = toml_places(source)
        read = values(tomllib.loads(source))

        assert {path: tomllib.loads(f"x = {places[path].value.of(source)}")["x"] for path in read} == read

    @given(st.lists(st.sampled_from([*"ab=.,[]{}\"'#\n\r \\1", '"""', "'''"]), max_size=40).map("".join))
    def test_any_text_has_places_inside_of_it(self, source):
        for place in toml_places(source).values():
            for span in (place.key, place.value):
                assert 0 <= span.start <= span.end <= len(source)
