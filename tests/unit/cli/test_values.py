"""Where the variables of prompts get their values from, and what is said of those that have none: ``render`` and ``render --check``."""

from pathlib import Path

import pytest

from command import Run
from lsp_client import write_files
from persona_ls.cli import refusals

FILES = """
%! personas/guia.md
---
variáveis:
  cidade: Recife
  dias:
---

# Persona: Guia

## Prompt de Ativação (Básico)

```
{{ cidade }}, {{ dias }}
```

## Prompt de Ativação (Avançado)

```
{{ cidade }}, {{ dias }}, {{ hotel }}
```

## Prompt de Ativação (Livre)

```
{{ valor.nome if valor is mapping else valor }}
```
"""


@pytest.fixture
def library(root: Path) -> Path:
    return write_files(root, FILES)


class TestWhoWins:
    """Argument, ``--set``, ``--values``, front matter, default: the first that has the name."""

    ARGUMENT = '@persona:guia(cidade="de argumento")'
    PLAIN = "@persona:guia"
    FRONT_MATTER = "---\nvariáveis: {cidade: de cabeçalho, dias: 1}\n---\n"

    @pytest.mark.parametrize(
        ("source", "words", "cidade"),
        [
            (FRONT_MATTER + ARGUMENT, ["--set", "cidade=de set", "--values", "v.toml"], "de argumento"),
            (FRONT_MATTER + PLAIN, ["--set", "cidade=de set", "--values", "v.toml"], "de set"),
            (FRONT_MATTER + PLAIN, ["--values", "v.toml"], "de toml"),
            (FRONT_MATTER + PLAIN, ["--values", "v.toml", "--values", "v.json"], "de json"),
            (FRONT_MATTER + PLAIN, ["--values", "v.json", "--values", "v.toml"], "de toml"),
            (FRONT_MATTER + PLAIN, ["--set", "cidade=um", "--set", "cidade=dois"], "dois"),
            (FRONT_MATTER + PLAIN, [], "de cabeçalho"),
            (PLAIN, ["--set", "dias=1"], "Recife"),
        ],
    )
    def test_the_first_that_has_the_name(
        self, run: Run, library: Path, source: str, words: list[str], cidade: str
    ) -> None:
        write_files(library, '%! v.toml\ncidade = \'de toml\'\n%! v.json\n{"cidade": "de json"}\n%! a.md\n' + source)
        ran = run("render", "a.md", *words, "--set", "dias=1")
        assert (ran.err, ran.out.strip()) == ("", f"{cidade}, 1")

    def test_what_a_persona_declares_is_no_value_for_another(self, run: Run, library: Path) -> None:
        source = persona_that_says("@persona:guia(dias=1)").replace(
            "# P", "---\nvariables: {cidade: {default: X}}\n---\n# P", 1
        )
        write_files(library, f"%! personas/eu.md\n{source}")
        assert "Recife, 1" in run("render", "personas/eu.md").out

    def test_values_of_several_files_come_together(self, run: Run, library: Path) -> None:
        write_files(library, '%! v.yaml\ncidade: Olinda\n%! w.json\n{"dias": 2}\n')
        assert run("render", "@persona:guia", "--values", "v.yaml", "--values", "w.json").out == "Olinda, 2"


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "source", "rendered"),
        [
            ("v.toml", "valor = 2025-04-23", "2025-04-23"),
            ("v.yaml", "valor: 2025-04-23", "2025-04-23"),
            ("v.yml", "valor: 007", "7"),
            ("v.yaml", "valor: '007'", "007"),
            ("v.yaml", "valor: 1.50", "1.5"),
            ("v.yaml", "valor: {nome: dentro}", "dentro"),
            ("v.toml", "[valor]\nnome = 'dentro'", "dentro"),
            ("v.json", '{"valor": {"nome": "dentro"}}', "dentro"),
            ("v.json", '{"valor": "a\\nb"}', "a\nb"),
            ("v.yaml", "valor: |\n  a\n  b\n", "a\nb\n"),
            ("V.JSON", '\ufeff{"valor": true}', "True"),
            ("v.toml", "\ufeffvalor = 1", "1"),
            ("v.yaml", "\ufeffvalor: [1, 2]", "[1, 2]"),
        ],
    )
    def test_a_value_is_what_its_format_says(
        self, run: Run, library: Path, name: str, source: str, rendered: str
    ) -> None:
        (library / name).write_text(source, encoding="utf-8")
        ran = run("render", "@persona:guia#livre", "--values", name)
        assert (ran.code, ran.out, ran.err) == (0, rendered, "")

    def test_an_empty_file_gives_nothing(self, run: Run, library: Path) -> None:
        (library / "v.yaml").write_text("# nothing yet\n")
        assert run("render", "@persona:guia", "--values", "v.yaml", "--set", "dias=1").out == "Recife, 1"

    @pytest.mark.parametrize(
        ("name", "source", "told"),
        [
            ("v.toml", "a = 1\nb = = 2\n", "v.toml:2:5: The file is not valid TOML: Invalid value."),
            ("v.json", '{"a": 1,\n"b"}', "v.json:2:4: The file is not valid JSON: Expecting ':' delimiter."),
            ("v.yaml", "a: 1\nb: c: d\n", "v.yaml:2:5: The value of `b` holds a colon followed by a space"),
            ("v.yaml", "a: 1\nb: [1, 2\n", "v.yaml:2:4: The bracket in the value of `b` is never closed"),
            ("v.yaml", f"a: {'[' * 100}{']' * 100}\n", "The file is longer than 64 KiB, or nested more than 64 deep"),
            ("v.json", "[" * 100_000, "v.json:1:1: The file is not valid JSON"),
            ("v.json", "[1]", "v.json:1:1: A file of values holds names with their values"),
            ("v.yaml", "- a\n", "v.yaml:1:1: A file of values holds names with their values"),
            ("v.txt", "a = 1\n", "v.txt: A file of values is TOML, JSON or YAML"),
            (
                "v.yaml",
                "a: !!python/object/apply:os.system [x]\n",
                "v.yaml:1:4: The value of `a` begins with !, which YAML reserves",
            ),
        ],
    )
    def test_what_is_wrong_in_it_is_told_at_its_place(
        self, run: Run, library: Path, name: str, source: str, told: str
    ) -> None:
        (library / name).write_text(source)
        ran = run("render", "@persona:guia", "--values", name)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
        assert ran.err.count("\n") == 1

    @pytest.mark.parametrize("name", ["none.toml", "personas"])
    def test_a_file_that_cannot_be_read_is_wrong_usage(self, run: Run, library: Path, name: str) -> None:
        ran = run("render", "@persona:guia", "--values", name)
        assert (ran.code, ran.out) == (2, "")
        assert name in ran.err


def persona_that_says(prompt: str) -> str:
    return f"# Persona: Eu\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n"


class TestMissing:
    WHERE = (
        "personas/guia.md:4:3: `dias` is declared here.",
        "personas/guia.md:18:30: `hotel` is used here.",
        refusals.HOW_TO_GIVE,
    )

    def test_all_are_told_at_once_with_the_places_to_look_at(self, run: Run, library: Path) -> None:
        write_files(library, "%! a.md\n@persona:guia#avancado\n@persona:guia\n")
        ran = run("render", "a.md")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.splitlines() == [
            "a.md:1:1: `guia` needs a value for `dias`, `hotel`.",
            "a.md:2:1: `guia` needs a value for `dias`.",
            *self.WHERE,
        ]

    def test_a_value_for_one_leaves_the_others(self, run: Run, library: Path) -> None:
        ran = run("render", "@persona:guia#avancado", "--set", "dias=1")
        assert ran.err.splitlines() == [
            "@persona:guia#avancado:1:1: `guia` needs a value for `hotel`.",
            *self.WHERE[1:],
        ]

    def test_those_of_a_composed_persona_are_told_with_its_file(self, run: Run, library: Path) -> None:
        write_files(library, "%! personas/eu.md\n" + persona_that_says("{{ a }} @persona:guia"))
        ran = run("render", "@persona:eu")
        assert ran.err.splitlines()[2:4] == [
            "personas/guia.md:4:3: `dias` is declared here.",
            "personas/eu.md:6:4: `a` is used here.",
        ]

    def test_a_variable_that_is_passed_on_is_told_in_the_persona_that_passes_it(self, run: Run, library: Path) -> None:
        write_files(library, "%! personas/eu.md\n" + persona_that_says("@persona:guia(dias=x)"))
        assert "personas/eu.md:6:20: `x` is used here." in run("render", "@persona:eu").err


class TestCheck:
    @pytest.fixture
    def prompts(self, library: Path) -> Path:
        return write_files(
            library,
            """
%! bom.md
@persona:guia(dias=1)

%! sub/ruim.md
@persona:guia e @persona:guio

%! sem.md
Nada.

%! .claude/agents/revisor.md
---
name: revisor
description: revê
---

Como @persona:guia
""",
        )

    def test_every_prompt_file_with_a_reference_is_tried_and_nothing_is_printed_but_problems(
        self, run: Run, prompts: Path
    ) -> None:
        before = {path: path.read_bytes() for path in prompts.rglob("*.md")}
        ran = run("render", "--check")
        assert (ran.code, ran.err) == (1, "3 files: 2 cannot be rendered\n")
        assert ran.lines == [
            ".claude/agents/revisor.md:6:6: `guia` needs a value for `dias`.",
            "sub/ruim.md:1:1: `guia` needs a value for `dias`.",
            "sub/ruim.md:1:17: There is no persona `guio`. Did you mean `guia`?",
            TestMissing.WHERE[0],
            TestMissing.WHERE[2],
        ]
        assert {path: path.read_bytes() for path in prompts.rglob("*.md")} == before

    def test_values_count(self, run: Run, prompts: Path) -> None:
        ran = run("render", "--check", ".claude", "bom.md", "--set", "dias=1")
        assert (ran.code, ran.out, ran.err) == (0, "", "2 files: all can be rendered\n")

    def test_a_file_that_cannot_be_read_is_a_problem(self, run: Run, prompts: Path) -> None:
        (prompts / "x.md").write_bytes(b"\xff")
        ran = run("render", "--check", "x.md")
        assert ran.code == 1
        assert "x.md is not UTF-8" in ran.out

    def test_a_path_that_is_not_there_is_wrong_usage(self, run: Run, prompts: Path) -> None:
        ran = run("render", "--check", "bom.md", "nada.md")
        assert (ran.code, ran.out) == (2, "")
        assert "nada.md" in ran.err

    @pytest.mark.parametrize("words", [[], ["bom.md", "sem.md"]])
    def test_without_check_it_is_one_file(self, run: Run, prompts: Path, words: list[str]) -> None:
        ran = run("render", *words)
        assert (ran.code, ran.out) == (2, "")
        assert "render takes one file" in ran.err
