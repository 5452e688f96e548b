"""The operator's process: health, Lease, and one term of leadership after the other.

Called by `__main__.py`. Standing by, it only asks for the Lease. Leading, everything runs in one
task group: when any part fails for good, or the Lease is lost, the process ends and Kubernetes
starts a fresh one.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

import structlog

from driver_assistant_operator.credentials import Credentials, credentials_found
from driver_assistant_operator.health import Health, serve
from driver_assistant_operator.isolation import Ledger
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.leader import Lease
from driver_assistant_operator.settings import OperatorSettings
from driver_assistant_operator.term import Process, Stopping, Term, discover

log = structlog.get_logger()

BEAT_S: Final = 1.0


async def run(settings: OperatorSettings, credentials: Credentials | None = None) -> None:
    """Run until SIGTERM or until leadership is lost."""
    credentials = credentials or credentials_found()
    health = Health()
    server, _ = serve(health, settings.http_host, settings.http_port)
    log.info("operator.started", port=server.server_port, identity=settings.identity)
    kube = Kube(credentials, identity=settings.identity)
    lease = Lease(
        kube,
        namespace=settings.lease_namespace or credentials.namespace,
        name=settings.lease_name,
        identity=settings.identity,
        duration_s=settings.lease_duration_s,
    )
    stopping = Stopping()
    stopping.install()
    process = Process(
        kube=kube,
        settings=settings,
        credentials=credentials,
        health=health,
        ledger=Ledger(),
        stopping=stopping,
    )
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_heartbeat(health))
            health.started = True
            await lease.acquire()
            health.leading = True
            group.create_task(lease.keep())
            group.create_task(_lead(process))
    except asyncio.CancelledError:
        if not stopping.asked:
            raise
    finally:
        await lease.release()
        await kube.close()
        server.shutdown()
        server.server_close()
        log.info("operator.stopped")


async def _lead(process: Process) -> None:
    """Lead, starting the watches anew whenever kinds are installed or removed."""
    while True:
        installed = await discover(process.kube)
        log.info("kinds.discovered", optional=sorted(installed))
        await Term(process, installed).run()


async def _heartbeat(health: Health) -> None:
    while True:
        health.beat = time.monotonic()
        await asyncio.sleep(BEAT_S)
