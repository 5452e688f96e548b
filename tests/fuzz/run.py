"""`make fuzz COUNT=20000 SEED=1`: mutated webhooks against the real platform, and its report.

Starts private servers and all services, posts the bodies, waits until every message is finished,
and writes `docs/results/fuzz.md`. Ends with 1 when anything failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fuzzing import CALM, Fuzzed, fuzz
from stack import running_stack

from driver_assistant.sandbox.backing.servers import backing

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "results" / "fuzz.md"
GROWTH_MB = 100


async def _run(count: int, seed: int) -> Fuzzed:
    with tempfile.TemporaryDirectory() as folder:
        async with backing() as servers, running_stack(servers, Path(folder), extra=CALM) as stack:
            return await fuzz(stack, count=count, seed=seed, settle_s=3600)


def _failures(fuzzed: Fuzzed) -> list[str]:
    growth = fuzzed.rss_end_mb - fuzzed.rss_warm_mb
    checks = {
        f"{fuzzed.errors} answers of 500 and above, or none": fuzzed.errors,
        f"{fuzzed.unfinished} rows unfinished": fuzzed.unfinished,
        f"{fuzzed.dead} messages given up": fuzzed.dead,
        f"{fuzzed.doorbells_left} unreadable doorbells": fuzzed.doorbells_left,
        f"memory grew by {growth:.0f} MB after the first quarter": growth > GROWTH_MB,
    }
    return [problem for problem, wrong in checks.items() if wrong]


def _report(fuzzed: Fuzzed, load: float) -> str:
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    answers = ", ".join(f"{status}: {n}" for status, n in sorted(fuzzed.statuses.items()))
    failures = _failures(fuzzed)
    return f"""<!-- Written by tests/fuzz/run.py: do not edit. -->

# Fuzzed webhooks

Mutated webhook bodies, correctly signed, against the real webhook process with PostgreSQL,
RabbitMQ, worker, guardrails, delivery and the stand-ins behind it. Seven in ten bodies are Meta's
shapes with lost keys, swapped types and values out of any range, three in ten are raw bytes.

| what | result |
|---|---|
| outcome | {"passed" if not failures else "failed: " + "; ".join(failures)} |
| bodies | {fuzzed.count} |
| seed | {fuzzed.seed} |
| answers by HTTP status | {answers} |
| answers of 500 and above, or none | {fuzzed.errors} |
| messages recorded from what was left of them | {fuzzed.messages} |
| rows not finished at the end | {fuzzed.unfinished} |
| messages given up (dead) | {fuzzed.dead} |
| memory of the webhook after a quarter, at most, at the end | {fuzzed.rss_warm_mb:.0f} MB, \
{fuzzed.rss_most_mb:.0f} MB, {fuzzed.rss_end_mb:.0f} MB |
| time, with the answering of everything | {fuzzed.seconds:.0f} s |
| command | `make fuzz COUNT={fuzzed.count} SEED={fuzzed.seed}` |
| commit | {commit} and what was not committed then |
| date | {datetime.now(UTC):%Y-%m-%d %H:%M} UTC |
| machine | {os.cpu_count()} cores, {platform.system()} {platform.machine()}, \
Python {platform.python_version()}, load {load:.1f} at the start |
"""


def main() -> int:
    """Run, report, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    load = os.getloadavg()[0]
    fuzzed = asyncio.run(_run(given.count, given.seed))
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(_report(fuzzed, load), encoding="utf-8")
    sys.stdout.write(REPORT.read_text("utf-8"))
    return 1 if _failures(fuzzed) else 0


if __name__ == "__main__":
    sys.exit(main())
