"""The table of bugs in `CONTRIBUTING.md` can still be followed: each line is there once, and each test exists."""

import pytest

from robustness.put_back import PACKAGE, ROOT, Bug, bugs


def test_there_is_a_bug_for_each_suite() -> None:
    suites = {path.name for path in (ROOT / "tests/robustness").glob("test_*.py")} - {"test_put_back.py"}
    assert suites <= {bug.test.partition("::")[0].rpartition("/")[2] for bug in bugs()}


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: bug.name)
def test_a_bug_can_be_put_back(bug: Bug) -> None:
    source = (PACKAGE / bug.file).read_text(encoding="utf-8")
    file, *names = bug.test.split("::")
    assert source.count(bug.line) == 1
    assert bug.line != bug.new
    assert all(name in (ROOT / file).read_text(encoding="utf-8") for name in names)
