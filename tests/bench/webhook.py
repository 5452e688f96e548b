"""`make bench`, first part: the webhook against the same job in Node, interleaved.

    python -P -m tests.bench.webhook [--rounds N] [--seconds S] [--out FILE]

Each round measures every contender once at each load, in alternating order, so that a noisy
moment hits all alike; ratios are taken within a round. Every cell starts with a fresh process and
empty tables, warms up for two seconds with other messages, and is checked afterwards: rows =
doorbells in the queue = accepted requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.bodies import STATUSES, body, sign, write_bodies
from tests.bench.contenders import Contender, contenders, running
from tests.bench.floor import Floor, measure_floor
from tests.bench.machine import Meter, conditions, resident_mb
from tests.bench.webhook_report import write_report

from driver_assistant.sandbox.backing.servers import Backing, backing
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.environment import Secrets

_FASTEST_PER_S: Final = 9_000  # bodies are written for this; more would repeat message ids
_WARM_S: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How a cell is driven."""

    name: str
    connections: int
    statuses: bool = False


LOADS: Final = (
    Load(name="c64", connections=64),
    Load(name="c1", connections=1),
    Load(name="c64-statuses", connections=64, statuses=True),
)


async def main(options: argparse.Namespace) -> int:
    """Measure, write the results, return 0 when every count was right."""
    secrets = Secrets()
    extra = dict(pair.split("=", 1) for pair in options.set)
    with tempfile.TemporaryDirectory(prefix="driver-assistant-bench-") as name:
        folder = Path(name)
        loads = [load for load in LOADS if load.name in options.loads.split(",")]
        await asyncio.to_thread(_write_all, folder, secrets, loads, options.seconds)
        async with AsyncExitStack() as stack:
            servers = await stack.enter_async_context(backing(progress=_say))
            entered = await stack.enter_async_context(contenders(servers, folder, secrets, extra))
            chosen = [entered[name] for name in options.only.split(",")]
            warden = stack.enter_context(Warden())
            before = conditions(f"python -P -m tests.bench.webhook {shlex.join(sys.argv[1:])}")
            bench = _Bench(servers=servers, folder=folder, secrets=secrets, warden=warden)
            for contender in chosen:
                await bench.check(contender)
            cells, floors = await bench.rounds(chosen, loads, options.rounds, options.seconds)
    results = {
        "conditions": before | {"loadavg_after": list(os.getloadavg())},
        "cells": cells,
        "floors": [floor.as_dict() for floor in floors],
    }
    write_report(results, Path(options.out))
    return 0 if all(cell["ok"] for cell in cells) else 1


@dataclass(frozen=True, kw_only=True)
class _Bench:
    servers: Backing
    folder: Path
    secrets: Secrets
    warden: Warden

    async def check(self, contender: Contender) -> None:
        """Duplicates, eight at once, and a bad signature, before anything is timed.

        Raises:
            SystemExit: the contender is wrong, so its speed means nothing.
        """
        await contender.reset(8)
        good = [body(n, n, "C") for n in range(200)]
        signed = [(raw, sign(raw, self.secrets.app_secret)) for raw in good + good[:50]]
        signed[100:100] = [signed[100]] * 8
        forged = [(raw, sign(raw, "another secret")) for raw in good[:10]]
        async with running(contender, self.warden):
            accepted = await _post(contender.port, signed)
            refused = await _post(contender.port, forged)
            rows, depth, _ = await contender.counts()
        if (set(accepted), set(refused), rows, depth) != ({200}, {401}, 200, 200):
            raise SystemExit(
                f"{contender.name} is wrong: {set(accepted)} {set(refused)}, {rows} rows,"
                f" {depth} doorbells instead of 200"
            )

    async def rounds(
        self, chosen: Sequence[Contender], loads: Sequence[Load], rounds: int, seconds: int
    ) -> tuple[list[dict[str, Any]], list[Floor]]:
        """All cells, and the floor before each round."""
        cells: list[dict[str, Any]] = []
        floors: list[Floor] = []
        for number in range(rounds):
            floors.append(await measure_floor(self.servers, self.folder, self.warden))
            for load in loads:
                order = chosen if number % 2 == 0 else list(reversed(chosen))
                for contender in order:
                    cell = await self._cell(contender, load, seconds)
                    cells.append({"round": number} | cell)
                    _say(_line(cell))
        return cells, floors

    async def _cell(self, contender: Contender, load: Load, seconds: int) -> dict[str, Any]:
        bodies = self.folder / _bodies(load)
        replies = _FASTEST_PER_S * seconds if load.statuses else 0
        await contender.reset(replies)
        async with running(contender, self.warden) as pid:
            # at 32 connections, so that what compiles itself is hot at one connection, too
            await run_wrk(contender.port, 32, _WARM_S, bodies.with_suffix(".warm"))
            await asyncio.sleep(1)  # what wrk no longer waited for
            await contender.reset(replies)
            meter = Meter(
                {
                    "server": pid,
                    "postgresql": _pid(self.servers.postgresql.pid),
                    "rabbitmq": _pid(self.servers.rabbitmq.pid),
                }
            )
            children = os.times()
            result = await run_wrk(contender.port, load.connections, seconds, bodies)
            after = os.times()
            wrk_s = after.children_user + after.children_system
            wrk_s -= children.children_user + children.children_system
            usage = meter.read({"wrk": wrk_s})
            memory_mb = resident_mb(pid)
            await asyncio.sleep(0.3)
            rows, depth, statuses = await contender.counts()
        accepted = int(result["requests"] - result["not_200"])
        # wrk drops its connections at the end: up to that many acks were earned and not read
        counted = accepted <= rows <= accepted + load.connections
        expected = rows * len(STATUSES) if load.statuses else 0
        return {
            "name": contender.name,
            "load": load.name,
            **result,
            "acks_per_s": accepted / result["seconds"],
            "rows": rows,
            "doorbells": depth,
            "statuses": statuses,
            "ok": not result["not_200"] and rows == depth and counted and statuses == expected,
            "us_per_ack": {
                name: round(value / max(accepted, 1) * 1e6, 1)
                for name, value in usage.seconds.items()
            },
            "others_cores": round(usage.others_cores, 2),
            "steal_cores": round(usage.steal_cores, 2),
            "memory_mb": round(memory_mb, 1),
        }


async def run_wrk(port: int, connections: int, seconds: int, bodies: Path) -> dict[str, float]:
    """Replay the bodies; wrk's own figures.

    Raises:
        RuntimeError: wrk failed, with what it said.
    """
    script = Path(__file__).with_name("replay.lua")
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    url = f"http://127.0.0.1:{port}/webhook"
    done = await asyncio.to_thread(
        subprocess.run, [*argv, url, "--", str(bodies)], capture_output=True, text=True, check=False
    )
    found = re.search(r"RESULT (\{.*\})", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"wrk ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    result: dict[str, float] = json.loads(found[1])
    return result


async def _post(port: int, jobs: list[tuple[bytes, str]]) -> list[int]:
    """Send all bodies over 16 connections; the answers' statuses."""
    statuses: list[int] = []
    left = list(reversed(jobs))

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left:
            raw, signature = left.pop()
            head = (
                f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(raw)}\r\nX-Hub-Signature-256: {signature}\r\n\r\n"
            )
            writer.write(head.encode() + raw)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            statuses.append(int(answer.split()[1]))
            length = re.search(rb"content-length: (\d+)", answer)
            await reader.readexactly(int(length[1]) if length else 0)
        writer.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(16):
            group.create_task(client())
    return statuses


def _write_all(folder: Path, secrets: Secrets, loads: Sequence[Load], seconds: int) -> None:
    for load in loads:
        file = folder / _bodies(load)
        if not file.exists():
            count = _FASTEST_PER_S * seconds
            write_bodies(file, count, secrets.app_secret, statuses=load.statuses)
            write_bodies(
                file.with_suffix(".warm"),
                _FASTEST_PER_S * _WARM_S,
                secrets.app_secret,
                run="W",
                statuses=load.statuses,
            )


def _bodies(load: Load) -> str:
    return "statuses.txt" if load.statuses else "messages.txt"


def _pid(pid: int | None) -> int:
    if pid is None:
        raise SystemExit("The bench measures the CPU of its own servers: unset DA_*_URL.")
    return pid


def _line(cell: Mapping[str, Any]) -> str:
    cost = cell["us_per_ack"]
    return (
        f"{cell['load']:13} {cell['name']:14} {cell['acks_per_s']:7.0f}/s  p99"
        f" {cell['p99_ms']:7.1f} ms  µs/ack server {cost['server']:6.0f}"
        f" pg {cost['postgresql']:5.0f} mq {cost['rabbitmq']:5.0f}  others"
        f" {cell['others_cores']:.2f} cores  {'ok' if cell['ok'] else 'COUNTS DIFFER'}"
    )


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--only", default="product,fastify,fastify-batch")
    parser.add_argument("--loads", default=",".join(load.name for load in LOADS))
    parser.add_argument("--set", action="append", default=[], help="DA_NAME=value for the product")
    parser.add_argument("--out", default="docs/results/bench-webhook.json")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(_options())))
