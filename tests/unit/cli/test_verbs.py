"""The other verbs of the command line: what each prints, writes and answers."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import Run
from persona_ls.cli import VERBS
from persona_ls.rules.registry import rules
from world import TODAY, World

GUIDE = """---
tags: [museus]
variáveis:
  cidade: Recife
  dias:
---

# Persona: Guia

**Especialidade**: Museus

## Prompt de Ativação (Básico)

```
Atue como um Guia de {{ cidade }}.
São {{ dias }} dias.
```

## Prompt de Ativação (Avançado)

```
Atue como um Guia.
```
"""


def write(path: Path, source: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode())
    return path


@pytest.fixture
def guide(root: Path) -> Path:
    return write(root / "personas/viagem/guia.md", GUIDE)


class TestRender:
    @pytest.mark.parametrize(
        ("source", "rendered"),
        {
            "a reference becomes its prompt": (
                "Olá. @persona:guia#avancado Obrigado.\n",
                "Olá. Atue como um Guia. Obrigado.\n",
            ),
            "arguments fill the variables": (
                '@persona:guia(dias=3, cidade="Olinda")\n',
                "Atue como um Guia de Olinda.\nSão 3 dias.\n",
            ),
            "front matter is dropped, and its variables count": (
                "---\nvariables: {dias: 2}\n---\n\n@persona:guia\n",
                "Atue como um Guia de Recife.\nSão 2 dias.\n",
            ),
            "line ends are kept": (
                "a\r\n@persona:guia#avancado\r\nb\r\n",
                "a\r\nAtue como um Guia.\r\nb\r\n",
            ),
            "a missing final newline stays missing": ("@persona:guia#avancado", "Atue como um Guia."),
            "an expansion is indented like its list item": (
                "1. Um:\n   - @persona:guia(dias=1)\n",
                "1. Um:\n   - Atue como um Guia de Recife.\n     São 1 dias.\n",
            ),
            "an expansion is quoted like its quote": (
                "> @persona:guia(dias=1)\n",
                "> Atue como um Guia de Recife.\n> São 1 dias.\n",
            ),
            "a code span that holds only a reference goes": (
                "Use `@persona:guia#avancado`!\n",
                "Use Atue como um Guia.!\n",
            ),
            "an escaped sigil is printed without its backslash": (
                "Escreva \\@persona:guia.\n",
                "Escreva @persona:guia.\n",
            ),
            "code and Jinja of the file itself are left alone": (
                "{{ cidade }}\n\n```py\n@persona:guia\n```\n",
                "{{ cidade }}\n\n```py\n@persona:guia\n```\n",
            ),
            "comments that are for us go": (
                "a <!-- persona-ls: ignore[unknown-persona] --> b\n",
                "a  b\n",
            ),
        }.values(),
        ids=str,
    )
    def test_a_prompt_file_is_printed_ready_to_send(
        self, run: Run, root: Path, guide: Path, source: str, rendered: str
    ) -> None:
        write(root / "pedido.md", source)
        ran = run("render", "pedido.md")
        assert (ran.code, ran.out, ran.err) == (0, rendered, "")

    def test_set_gives_values(self, run: Run, guide: Path) -> None:
        ran = run("render", "@persona:guia", "--set", "dias=7", "--set", "cidade=São Luís")
        assert ran.out == "Atue como um Guia de São Luís.\nSão 7 dias."

    def test_an_argument_is_stronger_than_set(self, run: Run, guide: Path) -> None:
        assert "São 1 dias" in run("render", "@persona:guia(dias=1)", "--set", "dias=7").out

    def test_stdin_is_a_prompt_file(self, run: Run, guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        typed = io.TextIOWrapper(io.BytesIO("é @persona:guia#avancado\r\n".encode()))
        monkeypatch.setattr(sys, "stdin", typed)
        ran = run("render", "-")
        assert (ran.code, ran.out) == (0, "é Atue como um Guia.\r\n")

    def test_it_refuses_and_names_every_reason(self, run: Run, root: Path, guide: Path) -> None:
        write(root / "pedido.md", "🎉 @persona:guia\n\n@persona:guio e @persona:guia#medio\n")
        ran = run("render", "pedido.md")
        assert (ran.code, ran.out) == (1, "")
        assert [line.split(": ", 1)[0] for line in ran.err.splitlines()[:-1]] == [
            "pedido.md:1:3",
            "pedido.md:3:1",
            "pedido.md:3:17",
            "personas/viagem/guia.md:5:3",
        ]
        assert "`guia` needs a value for dias" in ran.err.replace("`dias`", "dias")
        assert "Did you mean" in ran.err
        assert "`medio`" in ran.err

    @pytest.mark.parametrize("words", ["semvalor", "=1", "1x=2"])
    def test_a_value_without_a_name_is_wrong_usage(self, run: Run, guide: Path, words: str) -> None:
        ran = run("render", "@persona:guia", "--set", words)
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err

    def test_a_file_that_is_not_there_is_wrong_usage(self, run: Run) -> None:
        ran = run("render", "nada.md")
        assert (ran.code, ran.out) == (2, "")
        assert "nada.md" in ran.err


class TestNew:
    @pytest.mark.parametrize("locale", ["pt-BR", "en"])
    @pytest.mark.parametrize("kind", ["standard", "interviewer"])
    def test_the_file_lacks_nothing_but_content(self, run: Run, root: Path, kind: str, locale: str) -> None:
        ran = run("new", "viagem/guia-de-museus", "--kind", kind, "--locale", locale)
        assert (ran.code, ran.out) == (0, "personas/viagem/guia-de-museus.md\n")
        source = (root / "personas/viagem/guia-de-museus.md").read_text()
        assert "# Persona: Guia de Museus\n" in source
        source = re.sub(r"\d{4}-\d\d-\d\d", TODAY.isoformat(), source)
        assert set(World().rules(source)) <= {"empty-section"}

    def test_it_never_overwrites(self, run: Run, root: Path) -> None:
        path = write(root / "personas/guia.md", "meu\n")
        ran = run("new", "guia")
        assert ran.code == 1
        assert "personas/guia.md" in ran.err
        assert path.read_text() == "meu\n"

    def test_it_goes_where_the_library_is(self, run: Run, root: Path) -> None:
        write(root / ".agent/personas/guia.md", GUIDE)
        assert run("new", "outra").out == ".agent/personas/outra.md\n"
        assert run("new", "outra", "--in", "aqui").out == "aqui/outra.md\n"

    @pytest.mark.parametrize("name", ["../fora", "a b", "-x", "", "/etc/x", "a//b", "..", "a/../b"])
    def test_a_name_that_no_reference_can_spell_is_wrong_usage(self, run: Run, root: Path, name: str) -> None:
        before = sorted(root.parent.rglob("*"))
        assert run("new", "--", name).code == 2
        assert sorted(root.parent.rglob("*")) == before


class TestShowAndList:
    @pytest.mark.parametrize("name", ["guia", "@persona:guia", "viagem/guia"])
    def test_show_prints_facts_and_prompts(self, run: Run, guide: Path, name: str) -> None:
        ran = run("show", name)
        assert ran.code == 0
        assert ran.lines[:2] == ["Guia  @persona:guia", "personas/viagem/guia.md"]
        assert "tags: museus" in ran.lines
        assert "{{ cidade }}:  = Recife" in ran.out or "{{ cidade }}: = Recife" in ran.out
        assert (
            "Prompt de Ativação (Básico)  #basico\nAtue como um Guia de {{ cidade }}.\nSão {{ dias }} dias.\n"
            in ran.out
        )

    def test_show_says_what_is_near(self, run: Run, guide: Path) -> None:
        ran = run("show", "guio")
        assert (ran.code, ran.out) == (1, "")
        assert "Did you mean guia?" in ran.err

    def test_show_says_which_ones_fit(self, run: Run, root: Path, guide: Path) -> None:
        write(root / "personas/b/guia.md", GUIDE)
        ran = run("show", "guia")
        assert ran.code == 1
        assert "b/guia, viagem/guia" in ran.err or "viagem/guia, b/guia" in ran.err

    def test_list_prints_one_line_each(self, run: Run, root: Path, guide: Path) -> None:
        write(root / "personas/ator.md", GUIDE.replace("Guia", "Ator"))
        assert [line.split()[0] for line in run("list").lines] == ["id", "ator", "guia"]
        assert [line.split()[0] for line in run("list", "gui").lines] == ["id", "guia"]

    def test_list_is_data_where_that_is_asked_for(self, run: Run, guide: Path) -> None:
        (item,) = json.loads(run("list", "--output-format", "json").out)
        assert (item["id"], item["title"], item["tags"]) == ("guia", "Guia", ["museus"])

    def test_list_says_when_nothing_fits(self, run: Run, guide: Path) -> None:
        ran = run("list", "xyz")
        assert (ran.code, ran.out) == (1, "")
        assert "xyz" in ran.err
        assert json.loads(run("list", "xyz", "--output-format", "json").out) == []

    def test_the_bundled_library_comes_last(self, run: Run, guide: Path) -> None:
        ids = [line.split()[0] for line in run("list", bundled=True).lines]
        assert ids[1] == "guia"
        assert len(ids) > 20

    @pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
    @pytest.mark.parametrize(
        "words", [["list"], ["rule"], ["rule", "empty-prompt"], ["list", "--output-format", "json"]]
    )
    def test_who_has_read_enough_is_not_troubled(self, root: Path, words: list[str]) -> None:
        reading, writing = os.pipe()
        os.close(reading)  # as `head` has, when it has its lines
        command = [sys.executable, "-m", "persona_ls", *words]
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run(command, cwd=root, stdout=writing, stderr=subprocess.PIPE, text=True, env=buffered)
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, "")


class TestRule:
    def test_all_are_listed(self, run: Run) -> None:
        assert [line.split()[0] for line in run("rule").lines] == [rule.name for rule in rules()]

    def test_one_is_explained(self, run: Run) -> None:
        ran = run("rule", "unknown-persona")
        assert ran.code == 0
        assert ran.lines[0].endswith("unknown-persona")
        assert "@persona:" in ran.out

    def test_a_wrong_name_gets_the_nearest(self, run: Run) -> None:
        ran = run("rule", "unknown-personas")
        assert (ran.code, ran.out) == (2, "")
        assert "Did you mean" in ran.err
        assert "unknown-persona" in ran.err


class TestFormat:
    MESSY = "# Persona: Guia\n## Características\n* um\n"
    TIDY = "# Persona: Guia\n\n## Características\n\n- um\n"

    @pytest.fixture
    def messy(self, root: Path) -> Path:
        write(root / "notas.md", "#  a\n* b\n")
        return write(root / "personas/guia.md", self.MESSY)

    def test_personas_are_formatted_and_named(self, run: Run, root: Path, messy: Path) -> None:
        ran = run("format")
        assert (ran.code, ran.out) == (0, "personas/guia.md\n")
        assert messy.read_text() == self.TIDY
        assert (root / "notas.md").read_text() == "#  a\n* b\n"
        assert run("format").out == ""

    def test_check_only_says_which_ones(self, run: Run, messy: Path) -> None:
        ran = run("format", "--check")
        assert (ran.code, ran.out) == (1, "personas/guia.md\n")
        assert messy.read_text() == self.MESSY
        messy.write_text(self.TIDY)
        assert run("format", "--check").code == 0

    @pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_diff_shows_what_git_applies(self, run: Run, root: Path, messy: Path, newline: str) -> None:
        write(messy, self.MESSY.replace("\n", newline).rstrip())
        ran = run("format", "--diff")
        assert ran.code == 1
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        apply = ["git", "apply", "--whitespace=nowarn"]
        done = subprocess.run(apply, cwd=root, input=ran.out.encode(), capture_output=True)
        assert done.returncode == 0, done.stderr
        assert messy.read_bytes().decode() == self.TIDY.replace("\n", newline)

    def test_a_file_that_cannot_be_read_is_told(self, run: Run, root: Path, messy: Path) -> None:
        (root / "personas/x.md").write_bytes(b"\xff")
        ran = run("format")
        assert "x.md is not UTF-8" in ran.err
        assert ran.code == 1
        assert messy.read_text() == self.TIDY

    def test_a_broken_configuration_is_named(self, run: Run, root: Path) -> None:
        write(root / "persona-ls.toml", "sellect = []\n")
        ran = run("format")
        assert ran.code == 2
        assert "persona-ls.toml:1:1: error invalid-config:" in ran.err

    def test_a_path_that_is_not_there_is_wrong_usage(self, run: Run) -> None:
        assert run("format", "nada").code == 2


class TestUsage:
    def test_without_a_verb_it_says_what_there_is(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from persona_ls.cli import main  # noqa: PLC0415

        assert main([]) == 2
        assert "check" in capsys.readouterr().out

    @pytest.mark.parametrize("verb", VERBS)
    def test_each_verb_has_help(self, run: Run, verb: str) -> None:
        from persona_ls.cli import main  # noqa: PLC0415

        assert main([verb, "--help"]) == 0
