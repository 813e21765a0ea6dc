"""A file is there whole or as it was, and nothing else lies beside it afterwards, nor, where that can be, meanwhile."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_ls import whole
from persona_ls.whole import write_whole

needs_unnamed = pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="here each file has a name")


def forbidden(*_: object, **__: object) -> None:
    raise PermissionError("not in this sandbox")


@pytest.fixture(params=["unnamed", "not known", "not possible", "not to be named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Files without a name: as they are here, on a system or a file system that has none, where they cannot get one afterwards."""
    if request.param == "not known":
        monkeypatch.setattr(whole, "_UNNAMED", 0)
    elif request.param == "not possible":
        monkeypatch.setattr(whole, "_UNNAMED", 1 << 30)  # no such flag: the folder would be opened for writing
    elif request.param == "not to be named":
        monkeypatch.setattr(os, "link", forbidden)
    return request.param


def listed(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.usefixtures("way")
class TestEveryWay:
    def test_the_pieces_become_the_file(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a", [b"one ", b"", b"two\r\n"])
        assert (tmp_path / "a").read_bytes() == b"one two\r\n"
        assert listed(tmp_path) == ["a"]

    def test_it_takes_the_place_of_what_was_there(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("much longer than what comes")
        write_whole(tmp_path / "a", [b"new"])
        assert (tmp_path / "a").read_bytes() == b"new"
        assert listed(tmp_path) == ["a"]

    def test_a_new_file_has_the_permissions_of_any_other(self, tmp_path: Path) -> None:
        (tmp_path / "other").touch()
        write_whole(tmp_path / "a", [])
        write_whole(tmp_path / "b", [], 0o664)
        modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a", "b")]
        assert modes == [stat.S_IMODE((tmp_path / "other").stat().st_mode), 0o664]

    def test_what_fails_half_way_leaves_all_as_it_was(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("old")

        def failing() -> Iterator[bytes]:
            yield b"new" * 100_000
            raise KeyError("half way")

        with pytest.raises(KeyError):
            write_whole(tmp_path / "a", failing())
        assert (tmp_path / "a").read_text() == "old"
        assert listed(tmp_path) == ["a"]

    def test_so_does_what_cannot_take_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        with pytest.raises(IsADirectoryError):
            write_whole(tmp_path / "a", [b"new"])
        assert listed(tmp_path) == ["a"]

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            write_whole(tmp_path / "none" / "a", [b"new"])


@needs_unnamed
def test_meanwhile_there_is_nothing_to_be_seen(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def looking() -> Iterator[bytes]:
        yield b"new" * 100_000
        seen.append(listed(tmp_path))

    write_whole(tmp_path / "a", looking())
    assert seen == [[]]


KILLED = """
import os, signal, sys
from pathlib import Path
from persona_ls.whole import write_whole

def pieces():
    yield b"new" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)

write_whole(Path(sys.argv[1]), pieces())
"""


@needs_unnamed
def test_a_process_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a")])
    assert done.returncode == -signal.SIGKILL
    assert listed(tmp_path) == []
