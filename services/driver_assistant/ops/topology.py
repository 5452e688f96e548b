"""Declares the broker's topology and sets its policies, where no operator does."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from driver_assistant.ops.settings import OpsTopology
from driver_assistant.runtime.broker import apply_policies, connect, declare_topology


async def apply_topology(settings: OpsTopology) -> list[str]:
    """Exchanges, queues, bindings, policies; doing it twice changes nothing. Returns the policies.

    Raises:
        BrokerUnavailable: the broker or its management API can't be reached.
    """
    url = settings.amqp_url.get_secret_value()
    connection = await connect(url, "topology")
    async with connection:
        await declare_topology(await connection.channel())
    vhost = unquote(urlsplit(url).path.removeprefix("/")) or "/"
    return await apply_policies(settings.amqp_management_url, vhost)
