"""`driver-assistant demo`: everything up, what to try next, everything gone after Ctrl-C.

The recipe, top-down: backing services, schema, processes, drivers, state file and control, waiting.
Each part is a context manager, so that an error or a signal at any moment undoes what was done.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from driver_assistant.runtime.http import Server as HttpServer
from driver_assistant.sandbox.backing.child import Command
from driver_assistant.sandbox.backing.errors import BackingError, ProgramsMissing
from driver_assistant.sandbox.backing.install import ensure_programs
from driver_assistant.sandbox.backing.ports import LOOPBACK, Port, reserve_port
from driver_assistant.sandbox.backing.programs import PROGRAMS
from driver_assistant.sandbox.backing.servers import Backing, backing, named_in, private_folder
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.commands import run_command
from driver_assistant.sandbox.demo.control import create_control
from driver_assistant.sandbox.demo.environment import (
    COMPANY,
    PROCESSES,
    Secrets,
    demo_environment,
)
from driver_assistant.sandbox.demo.errors import DemoError, DemoRunning, StepFailed
from driver_assistant.sandbox.demo.process import ProcessSpec
from driver_assistant.sandbox.demo.reports import Reports
from driver_assistant.sandbox.demo.screen import Screen
from driver_assistant.sandbox.demo.state import DemoState, began, find_demo, write_state
from driver_assistant.sandbox.demo.supervisor import Supervisor

CLI = (sys.executable, "-m", "driver_assistant.cli")
SPEAKER = "ana"  # the driver of the examples: an ordinary day, in Spanish
_MISSING, _FAILED = 2, 1
_FIXED = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONSAFEPATH": "1",
    # Somebody watches: a span is shown a moment after its end, not after the exporter's 5 s.
    "OTEL_BSP_SCHEDULE_DELAY": "200",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """`cli` starts a process or command when its name is appended; tests put a small one there."""

    root: Path | None = None  # where the demo's folder is made; the temporary directory if None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    cli: tuple[str, ...] = CLI


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    """What the steps below share."""

    options: DemoOptions
    screen: Screen
    servers: Backing
    ports: Mapping[str, int]
    folder: Path
    environment: Mapping[str, Mapping[str, str]]

    @property
    def sandbox_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports['sandbox']}"

    @property
    def control_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports['control']}"

    def variables(self, name: str) -> dict[str, str]:
        """All that a process sees: ours first, then the caller's, so that DA_* can tune a demo."""
        return {**self.options.environ, **_FIXED, **self.environment[name]}


def run_demo(options: DemoOptions) -> int:
    """Run a demo until Ctrl-C or SIGTERM; the exit code: 0, 1 (failed) or 2 (something missing)."""
    screen = Screen(sys.stdout)
    screen.title("driver-assistant demo: the platform on this machine, the outside world played\n")
    try:
        if (running := find_demo()) is not None:
            raise DemoRunning(
                f"Its process is {running.pid}: talk to it with `{_program()} chat`, or end "
                f"it with `kill {running.pid}`."
            )
        # before the event loop: a question to the reader can then be left with Ctrl-C
        ensure_programs(PROGRAMS.keys() - named_in(options.environ).keys(), screen.note)
        asyncio.run(_until_signalled(options, screen))
    except ProgramsMissing as error:
        screen.failed(str(error))
        return _MISSING
    except (BackingError, DemoError) as error:
        screen.failed(str(error))
        return _FAILED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


async def _until_signalled(options: DemoOptions, screen: Screen) -> None:
    """The first signal starts the way down, further ones don't disturb it."""
    work = asyncio.create_task(_demo(options, screen))

    def on_signal() -> None:
        if not work.cancelling():
            screen.say("\nstopping")
            work.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    try:
        await work
    except asyncio.CancelledError:
        screen.say("stopped; nothing is left behind")


async def _demo(options: DemoOptions, screen: Screen) -> None:
    start = time.monotonic()
    async with AsyncExitStack() as stack:
        warden = stack.enter_context(Warden())
        folder = stack.enter_context(private_folder(options.root, warden))
        servers = await stack.enter_async_context(backing(folder, screen.done, options.environ))
        ports = _reserve((*PROCESSES, "control"), stack)
        secrets = Secrets(openrouter_api_key=options.environ.get("OPENROUTER_API_KEY", ""))
        demo = _Demo(
            options=options,
            screen=screen,
            servers=servers,
            ports=ports,
            folder=folder,
            environment=demo_environment(servers, ports, secrets, watched=True),
        )
        _collect_logs(demo)
        with screen.step("database and queues are set up"):
            for command in (("migrate",), ("topology", "apply")):
                await run_command((*options.cli, *command), demo.variables("ops"))
        supervisor = Supervisor(_specs(demo), warden, screen)
        await stack.enter_async_context(supervisor.running())
        phone = await _register_drivers(demo)
        await stack.enter_async_context(_control(demo, supervisor))
        _publish_state(demo, supervisor, warden, stack)
        screen.say(f"\nReady after {time.monotonic() - start:.1f} s.\n")
        screen.title(f"  The phone page  {demo.sandbox_url}/\n")
        screen.say(_next_steps(demo, phone, bool(secrets.openrouter_api_key)))
        await asyncio.Event().wait()


def _reserve(names: tuple[str, ...], stack: AsyncExitStack) -> dict[str, int]:
    ports: dict[str, Port] = {name: reserve_port() for name in names}
    for port in ports.values():
        stack.callback(port.close)
    return {name: port.number for name, port in ports.items()}


def _collect_logs(demo: _Demo) -> None:
    """One folder with everybody's log."""
    for server in demo.servers:
        if server.log is not None:
            (demo.folder / "logs" / server.log.name).symlink_to(server.log)


def _specs(demo: _Demo) -> list[ProcessSpec]:
    return [
        ProcessSpec(
            name=name,
            command=Command(
                argv=(*demo.options.cli, name),
                environment=demo.variables(name),
                directory=demo.folder,
                log=demo.folder / "logs" / f"{name}.log",
            ),
            ready_url=f"http://{LOOPBACK}:{demo.ports[name]}/readyz",
        )
        for name in PROCESSES
    ]


async def _register_drivers(demo: _Demo) -> str:
    """Register the drivers that the stand-in for the logistics API has; the speaker's number."""
    url = f"{demo.sandbox_url}/logistics/_control/seed/drivers"
    began_s = time.monotonic()
    try:
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as client:
            answer = (await client.get(url)).raise_for_status()
    except httpx2.HTTPError as error:
        raise StepFailed(f"GET {url}: {type(error).__name__} {error}") from error
    drivers: list[dict[str, Any]] = [one for one in answer.json() if one["tenant"] == COMPANY]
    lines = "".join(f"{json.dumps(driver)}\n" for driver in drivers)
    command = (*demo.options.cli, "drivers", "import", "-")
    await run_command(command, demo.variables("ops"), given=lines.encode())
    demo.screen.done(f"{len(drivers)} drivers registered ({time.monotonic() - began_s:.1f} s)")
    return next(str(driver["phone"]) for driver in drivers if driver["alias"] == SPEAKER)


@asynccontextmanager
async def _control(demo: _Demo, supervisor: Supervisor) -> AsyncIterator[None]:
    reports = Reports(cli=demo.options.cli, environment=demo.variables("ops"))
    metrics = {
        name: f"http://{LOOPBACK}:{demo.ports[name]}/metrics"
        for name in PROCESSES
        if name != "sandbox"
    }
    app = create_control(supervisor, demo.servers, reports, metrics)
    server = HttpServer(app, LOOPBACK, demo.ports["control"], drain_timeout_s=1)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(stop))
        try:
            yield
        finally:
            stop.set()


def _publish_state(
    demo: _Demo, supervisor: Supervisor, warden: Warden, stack: AsyncExitStack
) -> None:
    path = write_state(
        DemoState(
            pid=os.getpid(),
            started=began(os.getpid()),
            sandbox_url=demo.sandbox_url,
            meta_url=f"{demo.sandbox_url}/meta",
            openrouter_url=f"{demo.sandbox_url}/openrouter",
            logistics_url=f"{demo.sandbox_url}/logistics",
            webhook_url=f"http://{LOOPBACK}:{demo.ports['webhook']}/webhook",
            control_url=demo.control_url,
            processes={name: one.pid for name, one in supervisor.processes.items()},
            logs=demo.folder / "logs",
            environment=dict(demo.environment["ops"]),
        )
    )
    warden.delete(path)
    stack.callback(path.unlink, missing_ok=True)


def _program() -> str:
    """The command line's name as it can be typed here: a virtual environment need not be active."""
    beside = Path(sys.executable).with_name("driver-assistant")
    if shutil.which("driver-assistant") == str(beside) or not beside.exists():
        return "driver-assistant"
    inside = beside.is_relative_to(Path.cwd())
    return str(beside.relative_to(Path.cwd()) if inside else beside)


def _next_steps(demo: _Demo, phone: str, real_model: bool) -> str:
    meta = f"{demo.sandbox_url}/meta/_control"
    message = {"from": phone, "type": "text", "text": "¿Cuál es mi próxima parada?"}
    body = json.dumps(message, ensure_ascii=False)
    model = "the real OpenRouter (OPENROUTER_API_KEY)" if real_model else "played, too"
    number = phone.lstrip("+")
    return f"""\
  Or in this terminal:
  Chat as a driver      {_program()} chat --driver {SPEAKER}
  or send one message   curl -s {meta}/messages -H 'content-type: application/json' -d '{body}'
  and read the phone    curl -s '{meta}/transcript?user={number}'
  Break something       curl -s -X POST {demo.control_url}/processes/worker/kill
  Logs                  tail -f {demo.folder}/logs/*.log
  The model             {model}

Ctrl-C stops everything and deletes its data.
"""
