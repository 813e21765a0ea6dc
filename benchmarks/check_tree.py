"""How long ``persona-ls check`` takes over a tree of mixed files, and how much memory its processes have at most.

    python benchmarks/check_tree.py [--files 5000] [--keep FOLDER]

Some of the files are sound, the others broken in one way each; what is printed is compared with what was broken. Besides the seconds,
which are those of this machine, stands how long reading the same files takes: believe the ratio.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from trees import write_tree


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="write the tree to this folder, and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.keep or Path(folder)
        expected = write_tree(root, options.files)
        return measure(root, expected)


def measure(root: Path, expected: dict[str, tuple[str, ...]]) -> int:
    start = time.perf_counter()
    size = sum(len((root / name).read_bytes()) for name in expected)
    reading = time.perf_counter() - start

    command = [sys.executable, "-m", "persona_ls", "check", "--no-bundled", "--output-format", "json"]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(root / "nothing")}
    start = time.perf_counter()
    done = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, env=environment)
    seconds = time.perf_counter() - start
    # Of the largest process; its helpers share most of theirs with it.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    items = json.loads(done.stdout)
    found = Counter((each["path"], each["rule"]) for each in items if each["severity"] in ("error", "warning"))
    wanted = Counter((name, rule) for name, rules in expected.items() for rule in rules)
    print(f"{len(expected)} files, {size / 1e6:.1f} MB: {seconds:.1f} s, {seconds / reading:.0f} × reading them")
    print(f"largest process: {peak:.0f} MiB")
    print(
        f"{len({path for path, _ in wanted})} files fail, {sum(found.values())} findings, exit code {done.returncode}"
    )
    if found != wanted:
        print(f"not as expected: {sorted((found - wanted) + (wanted - found))[:10]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
