"""A workspace on the disk, and the command run in it."""

from pathlib import Path

import pytest

from command import Ran, Run
from persona_ls.cli import main


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a configuration of its own: nothing above it and no library of the person counts."""
    root = tmp_path / "projeto"
    root.mkdir()
    (root / "persona-ls.toml").touch()
    monkeypatch.chdir(root)
    monkeypatch.setenv("PERSONA_LS_LANG", "en")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return root


@pytest.fixture
def run(root: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs ``persona-ls`` with these words, without the bundled library."""

    def ran(*words: object, bundled: bool = False) -> Ran:
        verb, *rest = map(str, words)
        has_library = verb != "rule" and not bundled
        code = main([verb, *(["--no-bundled"] if has_library else []), *rest])
        captured = capsysbinary.readouterr()
        return Ran(code, captured.out.decode(), captured.err.decode())

    return ran
