"""``persona-ls diff``: which texts agents get that they did not get at a revision."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from command import Run
from lsp_client import write_files

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

FILES = """
%! personas/guia.md
---
variáveis: {cidade: Recife, hotel: }
---

# Persona: Guia

## Prompt de Ativação (Básico)

```
Atue como um Guia de {{ cidade }}.
```

## Prompt de Ativação (Avançado)

```
Atue como um Guia do hotel {{ hotel }}.
```

%! personas/dupla.md
# Persona: Dupla

## Prompt de Ativação

```
Atue como uma Dupla: @persona:guia
```

%! personas/mapa.md
# Persona: Mapa

## Prompt de Ativação

```
Atue como um Mapa.
```

%! pedido.md
Olá. @persona:guia

%! outro.md
Sem ninguém.
"""


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def library(root: Path) -> Path:
    """The files, as they are in the only commit."""
    write_files(root, FILES)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=one")
    return root


def replace(path: Path, old: str, new: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")


def statuses(out: str) -> list[tuple[str, str | None, str]]:
    return [(each["path"], each["part"], each["status"]) for each in json.loads(out)]


class TestWhatChanges:
    def test_nothing_changes_when_nothing_was_changed(self, run: Run, library: Path) -> None:
        ran = run("diff")
        assert (ran.code, ran.out, ran.err) == (0, "", "No text changes since HEAD.\n")

    def test_a_change_of_a_persona_is_shown_where_it_arrives(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "um Guia de", "um Guia local de")
        ran = run("diff")
        assert (ran.code, ran.err) == (1, "2 texts change since HEAD.\n")
        assert ran.lines == [
            "--- a/pedido.md",
            "+++ b/pedido.md",
            "@@ -1,2 +1,2 @@",
            "-Olá. Atue como um Guia de Recife.",
            "+Olá. Atue como um Guia local de Recife.",
            " ",
            "--- a/personas/dupla.md#prompt",
            "+++ b/personas/dupla.md#prompt",
            "@@ -1 +1 @@",
            "-Atue como uma Dupla: Atue como um Guia de Recife.",
            "\\ No newline at end of file",
            "+Atue como uma Dupla: Atue como um Guia local de Recife.",
            "\\ No newline at end of file",
        ]

    def test_what_reaches_no_text_is_no_change(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "# Persona: Guia", "# Persona: Guia local")
        replace(library / "outro.md", "ninguém", "nada")
        assert run("diff").code == 0

    def test_personas_are_compared_all_on_demand(self, run: Run, library: Path) -> None:
        replace(library / "personas/mapa.md", "um Mapa", "um bom Mapa")
        assert run("diff").code == 0
        ran = run("diff", "--personas")
        assert ran.code == 1
        assert "+Atue como um bom Mapa." in ran.lines

    def test_a_variable_without_a_value_stands_as_it_is_written(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "do hotel", "no hotel")
        ran = run("diff", "--personas")
        assert "-Atue como um Guia do hotel {{ hotel }}." in ran.lines
        assert "+Atue como um Guia no hotel {{ hotel }}." in ran.lines

    def test_values_are_those_of_render(self, run: Run, library: Path) -> None:
        write_files(library, "%! valores.toml\nhotel = 'Sol'\n")
        replace(library / "personas/guia.md", "do hotel", "no hotel")
        ran = run("diff", "--personas", "--values", "valores.toml", "--set", "cidade=Olinda")
        assert "+Atue como um Guia no hotel Sol." in ran.lines
        assert "Recife" not in ran.out

    def test_a_change_of_the_configuration_changes_texts(self, run: Run, library: Path) -> None:
        write_files(library, "%! persona-ls.toml\nexclude = ['personas/']\n")
        ran = run("diff", "--output-format", "json")
        assert statuses(ran.out)[0] == ("pedido.md", None, "broken")

    def test_the_past_is_read_with_its_own_configuration(self, run: Run, library: Path) -> None:
        """Without it the draft would make the name ambiguous at that time."""
        write_files(library, "%! persona-ls.toml\nexclude = ['rascunhos/']\n%! personas/rascunhos/guia.md\n" + PROMPT)
        git(library, "add", "--all")
        git(library, "commit", "--quiet", "--message=two")
        assert run("diff").code == 0
        (library / "persona-ls.toml").write_text("")
        assert "pedido.md can no longer be rendered" in run("diff").err

    def test_line_ends_alone_are_no_change(self, run: Run, library: Path) -> None:
        (library / "pedido.md").write_bytes("Olá. @persona:guia\r\n\r\n".encode())
        assert run("diff").code == 0


class TestFilesThatComeAndGo:
    def test_new_and_gone_files_are_told(self, run: Run, library: Path) -> None:
        (library / "pedido.md").unlink()
        write_files(library, "%! novo.md\nTudo aqui é diferente daquilo que havia. @persona:mapa\n")
        ran = run("diff")
        assert ran.code == 1
        assert ran.lines[:2] == ["--- /dev/null", "+++ b/novo.md"]
        assert ran.lines[4:6] == ["--- a/pedido.md", "+++ /dev/null"]

    def test_a_file_that_only_moved_is_no_change(self, run: Run, library: Path) -> None:
        (library / "sub").mkdir()
        (library / "pedido.md").rename(library / "sub/pedido.md")
        (library / "personas/guia.md").rename(library / "sub/guia.persona.md")
        assert run("diff").code == 0

    def test_a_file_that_moved_and_changed_is_compared_with_what_it_was(self, run: Run, library: Path) -> None:
        write_files(library, "%! aaa.md\nAlô. @persona:guia\n")  # less like it than the right one
        (library / "pedido.md").rename(library / "zzz.md")
        replace(library / "personas/guia.md", "um Guia de", "um Guia local de")
        ran = run("diff", "--output-format", "json")
        items = json.loads(ran.out)
        assert [(each["oldPath"], each["path"], each["status"]) for each in items] == [
            (None, "aaa.md", "added"),
            ("personas/dupla.md", "personas/dupla.md", "changed"),
            ("pedido.md", "zzz.md", "renamed"),
        ]

    def test_a_prompt_of_a_persona_that_begins_to_compose_is_compared(self, run: Run, library: Path) -> None:
        replace(library / "personas/mapa.md", "um Mapa.", "um Mapa. @persona:guia")
        ran = run("diff")
        assert "-Atue como um Mapa." in ran.lines
        assert "+Atue como um Mapa. Atue como um Guia de Recife." in ran.lines


class TestWhatCannotBeRendered:
    def test_what_can_no_longer_be_rendered_is_told_with_its_reason(self, run: Run, library: Path) -> None:
        (library / "personas/guia.md").unlink()
        ran = run("diff")
        assert (ran.code, ran.out) == (1, "")
        assert "pedido.md can no longer be rendered:\n  pedido.md:1:6: There is no persona `guia`." in ran.err

    def test_what_could_not_be_rendered_is_told_with_its_place_of_then(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "cidade: Recife", "cidade: ")
        git(library, "commit", "--all", "--quiet", "--message=two")
        replace(library / "personas/guia.md", "cidade: ", "cidade: Recife")
        ran = run("diff")
        assert ran.code == 1
        assert ran.out == ""
        assert "pedido.md can be rendered now. At HEAD it could not:\n  HEAD:pedido.md:1:6: `guia` needs" in ran.err
        assert "HEAD:personas/guia.md:2:13: `cidade` is declared here." in ran.err

    def test_what_never_could_be_is_told_and_is_no_change(self, run: Run, library: Path) -> None:
        write_files(library, "%! ruim.md\n@persona:ninguem\n")
        git(library, "add", "--all")
        git(library, "commit", "--quiet", "--message=two")
        ran = run("diff")
        assert ran.code == 0
        assert ran.err == "No text changes since HEAD.\nCannot be rendered, now as at HEAD: ruim.md.\n"
        (told,) = json.loads(run("diff", "--output-format", "json").out)
        assert (told["status"], told["problems"]) == ("unrendered", ["ruim.md:1:1: There is no persona `ninguem`."])

    def test_a_new_file_that_cannot_be_rendered_counts(self, run: Run, library: Path) -> None:
        write_files(library, "%! ruim.md\n@persona:ninguem\n")
        ran = run("diff")
        assert ran.code == 1
        assert "ruim.md is new and cannot be rendered:" in ran.err


class TestRevisions:
    def test_any_name_that_git_knows_will_do(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "um Guia de", "um Guia local de")
        git(library, "commit", "--all", "--quiet", "--message=two")
        git(library, "tag", "agora")
        assert run("diff", "agora").code == 0
        for name in ("HEAD~1", "agora^", git(library, "rev-parse", "HEAD~1").strip()):
            assert run("diff", name).code == 1, name

    @pytest.mark.parametrize("name", ["nada", "HEAD:pedido.md", "", "HEAD~9"])
    def test_a_revision_that_git_does_not_know_is_wrong_usage(self, run: Run, library: Path, name: str) -> None:
        ran = run("diff", name)
        assert (ran.code, ran.out, ran.err) == (2, "", f"persona-ls: git knows no revision `{name}`.\n")

    def test_a_revision_is_never_taken_for_an_option(self, run: Run, library: Path) -> None:
        ran = run("diff", "--", "--output=stolen")
        assert ran.code == 2
        assert not (library / "stolen").exists()

    def test_a_folder_without_a_repository_is_wrong_usage(self, run: Run, root: Path) -> None:
        ran = run("diff")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"persona-ls: git finds no repository at {root}: not a git repository")

    def test_a_system_without_git_is_told(self, run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        ran = run("diff")
        assert (ran.code, ran.out) == (2, "")
        assert "git cannot be run" in ran.err

    def test_a_folder_below_the_repository_is_compared_alone(
        self, run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_files(library / "sub", "%! persona-ls.toml\n%! a.md\n@persona:eu\n%! personas/eu.md\n" + PROMPT)
        git(library, "add", "--all")
        git(library, "commit", "--quiet", "--message=two")
        monkeypatch.chdir(library / "sub")
        assert run("diff").code == 0
        replace(library / "sub/personas/eu.md", "Atue", "Aja")
        assert [line for line in run("diff").lines if line.startswith("+++")] == ["+++ b/a.md"]

    def test_a_submodule_is_the_one_of_the_revision(self, run: Run, library: Path, tmp_path: Path) -> None:
        other = write_files(tmp_path / "other", "%! personas/eu.md\n" + PROMPT)
        git(other, "init", "--quiet")
        git(other, "add", "--all")
        git(other, "commit", "--quiet", "--message=one")
        git(library, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
        write_files(library, "%! a.md\n@persona:eu\n")
        git(library, "add", "--all")
        git(library, "commit", "--quiet", "--message=two")
        assert run("diff").code == 0
        replace(library / "sub/personas/eu.md", "Atue", "Aja")
        assert "+Aja como eu." in run("diff").lines


class TestSafety:
    def test_nothing_of_the_repository_is_touched(self, run: Run, library: Path) -> None:
        replace(library / "personas/guia.md", "um Guia de", "um Guia local de")
        before = state_of(library)
        run("diff")
        assert state_of(library) == before

    def test_what_a_repository_s_configuration_names_is_not_run(self, run: Run, library: Path, tmp_path: Path) -> None:
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
        trap.chmod(0o755)
        for name in (
            "core.fsmonitor",
            "core.pager",
            "diff.external",
            "filter.x.smudge",
            "filter.x.clean",
            "core.editor",
        ):
            git(library, "config", name, str(trap))
        (library / ".gitattributes").write_text("*.md filter=x diff=x\n")
        git(library, "config", "core.hooksPath", str(tmp_path))
        replace(library / "personas/guia.md", "um Guia de", "um Guia local de")
        assert run("diff").code == 1
        assert not (tmp_path / "sprung").exists()

    def test_the_environment_of_a_hook_does_not_lead_astray(
        self, run: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
            monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
        assert run("diff").code == 0
        assert not (tmp_path / "trace").exists()

    @pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
    def test_a_link_out_of_the_folder_is_not_followed(self, run: Run, library: Path, tmp_path: Path) -> None:
        secret = tmp_path / "secret.md"
        secret.write_text("@persona:guia segredo\n")
        (library / "link.md").symlink_to(secret)
        (library / "up.md").symlink_to("../../secret.md")
        git(library, "add", "--all")
        git(library, "commit", "--quiet", "--message=two")
        (library / "link.md").unlink()
        (library / "up.md").unlink()
        ran = run("diff")
        assert (ran.code, ran.out) == (0, "")


PROMPT = "# Persona: Eu\n\n## Prompt de Ativação\n\n```\nAtue como eu.\n```\n"


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
