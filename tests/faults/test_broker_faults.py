"""RabbitMQ restarted, killed, wiped, blocked and half deleted under load."""

from __future__ import annotations

import asyncio
import subprocess
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from fault_case import Case
from proxy import proxied

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

_BACK_S = 30  # of the specification: consumers are back this soon
_RECOVERED_S = 60


@pytest.mark.fault("8", subset=150, private=("rabbitmq",))
async def test_after_a_restart_of_the_broker_consumers_are_back_by_themselves(case: Case) -> None:
    before = _pids(case)

    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await case.stack.servers.rabbitmq.stop()
        await traffic.reached(0.5)  # the webhook goes on taking messages without a broker
        await case.stack.servers.rabbitmq.start()
        case.over()

    case.all_answered()
    assert _pids(case) == before
    case.recovered_within(_BACK_S)


@pytest.mark.fault("9", private=("rabbitmq",))
async def test_a_killed_broker_costs_nothing(case: Case) -> None:
    before = _pids(case)

    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await case.stack.servers.rabbitmq.kill()
        await traffic.reached(0.5)
        await case.stack.servers.rabbitmq.start()
        case.over()

    case.all_answered()
    assert _pids(case) == before
    case.recovered_within(_BACK_S)


@pytest.mark.fault("10", private=("rabbitmq",))
async def test_a_wiped_broker_is_filled_again_from_the_rows(case: Case) -> None:
    broker = case.stack.servers.rabbitmq

    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await broker.kill()
        broker.wipe()
        await traffic.reached(0.5)
        await broker.start()
        await _make_vhost(case)  # the operator's part: vhost and policies
        await case.stack.command("topology", "apply")
        case.over()

    case.all_answered()
    case.recovered_within(_RECOVERED_S)


@pytest.mark.fault("13")
async def test_late_confirms_and_a_reset_connection_are_made_up_for_by_the_sweeper(
    case: Case,
) -> None:
    url = case.stack.processes["webhook"].command.environment["DA_AMQP_URL"]
    refused = await _refused(case)

    async with (
        proxied(url) as proxy,
        case.with_settings("webhook", DA_AMQP_URL=proxy.url),
        case.with_settings("worker", DA_AMQP_URL=proxy.url),
        case.traffic() as traffic,
    ):
        await traffic.reached(0.2)
        proxy.down.delay_s = 2.0
        await traffic.reached(0.4)
        proxy.reset()
        await traffic.reached(0.6)
        traffic.flow(0.1)
        proxy.down.freeze()  # published, and no confirm comes: window 3 of the webhook's
        await case.until(lambda: _unpublished(case), "messages without a confirm")
        await case.stack.processes["webhook"].kill()
        proxy.heal()
        proxy.reset()
        await case.revive("webhook")
        case.over()

    case.all_answered()
    case.notes["redelivered_by_meta"] = await _refused(case) - refused


@pytest.mark.fault("14", private=("rabbitmq",))
async def test_a_blocked_broker_does_not_hold_up_the_webhook(case: Case) -> None:
    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        before = await _acks(case)
        await _watermark(case, "0.000001")
        try:
            await traffic.reached(0.6)
            quick, all_acks = (
                now - then for now, then in zip(await _acks(case), before, strict=True)
            )
            told = await case.metric("webhook", "amqp_blocked")
        finally:
            await _watermark(case, "0.6")
        case.over()

    case.all_answered()
    assert (told, await case.metric("webhook", "amqp_blocked")) == (1, 0)
    case.notes["acks_within_1_s"] = f"{quick:g} of {all_acks:g}"
    assert quick >= 0.99 * all_acks


@pytest.mark.fault("15")
async def test_a_queue_deleted_under_its_consumers_comes_back(case: Case) -> None:
    async with case.supervised("worker") as ended, case.traffic() as traffic:
        await traffic.reached(0.3)
        await _management(case, "DELETE", f"/api/queues/{_vhost(case)}/in.normal")
        traffic.flow(0.3)
        case.over()

    case.notes["workers_restarted"] = len(ended)
    case.all_answered()
    case.recovered_within(_RECOVERED_S)


def _pids(case: Case) -> dict[str, int | None]:
    """Nobody was started again by hand or by a watchdog."""
    return {
        name: process.child.pid if process.child else None
        for name, process in case.stack.processes.items()
    }


async def _unpublished(case: Case) -> bool:
    count = await case.stack.value(
        "SELECT count(*) FROM messages WHERE state = 'pending' AND published_at IS NULL"
    )
    return bool(count > 3)


async def _refused(case: Case) -> int:
    return int((await case.stack.http.get("/meta/_control/outbox")).json()["counts"]["refused"])


async def _acks(case: Case) -> tuple[float, float]:
    """Webhooks answered within a second, and all of them."""
    return (
        await case.metric("webhook", 'webhook_ack_seconds_bucket{le="1.0"}'),
        await case.metric("webhook", "webhook_ack_seconds_count"),
    )


def _vhost(case: Case) -> str:
    url = case.stack.processes["webhook"].command.environment["DA_AMQP_URL"]
    return quote(urlsplit(url).path.removeprefix("/"), safe="")


async def _make_vhost(case: Case) -> None:
    user = quote(urlsplit(case.stack.servers.rabbitmq.url).username or "guest", safe="")
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    await _management(case, "PUT", f"/api/vhosts/{_vhost(case)}")
    await _management(case, "PUT", f"/api/permissions/{_vhost(case)}/{user}", everything)


async def _management(
    case: Case, method: str, path: str, body: dict[str, str] | None = None
) -> None:
    base = case.stack.servers.rabbitmq.environment["DA_AMQP_MANAGEMENT_URL"].rstrip("/")
    async with httpx2.AsyncClient(timeout=30, trust_env=False) as http:
        (await http.request(method, base + path, json=body or {})).raise_for_status()


async def _watermark(case: Case, share: str) -> None:
    """The memory alarm goes off, or goes: rabbitmqctl, as the node's own user."""
    node = case.stack.servers.rabbitmq._program.commands()[-1]  # type: ignore[union-attr]  # private by mark
    tool = node.argv[0].replace("rabbitmq-server", "rabbitmqctl")
    account = node.account
    await asyncio.to_thread(
        subprocess.run,
        [tool, "-n", node.environment["RABBITMQ_NODENAME"], "set_vm_memory_high_watermark", share],
        env={**node.environment, "RABBITMQ_CTL_DIST_PORT_MIN": "0"} | {"LANG": "C.UTF-8"},
        user=account.uid if account else None,
        group=account.gid if account else None,
        check=True,
        capture_output=True,
    )
