"""The connection to RabbitMQ and the declaration of its topology."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import aio_pika
import httpx2
from aio_pika.abc import AbstractChannel, AbstractConnection

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.topology import EXCHANGES, POLICIES, QUEUES

CONNECT_TIMEOUT_S = 5.0


class BrokerUnavailable(Transient):
    """RabbitMQ can't be reached."""

    code = "broker_unavailable"


# What a call meets when its connection or channel is lost. The last is a RuntimeError, not an
# AMQPError: aiormq's for a channel that was closed before or while it was used.
LOST: Final = (
    BrokerUnavailable,
    OSError,
    TimeoutError,
    aio_pika.exceptions.AMQPError,
    aio_pika.exceptions.ChannelInvalidStateError,
)


@contextlib.contextmanager
def cancelled_means_lost() -> Iterator[None]:
    """Tell a lost connection from a cancellation of the task that waits on it.

    aiormq cancels whatever waits on a connection that is closed. A task that took this for its own
    cancellation would end, and be missed by nobody.

    Raises:
        BrokerUnavailable: in place of a cancellation that nobody asked of this task.
    """
    try:
        yield
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise BrokerUnavailable("closed meanwhile") from error


async def connect(url: str, name: str) -> AbstractConnection:
    """One plain connection: reconnecting is the caller's loop, where it can be seen and tested.

    Raises:
        BrokerUnavailable: refused, unreachable or too slow.
    """
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            return await aio_pika.connect(url, client_properties={"connection_name": name})
    except LOST as error:
        raise BrokerUnavailable(str(error) or type(error).__name__) from error


async def declare_topology(channel: AbstractChannel) -> None:
    """Declare every exchange, queue and binding; a second time changes nothing."""
    for exchange in EXCHANGES:
        arguments: dict[str, Any] = (
            {"alternate-exchange": exchange.alternate} if exchange.alternate else {}
        )
        await channel.declare_exchange(
            exchange.name, exchange.kind, durable=True, arguments=arguments
        )
    for queue in QUEUES:
        declared = await channel.declare_queue(queue.name, durable=True, arguments=queue.arguments)
        for key in queue.keys:
            await declared.bind(queue.exchange, routing_key=key)


async def apply_policies(management_url: str, vhost: str) -> list[str]:
    """Set the queue policies over the management API; returns their names.

    Raises:
        BrokerUnavailable: the management API does not answer or refuses.
    """
    try:
        async with httpx2.AsyncClient(base_url=management_url, timeout=CONNECT_TIMEOUT_S) as http:
            for policy in POLICIES:
                answer = await http.put(
                    f"/api/policies/{quote(vhost, safe='')}/{policy.name}",
                    json={
                        "pattern": policy.pattern,
                        "definition": policy.definition,
                        "priority": policy.priority,
                        "apply-to": "queues",
                    },
                )
                answer.raise_for_status()
    except httpx2.HTTPError as error:
        raise BrokerUnavailable(f"management API: {error}") from error
    return [policy.name for policy in POLICIES]
