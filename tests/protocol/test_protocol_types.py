"""The protocol's types are the same whether attrs has compiled them now or for an earlier start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from persona_ls.folders import CACHE_VARIABLE
from persona_ls.lsp.protocol_types import Scripts

METHODS = """
import lsprotocol.types as types
for name, kind in sorted(vars(types).items()):
    if isinstance(kind, type) and hasattr(kind, "__attrs_attrs__"):
        for method in ("__init__", "__eq__", "__repr__"):
            code = getattr(kind, method).__code__
            print(name, method, code.co_code.hex(), code.co_consts, code.co_names, code.co_varnames)
"""
OURS = "from persona_ls.lsp.protocol_types import import_protocol, keep_scripts; import_protocol(); keep_scripts()"


def printed(folder: Path, code: str) -> str:
    environment = {**os.environ, CACHE_VARIABLE: str(folder)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_types_are_those_that_a_plain_import_makes_whether_kept_or_not(tmp_path):
    plain = printed(tmp_path, METHODS)
    assert "InitializeParams __init__" in plain

    assert printed(tmp_path, OURS + METHODS) == plain
    assert [file.suffix for file in tmp_path.iterdir()] == [".scripts"]
    assert printed(tmp_path, OURS + METHODS) == plain


def test_nothing_is_compiled_twice(tmp_path, monkeypatch):
    file = tmp_path / "a.scripts"
    first = Scripts(file)
    code = first.compile("answer = 42", "here", "exec")
    assert first.compile("answer = 42", "there", "exec") is code
    first.keep()

    kept = Scripts(file)
    monkeypatch.setattr("builtins.compile", lambda *_: pytest.fail("it was compiled again"))
    found: dict[str, int] = {}
    exec(kept.compile("answer = 42", "here", "exec"), found)
    assert found["answer"] == 42


def test_a_start_that_compiled_nothing_writes_nothing(tmp_path):
    file = tmp_path / "a.scripts"
    first = Scripts(file)
    first.compile("answer = 42", "here", "exec")
    first.keep()
    stamp = file.stat().st_mtime_ns, file.stat().st_ino

    again = Scripts(file)
    again.compile("answer = 42", "here", "exec")
    again.keep()
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == stamp


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[:-1], lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda _: b"", lambda _: b"import os\n"],
    ids=["torn", "one bit", "empty", "another file"],
)
def test_a_file_that_is_not_whole_is_as_good_as_none(tmp_path, spoil):
    file = tmp_path / "a.scripts"
    first = Scripts(file)
    first.compile("answer = 42", "here", "exec")
    first.keep()
    file.write_bytes(spoil(file.read_bytes()))

    after = Scripts(file)
    assert after.compile("answer = 42", "here", "exec").co_names == ("answer",)
    after.keep()
    assert Scripts(file)._known.keys() == {"answer = 42"}


def test_somebody_elses_file_is_not_run(tmp_path, monkeypatch):
    file = tmp_path / "a.scripts"
    theirs = Scripts(file)
    theirs._known["answer = 42"] = compile("answer = 'theirs'", "here", "exec")
    theirs.keep()
    assert Scripts(file).compile("answer = 42", "here", "exec").co_consts[0] == "theirs"  # else nothing is shown below

    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1, raising=False)
    assert Scripts(file).compile("answer = 42", "here", "exec").co_consts[0] == 42


def test_what_comes_after_the_types_is_compiled_as_ever(tmp_path):
    code = "import attr._make; print('compile' in vars(attr._make))"
    assert printed(tmp_path, OURS + "\n" + code) == "False\n"


def test_where_nothing_can_be_kept_the_start_goes_on(tmp_path):
    (tmp_path / "file").touch()
    scripts = Scripts(tmp_path / "file" / "a.scripts")
    assert scripts.compile("answer = 42", "here", "exec")
    scripts.keep()
    assert Scripts(None).compile("answer = 42", "here", "exec")
