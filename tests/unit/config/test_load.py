"""What a configuration file says, and what is said of one that is wrong: each mistake under its place, and the rest counts."""

import re
import textwrap
from pathlib import Path

import pytest

from documents import File, Mark
from persona_ls.config.load import Config, read_config
from persona_ls.config.settings import SETTINGS
from persona_ls.formats import IdFrom
from persona_ls.locales import Language, messages
from persona_ls.rules.base import Severity
from persona_ls.rules.registry import rules

FILE = Path("/project/persona-ls.toml")
SAY = messages(Language.ENGLISH)


def dedented(words: str) -> str:
    return textwrap.dedent(words).removeprefix("\n")


def read(source: str, path: Path = FILE) -> Config:
    config = read_config(path, dedented(source))
    assert config is not None
    return config


def retold(marked: str, path: Path = FILE) -> str:
    """A file without its marks, read, with what is found in the place of the marks."""
    source = re.sub(r"^ *\^+ .*\n", "", marked, flags=re.MULTILINE)
    marks = [Mark(each.span, SAY(each.template, **each.arguments)) for each in read_config(path, source).findings]
    return File(path.name, "", source).marked(marks)


class TestWhatItSays:
    def test_every_setting_is_read(self):
        config = read("""
            language = "pt-BR"
            bundled = false
            libraries = ["../shared", "more"]
            exclude = ["drafts/", "*.old.md"]
            select = ["missing-key", "invalid-yaml"]
            ignore = ["invalid-yaml"]
            severity = { missing-key = "hint", tag-spelling = "off" }
        """)

        assert (config.language, config.bundled) == ("pt-BR", False)
        assert not any(each.level.fails for each in config.findings)
        assert config.libraries == (Path("/shared"), Path("/project/more"))
        assert config.exclude == ("drafts/", "*.old.md")
        assert [rule.name for rule in rules() if config.selection.takes(rule.name)] == ["missing-key"]
        assert config.selection.severity == {"missing-key": Severity.HINT, "tag-spelling": None}

    def test_an_empty_file_says_nothing_and_everything_is_at_its_default(self):
        assert read("") == Config(FILE)

    def test_the_defaults_of_the_table_are_those_of_the_program(self):
        """The documentation is made from the table."""
        config = read("\n".join(f"{setting.name} = {setting.default}" for setting in SETTINGS))

        assert config.findings == ()
        assert all(config.selection.takes(rule.name) for rule in rules())
        assert (config.language, config.bundled, config.libraries, config.exclude, config.overrides) == (
            *(Config().language, Config().bundled, (), (), ()),
        )

    def test_pyproject_says_it_in_a_table_of_ours(self):
        config = read('[project]\nname = "x"\n\n[tool.persona-ls]\nbundled = false\n', FILE.with_name("pyproject.toml"))

        assert config.bundled is False

    def test_a_table_of_ours_counts_also_when_it_is_empty(self):
        assert read_config(FILE.with_name("pyproject.toml"), "[tool.persona-ls]\n") is not None

    @pytest.mark.parametrize("source", ["", "[tool.ruff]\nline-length = 120\n", 'tool = "x"\n', "[project\n"])
    def test_a_pyproject_without_it_says_nothing_of_us_whatever_else_it_says(self, source):
        assert read_config(FILE.with_name("pyproject.toml"), source) is None

    def test_a_byte_order_mark_is_passed_over(self):
        config = read_config(FILE, "\ufeffbundled = false\nlanguage = 3\n")

        assert config.bundled is False
        assert config.findings[0].span.of(config.text.source) == "3"


class TestMistakes:
    @pytest.mark.parametrize(
        "marked",
        [
            """
            exclud = ["drafts/"]
            ^^^^^^ There is no setting `exclud`. Did you mean `exclude`?
            colour = "red"
            ^^^^^^ There is no setting `colour`.
            bundled = false
            """,
            """
            language = "fr"
                       ^^^^ `fr` is not a value of `language`: write one of `"auto"`, `"en"`, `"pt-BR"`.
            bundled = "no"
                      ^^^^ `bundled` must be `true` or `false`.
            exclude = "drafts/"
                      ^^^^^^^^^ `exclude` must be a list of texts in quotes: `["one", "two"]`.
            libraries = [1]
                        ^^^ `libraries` must be a list of texts in quotes: `["one", "two"]`.
            severity = "hint"
                       ^^^^^^ `severity` must be a table.
            overrides = [1]
                        ^^^ `overrides` must be a list of tables.
            dialects = []
                       ^^ `dialects` must be a table.
            """,
            """
            select = ["missing-key", 'missing-keys', "missing-keys", "nonsense"] # four
                                      ^^^^^^^^^^^^ There is no rule `missing-keys`. Did you mean `missing-key`?
                                                      ^^^^^^^^^^^^ There is no rule `missing-keys`. Did you mean `missing-key`?
                                                                      ^^^^^^^^ There is no rule `nonsense`.
            ignore = ["all"]
            """,
            """
            severity = { all = "hint", "missing-keyz" = "off" }
                         ^^^ There is no rule `all`.
                                        ^^^^^^^^^^^^ There is no rule `missing-keyz`. Did you mean `missing-key`?
            """,
            """
            libraries = ["/", "../more"]
                              ^^^^^^^^^ There is no folder /more here, so no persona comes from it.
            """,
            """
            exclude = ["drafts/", "!"]
                                  ^^^ `!` is no pattern of paths as in `.gitignore`.

            [[overrides]]
              ^^^^^^^^^ An override needs `paths`: the files that it is for.
            ignore = ["missing-key"]

            [[overrides]]
            paths = "a.md"
                    ^^^^^^ `paths` must be a list of texts in quotes: `["one", "two"]`.

            [[overrides]]
            paths = ["[z-a]"]
                     ^^^^^^^ `[z-a]` is no pattern of paths as in `.gitignore`.
            libraries = ["../more"]
            ^^^^^^^^^ There is no setting `libraries`.
            """,
            """
            language = # 😀
                       ^ The file is not valid TOML, so none of its settings counts: Invalid value.
            """,
        ],
    )
    def test_a_mistake_is_told_at_its_place(self, marked):
        assert retold(dedented(marked)) == dedented(marked)

    def test_the_rest_of_the_file_counts(self):
        config = read("""
            language = "fr"
            exclud = []
            bundled = false
            exclude = ["!", "drafts/"]
            ignore = ["nonsense", "missing-key"]
            [severity]
            nonsense = "off"
            tag-spelling = "off"
        """)

        assert (config.language, config.bundled, config.exclude) == ("auto", False, ("drafts/",))
        assert not config.selection.takes("missing-key")
        assert not config.selection.takes("tag-spelling")
        assert config.given == {
            "bundled": False,
            "exclude": ["drafts/"],
            "ignore": ["missing-key"],
            "severity": {"tag-spelling": "off"},
        }

    @pytest.mark.parametrize(
        ("source", "at"),
        [
            ('bundled = false\nlanguage = "pt-BR\n', '\n'),
            ("bundled = false\n\n[severity]\n[severity]\n", "]"),
            ("libraries = [", "["),
            ("exclude = " + "[" * 3_000 + "]" * 3_000, "e"),
            ("limit = " + "9" * 5_000, "l"),
        ],
        ids=["open text", "table twice", "open list", "too deep", "too long a number"],
    )  # fmt: skip
    def test_a_file_that_is_no_toml_is_at_its_defaults_and_says_so_at_one_place(self, source, at):
        config = read(source)
        (finding,) = config.findings

        assert config.bundled is True
        assert "none of its settings counts" in finding.template
        assert finding.span.of(source) in (at, "")

    def test_in_pyproject_too_a_mistake_is_told_at_its_place(self):
        marked = dedented("""
            [project]
            bundled = "not ours"

            [tool.persona-ls]
            bundled = "no"
                      ^^^^ `bundled` must be `true` or `false`.

            [[tool.persona-ls.overrides]]
            ignore = ["missing-keys"]
                       ^^^^^^^^^^^^ There is no rule `missing-keys`. Did you mean `missing-key`?
            paths = ["a.md"]
        """)

        assert retold(marked, FILE.with_name("pyproject.toml")) == marked

    def test_a_value_in_the_place_of_our_table_is_told(self):
        marked = dedented("""
            [tool]
            persona-ls = 3
                         ^ `persona-ls` must be a table.
        """)

        assert retold(marked, FILE.with_name("pyproject.toml")) == marked

    @pytest.mark.parametrize(
        ("source", "mended"),
        [
            ("bundeld = false", "bundled = false"),
            ('"bundeld" = false', '"bundled" = false'),
            ("ignore = ['missing-keys']", "ignore = ['missing-key']"),
            ('severity = { missing-keys = "off" }', 'severity = { missing-key = "off" }'),
        ],
    )
    def test_a_slip_has_a_fix_that_ends_it(self, source, mended):
        (finding,) = read(source).findings
        ((span, new),) = finding.fixes[0].edits

        assert source[: span.start] + new + source[span.end :] == mended
        assert read(mended).findings == ()

    def test_a_name_that_is_there_already_is_not_written_a_second_time(self):
        """The file would be no TOML."""
        for source in ("bundled = true\nbundeld = false", '[severity]\nmissing-key = "off"\nmissing-keys = "off"'):
            (finding,) = read(source).findings
            assert finding.fixes == ()


class TestDialects:
    def test_a_dialect_is_read_with_its_keys(self):
        (dialect,) = read("""
            [dialects.note]
            description = "A note"
            where = ["notes/*.md"]
            id = "name"
            unknown_keys = "ignored"
            keys = [
              { name = "name", type = "name", required = true, pattern = "[a-z]+", limit = 9, doc = "What it is called" },
              { name = "state", type = "enum", values = ["open", "done"], example = "open" },
              { name = "status", replaced_by = "state" },
            ]
        """).dialects

        name, state, status = dialect.keys
        assert (dialect.name, dialect.description, dialect.id_from) == ("note", "A note", IdFrom.NAME)
        assert dialect.takes("a/notes/b.md")
        assert not dialect.takes("a/notes/b/c.md")
        assert dialect.verbatim
        assert dialect.ignores_unknown_keys
        assert (name.type, name.required, name.pattern, name.limit, name.doc("en")) == (
            *("name", True, "[a-z]+", 9, "What it is called"),
        )
        assert [value.role for value in state.values] == ["open", "done"]
        assert status.replaced_by == "state"

    @pytest.mark.parametrize(
        "marked",
        [
            """
            [dialects.note]
             ^^^^^^^^^^^^^ The dialect `note` needs `where`: the places of its files.
            """,
            """
            [dialects.note]
            where = []
            ^^^^^ The dialect `note` needs `where`: the places of its files.
            """,
            """
            [dialects.note]
            where = "notes/*.md"
                    ^^^^^^^^^^^^ `where` must be a list of texts in quotes: `["one", "two"]`.
            wher = 1
            ^^^^ There is no setting `wher`. Did you mean `where`?
            """,
            """
            [dialects.note]
            where = ["notes/*.md"]
            id = "name"
                 ^^^^^^ Files of the dialect `note` are named by their key `name`, which is not among its `keys`.

            [[dialects.note.keys]]
              ^^^^^^^^^^^^^^^^^^ A key of a dialect needs a `name`.
            type = "text"

            [[dialects.note.keys]]
            name = "state"
            type = "enum"
                   ^^^^^^ The key `state` is an `enum` and needs `values`.

            [[dialects.note.keys]]
            name = "size"
            values = ["small", "large"]
            ^^^^^^ The key `size` has `values` but is no `enum`.

            [[dialects.note.keys]]
            name = "code"
            pattern = "["
                      ^^^ The pattern cannot be used: unterminated character set at position 0.

            [[dialects.note.keys]]
            name = "date"
            limit = -1
                    ^^ `limit` must be a whole number from 0, without quotes.
            required = 1
                       ^ `required` must be `true` or `false`.

            [[dialects.note.keys]]
            name = "Date"
                   ^^^^^^ The key `Date` is listed twice.

            [[dialects.note.keys]]
            name = "old"
            replaced_by = "new"
                          ^^^^^ The dialect has no other key `new`.
            """,
            """
            dialects.note = { where = ["a.md"], keys = [{ name = "state", type = "enum" }] }
                                                                                 ^^^^^^ The key `state` is an `enum` and needs `values`.
            """,
        ],
    )
    def test_a_table_that_contradicts_itself_is_told_on_the_key(self, marked):
        assert retold(dedented(marked)) == dedented(marked)

    def test_the_other_keys_and_dialects_count(self):
        first, second = read("""
            [dialects.note]
            where = ["notes/*.md"]
            keys = [{ name = "state", type = "enum" }, { name = "size" }]
            [dialects.broken]
            [dialects.plan]
            where = ["plans/*.md"]
        """).dialects

        assert [key.role for key in first.keys] == ["size"]
        assert second.name == "plan"
