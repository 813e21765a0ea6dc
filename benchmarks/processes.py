"""What a process and its children use, as Linux tells it; nothing where there is no ``/proc``."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Sums over a process and its children. Pages that two of them share count twice."""

    memory: float
    """Resident, in MiB."""
    peak: float
    """The most that each of them ever had, in MiB."""
    seconds: float
    """Of the processor."""


def usage(pid: int) -> Usage | None:
    """What the processes use now, or ``None`` where that cannot be known."""
    if not Path("/proc/self/status").exists():
        return None
    each = [_one(one) for one in _tree(pid)]
    return Usage(*(sum(column) for column in zip(*each, strict=True)))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _tree(int(child))
    return found


def _one(pid: int) -> tuple[float, float, float]:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    memory, peak = (int(status.get(key, "0 kB").split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return memory, peak, (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
