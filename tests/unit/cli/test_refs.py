"""``persona-ls refs``: who uses a persona."""

import json
from pathlib import Path

import pytest

from command import Run
from lsp_client import write_files

FILES = """
%! personas/viagem/guia.md
---
aliases: [cicerone]
---

# Persona: Guia

## Prompt de Ativação (Básico)

```
Atue como um Guia.
```

## Prompt de Ativação (Avançado)

```
Atue como um Guia, com @persona:mapa.
```

%! personas/mapa.md
# Persona: Mapa

## Prompt de Ativação

```
Atue como um Mapa. Depois @persona:viagem/guia#avancado.
```

%! pedido.md
Olá @persona:guia, e `@persona:cicerone#basico`!

```py
@persona:guia
```

%! sub/outro.md
	@persona:guia em código, e \\@persona:guia.

é @persona:guia#nada
"""


@pytest.fixture
def library(root: Path) -> Path:
    return write_files(root, FILES)


def places(out: str) -> list[str]:
    return [line.split(": ", 1)[0] for line in out.splitlines()]


def test_every_live_reference_by_any_of_its_names_is_a_line_with_its_text(run: Run, library: Path) -> None:
    ran = run("refs", "guia")
    assert (ran.code, ran.err) == (0, "4 references to `guia` in 3 files\n")
    assert ran.lines == [
        "pedido.md:1:5: Olá @persona:guia, e `@persona:cicerone#basico`!",
        "pedido.md:1:23: Olá @persona:guia, e `@persona:cicerone#basico`!",
        "personas/mapa.md:6:27: Atue como um Mapa. Depois @persona:viagem/guia#avancado.",
        "sub/outro.md:3:3: é @persona:guia#nada",
    ]


@pytest.mark.parametrize("name", ["viagem/guia", "cicerone", "@persona:guia"])
def test_a_persona_is_asked_for_by_any_of_its_names(run: Run, library: Path, name: str) -> None:
    assert run("refs", name).out == run("refs", "guia").out


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("basico", ["pedido.md:1:5", "pedido.md:1:23"]),  # also the reference that names no part
        ("Básico", ["pedido.md:1:5", "pedido.md:1:23"]),
        ("avancado", ["personas/mapa.md:6:27"]),
    ],
)
def test_a_part_asks_for_the_references_that_mean_it(run: Run, library: Path, part: str, found: list[str]) -> None:
    assert places(run("refs", f"guia#{part}").out) == found


def test_json_tells_places_parts_and_where_a_persona_composes(run: Run, library: Path) -> None:
    ran = run("refs", "guia", "--output-format", "json")
    items = json.loads(ran.out)
    assert [(each["path"], each["part"], each["inside"]) for each in items] == [
        ("pedido.md", "basico", None),
        ("pedido.md", "basico", None),
        ("personas/mapa.md", "avancado", "prompt"),
        ("sub/outro.md", "nada", None),
    ]
    assert items[2] == {
        "path": "personas/mapa.md",
        "line": 6,
        "column": 27,
        "endLine": 6,
        "endColumn": 56,
        "reference": "@persona:viagem/guia#avancado",
        "part": "avancado",
        "inside": "prompt",
        "text": "Atue como um Mapa. Depois @persona:viagem/guia#avancado.",
    }


def test_on_a_terminal_the_reference_stands_out(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "Olá \x1b[1;36m@persona:guia\x1b[0m, e" in run("refs", "guia#basico").out


def test_a_long_line_is_shown_around_its_reference(run: Run, library: Path) -> None:
    (library / "longo.md").write_text(f"{'a ' * 5000}@persona:guia {'b ' * 5000}\n", encoding="utf-8")
    (line,) = [each for each in run("refs", "guia").lines if each.startswith("longo.md")]
    assert line.startswith("longo.md:1:10001: …")
    assert line.endswith("…")
    assert "@persona:guia" in line
    assert len(line) < 300


def test_nobody_is_an_answer(run: Run, library: Path) -> None:
    (library / "personas/viagem/guia.md").write_text("# Persona: Guia\n", encoding="utf-8")
    ran = run("refs", "mapa")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing refers to `mapa`.\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("guio", "There is no persona `guio`. Did you mean guia?"),
        ("guia#medio", "`guia` has no part `medio`. It has: `basico`, `avancado`."),
        ("xyzw", "There is no persona `xyzw` in the library."),
    ],
)
def test_a_name_that_means_nobody_is_wrong_usage(run: Run, library: Path, name: str, words: str) -> None:
    ran = run("refs", name)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{words}\n")


def test_a_name_that_fits_several_is_wrong_usage(run: Run, library: Path) -> None:
    write_files(library, "%! personas/b/guia.md\n# Persona: Guia\n")
    ran = run("refs", "guia")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "`guia` fits several personas: b/guia, viagem/guia.\n"
