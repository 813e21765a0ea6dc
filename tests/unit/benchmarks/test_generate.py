"""The generated libraries: the same from the same seed, and what they say they are."""

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.generate import BROKEN, DEFECTS, TITLES, Library

from checking import found_in

ROOT = Path(__file__).parents[3]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also in another process, where the hashes of texts are others."""
    command = [sys.executable, ROOT / "benchmarks/generate.py", tmp_path, "--count", "20", "--seed", "3"]
    subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": "7"})
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert written == {name: text.encode() for name, text in Library(20, 3).files()}


def test_another_seed_gives_another_library() -> None:
    assert dict(Library(20, 1).files()) != dict(Library(20, 2).files())


def test_a_small_library_is_the_beginning_of_a_large_one() -> None:
    small, large = Library(30), Library(40_000)
    assert [small.persona(index) for index in range(30)] == [large.persona(index) for index in range(30)]


def test_no_two_personas_share_a_name() -> None:
    library = Library(TITLES)
    names = {(library.name(index).area, library.name(index).id) for index in range(0, TITLES, 7)}
    assert len(names) == len(range(0, TITLES, 7))


def test_a_persona_has_about_four_kilobytes() -> None:
    sizes = [len(Library(400).persona(index).encode()) for index in range(400)]
    assert 3_900 < sum(sizes) / len(sizes) < 4_300


@pytest.mark.parametrize("count", [0, TITLES + 1])
def test_there_are_only_so_many_titles(count: int) -> None:
    with pytest.raises(ValueError, match=str(TITLES)):
        Library(count)


def test_a_persona_composes_only_such_as_come_before_it() -> None:
    library = Library(200)
    ids = [library.name(index).id for index in range(200)]
    composed = {index: set(references(library.persona(index))) for index in range(200)}
    assert sum(map(bool, composed.values())) > 10
    assert all(set(ids[:index]) >= names - {"ninguem"} for index, names in composed.items())


def test_links_say_the_same_as_references() -> None:
    persona, plain = Library(30).persona(20), Library(30, links=True).persona(20)
    name = Library(30).name(next(i for i in range(20) if Library(30).name(i).id in references(persona)))
    assert plain == persona.replace(f"@persona:{name.id}", f"[{name.title}]({name.id}.md)")


def test_links_lie_in_one_folder() -> None:
    assert {Path(name).parent.name for name, _ in Library(30, links=True).files()} == {"notas"}


@pytest.mark.parametrize("turn", range(len(DEFECTS)), ids=list(DEFECTS))
def test_what_is_broken_is_found_and_what_is_sound_is_not(turn: int, tmp_path: Path) -> None:
    library, broken = Library(BROKEN * len(DEFECTS)), BROKEN * turn + BROKEN - 1
    sound = broken - 1  # composes nobody, so that it needs no other file
    found = found_in(tmp_path, {library.path(index): library.persona(index) for index in (sound, broken)})
    wrong = {
        name for name, findings in found.findings.items() if any(finding.rule.severity.fails for finding in findings)
    }
    assert wrong == {library.path(broken)}


def references(text: str) -> list[str]:
    return [word.removeprefix("@persona:") for word in text.split() if word.startswith("@persona:")]
