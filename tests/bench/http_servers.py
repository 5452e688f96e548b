"""Which HTTP server costs least for an endpoint that reads a body and answers: interleaved rounds.

    python -P -m tests.bench.http_servers [--rounds N] [--seconds S]

The same null ASGI application under each maintained server that is installed (`pip install
granian` for the second), 64 connections. Compare the CPU per request; on a busy machine the rest
is noise.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.bodies import write_bodies
from tests.bench.contenders import listening
from tests.bench.machine import Meter, conditions
from tests.bench.webhook import run_wrk

from driver_assistant.sandbox.backing.child import Child, Command
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port
from driver_assistant.sandbox.backing.warden import Warden

_ROOT: Final = Path(__file__).parents[2]
_APP: Final = "tests.bench.null_app:app"
_UVICORN: Final = ("-m", "uvicorn", _APP, "--log-level", "warning", "--no-access-log")
_SERVERS: Final = {
    "uvicorn, httptools, uvloop": (
        *_UVICORN,
        *("--host", LOOPBACK, "--lifespan", "off", "--loop", "uvloop", "--http", "httptools"),
    ),
    "uvicorn, h11, asyncio": (
        *_UVICORN,
        *("--host", LOOPBACK, "--lifespan", "off", "--loop", "asyncio", "--http", "h11"),
    ),
    "granian, asgi, uvloop": (
        *("-m", "granian", "--interface", "asginl", "--host", LOOPBACK, "--loop", "uvloop"),
        *("--no-ws", "--log-level", "error", _APP),
    ),
}


async def main(options: argparse.Namespace) -> None:
    """Measure and print a table."""
    names = list(_SERVERS) if importlib.util.find_spec("granian") else list(_SERVERS)[:2]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    with (
        tempfile.TemporaryDirectory(prefix="driver-assistant-bench-") as folder,
        Warden() as warden,
    ):
        bodies = Path(folder) / "bodies.txt"
        await asyncio.to_thread(write_bodies, bodies, 1_000, "secret")
        for number in range(options.rounds):
            for name in names if number % 2 == 0 else reversed(names):
                found[name].append(await _cell(name, bodies, options.seconds, warden))
    about = conditions("http_servers")
    sys.stdout.write(f"{about['date']}, {about['machine']}, load {about['loadavg'][0]:.2f}\n\n")
    sys.stdout.write("| server | CPU µs per request (range) | requests/s |\n|---|--:|--:|\n")
    for name, cells in found.items():
        cost, speed = zip(*cells, strict=True)
        sys.stdout.write(
            f"| {name} | {statistics.median(cost):.0f} ({min(cost):.0f}-{max(cost):.0f})"
            f" | {statistics.median(speed):.0f} |\n"
        )


async def _cell(name: str, bodies: Path, seconds: int, warden: Warden) -> tuple[float, float]:
    port = reserve_port()
    command = Command(
        argv=(sys.executable, "-P", *_SERVERS[name], "--port", str(port.number)),
        environment={**os.environ, "PYTHONPATH": str(_ROOT)},
        directory=bodies.parent,
        log=bodies.parent / "server.log",
    )
    child = Child(command, warden)
    try:
        await listening(child, port.number)
        await run_wrk(port.number, 64, 1, bodies)
        meter = Meter({"server": child.pid})
        result = await run_wrk(port.number, 64, seconds, bodies)
        used_s = meter.read().seconds["server"]
    finally:
        await child.stop(5)
        port.close()
    return used_s / result["requests"] * 1e6, result["requests"] / result["seconds"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(_options()))
