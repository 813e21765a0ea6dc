"""Which settings count where: the nearest file for what is said of a document, the file of the workspace folder for the library."""

import textwrap
import tomllib
from pathlib import Path

import pytest

from checking import write
from lsp_client import write_files
from persona_ls.cli import main
from persona_ls.config.tree import ConfigTree
from persona_ls.library.entry import Layer
from persona_ls.locales import Language
from persona_ls.rules.base import Severity
from persona_ls.session import Session
from persona_ls.text import Text

PERSONA = "# Persona: {}\n"
UNKNOWN = "Ask @persona:nobody.\n"


def files(root: Path, words: str) -> Path:
    return write_files(root, textwrap.dedent(words).removeprefix("\n"))


def session(*folders: Path, bundled: bool = False) -> Session:
    made = Session(folders, bundled=bundled, user=False)
    made.index()
    return made


def said(made: Session, path: Path, source: str = UNKNOWN) -> list[tuple[str, Severity]]:
    """Rules and severities of what is found in a document at ``path``."""
    return [(each.rule.name, each.level) for each in made.findings(made.look_at(path, Text(source)))]


def ids(made: Session) -> set[str]:
    return {entry.id for entry in made.library}


class TestSelection:
    @pytest.mark.parametrize(
        ("config", "told"),
        [
            ("", [Severity.ERROR]),
            ('select = ["unknown-persona"]', [Severity.ERROR]),
            ('select = ["all"]', [Severity.ERROR]),
            ('select = ["missing-key"]', []),
            ("select = []", []),
            ('ignore = ["unknown-persona"]', []),
            ('ignore = ["all"]', []),
            ('select = ["unknown-persona"]\nignore = ["unknown-persona"]', []),
            ('severity.unknown-persona = "off"', []),
            ('severity.unknown-persona = "hint"', [Severity.HINT]),
            ('ignore = ["missing-key"]\nseverity.missing-key = "error"', [Severity.ERROR]),
        ],
    )
    def test_rules_are_chosen_left_out_and_weighed(self, tmp_path, config, told):
        write(tmp_path, {"persona-ls.toml": config})

        assert said(session(tmp_path), tmp_path / "a.md") == [("unknown-persona", level) for level in told]

    @pytest.mark.parametrize(
        ("base", "override", "told"),
        [
            ("", 'ignore = ["unknown-persona"]', []),
            ("", 'ignore = ["all"]', []),
            ("", 'select = ["missing-key"]', []),
            ('ignore = ["unknown-persona"]', 'select = ["unknown-persona"]', [Severity.ERROR]),
            ('ignore = ["all"]', 'select = ["unknown-persona"]', [Severity.ERROR]),
            ('ignore = ["unknown-persona"]', 'select = ["all"]', [Severity.ERROR]),
            ('select = ["missing-key"]', 'select = ["all"]', [Severity.ERROR]),
            ('select = ["unknown-persona"]', 'severity = { unknown-persona = "hint" }', [Severity.HINT]),
            ('severity = { unknown-persona = "off" }', 'severity = { unknown-persona = "hint" }', [Severity.HINT]),
        ],
    )
    def test_an_override_goes_before_the_rest_for_the_files_that_fit(self, tmp_path, base, override, told):
        write(tmp_path, {"persona-ls.toml": f'{base}\n[[overrides]]\npaths = ["drafts/"]\n{override}\n'})
        made, without = session(tmp_path), session(write(tmp_path / "other", {"persona-ls.toml": base}))

        assert said(made, tmp_path / "drafts/a.md") == [("unknown-persona", level) for level in told]
        assert said(made, tmp_path / "a.md") == said(without, tmp_path / "other/a.md")

    def test_a_later_override_goes_before_an_earlier(self, tmp_path):
        files(
            tmp_path,
            """
            %! persona-ls.toml
            [[overrides]]
            paths = ["drafts/"]
            ignore = ["unknown-persona"]
            [[overrides]]
            paths = ["drafts/late/*.md", "!kept.md"]
            select = ["unknown-persona"]
            """,
        )
        made = session(tmp_path)

        assert said(made, tmp_path / "drafts/a.md") == []
        assert said(made, tmp_path / "drafts/late/a.md") == [("unknown-persona", Severity.ERROR)]
        assert said(made, tmp_path / "drafts/late/kept.md") == []

    def test_paths_begin_at_the_folder_of_the_file(self, tmp_path):
        write(tmp_path, {"a/persona-ls.toml": '[[overrides]]\npaths = ["/b/"]\nignore = ["all"]\n'})
        made = session(tmp_path)

        assert said(made, tmp_path / "a/b/x.md") == []
        assert said(made, tmp_path / "b/x.md") != []


class TestNearestFile:
    def test_the_nearest_file_counts_and_no_other(self, tmp_path):
        write(
            tmp_path,
            {
                "persona-ls.toml": 'ignore = ["unknown-persona"]',
                "a/pyproject.toml": '[tool.persona-ls]\nseverity.unknown-persona = "hint"',
                "a/b/pyproject.toml": "[project]",
            },
        )
        made = session(tmp_path)

        assert said(made, tmp_path / "x.md") == []
        assert said(made, tmp_path / "other/x.md") == []
        assert said(made, tmp_path / "a/x.md") == said(made, tmp_path / "a/b/c/x.md")
        assert said(made, tmp_path / "a/x.md") == [("unknown-persona", Severity.HINT)]

    def test_persona_ls_toml_goes_before_pyproject(self, tmp_path):
        write(
            tmp_path,
            {"persona-ls.toml": "", "pyproject.toml": '[tool.persona-ls]\nignore = ["all"]'},
        )
        assert said(session(tmp_path), tmp_path / "a.md") != []

    def test_nothing_above_the_workspace_folder_is_read(self, tmp_path):
        write(tmp_path, {"persona-ls.toml": 'ignore = ["all"]', "work/a.md": ""})

        assert said(session(tmp_path / "work"), tmp_path / "work/a.md") != []

    def test_each_workspace_folder_has_its_own(self, tmp_path):
        write(tmp_path, {"a/persona-ls.toml": 'ignore = ["all"]', "b/persona-ls.toml": ""})
        made = session(tmp_path / "a", tmp_path / "b")

        assert said(made, tmp_path / "a/x.md") == []
        assert said(made, tmp_path / "b/x.md") != []

    @pytest.mark.parametrize("data", [b"\xff\xfe", b"a\0b"], ids=["no UTF-8", "binary"])
    def test_a_file_that_cannot_be_read_is_told_and_defaults_count(self, tmp_path, data):
        path = tmp_path / "persona-ls.toml"
        path.write_bytes(data)
        config = ConfigTree(tmp_path).top

        assert [each.rule.name for each in config.findings] == ["invalid-config"]
        assert str(path) in config.findings[0].arguments.values()
        assert config.selection.takes("unknown-persona")

    def test_a_folder_of_that_name_is_no_file(self, tmp_path):
        (tmp_path / "persona-ls.toml").mkdir()
        assert ConfigTree(tmp_path).top.findings == ()


class TestLibrary:
    def test_a_folder_inside_of_the_workspace_may_be_a_library(self, tmp_path):
        write(tmp_path, {"people/scribe.md": PERSONA.format("Scribe"), "notes/x.md": PERSONA.format("Nobody")})
        assert ids(session(tmp_path)) == set()

        write(tmp_path, {"persona-ls.toml": 'libraries = ["people"]'})
        assert ids(session(tmp_path)) == {"scribe"}

    def test_the_workspace_folder_may_be_one_itself(self, tmp_path):
        write(tmp_path, {"scribe.md": PERSONA.format("Scribe"), "persona-ls.toml": 'libraries = ["."]'})

        assert ids(session(tmp_path)) == {"scribe"}

    def test_a_folder_outside_is_a_library_that_is_not_checked(self, tmp_path):
        write(
            tmp_path,
            {
                "shared/scribe.md": PERSONA.format("Scribe"),
                "shared/reviewer.agent.md": "---\ndescription: Reviews\n---\n\nReview.\n",
                "work/persona-ls.toml": 'libraries = ["../shared", "../nowhere"]',
                "work/a.md": "@persona:scribe",
            },
        )
        made = session(tmp_path / "work")

        assert {(entry.id, entry.layer, entry.dialect) for entry in made.library} == {
            ("scribe", Layer.USER, "persona"),
            ("reviewer", Layer.USER, "copilot-agent"),
        }
        assert said(made, tmp_path / "work/a.md", "@persona:scribe\n") == []
        assert [path for path, _ in made.workspace_files()] == [tmp_path / "work/a.md"]

    @pytest.mark.parametrize("pattern", ["drafts/", "/personas/drafts", "*.draft.md", "personas/drafts/*"])
    def test_what_is_excluded_is_in_no_library(self, tmp_path, pattern):
        write(
            tmp_path,
            {
                "personas/scribe.md": PERSONA.format("Scribe"),
                "personas/drafts/editor.draft.md": PERSONA.format("Editor"),
                "persona-ls.toml": f'exclude = ["{pattern}"]',
            },
        )
        made = session(tmp_path)

        assert ids(made) == {"scribe"}
        assert [path.name for path, _ in made.workspace_files()] == ["scribe.md"]

    def test_a_look_at_an_excluded_file_does_not_bring_it_into_the_library(self, tmp_path):
        path = tmp_path / "personas/drafts/editor.md"
        write(
            tmp_path,
            {"personas/drafts/editor.md": PERSONA.format("Editor"), "persona-ls.toml": 'exclude = ["drafts/"]'},
        )
        made = session(tmp_path)
        made.open("x", path, Text(PERSONA.format("Editor")))
        made.close("x")

        assert ids(made) == set()

    def test_the_bundled_library_can_be_left_out(self, tmp_path):
        assert len(session(tmp_path, bundled=True).library) > 0

        write(tmp_path, {"persona-ls.toml": "bundled = false"})
        assert len(session(tmp_path, bundled=True).library) == 0

    def test_a_line_of_gitignore_that_git_cannot_read_is_passed_over(self, tmp_path):
        write(
            tmp_path,
            {
                "personas/scribe.md": PERSONA.format("Scribe"),
                "personas/drafts/a.md": PERSONA.format("A"),
                ".gitignore": "[z-a]\n!\ndrafts/\n",
            },
        )
        assert ids(session(tmp_path)) == {"scribe"}

    @pytest.mark.parametrize(
        ("config", "language"), [("", None), ('language = "auto"', None), ('language = "pt-BR"', Language.PORTUGUESE)]
    )
    def test_the_language_may_be_said(self, tmp_path, config, language):
        write(tmp_path, {"persona-ls.toml": config})
        assert session(tmp_path).configured_language() == language


class TestReload:
    def test_a_file_is_read_anew_when_it_is_asked_for(self, tmp_path):
        write(tmp_path, {"persona-ls.toml": 'ignore = ["all"]'})
        made = session(tmp_path)
        made.open("x", tmp_path / "a.md", Text(UNKNOWN))
        assert made.findings(made.get("x")) == ()

        write(tmp_path, {"persona-ls.toml": ""})
        assert made.findings(made.get("x")) == ()
        made.reload_configuration()
        assert [each.rule.name for each in made.findings(made.get("x"))] == ["unknown-persona"]

    def test_an_open_file_becomes_what_the_new_dialects_make_of_it(self, tmp_path):
        made = session(tmp_path)
        made.open("x", tmp_path / "notes/a.md", Text("Words.\n"))
        assert made.get("x").persona is None

        write(tmp_path, {"persona-ls.toml": '[dialects.note]\nwhere = ["notes/*.md"]'})
        made.reload_configuration()
        assert made.get("x").persona.dialect.name == "note"
        assert ids(made) == {"a"}

    def test_a_broken_file_below_stays_known(self, tmp_path):
        """Nobody need look at a document beside it again."""
        write(tmp_path, {"a/persona-ls.toml": "x = 1"})
        made = session(tmp_path)
        assert list(made.configs) == []

        said(made, tmp_path / "a/x.md")
        made.reload_configuration()
        assert list(made.configs) == [tmp_path / "a/persona-ls.toml"]


@pytest.fixture
def run(monkeypatch, capsys):
    """One call of the command line in a folder: exit code, stdout, stderr."""
    monkeypatch.setenv("PERSONA_LS_LANG", "en")

    def called(folder: Path, *words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        code = main([*words])
        return code, *capsys.readouterr()

    return called


class TestCheck:
    @pytest.mark.parametrize(
        ("config", "place"),
        [
            ('language = "fr"\nignore = ["unknown-persona"]\n', "1:12"),
            ('ignore = ["unknown-persona"]\nbundeld = false\n', "2:1"),
        ],
    )
    def test_a_mistake_in_the_configuration_is_exit_2_and_the_rest_of_it_counts(self, run, tmp_path, config, place):
        write(tmp_path, {"persona-ls.toml": config, "a.md": UNKNOWN})
        code, out, err = run(tmp_path, "check")

        assert (code, out) == (2, "")
        assert f"persona-ls.toml:{place}: error invalid-config: " in err

    def test_a_file_that_is_no_toml_is_exit_2_and_nothing_of_it_counts(self, run, tmp_path):
        write(tmp_path, {"persona-ls.toml": 'ignore = ["unknown-persona"]\nlanguage = \n', "a.md": UNKNOWN})
        code, out, err = run(tmp_path, "check")

        assert code == 2
        assert "a.md:1:14: error unknown-persona" in out
        assert "persona-ls.toml:2:12: error invalid-config: The file is not valid TOML" in err

    def test_a_mistake_in_a_file_below_is_told_also_when_many_files_are_checked_at_once(self, run, tmp_path):
        """More than 400 are shared between processes."""
        write(tmp_path, {"persona-ls.toml": "", "sub/persona-ls.toml": "x = 1\n"})
        write(tmp_path, {f"sub/{number}.md": "" for number in range(450)})
        code, _, err = run(tmp_path, "check")

        assert code == 2
        assert err.count("persona-ls.toml:1:1: error invalid-config: There is no setting `x`.") == 1


class TestLanguage:
    def test_the_command_line_speaks_the_language_of_the_configuration(self, run, monkeypatch, tmp_path):
        write(tmp_path, {"persona-ls.toml": 'language = "pt-BR"', "a.md": UNKNOWN})
        monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

        assert "There is no persona" in run(tmp_path, "check")[1]
        monkeypatch.setenv("PERSONA_LS_LANG", "")
        assert "Não existe a persona" in run(tmp_path, "check")[1]


class TestConfigCommand:
    CONFIG = """
        %! persona-ls.toml
        bundled = false
        exclude = ["drafts/"]
        ignore = ["missing-key", "missing-keyz"]

        [[overrides]]
        paths = ["loose/"]
        ignore = ["unknown-key"]
        severity.title-format = "off"
        %! sub/persona-ls.toml
        select = ["invalid-yaml"]
        bundled = true
        """

    def shown(self, out: str) -> dict[str, tuple[object, str]]:
        """Value and origin of each setting, as they are printed."""
        lines = [line for line in out.splitlines() if line and not line.startswith("#")]
        pairs = [line.rpartition("  # ") for line in lines]
        return {name: (value, where) for line, _, where in pairs for name, value in tomllib.loads(line).items()}

    def test_every_setting_is_shown_with_its_value_and_where_it_comes_from(self, run, tmp_path):
        files(tmp_path, self.CONFIG)
        code, out, err = run(tmp_path, "config", "--library", ".")

        assert self.shown(out) == {
            "language": ("auto", "default"),
            "bundled": (False, "persona-ls.toml"),
            "libraries": ([], "default"),
            "exclude": (["drafts/"], "persona-ls.toml"),
            "select": (["all"], "default"),
            "ignore": (["missing-key"], "persona-ls.toml"),
            "severity": ({}, "default"),
            "overrides": (
                [{"paths": ["loose/"], "ignore": ["unknown-key"], "severity": {"title-format": "off"}}],
                "persona-ls.toml",
            ),
            "dialects": ({}, "default"),
        }
        assert code == 2
        assert "persona-ls.toml:3:27: error invalid-config" in err

    def test_for_a_file_what_its_overrides_make_of_it_is_shown(self, run, tmp_path):
        files(tmp_path, self.CONFIG)
        shown = self.shown(run(tmp_path, "config", "loose/a.md", "--library", ".")[1])

        assert shown["ignore"] == (["missing-key", "unknown-key"], "persona-ls.toml, [[overrides]]")
        assert shown["severity"] == ({"title-format": "off"}, "persona-ls.toml, [[overrides]]")
        assert shown["select"] == (["all"], "default")

    def test_below_the_nearest_file_says_what_is_checked_and_the_first_what_is_read(self, run, tmp_path):
        files(tmp_path, self.CONFIG)
        shown = self.shown(run(tmp_path, "config", "sub", "--library", ".")[1])

        assert shown["select"] == (["invalid-yaml"], "sub/persona-ls.toml")
        assert shown["ignore"] == ([], "default")
        assert shown["bundled"] == (False, "persona-ls.toml")

    def test_the_folders_that_are_read_are_listed(self, run, tmp_path):
        write(tmp_path, {"work/persona-ls.toml": 'libraries = ["../shared"]', "shared/a.md": ""})
        code, out, _ = run(tmp_path / "work", "config", "--no-bundled")

        assert code == 0
        assert "# folder: . (workspace)\n" in out
        assert f"# folder: {tmp_path / 'shared'} (user)\n" in out
