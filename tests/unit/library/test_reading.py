"""Files are read by child processes when there are many, and whatever becomes of those, every file is read once."""

import logging
import os
import signal
import sys
from pathlib import Path

import pytest

from persona_ls.library import readers as module
from persona_ls.library import reading
from persona_ls.library.discover import Walk
from persona_ls.library.homes import bundled_library
from persona_ls.library.readers import Readers
from persona_ls.library.reading import read
from persona_ls.library.scan import Root, Scanned

UNREADABLE = {"cortada.md": b"\xff\xfe\x00\x01", "binaria.md": b"# Persona: X\0\n"}
CALENDAR = "---\nvariáveis:\n  dia: {padrão: 2025-04-23}\n---\n# Persona: Agenda\n\n## Prompt de Ativação\n\n@persona:revisor\n"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """The bundled library, and a few files of all kinds."""
    bundled = bundled_library()
    assert bundled
    for path in bundled.rglob("*.md"):
        (tmp_path / "personas").mkdir(exist_ok=True)
        (tmp_path / "personas" / path.name).write_bytes(path.read_bytes())
    for name, content in UNREADABLE.items():
        (tmp_path / "personas" / name).write_bytes(content)
    (tmp_path / "personas/agenda.md").write_text(CALENDAR, encoding="utf-8")
    (tmp_path / "pedido.md").write_text("Use @persona:agenda", encoding="utf-8")
    return Root(tmp_path)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few files are many, so that the children get several batches."""
    monkeypatch.setattr(reading, "_MANY", 2)
    monkeypatch.setattr(module, "_BATCH", 3)


def all_of(root: Root, children: Readers) -> list[Scanned]:
    found = [each for some in read([(root, Walk(root.path), None)], children) for each in some]
    return sorted((each._replace(unreadable=None) for each in found), key=lambda each: each.place)


def here(root: Root) -> list[Scanned]:
    """What is found without any child."""
    return all_of(root, Readers(0))


def ended(children: Readers) -> bool:
    return all(child.process.returncode is not None for child in children._children)


def test_children_find_what_is_found_without_them_and_end(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Readers, "here", lambda self: [])
    with Readers(2) as children:
        assert all_of(root, children) == here(root)
        assert children.has_answered
        assert len(children._children) == 2
    assert ended(children)


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="priorities are asked for otherwise here")
def test_children_step_back_behind_who_answers(root: Root) -> None:
    with Readers(1) as children:
        reading_on = read([(root, Walk(root.path), None)], children)
        while not children.has_answered:
            next(reading_on)
        (child,) = children._children
        assert os.getpriority(os.PRIO_PROCESS, child.process.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_why_a_file_cannot_be_read_is_told_as_ever(root: Root) -> None:
    with Readers(1) as children:
        found = [each for some in read([(root, Walk(root.path), None)], children) for each in some]
    assert {each.path.name for each in found if each.unreadable} == set(UNREADABLE)


def test_few_files_are_read_without_a_child(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MANY", 10_000)
    with Readers(2) as children:
        assert all_of(root, children) == here(root)
    assert children._children == []


def test_nothing_is_read_beside_children_that_have_answered(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read here keeps the editor waiting."""
    monkeypatch.setattr(module, "_BATCH", 1)
    read_here, times = Readers.here, []

    def when_one_has_answered(self: Readers) -> list[Scanned]:
        times.append(self.left)
        self._done.put(self._done.get(timeout=60))
        return read_here(self)

    monkeypatch.setattr(Readers, "here", when_one_has_answered)
    with Readers(1) as children:
        all_of(root, children)
    assert len(times) <= 1


@pytest.mark.parametrize(
    "program",
    [
        "import os; os._exit(3)",
        "import time; time.sleep(1000)",
        "import os; os.write(1, b'nonsense'); os._exit(0)",
        "import marshal; from persona_ls.child import write_frame; write_frame(1, marshal.dumps([None]))",
        "import marshal; from persona_ls.child import write_frame; write_frame(1, marshal.dumps([(1, 2)] * 3))",
    ],
    ids=["dies", "hangs", "talks nonsense", "forgets files", "makes up records"],
)
def test_what_a_child_fails_at_is_read_without_it_and_told_once(
    root: Root, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, program: str
) -> None:
    monkeypatch.setattr(module, "_PROGRAM", f"import sys; sys.path += sys.argv[1:]\n{program}")
    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    # Else all may have been read here before a child has failed for the first time.
    here_too = Readers.here
    monkeypatch.setattr(Readers, "here", lambda self: [] if self._working else here_too(self))
    with caplog.at_level(logging.WARNING), Readers(2) as children:
        assert all_of(root, children) == here(root)
    assert ended(children)
    told = [record for record in caplog.records if "process that reads" in record.getMessage()]
    assert len(told) == 1


def test_a_child_that_is_killed_at_work_loses_no_file(root: Root) -> None:
    with Readers(1) as children:
        found: list[Scanned] = []
        for some in read([(root, Walk(root.path), None)], children):
            found += some
            if children.has_answered and len(children._children) == 1 and children._children[0].process.poll() is None:
                os.kill(children._children[0].process.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    assert sorted(each.place for each in found) == [each.place for each in here(root)]


def test_without_a_python_to_start_everything_is_read(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Readers(2) as children:
        assert all_of(root, children) == here(root)


def test_who_stops_in_the_middle_leaves_no_process(root: Root) -> None:
    with Readers(2) as children:
        reading_on = read([(root, Walk(root.path), None)], children)
        while not children.has_answered:
            next(reading_on)
    assert ended(children)
    assert not any(thread.is_alive() for thread in children._threads)
