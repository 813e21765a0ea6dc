"""Puts the bugs of `CONTRIBUTING.md` back, one at a time in a copy of the package, and says whether the test that should fail does.

``python tests/robustness/put_back.py [NUMBER …]``; the exit code is 1 when a bug was not caught.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["PACKAGE", "Bug", "bugs"]

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "server/persona_ls"


@dataclass(frozen=True)
class Bug:
    """One row of the table: in ``file``, ``line`` becomes ``new``, and ``test`` fails."""

    name: str
    file: str
    line: str
    new: str
    test: str


def bugs() -> list[Bug]:
    """The rows, in order."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.partition("\n## Bugs put back by hand\n")[2].partition("\n## ")[0]
    rows = [line.replace("\\|", "\0") for line in section.splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip().replace("\0", "|") for cell in row.strip("|").split("|")] for row in rows]
    return [Bug(name, *(each.strip("`") for each in rest)) for name, *rest in cells]


def is_caught(bug: Bug) -> bool:
    """Whether the test fails with the bug in a copy of the package."""
    with TemporaryDirectory() as folder:
        package = Path(folder) / "server/persona_ls"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        path = package / bug.file
        path.write_text(path.read_text(encoding="utf-8").replace(bug.line, bug.new), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", bug.test]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode == 1


def main(numbers: list[str]) -> int:
    missed = 0
    for number, bug in enumerate(bugs(), 1):
        if not numbers or str(number) in numbers:
            caught = is_caught(bug)
            missed += not caught
            print(f"{number:2} {'caught' if caught else 'MISSED'}  {bug.name}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
