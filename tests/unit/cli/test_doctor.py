"""``persona-ls doctor``: what a person for whom nothing happens is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from command import Run
from lsp_client import Client, write_files
from persona_ls import __version__
from persona_ls.lsp.last_start import last_start, state_file
from persona_ls.session import Session

PERSONA = "# Persona: Guia\n\n## Prompt de Ativação\n\n```\nAtue como um Guia.\n```\n"


@pytest.fixture(autouse=True)
def _no_start_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def library(root: Path) -> Path:
    return write_files(root, f"%! personas/guia.md\n{PERSONA}")


def report(run: Run, *words: object) -> dict[str, Any]:
    ran = run("doctor", *words, "--output-format", "json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


class TestTheWhole:
    def test_folders_are_told_with_why_they_are_read_and_what_is_in_them(self, run: Run, library: Path) -> None:
        (folder,) = report(run)["folders"]
        assert folder["path"] == "."
        assert folder["why"] == "the workspace: it has persona-ls.toml"
        assert (folder["personas"], folder["files"], folder["left_out"]) == (1, 1, [])

    def test_the_bundled_library_is_one_of_them(self, run: Run, library: Path) -> None:
        ran = run("doctor", bundled=True)
        assert "(comes with persona-ls)" in ran.out

    def test_what_is_left_out_is_told(self, run: Run, library: Path) -> None:
        write_files(library, "%! persona-ls.toml\nexclude = ['rascunhos/']\n")
        (library / "x.md").write_bytes(b"\xff")
        found = report(run)
        assert found["folders"][0]["exclude"] == ["rascunhos/"]
        assert "x.md is not UTF-8" in found["unreadable"][0]
        assert "Some files could not be read; what they hold is missing everywhere." in found["advice"]

    def test_configuration_is_told_with_its_mistakes(self, run: Run, library: Path) -> None:
        write_files(library, "%! persona-ls.toml\nexclude = []\nsellect = []\n")
        found = report(run)
        assert found["configuration"] == [
            {
                "path": "persona-ls.toml",
                "settings": ["exclude"],
                "mistakes": ["There is no setting `sellect`. Did you mean `select`?"],
            }
        ]
        assert "Mend the configuration: a setting with a mistake does not count." in found["advice"]

    def test_an_empty_library_is_told(self, run: Run, root: Path) -> None:
        assert "There is not one persona: `persona-ls new NAME` writes the first." in report(run)["advice"]

    def test_versions_are_told(self, run: Run, library: Path) -> None:
        found = report(run)
        assert found["version"] == __version__
        assert found["packages"]["pygls"].startswith("2.")

    def test_the_text_has_everything_under_titles(self, run: Run, library: Path) -> None:
        ran = run("doctor", "personas/guia.md")
        titles = [line for line in ran.lines if line and not line.startswith(" ")]
        assert titles == [
            f"persona-ls {__version__}",
            "Configuration",
            "Folders that are read",
            "personas/guia.md",
            "The last start by an editor",
            "What to do",
        ]
        assert "  . (the workspace: it has persona-ls.toml): 1 persona in 1 file" in ran.lines

    def test_commands_to_the_terminal_in_a_file_do_nothing(self, run: Run, library: Path) -> None:
        write_files(library, '%! a.md\n@persona:guia(x="\x1b[2J")\n')
        assert "\x1b" not in run("doctor", "a.md").out


class TestTheFile:
    @pytest.mark.parametrize(
        ("name", "source", "is_persona", "reason"),
        [
            ("personas/a.md", PERSONA, True, "it lies in a library folder, and its text has the form of one"),
            (
                "personas/a.md",
                "Olá\n",
                False,
                "it lies in a library folder, but nothing in its text has the form of one",
            ),
            ("personas/README.md", PERSONA, False, "a file of this name (README, index, CHANGELOG"),
            ("a.persona.md", "Olá\n", True, "its name ends in .persona.md"),
            ("a.md", PERSONA, True, "its title is `# Persona: …`, and it has a heading of the format"),
            ("a.md", "# Persona: A\n", False, "it lies in no folder called personas, and its text has not both"),
            ("a.prompt", PERSONA, False, "personas are Markdown"),
            (".claude/agents/a.md", "---\nname: a\n---\nOlá\n", True, "its path is that of the dialect claude-agent"),
        ],
    )
    def test_why_it_is_a_persona_or_not(
        self, run: Run, library: Path, name: str, source: str, is_persona: bool, reason: str
    ) -> None:
        path = write_files(library, f"%! {name}\n{source}") / name
        session = Session([library], bundled=False, user=False)
        session.index()
        assert (session.library.at(path) is not None) is is_persona, "what is said is what the library does"
        found = report(run, name)["file"]
        assert found["is_persona"] is is_persona
        assert found["reason"].startswith(reason)

    @pytest.mark.parametrize(
        ("name", "reading"),
        [
            ("rascunhos/a.md", "The setting `exclude` leaves it out."),
            ("node_modules/a.md", "It lies in a folder called node_modules, which is never entered."),
            ("ignorado/a.md", "A .gitignore leaves it out, or it lies behind a link that leads out of the folder."),
            ("a.txt", "Files of this kind are not looked for: references in it work only while an editor has it open."),
        ],
    )
    def test_why_it_is_not_read(self, run: Run, library: Path, name: str, reading: str) -> None:
        write_files(library, "%! persona-ls.toml\nexclude = ['rascunhos/']\n%! .gitignore\nignorado/\n")
        write_files(library, f"%! {name}\n@persona:guia\n")
        found = report(run, name)
        assert (found["file"]["is_read"], found["file"]["reading"]) == (False, reading)
        assert reading in found["advice"]

    def test_a_persona_is_told_with_its_facts_and_the_evidence(self, run: Run, library: Path) -> None:
        found = report(run, "personas/guia.md")["file"]
        assert (found["is_read"], found["reading"]) == (True, "It lies in a folder that is read.")
        assert found["facts"]["reference"] == "@persona:guia"
        assert found["facts"]["prompts"] == "#prompt"
        assert found["evidence"] == ["the title “Guia”", "1 heading of the format"]

    def test_each_reference_is_told_with_what_it_means(self, run: Run, library: Path) -> None:
        write_files(library, "%! a.md\n@persona:guia @persona:guio @persona:guia#x\n")
        assert [
            (each["column"], each["words"], each["persona"], each["meaning"])
            for each in report(run, "a.md")["file"]["references"]
        ] == [
            (1, "@persona:guia", "personas/guia.md", "personas/guia.md#prompt"),
            (15, "@persona:guio", None, "There is no persona `guio`. Did you mean `guia`?"),
            (29, "@persona:guia#x", "personas/guia.md", "`guia` has no part `x`. It has: `prompt`."),
        ]

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("@Persona:guia", "not a reference: `@persona:` is written in lower case"),
            ("a@persona:guia", "not a reference: right behind a letter"),
            ("\\@persona:guia", "not a reference: right behind a letter"),
            ("@persona: guia", "not a reference: no name follows"),
            ("---\na: '@persona:guia'\n---\n", "not read: it stands in the front matter"),
            ("```py\n@persona:guia\n```", "not read: it stands in a code block of a programming language"),
            ("    @persona:guia", "not read: it stands in indented code"),
            ("<!-- @persona:guia -->", "not read: it stands in indented code, an HTML comment"),
            ("[a](@persona:guia)", "not read: it stands in indented code, an HTML comment or the target of a link"),
        ],
    )
    def test_what_only_looks_like_a_reference_is_told_with_the_reason(
        self, run: Run, library: Path, source: str, reason: str
    ) -> None:
        write_files(library, f"%! a.md\n{source}\n")
        found = report(run, "a.md")
        (reference,) = found["file"]["references"]
        assert reference["is_live"] is False
        assert reference["meaning"].startswith(reason)
        assert "No @persona: in the file is a reference; the reasons stand beside them." in found["advice"]

    def test_what_stands_in_a_template_tag_is_text(self, run: Run, library: Path) -> None:
        write_files(library, "%! personas/b.md\n" + PERSONA.replace("Atue", "{{ '@persona:guia' }}"))
        (reference,) = report(run, "personas/b.md")["file"]["references"]
        assert reference["meaning"] == "not read: it stands in a template tag"

    def test_a_file_that_cannot_be_read_is_wrong_usage(self, run: Run, library: Path) -> None:
        ran = run("doctor", "nada.md")
        assert (ran.code, ran.out) == (2, "")
        assert "There is no file" in ran.err


class TestTheEditor:
    def start(self, folder: Path, **params: Any) -> None:
        with Client.in_thread() as client:
            client.start(folder, **params)
            client.until(lambda: last_start() is not None)

    def test_no_start_is_the_first_advice(self, run: Run, library: Path) -> None:
        found = report(run)
        assert found["last_start"] is None
        assert found["advice"][0].startswith("No editor has started the server so far.")

    def test_the_last_start_is_told(self, run: Run, library: Path) -> None:
        self.start(library, clientInfo={"name": "Kate", "version": "24.02"}, locale="pt-BR")
        started = report(run)["last_start"]
        assert (started["client"], started["encoding"], started["locale"]) == ("Kate 24.02", "utf-32", "pt-BR")
        assert started["folders"] == [str(library)]
        assert report(run)["advice"] == []
        ran = run("doctor")
        assert "Kate 24.02 at " in ran.out
        assert "Nothing is wrong that can be seen from here." in ran.out

    def test_a_folder_that_was_not_open_is_told(self, run: Run, library: Path, tmp_path: Path) -> None:
        self.start(write_files(tmp_path / "other", "%! a.md\n\n"))
        write_files(library, "%! a.md\n@persona:guia\n")
        assert "it had no folder open that holds a.md" in report(run, "a.md")["advice"][0]

    def test_another_installation_is_told(self, run: Run, library: Path) -> None:
        self.start(library)
        state_file().write_text(state_file().read_text().replace(__version__, "0.0.1"))
        assert "started persona-ls 0.0.1, which is not this one" in report(run)["advice"][0]

    def test_it_holds_facts_and_no_words_of_documents(self, library: Path) -> None:
        with Client.in_thread() as client:
            client.start(library, clientInfo={"name": "x" * 10_000})
            client.open(library / "a.md", "segredo @persona:guia")
            client.turn()
            client.until(lambda: last_start() is not None)
        words = state_file().read_text()
        assert "segredo" not in words
        assert "Guia" not in words
        assert len(words) < 2_000
        assert [path.name for path in state_file().parent.iterdir()] == ["last-start.json"]

    @pytest.mark.parametrize("words", ["", "[]", "{", '{"at": 1}', '{"folders": 3}'])
    def test_a_file_that_is_not_ours_is_no_start(self, run: Run, library: Path, words: str) -> None:
        state_file().parent.mkdir(parents=True)
        state_file().write_text(words)
        assert report(run)["last_start"] is None

    def test_a_state_folder_that_cannot_be_written_troubles_nobody(
        self, library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "state").write_text("a file in its place")
        with Client.in_thread() as client:
            client.start(library)
            uri = client.open(library / "a.md", "@persona:")
            assert client.labels(uri)[0] == "@persona:guia"
        assert not [each for each in caplog.records if each.levelname in ("WARNING", "ERROR")]
