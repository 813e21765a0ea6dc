"""``persona-ls check``: what it prints, changes and answers, for people and for CI."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from command import Run
from persona_ls.rules.registry import rules

PERSONA = """---
tags: escrita, revisão
atualizado: 2026-01-01
---

# Persona: Redatora

**Especialidade**: Texto··
**Perfil**: Calma

## Características

- clara

## Abordagem de Entrevista

- conversa

## Tom de Comunicação

- sóbrio

## Tipos de Perguntas

- “Para quem?”

## Contextos Ideais de Uso

- manuais

## Prompt de Ativação

```
Atue como uma Redatora. 🎉🎉 Leia @persona:redatori, 100%.
```

## Resultados Esperados

- menos dúvidas
""".replace("·", " ")

TAGS = "error invalid-value: `tags` must be a list: `[one, two]`."
KEY = "warning missing-key: The front matter lacks `dificuldade`."
UNKNOWN = "error unknown-persona: There is no persona `redatori`. Did you mean `redatora`?"
CLEAN = (
    PERSONA.replace("tags: escrita, revisão", "tags: [escrita, revisão]\ndificuldade: básico")
    .replace("@persona:redatori, ", "")
)  # fmt: skip


@pytest.fixture
def redatora(root: Path) -> Path:
    return write(root / "personas/redatora.md", PERSONA)


def write(path: Path, source: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode())
    return path


def git(root: Path, *words: str, stdin: str = "") -> str:
    done = subprocess.run(["git", *words], cwd=root, input=stdin.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


class TestExitCodes:
    def test_0_when_nothing_is_to_mend(self, run: Run, root: Path) -> None:
        write(root / "personas/redatora.md", CLEAN)
        ran = run("check")
        assert (ran.code, ran.out, ran.err) == (0, "", "1 file: no findings\n")

    def test_0_for_hints(self, run: Run, root: Path) -> None:
        write(root / "personas/redatora.md", CLEAN.replace("tags:", "inventada: 1\ntags:"))
        ran = run("check")
        assert ran.code == 0
        (line,) = ran.lines
        assert line.startswith("personas/redatora.md:2:1: hint unknown-key: `inventada`")
        assert ran.err == "1 file: 0 errors, 0 warnings, 1 hint\n"

    def test_1_for_errors_and_warnings(self, run: Run, redatora: Path) -> None:
        assert run("check").code == 1
        redatora.write_text(CLEAN.replace("dificuldade: básico\n", ""))
        assert run("check").code == 1

    def test_0_all_the_same_with_exit_zero(self, run: Run, redatora: Path) -> None:
        ran = run("check", "--exit-zero")
        assert ran.code == 0
        assert UNKNOWN in ran.out

    def test_2_for_a_path_that_is_not_there(self, run: Run, redatora: Path) -> None:
        ran = run("check", "personas", "nenhures.md")
        assert (ran.code, ran.out) == (2, "")
        assert "nenhures.md" in ran.err

    def test_2_for_words_that_it_does_not_know(self, run: Run, redatora: Path) -> None:
        assert run("check", "--output-format", "xml").code == 2
        assert run("check", "--nada").code == 2

    def test_2_for_a_broken_configuration_which_is_named(self, run: Run, root: Path, redatora: Path) -> None:
        write(root / "persona-ls.toml", 'sellect = ["invalid-value"]\n')
        ran = run("check", "--exit-zero")
        assert ran.code == 2
        assert "persona-ls.toml:1:1: error invalid-config:" in ran.err


class TestText:
    def test_each_finding_has_a_line(self, run: Run, redatora: Path) -> None:
        assert run("check").lines == [
            f"personas/redatora.md:1:1: {KEY}",
            f"personas/redatora.md:2:7: {TAGS}",
            f"personas/redatora.md:34:42: {UNKNOWN}",
        ]

    def test_the_last_line_sums_up_on_stderr(self, run: Run, redatora: Path) -> None:
        assert run("check").err == "1 file: 2 errors, 1 warning\n"

    def test_it_speaks_the_language_of_the_terminal(
        self, run: Run, redatora: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PERSONA_LS_LANG", "pt_BR.UTF-8")
        assert "`tags` tem de ser uma lista" in run("check").out

    def test_files_are_told_in_the_order_of_their_names(self, run: Run, root: Path) -> None:
        for name in ("z", "a/b", "m", "a/a", "c"):
            write(root / f"notas/{name}.md", "Fale com @persona:ninguem.\n")
        first = run("check")
        paths = [line.partition(":")[0] for line in first.lines]
        assert paths == [f"notas/{name}.md" for name in ("c", "m", "z", "a/a", "a/b")]
        assert run("check").out == first.out

    def test_a_file_that_is_named_twice_is_told_once(self, run: Run, redatora: Path) -> None:
        assert run("check", redatora, "personas", ".").out == run("check", "personas").out

    def test_a_terminal_shows_the_line_and_the_span(
        self, run: Run, redatora: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        shown = re.sub(r"\x1b\[[\d;]*m", "", run("check").out).splitlines()
        at = shown.index(" 34 │ Atue como uma Redatora. 🎉🎉 Leia @persona:redatori, 100%.")
        assert shown[at + 1].rstrip() == "    │ " + " " * (41 + 2) + "^" * len("redatori")

    @pytest.mark.parametrize("colour", ["", "1"])
    def test_commands_to_the_terminal_in_a_file_are_not_obeyed(
        self, run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, colour: str
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", colour)
        write(root / "personas/redatora.md", CLEAN.replace("tags:", "a\x9b2Jb: 1 # \x7f\ntags:", 1))
        write(root / "nota.md", "\x1b]0;título\x07 @persona:ninguem\n")
        out = run("check").out
        assert "ninguem" in out
        assert not {"\x1b]", "\x07", "\x9b", "\x7f"} & {
            out[at : at + size] for at in range(len(out)) for size in (1, 2)
        }


class TestJson:
    def test_it_is_an_array_of_what_the_text_says(self, run: Run, redatora: Path) -> None:
        ran = run("check", "--output-format", "json")
        found = json.loads(ran.out)
        assert ran.code == 1
        assert [
            f"{each['path']}:{each['line']}:{each['column']}: {each['severity']} {each['rule']}: {each['message']}"
            for each in found
        ] == run("check").lines

    def test_columns_count_code_points_from_1(self, run: Run, redatora: Path) -> None:
        found = json.loads(run("check", "--output-format", "json").out)[2]
        line = PERSONA.split("\n")[found["line"] - 1]
        assert line[found["column"] - 1 : found["endColumn"] - 1] == "redatori"
        assert found["endLine"] == found["line"]

    def test_fixes_say_their_edits_and_whether_they_are_safe(self, run: Run, redatora: Path) -> None:
        found = json.loads(run("check", "--output-format", "json").out)[1]
        place = {"line": 2, "column": 7, "endLine": 2, "endColumn": 23}
        (fix,) = found["fixes"]
        assert fix == {
            "title": "Write it as a list",
            "safe": True,
            "edits": [{**place, "newText": "[escrita, revisão]"}],
        }

    def test_related_places_are_told(self, run: Run, root: Path) -> None:
        write(root / "personas/a/redatora.md", CLEAN)
        write(root / "personas/b/redatora.md", CLEAN.replace("clara", "escura"))
        found = json.loads(run("check", "--output-format", "json").out)
        twice = [each for each in found if each["rule"] == "duplicate-id"]
        assert [each["related"][0]["path"] for each in twice] == ["personas/b/redatora.md", "personas/a/redatora.md"]
        assert all(each["related"][0]["line"] for each in twice)

    def test_nothing_is_an_empty_array(self, run: Run) -> None:
        assert json.loads(run("check", "--output-format", "json").out) == []


class TestGithub:
    def test_each_finding_is_a_command(self, run: Run, redatora: Path) -> None:
        assert run("check", "--output-format", "github").lines[1] == (
            "::error file=personas/redatora.md,line=2,col=7,endLine=2,endColumn=23,"
            "title=persona-ls invalid-value::`tags` must be a list: `[one, two]`."
        )

    def test_what_means_something_to_github_is_escaped(self, run: Run, root: Path) -> None:
        write(root / "personas/a,b:c%/redatora.md", CLEAN.replace("tags:", '"50%,\\n::x": 1\ntags:'))
        (line,) = run("check", "--output-format", "github").lines
        assert line.startswith("::notice file=personas/a%2Cb%3Ac%25/redatora.md,line=2,")
        assert "50%25," in line.rpartition("::notice")[2]


class TestSarif:
    @pytest.fixture
    def log(self, run: Run, redatora: Path, root: Path) -> Any:
        write(root / "a b/ção #1.md", "🎉 @persona:redatori\n")
        write(root / "personas/a/x.md", CLEAN)
        write(root / "personas/b/x.md", CLEAN)
        ran = run("check", "--output-format", "sarif")
        assert ran.code == 1
        return json.loads(ran.out)

    def test_it_has_the_members_that_the_standard_requires(self, log: Any) -> None:
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
        (run_,) = log["runs"]
        assert run_["tool"]["driver"]["name"] == "persona-ls"
        assert run_["columnKind"] == "unicodeCodePoints"
        for result in run_["results"]:
            assert result["message"]["text"]
            assert result["level"] in ("error", "warning", "note")

    def test_every_rule_is_described(self, log: Any) -> None:
        described = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert list(described) == [rule.name for rule in rules()]
        assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in described.values())
        assert {result["ruleId"] for result in log["runs"][0]["results"]} <= described.keys()

    def test_regions_count_code_points_from_1(self, log: Any) -> None:
        result = next(each for each in log["runs"][0]["results"] if "%231" in str(each))
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b/%C3%A7%C3%A3o%20%231.md"
        assert place["region"] == {"startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 20}

    def test_fixes_replace_regions(self, log: Any) -> None:
        result = next(each for each in log["runs"][0]["results"] if each["ruleId"] == "invalid-value")
        ((change,),) = [fix["artifactChanges"] for fix in result["fixes"]]
        assert change["artifactLocation"] == {"uri": "personas/redatora.md"}
        assert change["replacements"] == [
            {
                "deletedRegion": {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 23},
                "insertedContent": {"text": "[escrita, revisão]"},
            }
        ]

    def test_related_places_have_their_words(self, log: Any) -> None:
        result = next(each for each in log["runs"][0]["results"] if each["ruleId"] == "duplicate-id")
        (related,) = result["relatedLocations"]
        assert related["message"]["text"]
        assert related["physicalLocation"]["artifactLocation"]["uri"] == "personas/b/x.md"

    def test_a_fix_that_creates_a_file_is_left_out(self, run: Run, root: Path) -> None:
        write(root / "nota.md", "@persona:xyz\n")
        (result,) = json.loads(run("check", "--output-format", "sarif").out)["runs"][0]["results"]
        assert "fixes" not in result


class TestFix:
    def test_safe_fixes_are_applied_and_counted(self, run: Run, redatora: Path) -> None:
        ran = run("check", "--fix")
        assert redatora.read_text() == PERSONA.replace("escrita, revisão", "[escrita, revisão]")
        assert ran.code == 1
        assert TAGS not in ran.out
        assert UNKNOWN in ran.out
        assert ran.err == "1 file: 1 error, 1 warning; 1 fix applied\n"

    def test_unsafe_ones_too_where_that_is_asked_for(self, run: Run, redatora: Path) -> None:
        run("check", "--fix", "--unsafe-fixes")
        assert "@persona:redatora, 100%" in redatora.read_text()

    def test_unsafe_alone_changes_nothing(self, run: Run, redatora: Path) -> None:
        run("check", "--unsafe-fixes")
        assert redatora.read_text() == PERSONA

    def test_what_is_fixed_is_not_told(self, run: Run, root: Path) -> None:
        path = write(root / "personas/redatora.md", CLEAN.replace("[escrita, revisão]", "escrita, revisão"))
        ran = run("check", "--fix")
        assert (ran.code, ran.out) == (0, "")
        assert path.read_text() == CLEAN

    def test_line_ends_and_the_byte_order_mark_stay(self, run: Run, root: Path) -> None:
        path = write(root / "personas/redatora.md", "\ufeff" + PERSONA.replace("\n", "\r\n"))
        run("check", "--fix")
        fixed = PERSONA.replace("escrita, revisão", "[escrita, revisão]")
        assert path.read_bytes().decode() == "\ufeff" + fixed.replace("\n", "\r\n")

    def test_a_clean_file_is_not_written(self, run: Run, root: Path) -> None:
        path = write(root / "personas/redatora.md", CLEAN)
        before = path.stat()
        run("check", "--fix")
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)

    def test_permissions_and_links_stay(self, run: Run, root: Path) -> None:
        target = write(root / "outra/original.md", PERSONA)
        target.chmod(0o640)
        (root / "personas").mkdir()
        (root / "personas/redatora.md").symlink_to(target)
        run("check", "--fix", "personas/redatora.md")
        assert (root / "personas/redatora.md").is_symlink()
        assert "[escrita, revisão]" in target.read_text()
        assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
class TestDiff:
    @pytest.mark.parametrize(
        "source",
        {
            "as it is": PERSONA,
            "with CRLF": PERSONA.replace("\n", "\r\n"),
            "without a final newline": PERSONA.rstrip("\n"),
            "on one line": "---\ntags: a, b\n---",
            "with line separators of Unicode": PERSONA.replace("atualizado", "id: a\u2028b\x85c\x0cd\natualizado"),
        }.values(),
        ids=str.__len__,
    )
    @pytest.mark.parametrize("name", ["redatora.md", "a redatora ção.md"])
    def test_git_applies_what_it_shows(self, run: Run, root: Path, source: str, name: str) -> None:
        path = write(root / "personas" / name, source)
        ran = run("check", "--diff", "--unsafe-fixes")
        assert ran.code == 1
        assert path.read_bytes().decode() == source, "nothing is changed yet"
        run("check", "--fix", "--unsafe-fixes")
        fixed = path.read_bytes()
        assert fixed != source.encode()
        path.write_bytes(source.encode())
        git(root, "init", "-q")
        git(root, "apply", "--whitespace=nowarn", stdin=ran.out)
        assert path.read_bytes() == fixed

    def test_nothing_to_change_is_nothing_to_show(self, run: Run, root: Path) -> None:
        write(root / "personas/redatora.md", CLEAN)
        ran = run("check", "--diff")
        assert (ran.code, ran.out) == (0, "")

    def test_it_fails_only_when_something_would_change(self, run: Run, root: Path, redatora: Path) -> None:
        assert run("check", "--diff", "--exit-zero").code == 0


class TestUnreadable:
    def test_each_is_told_and_the_others_go_on(self, run: Run, root: Path, redatora: Path) -> None:
        (root / "binário.md").write_bytes(b"a\0b")
        (root / "latin.md").write_bytes("ção".encode("latin-1"))
        ran = run("check")
        told = [line.partition(": ")[2].partition(": ")[0] for line in ran.lines]
        assert told.count("error unreadable-file") == 2
        assert UNKNOWN in ran.out
        assert ran.code == 1

    def test_a_diff_does_not_hide_them(self, run: Run, root: Path) -> None:
        (root / "binário.md").write_bytes(b"a\0b")
        ran = run("check", "--diff")
        assert (ran.code, ran.out) == (1, "")
        assert "binário.md:1:1: error unreadable-file" in ran.err

    def test_sarif_knows_the_rule(self, run: Run, root: Path) -> None:
        (root / "binário.md").write_bytes(b"a\0b")
        ((one,),) = [each["results"] for each in json.loads(run("check", "--output-format", "sarif").out)["runs"]]
        assert one["ruleId"] == "unreadable-file"

    @pytest.mark.skipif(os.name == "nt", reason="names are text there")
    @pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
    def test_a_name_that_is_not_utf8_is_no_error_of_ours(self, run: Run, root: Path, form: str) -> None:
        path = os.fsencode(root) + b"/caf\xe9.md"
        with open(path, "wb") as file:  # noqa: PTH123 (a Path cannot be made of bytes)
            file.write(b"@persona:ninguem\n")
        ran = run("check", "--output-format", form)
        assert ran.code == 1
        assert "caf" in ran.out
        if form in ("json", "sarif"):
            json.loads(ran.out)

    def test_a_pipe_is_not_waited_for(self, run: Run, root: Path) -> None:
        os.mkfifo(root / "cano.md")
        assert "unreadable-file" in run("check", "cano.md").out


@pytest.mark.parametrize(
    "source",
    [
        "# Notes\n\nNobody is referred to.\n",
        "# Notes\n\n<!-- persona-ls: ignore[unknown-persona] -->\n\nNobody.\n",
        "---\ntags: [a\n---\n\nNobody.\n",
        "`@persona:nobody` is code.\n",
        "@persona:nobody\n",
    ],
)
def test_a_file_that_is_named_has_the_findings_that_its_folder_has(tmp_path: Path, run: Run, source: str) -> None:
    """Although no other file is read for one that can depend on none."""
    (tmp_path / "notes.md").write_text(source, encoding="utf-8")
    named, folder = (
        run("check", "--library", tmp_path, "--output-format", "json", path)
        for path in (tmp_path / "notes.md", tmp_path)
    )
    assert (named.code, named.out) == (folder.code, folder.out)
