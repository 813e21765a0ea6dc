"""Compiled tables are those of the TOML files, or count for nothing."""

import shutil
import sys
from pathlib import Path

import pytest

from persona_ls.formats import tables

FOLDER = Path(tables.__file__).parent
NAMES = sorted(file.stem for file in FOLDER.glob("*.toml"))

sys.path.insert(0, str(Path(__file__).parents[3]))
from hatch_build import compile_tables  # noqa: E402 (the build's own module, beside the package)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tables' folder, read by the product in the test."""
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(tables, "_FOLDER", tmp_path)
    tables._compiled.cache_clear()
    yield tmp_path
    tables._compiled.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_compiled_table_is_the_one_in_the_file(folder, name):
    read = tables.table(name)
    tables._compiled.cache_clear()
    compile_tables(folder)
    assert tables._compiled().keys() == set(NAMES)
    assert tables.table(name) == read


def test_a_compiled_table_is_read_and_not_the_file_once_more(folder, monkeypatch):
    compile_tables(folder)
    monkeypatch.setattr("tomllib.loads", lambda _: pytest.fail("it was read"))
    assert tables.table("skill")["name"] == "skill"


def test_a_file_that_was_edited_counts(folder):
    compile_tables(folder)
    file = folder / "skill.toml"
    file.write_bytes(file.read_bytes().replace(b"skill", b"SKILL"))
    assert tables.table("skill")["name"] == "SKILL"


@pytest.mark.parametrize("damaged", ["", "{", "[]x"])
def test_without_a_whole_compiled_file_the_tables_are_read(folder, damaged):
    (folder / "tables.json").write_text(damaged)
    assert tables.table("skill")["name"] == "skill"
