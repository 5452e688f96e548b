"""Writes `docs/results/guardrails-latency.md`: what a verdict costs. `make guardrails-bench`.

Three measures: the chain in the process, open loop at 100 messages a second; its CPU time alone;
HTTP, closed loop with 1 and 50 connections. On a busy machine only the CPU time says something
of the code, so the page carries it and the load beside every figure.
"""

# ruff: noqa: INP001  # a script: run by path

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from driver_assistant.contracts.guardrails import Caller, InputRequest, OutputRequest, Verdict
from driver_assistant.guardrails.app import GARBAGE
from driver_assistant.guardrails.service import build_service
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.guardrails.warm import preload_output

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "docs" / "results" / "guardrails-latency.md"
RATE: Final = 100
SECONDS: Final = int(os.environ.get("BENCH_SECONDS", "15"))
CONNECTIONS: Final = (1, 50)
_NOW: Final = datetime(2026, 10, 25, 8, tzinfo=UTC)
_CALLER: Final = Caller(
    driver_id="drv_1", company_id="acme", name="Jan Kowalski", own_ids=("LD-48213", "WPR 4821K")
)
MESSAGE: Final = (
    "Hi, I am at the gate in Gdansk since 7:40 and nobody opens, the guard says load LD-48213 is "
    "not booked until tomorrow. What do I do now, wait here or go to the next stop? Time ends 15:30"
)
ANSWER: Final = (
    "Your next stop is Kunde 3 Hamburg, Hafenstraße 3, between 11:00 and 12:00. "
    "The contact is Marie Kunz 3. After that you go to Kunde 4 Hamburg at 12:00."
)


def record() -> dict[str, Any]:
    """About 20 KB of evidence: a route with 45 stops."""
    return {
        "stops": [
            {
                "id": f"stp_{at}",
                "sequence": at,
                "state": "scheduled",
                "location": {
                    "name": f"Kunde {at} Hamburg",
                    "timeZone": "Europe/Berlin",
                    "address": {
                        "lines": [f"Hafenstraße {at}"],
                        "postalCode": f"{20000 + at}",
                        "city": "Hamburg",
                        "country": "DE",
                    },
                },
                "windows": [
                    {
                        "start": f"2026-10-25T{8 + at % 10:02d}:00:00+01:00",
                        "end": f"2026-10-25T{9 + at % 10:02d}:00:00+01:00",
                    }
                ],
                "contacts": [{"name": f"Marie Kunz {at}", "phone": f"+4940123{at:04d}"}],
                "notes": "Bitte am Tor klingeln und warten, bis jemand kommt.",
            }
            for at in range(45)
        ]
    }


REQUEST: Final = InputRequest(text=MESSAGE, caller=_CALLER)
REPLY: Final = OutputRequest(
    text=ANSWER, evidence=record(), now=_NOW, language="en", question="next?", caller=_CALLER
)
RECORDS: Final = 100  # more than the service keeps: asked in turn, each is read anew


def replies() -> Iterator[OutputRequest]:
    """The same answer again and again, from a record that was not read lately."""
    records = (record() | {"route": f"R-{number}"} for number in range(RECORDS))
    return cycle([REPLY.model_copy(update={"evidence": each}) for each in records])


def main() -> int:
    """Measure and write the page."""
    started = os.getloadavg()[0]
    chain = asyncio.run(_chain())
    http = asyncio.run(_http())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(_page(started, chain, http)) + "\n", "utf-8")
    sys.stdout.write(f"wrote {TARGET.relative_to(ROOT)}\n")
    return 0


async def _chain() -> dict[str, tuple[list[float], list[float]]]:
    """Stage -> (seconds from when a message was due to its verdict, CPU seconds alone)."""
    preload_output()
    service = build_service(GuardrailsSettings())
    gc.collect()  # as the process does before it is ready
    gc.freeze()
    gc.set_threshold(GARBAGE)
    anew = replies()
    asked: dict[str, Callable[[], Awaitable[Verdict]]] = {
        "input": lambda: service.input(REQUEST),
        "output": lambda: service.output(next(anew)),
        "output, a part more from the same record": lambda: service.output(REPLY),
    }
    try:
        return {stage: (await _open_loop(ask), await _cpu(ask)) for stage, ask in asked.items()}
    finally:
        service.close()


async def _open_loop(ask: Callable[[], Awaitable[Verdict]]) -> list[float]:
    """Messages come when they are due, however long the last one takes."""
    for _ in range(20):
        await ask()
    taken: list[float] = []
    start = time.perf_counter() + 0.1

    async def one(due: float) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await ask()
        taken.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for index in range(RATE * SECONDS):
            group.create_task(one(start + index / RATE))
    return taken


async def _cpu(ask: Callable[[], Awaitable[Verdict]]) -> list[float]:
    taken = []
    for _ in range(200):
        before = time.process_time()
        await ask()
        taken.append(time.process_time() - before)
    return taken


Http = dict[tuple[str, int], tuple[list[float], float]]


async def _http() -> tuple[Http, float, int]:
    """(What, connections) -> seconds per request, requests per second; seconds from the start of
    the process to its first connection; its memory in MB after all of them.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "DA_HTTP_PORT": str(port),
        "DA_HTTP_HOST": "127.0.0.1",
        "DA_COMPANY": "acme",
    }
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: ASYNC220  # once, before anything is measured
        [sys.executable, "-P", "-m", "driver_assistant.cli", "guardrails"],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _ready(port)
        cold_s = time.perf_counter() - started
        found = {}
        anew = list(islice(replies(), RECORDS))
        for what, requests in (
            ("/v1/input", [REQUEST]),
            ("/v1/output", anew),
            ("/v1/output, the same record", [REPLY]),
        ):
            bodies = [each.model_dump_json(by_alias=True).encode() for each in requests]
            path = what.partition(",")[0]
            for connections in CONNECTIONS:
                found[what, connections] = await _closed_loop(port, path, bodies, connections)
        return found, cold_s, _resident_mb(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _resident_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


async def _ready(port: int) -> None:
    async with asyncio.timeout(120):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                return


async def _closed_loop(
    port: int, path: str, bodies: Sequence[bytes], connections: int
) -> tuple[list[float], float]:
    asked = cycle([_head(path, body) + body for body in bodies])
    taken: list[float] = []
    until = time.perf_counter() + SECONDS

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            before = time.perf_counter()
            writer.write(next(asked))
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode())
            size = next(
                int(line.split(b":")[1])
                for line in answer.splitlines()
                if line.lower().startswith(b"content-length")
            )
            await reader.readexactly(size)
            taken.append(time.perf_counter() - before)
        writer.close()

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one())
    return taken, len(taken) / (time.perf_counter() - start)


def _head(path: str, body: bytes) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()


def _page(
    started: float,
    chain: dict[str, tuple[list[float], list[float]]],
    measured: tuple[Http, float, int],
) -> list[str]:
    http, cold_s, resident_mb = measured
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  # whichever git the reader has
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    python = sys.version.split()[0]
    kilobytes = len(json.dumps(record())) // 1000
    lines = [
        "# What a verdict costs",
        "",
        f"`make guardrails-bench`, {now}, on {commit}, Python {python}, {os.cpu_count()} cores.",
        f"Load average {started:.1f} before and {os.getloadavg()[0]:.1f} after: above the number",
        "of cores, wall-clock figures measure the neighbours; CPU time then says more.",
        "",
        f"A message of {len(MESSAGE)} characters; an answer with {kilobytes} KB of evidence, a",
        "record that was not read lately unless the row says so.",
        "",
        "| chain in the process | p50 ms | p99 ms | CPU p50 ms | CPU p99 ms | bar (p99) |",
        "|---|---|---|---|---|---|",
    ]
    for stage, (wall, cpu) in chain.items():
        bar = "8 ms" if stage == "input" else "10 ms"
        lines.append(f"| {stage}, {RATE}/s open loop | {_row(wall)} | {_row(cpu)} | {bar} |")
    lines += ["", "| HTTP, closed loop | connections | p50 ms | p99 ms | requests/s |"]
    lines += ["|---|---|---|---|---|"]
    for (path, connections), (taken, rate) in http.items():
        lines.append(f"| {path} | {connections} | {_row(taken)} | {rate:.0f} |")
    return [
        *lines,
        "",
        "The client runs on the same cores. Bar: 400 requests/s per replica. From the start of the",
        f"process to its first connection {cold_s:.1f} s (bar: 3 s); {resident_mb} MB after all of",
        "this (bar: 300 MB).",
    ]


def _row(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    late = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    return f"{statistics.median(ordered) * 1000:.2f} | {late * 1000:.2f}"


if __name__ == "__main__":
    sys.exit(main())
