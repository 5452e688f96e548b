"""`make bench`, second part: from a webhook to a sent reply, with models that answer at once.

    python -P -m tests.bench.pipeline [--messages N] [--out FILE]

A backlog of a day's messages drains through worker, guardrails (over HTTP) and delivery. Reports
replies per second, CPU per reply by process, memory under load, and where a turn's time goes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stack import running_stack
from tests.bench.chart import Bar, Chart, draw
from tests.bench.day import make_day
from tests.bench.machine import conditions
from tests.bench.platform_run import COUNTED, SETTINGS, run_day

from driver_assistant.runtime.telemetry import STEPS
from driver_assistant.sandbox.backing.servers import backing

CPU_TARGET_MS: Final = 8.0
MEMORY_TARGET_MB: Final = {"webhook": 150, "worker": 150, "delivery": 150, "guardrails": 300}
_REPEATS: Final = 0.4


async def main(options: argparse.Namespace) -> int:
    """Measure and write the results."""
    before = conditions(f"python -P -m tests.bench.pipeline {shlex.join(sys.argv[1:])}")
    extra = SETTINGS | dict(pair.split("=", 1) for pair in options.set)
    with tempfile.TemporaryDirectory(prefix="driver-assistant-bench-") as name:
        async with (
            backing() as servers,
            running_stack(servers, Path(name), extra=extra) as stack,
        ):
            day = make_day(drivers=len(stack.drivers), messages=options.messages, repeats=_REPEATS)
            run = await run_day(stack, day, timeout_s=120 + options.messages / 4)
    results = {
        "conditions": before | {"loadavg_after": list(os.getloadavg())},
        "run": run.as_dict(),
    }
    _write(results, Path(options.out))
    return 0


def _write(results: Mapping[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1) + "\n")
    out.with_suffix(".md").write_text(_markdown(results))
    out.with_suffix(".svg").write_text(_picture(results))
    sys.stderr.write(_markdown(results))


def _markdown(results: Mapping[str, Any]) -> str:
    run, about = results["run"], results["conditions"]
    cost = run["cpu_ms_per_reply"]
    lines = [
        "# From a backlog to sent replies",
        "",
        f"`{about['command']}` on {about['date']}, commit `{about['commit']}`, {about['machine']}.",
        f"Other work took {run['others_cores']:.2f} cores"
        + (" (the sandbox and this harness included)." if run["others_cores"] else "."),
        "",
        f"{run['messages']} messages came in at {run['intake_per_s']:.0f}/s.",
        f"{run['replies']} replies left at {run['replies_per_s']:.0f}/s.",
        "",
        f"| CPU per reply, ms (target ≤ {CPU_TARGET_MS:g} in all) | |",
        "|---|--:|",
        *(f"| {name} | {cost[name]:.2f} |" for name in COUNTED),
        f"| **total** | **{cost['total']:.2f}** |",
        "",
        "| memory under load, MB | measured | target |",
        "|---|--:|--:|",
    ]
    lines += [
        f"| {name} | {run['memory_mb'][name]:.0f} | ≤ {most} |"
        for name, most in MEMORY_TARGET_MB.items()
    ]
    lines += [
        "",
        "Where a turn's time goes (from the steps that every turn's row keeps):",
        "",
        "| step | p50 ms | p95 ms | times per turn |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {number} {STEPS[int(number)]} | {row['p50_ms']:.2f} | {row['p95_ms']:.2f} |"
        f" {row['per_turn']:.2f} |"
        for number, row in run["waterfall"].items()
    ]
    words = ", ".join(f"{name} {count}" for name, count in sorted(run["understood_by"].items()))
    lines += ["", f"Understood by: {words}.", ""]
    return "\n".join(lines)


def _picture(results: Mapping[str, Any]) -> str:
    run, about = results["run"], results["conditions"]
    cost = run["cpu_ms_per_reply"]
    total = Bar(
        label="one reply", values=[cost[name] for name in COUNTED], note=f"{cost['total']:.1f} ms"
    )
    steps = [
        Bar(
            label=f"{number} {STEPS[int(number)]}"[:26],
            values=[row["p50_ms"]],
            note=f"{row['p50_ms']:.1f}",
        )
        for number, row in run["waterfall"].items()
    ]
    charts = [
        Chart(title="CPU per reply, ms", bars=[total], parts=COUNTED),
        Chart(title="Median time of each step of a turn, ms", bars=steps),
    ]
    return draw(charts, f"{about['date']}, {about['machine']}, commit {about['commit']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--set", action="append", default=[], help="DA_NAME=value")
    parser.add_argument("--out", default="docs/results/bench-pipeline.json")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(_options())))
