"""What the machine did meanwhile: CPU time by process tree, memory, and how much others took.

Everything is read from /proc. Wall-clock figures of a busy machine are worth little, CPU time per
message moves much less; so each measurement carries both, and what disturbed it.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def tree(root: int) -> set[int]:
    """A process and all of its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: set[int] = set()
    todo = [root]
    while todo:
        pid = todo.pop()
        found.add(pid)
        todo += children.get(pid, [])
    return found


def cpu_s(root: int) -> float:
    """User and system seconds of a process tree, children that were waited for included."""
    fields = [_stat(pid) for pid in tree(root)]
    return sum(sum(map(int, values[11:15])) for values in fields if values) * _TICK_S


def resident_mb(root: int) -> float:
    """Resident memory of a process tree in MB."""
    total = 0
    for pid in tree(root):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
    return total * _PAGE / 1e6


def machine_cpu_s() -> tuple[float, float]:
    """Seconds that the whole machine worked so far, and those stolen by its host."""
    fields = [int(word) for word in Path("/proc/stat").read_text().split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) * _TICK_S, steal * _TICK_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """CPU seconds of a span of time: by name of the watched trees, and of everybody else."""

    seconds: Mapping[str, float]
    others_cores: float
    steal_cores: float
    wall_s: float


class Meter:
    """Measures some process trees from now on; `read()` says what they used since."""

    def __init__(self, roots: Mapping[str, int]) -> None:
        self._roots = dict(roots)
        self._clock = os.times()
        self._before = {name: cpu_s(pid) for name, pid in roots.items()}
        self._machine, self._steal = machine_cpu_s()

    def read(self, extra: Mapping[str, float] | None = None) -> Usage:
        """`extra` names CPU seconds that are known from elsewhere, e.g. of waited-for children."""
        used = {name: cpu_s(pid) - self._before[name] for name, pid in self._roots.items()}
        used |= extra or {}
        now = os.times()
        used["harness"] = now.user + now.system - self._clock.user - self._clock.system
        wall_s = now.elapsed - self._clock.elapsed
        machine, steal = machine_cpu_s()
        others = max(0.0, machine - self._machine - sum(used.values()))
        return Usage(
            seconds=used,
            others_cores=others / wall_s,
            steal_cores=(steal - self._steal) / wall_s,
            wall_s=wall_s,
        )


def conditions(command: str, **more: Any) -> dict[str, Any]:
    """What a result must carry to be worth anything: when, where, of what, how disturbed."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "command": command,
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "loadavg": list(os.getloadavg()),
        **more,
    }


def _commit() -> str:
    root = Path(__file__).parents[2]
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
