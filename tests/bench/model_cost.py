"""`make bench`, third part: what the two caches save of a realistic day's model calls.

    python -P -m tests.bench.model_cost [--messages N] [--shares 10,40,60] [--out FILE]

The same day runs twice through the whole platform, with both caches off and on, at each share of
repeated questions. Calls and prompt tokens are those that the stand-in for OpenRouter booked. An
answer is wrong when the same message got another intent, other arguments or other words while
both caches were off.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from stack import Stack, running_stack
from tests.bench.chart import Bar, Chart, draw
from tests.bench.day import Asked, make_day
from tests.bench.machine import conditions
from tests.bench.platform_run import SETTINGS, Run, run_day

from driver_assistant.sandbox.backing.servers import Backing, backing

TARGET: Final = (0.40, 0.30)  # at 40 % repeats at least 30 % of the calls are saved
_OFF: Final = {"DA_UNDERSTANDING_CACHE_TTL_S": "0", "DA_RECORD_CACHE_MAX_S": "0"}

Answers = Mapping[str, tuple[str, str, str, str]]  # intent, arguments, words, understood by


async def main(options: argparse.Namespace) -> int:
    """Measure and write the results; 1 when a cache gave a wrong answer."""
    before = conditions(f"python -P -m tests.bench.model_cost {shlex.join(sys.argv[1:])}")
    days = []
    async with backing() as servers:
        for percent in options.shares.split(","):
            days.append(await _compare(servers, int(percent) / 100, options.messages))
            sys.stderr.write(f"{json.dumps(days[-1])}\n")
    results = {
        "conditions": before | {"loadavg_after": list(os.getloadavg())},
        "days": days,
    }
    _write(results, Path(options.out))
    return 1 if any(day["wrong"] for day in days) else 0


async def _compare(servers: Backing, repeats: float, messages: int) -> dict[str, Any]:
    off, without, day = await _replay(servers, repeats, messages, _OFF)
    on, with_caches, _ = await _replay(servers, repeats, messages, {})
    wrong = [key for key, answer in with_caches.items() if answer[:3] != without[key][:3]]
    return {
        "repeats": repeats,
        "repeats_made": round(sum(asked.repeat for asked in day) / len(day), 3),
        "messages": messages,
        "drivers": len({asked.driver for asked in day}),
        "off": _spent(off),
        "on": _spent(on),
        "saved": round(1 - on.ledger["total"]["calls"] / max(off.ledger["total"]["calls"], 1), 3),
        "understood_by_cache": sum(answer[3] == "cache" for answer in with_caches.values()),
        "wrong": len(wrong),
        "wrong_examples": [[with_caches[key], without.get(key)] for key in wrong[:5]],
    }


async def _replay(
    servers: Backing, repeats: float, messages: int, settings: Mapping[str, str]
) -> tuple[Run, Answers, Sequence[Asked]]:
    """The day's run and its answers, by message."""
    with tempfile.TemporaryDirectory(prefix="driver-assistant-bench-") as name:
        async with running_stack(servers, Path(name), extra={**SETTINGS, **settings}) as stack:
            day = make_day(drivers=len(stack.drivers), messages=messages, repeats=repeats)
            run = await run_day(stack, day, timeout_s=120 + messages / 2, deliver=False)
            answers = await _answers(stack)
    return run, answers, day


async def _answers(stack: Stack) -> Answers:
    rows = await stack.rows(
        "SELECT m.wamid, t.intent, t.arguments::text, t.understood_by,"
        " (SELECT string_agg(convert_from(payload, 'UTF8'), ' ' ORDER BY part) FROM responses r"
        "  WHERE r.message_id = t.message_id) AS words"
        " FROM turns t JOIN messages m ON m.answered_by = t.message_id"
    )
    return {
        row["wamid"]: (
            row["intent"] or "",
            row["arguments"] or "",
            row["words"] or "",
            row["understood_by"] or "",
        )
        for row in rows
    }


def _spent(run: Run) -> dict[str, Any]:
    total = run.ledger["total"]
    return {
        "calls": total["calls"],
        "prompt_tokens": total["prompt_tokens"],
        "cached_tokens": total["cached_tokens"],
        "uncached_tokens": total["prompt_tokens"] - total["cached_tokens"],
        "completion_tokens": total["completion_tokens"],
        "cost_usd": float(total["cost"]),
        "understood_by": run.as_dict()["understood_by"],
    }


def _write(results: Mapping[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    out.with_suffix(".md").write_text(_markdown(results))
    out.with_suffix(".svg").write_text(_picture(results))


def _markdown(results: Mapping[str, Any]) -> str:
    about, days = results["conditions"], results["days"]
    lines = [
        "# What the caches save of a day's model calls",
        "",
        f"`{about['command']}` on {about['date']}, commit `{about['commit']}`, {about['machine']}.",
        f"{days[0]['messages']} messages of {days[0]['drivers']} drivers, five languages.",
        f"Target: at {TARGET[0]:.0%} repeats at least {TARGET[1]:.0%} of the calls, none wrong.",
        "",
        "| repeats | calls off | on | saved | prompt tokens off | on | uncached off | on | wrong |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for day in days:
        off, on = day["off"], day["on"]
        lines.append(
            f"| {day['repeats_made']:.0%} | {off['calls']} | {on['calls']} | {day['saved']:.0%}"
            f" | {off['prompt_tokens']} | {on['prompt_tokens']} | {off['uncached_tokens']}"
            f" | {on['uncached_tokens']} | {day['wrong']} of {day['messages']} |"
        )
    return "\n".join(lines) + "\n"


def _picture(results: Mapping[str, Any]) -> str:
    bars = [
        Bar(
            label=f"{day['repeats_made']:.0%} repeats",
            values=[day["saved"] * 100],
            note=f"{day['saved']:.0%}",
        )
        for day in results["days"]
    ]
    about = results["conditions"]
    chart = Chart(title="Model calls saved by the caches, %", bars=bars)
    return draw([chart], f"{about['date']}, {about['machine']}, commit {about['commit']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--shares", default="10,20,30,40,50,60")
    parser.add_argument("--out", default="docs/results/bench-model-cost.json")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(_options())))
