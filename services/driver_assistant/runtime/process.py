"""How any process lives: telemetry, waiting for dependencies, work, drain on SIGTERM, exit code.

An `app.py` builds its parts and calls `run_process`. The first signal drains; the second ends at
once. A process whose part fails ends with code 1: a fresh start heals more than cleverness.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

import uvloop
from starlette.types import ASGIApp

from driver_assistant.runtime.http import Check, Health, Server
from driver_assistant.runtime.settings import ProcessSettings
from driver_assistant.runtime.telemetry import log, start_telemetry

Part = Callable[[asyncio.Event], Coroutine[Any, Any, None]]

_WAIT_STEP_S = 0.5
_COLLECT_AFTER = (50_000, 20, 50)  # objects, collections of the first and of the second generation
_SAY_EVERY = 10  # five seconds between two lines of waiting


def run_process(
    name: str, settings: ProcessSettings, main: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    """Run `main(stop)` under uvloop until it ends or a signal asks it to; returns the exit code."""
    start_telemetry(name, settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_supervised(name, settings, main))


async def _supervised(
    name: str, settings: ProcessSettings, main: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(main(stop))

    def on_signal() -> None:
        if stop.is_set():
            work.cancel()
        log.info("process.draining", timeout_s=settings.drain_timeout_s)
        stop.set()
        loop.call_later(settings.drain_timeout_s, work.cancel)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    try:
        await work
    except asyncio.CancelledError:
        log.warning("process.drain_cut_short")
        return 0 if stop.is_set() else 1
    except Exception:  # noqa: BLE001  # the process's edge
        log.exception("process.failed")
        return 1
    log.info("process.stopped", process=name)
    return 0


async def serve_and_work(
    settings: ProcessSettings,
    app: ASGIApp,
    health: Health,
    parts: Sequence[Part],
    stop: asyncio.Event,
) -> None:
    """Serve the app, wait for what is required, run the parts until `stop`; all or nothing."""
    server = Server(
        app, settings.http_host, settings.http_port, drain_timeout_s=settings.drain_timeout_s
    )
    beat = asyncio.create_task(health.beat())
    try:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve(stop))
            await wait_for_dependencies(
                {name: health.dependencies[name] for name in sorted(health.required)}, stop
            )
            health.started = True
            _settle_memory()
            log.info("process.ready", port=settings.http_port)
            for part in parts:
                group.create_task(part(stop))
            await stop.wait()
            health.draining = True
            await serving
    finally:
        beat.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beat


def _settle_memory() -> None:
    """What a process loads lives as long as it does: no collection need look at it again.

    Nearly all that a message makes is freed by counting references. Python looks for cycles after
    every 700 objects nevertheless, which took a third of a webhook's request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


async def wait_for_dependencies(checks: Mapping[str, Check], stop: asyncio.Event) -> None:
    """Return once every check passes (or on stop); says for which it waits while it waits."""
    for name, check in checks.items():
        tries = 0
        while not stop.is_set():
            try:
                async with asyncio.timeout(3):
                    await check()
                break
            except Exception as error:  # noqa: BLE001  # whatever is wrong, say it and wait
                if tries % _SAY_EVERY == 0:
                    log.info("process.waiting", dependency=name, error=type(error).__name__)
                tries += 1
                await asyncio.sleep(_WAIT_STEP_S)
