"""The operator's RabbitMQ calls, on a real broker: vhost, stamp, policies, backlog, removal."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest

from driver_assistant.contracts.topology import POLICIES, QUEUES
from driver_assistant.runtime.broker import connect, declare_topology
from driver_assistant_operator.queues import WORK_QUEUES, Broker, BrokerUnreachable

pytestmark = pytest.mark.servers
OWNER = "trucks/acme"


@pytest.fixture
def broker(amqp_management_url: str) -> Broker:
    return Broker(amqp_management_url, f"operator/{uuid.uuid4().hex[:8]}")


async def test_a_new_vhost_is_made_stamped_and_given_its_policies(broker: Broker) -> None:
    first = await broker.ensure(OWNER, adopt=False)
    again = await broker.ensure(OWNER, adopt=False)

    assert first == again
    assert first.owner == OWNER
    assert first.missing == ()
    assert not first.exist
    assert len(POLICIES) == 2
    assert await broker.remove(OWNER)


async def test_without_leave_to_write_it_only_looks(broker: Broker) -> None:
    found = await broker.ensure(OWNER, adopt=False, write=False)

    assert found.owner == ""
    assert found.missing == ("in-work", "out-work")


async def test_a_strangers_vhost_is_neither_used_nor_removed(broker: Broker) -> None:
    await broker.ensure("elsewhere/acme", adopt=False)

    found = await broker.ensure(OWNER, adopt=False)

    assert found.owner == "elsewhere/acme"
    assert not await broker.remove(OWNER)
    assert (await broker.ensure(OWNER, adopt=True)).owner == OWNER
    assert await broker.remove(OWNER)


async def test_the_backlog_is_read_once_services_have_declared_their_queues(
    amqp_url: str, amqp_management_url: str
) -> None:
    connection = await connect(amqp_url, "test")
    async with connection:
        await declare_topology(await connection.channel())
    broker = Broker(amqp_management_url, amqp_url.rsplit("/", 1)[-1])

    found = await broker.ensure(OWNER, adopt=True)

    assert found.exist
    assert {found.depths[queue] for queue in WORK_QUEUES} == {0}
    assert found.depths.keys() == {queue.name for queue in QUEUES}


async def test_a_password_may_have_any_character_if_the_url_has_it_encoded(
    amqp_management_url: str,
) -> None:
    """KEDA decodes the same address the same way."""
    parts = urlsplit(amqp_management_url)
    coded = "".join(f"%{byte:02X}" for byte in (parts.password or "").encode())
    url = f"{parts.scheme}://{parts.username}:{coded}@{parts.hostname}:{parts.port}"

    broker = Broker(url, f"operator/{uuid.uuid4().hex[:8]}")

    found = await broker.ensure(OWNER, adopt=False)

    assert found.owner == OWNER
    assert await broker.remove(OWNER)


async def test_a_broker_that_is_away_is_said_and_never_raised_while_looking() -> None:
    broker = Broker("http://u:p@127.0.0.1:9", "acme")

    found = await broker.ensure(OWNER, adopt=False)

    assert not found.reachable
    with pytest.raises(BrokerUnreachable):
        await broker.remove(OWNER)
