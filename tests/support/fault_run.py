"""One run of the fault suite: which cases, seeds and sizes, and the committed table of results.

Read from the environment, because `make faults` sets it and plain `pytest tests/faults` does not:
then only the subset of `make test` runs, small, and nothing is written. `python -P -m fault_run`
renders the table again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
RESULTS: Final = Path(os.environ.get("FAULTS_RESULTS") or ROOT / "docs" / "results" / "faults.json")
TABLE: Final = RESULTS.with_suffix(".md")
_SOURCES: Final = ("services", "tests/faults", "tests/support")

Row = dict[str, Any]

# Every case of the specification's list, and those that the design adds.
CASES: Final[Mapping[str, str]] = {
    "1": "kill -9 of the webhook: before the commit, after it, between publish and confirm, after",
    "2": "kill -9 of a worker while the model thinks",
    "3": "kill -9 of a worker between its commit and the acknowledgement",
    "4": "kill -9 of a sender before the first byte (policy resend)",
    "5": "kill -9 of a sender after Meta accepted, statuses come",
    "6": "the same, statuses don't come: park, and resend",
    "7": "a worker stopped for 60 s and resumed is fenced",
    "8": "RabbitMQ restarted under load",
    "9": "kill -9 of RabbitMQ",
    "10": "RabbitMQ's volume wiped",
    "11": "PostgreSQL restarted: 503, then recovery",
    "12": "Redis restarted and flushed",
    "13": "confirms 2 s late, then the connection reset",
    "14": "RabbitMQ's memory alarm: publishers blocked",
    "15": "a queue deleted under its consumers",
    "16": "one webhook a hundred times at once",
    "17": "unsigned and wrongly signed webhooks; a body that PostgreSQL can't store",
    "18": "a message that kills its worker",
    "19": "a dead letter replayed twice",
    "20": "the breaker opens, lets one probe through, closes",
    "21": "workers scaled 1 → 8 → 1 under load",
    "22": "rolling restart of every service by SIGTERM",
    "paused-sender": "a sender stopped for 180 s before its first byte",
    "parked-head": "a head in doubt is parked while the driver writes on",
    "poison-neighbours": "a message that kills its worker among 30 prefetched ones",
    "restored-database": "PostgreSQL restored to an older point",
    "month-change": "the month changes during a retry",
    "two-taps": "two taps on one button",
    "emergency": "an emergency behind a retrying head",
    "two-companies": "two companies on one broker, one of them in trouble",
    "soak": "minutes of random kills, pauses and restarts of anything",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was asked for."""

    matrix: bool
    seeds: tuple[int, ...]
    cases: frozenset[str]  # empty: all
    messages: int  # of the matrix; the subset has its own
    fresh: bool
    defaults: bool  # waiting times as shipped

    @property
    def settings(self) -> str:
        return "defaults" if self.defaults else "shortened"


@cache
def this_run() -> Run:
    """From FAULTS_* of the environment."""
    asked = os.environ.get
    cases = frozenset(filter(None, asked("FAULTS_CASES", "").replace(" ", "").split(",")))
    if unknown := cases - set(CASES):
        raise ValueError(
            f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(CASES)}"
        )
    return Run(
        matrix=asked("FAULTS_MATRIX", "") == "1",
        seeds=tuple(int(seed) for seed in asked("FAULTS_SEEDS", "1").split(",")),
        cases=cases,
        messages=int(asked("FAULTS_MESSAGES") or 1000),
        fresh=asked("FAULTS_FRESH", "") == "1",
        defaults=asked("FAULTS_DEFAULTS", "") == "1",
    )


@cache
def source_hash() -> str:
    """Of everything that decides a result: one for the same code has not to be got again."""
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sql", ".ftl", ".yaml"}:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def commit() -> str:
    """The commit at hand, with `+` when files differ from it."""
    head = _git("rev-parse", "--short=10", "HEAD") or "unknown"
    return f"{head}+" if _git("status", "--porcelain", *_SOURCES) else head


def known_rows() -> list[Row]:
    """The rows of the committed file."""
    if not RESULTS.exists():
        return []
    rows: list[Row] = json.loads(RESULTS.read_text(encoding="utf-8"))["rows"]
    return rows


def is_fresh(test: str, seed: int, run: Run) -> bool:
    """Whether this test has passed with this seed and size on this very code."""
    wanted = (test, seed, run.messages, run.settings, source_hash(), "passed")
    return wanted in {
        (
            row["test"],
            row["seed"],
            row["asked"],
            row["settings"],
            row["source"],
            row["result"],
        )
        for row in known_rows()
    }


def keep(row: Row) -> None:
    """Write a case's row in the place of its former one, and the table."""
    row |= {
        "commit": commit(),
        "source": source_hash(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "load": round(os.getloadavg()[1], 1),
    }
    key = _key(row)
    rows = [other for other in known_rows() if _key(other) != key]
    rows = sorted([*rows, row], key=lambda one: (_place(one["case"]), str(_key(one))))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in rows)
    RESULTS.write_text(f'{{"rows": [\n{lines}\n]}}\n', encoding="utf-8")
    render()


def say(line: str) -> None:
    """Progress of a long case, on the terminal."""
    with contextlib.suppress(OSError), Path("/dev/tty").open("w", encoding="utf-8") as terminal:
        terminal.write(f"  {line}\n")


def render() -> None:
    """The Markdown beside the JSON."""
    TABLE.write_text(_table(known_rows()), encoding="utf-8")


def _key(row: Row) -> tuple[Any, ...]:
    return row["test"], row["seed"], row["settings"], row["broker"]


def _place(case: str) -> int:
    return list(CASES).index(case)


_HEAD: Final = """# Fault cases: results

Written by `make faults`, `make faults-seeds` and single runs; what each case does and what is
counted is in [faults.md](../faults.md). `lost`, `doubled` and `reordered` have to be 0; what else
a case asserts is in its test. `closed` got an honest reply or a reason in place of an answer;
`parked` are parts in doubt, given to a person by policy. Recovery is the time from the end of the
fault to the next reply at the simulated Meta; caught up, to the last answer of the case. A `+`
after the commit means that files differed from it.

"""


def _table(rows: Sequence[Row]) -> str:
    columns = (
        "case", "messages", "conversations", "lost", "doubled", "reordered", "closed", "parked",
        "recovery_s", "caught_up_s", "result", "seed", "settings", "broker", "commit", "date",
        "load",
    )  # fmt: skip
    titles = [name.replace("_s", ", s").replace("_", " ") for name in columns]
    lines = ["| " + " | ".join([titles[0], "what is shown, or fails", *titles[1:]]) + " |"]
    lines.append("|" + "---|" * (len(columns) + 1))
    for case, what in CASES.items():
        found = [row for row in rows if row["case"] == case]
        for row in found or [{"case": case, "result": "not run"}]:
            cells = [str(row.get(name, "–")) for name in columns]
            title = row.get("test", what).removeprefix("test_").replace("_", " ")
            lines.append("| " + " | ".join([cells[0], title, *cells[1:]]) + " |")
    lines.append(_brokers(rows, len(columns)))
    return _HEAD + "\n".join(lines) + "\n"


def _brokers(rows: Sequence[Row], columns: int) -> str:
    """Case 23: cases 1 to 12 on RabbitMQ 3.10 and on 4.x."""
    passed: dict[str, set[str]] = {}
    for row in rows:
        if row["case"].isdigit() and int(row["case"]) <= 12 and row["result"] == "passed":
            passed.setdefault(row["broker"], set()).add(row["case"])
    told = [f"{broker}: {len(cases)} of 12" for broker, cases in sorted(passed.items())]
    if not any(broker.startswith("4.") for broker in passed):
        told.append("4.x: not run")
    cells = ["23", "cases 1 to 12 on RabbitMQ 3.10 and 4.x", "; ".join(told)]
    return "| " + " | ".join(cells + ["–"] * (columns - 2)) + " |"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    render()
