"""The delivery process: consumes the outgoing doorbells, sweeps the outbox, serves the probes."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel

from driver_assistant import channels
from driver_assistant.contracts.channel import Account, Channel
from driver_assistant.contracts.messages import OutDoorbell, ReceiptDoorbell
from driver_assistant.contracts.topology import work_queue
from driver_assistant.delivery.deliver import Deps, deliver
from driver_assistant.delivery.receipts import show_read
from driver_assistant.delivery.seal import seal_trail
from driver_assistant.delivery.settings import DeliverySettings
from driver_assistant.delivery.sweep import probe_stopped, sweep_outbox, watch_order
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.http import Health, plain_app
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.plugins import discover
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.store.database import Database
from driver_assistant.store.dead_doorbells import dead_doorbells_consumer


async def _main(settings: DeliverySettings, stop: asyncio.Event) -> None:
    channel = discover(channels, Channel)[settings.channel]
    account = Account(
        base_url=settings.whatsapp_base_url,
        version=settings.whatsapp_api_version,
        access_token=settings.whatsapp_access_token.get_secret_value(),
        timeout_s=settings.whatsapp_timeout_s,
        connections=settings.delivery_slots + 4,
    )
    name = f"delivery {settings.instance}"
    url = settings.amqp_url.get_secret_value()
    database = Database(settings, process="delivery", instance=settings.instance)
    async with (
        channel.open(account) as sender,
        Publisher(url, name=name, confirm_timeout_s=settings.amqp_confirm_timeout_s) as publisher,
    ):
        deps = Deps(
            settings=settings,
            owner=f"{settings.instance}:{new_id().hex[-12:]}",  # a restarted pod is a new owner
            database=database,
            publisher=publisher,
            sender=sender,
            contacts=ContactBook(settings),
        )

        async def handle(doorbell: BaseModel, _traceparent: str) -> None:
            await _handle(doorbell, deps)

        high = max(1, settings.delivery_slots // 4)
        doorbells: dict[str, type[BaseModel]] = {
            "doorbell.out/1": OutDoorbell,
            "doorbell.receipt/1": ReceiptDoorbell,
        }
        consumer = Consumer(
            url,
            name=name,
            slots={
                work_queue("out", "high"): high,
                work_queue("out", "normal"): settings.delivery_slots - high,
            },
            doorbells=doorbells,
            handler=handle,
            watchdog_s=settings.amqp_watchdog_s,
        )
        health = Health(
            dependencies={"postgresql": database.ping, "rabbitmq": consumer.check},
            required=frozenset({"postgresql"}),
        )

        async def sweeper(stop: asyncio.Event) -> None:
            await sweep_outbox(deps, stop)

        async def prober(stop: asyncio.Event) -> None:
            await probe_stopped(deps, stop)

        async def orderly(stop: asyncio.Event) -> None:
            await watch_order(deps, stop)

        async def sealer(stop: asyncio.Event) -> None:
            await seal_trail(database, stop)

        try:
            dead = dead_doorbells_consumer(
                "out",
                settings,
                database,
                publisher,
                name=name,
                company=settings.company,
                doorbells=doorbells,
            )
            parts = [consumer.run, dead.run, sweeper, prober, orderly, sealer]
            await serve_and_work(settings, plain_app(health), health, parts, stop)
        finally:
            await database.close()


async def _handle(doorbell: BaseModel, deps: Deps) -> None:
    match doorbell:
        case OutDoorbell(read=read):
            await deliver(doorbell, deps)
            if read is not None:
                await show_read(read, deps.database, deps.sender)
        case ReceiptDoorbell(message_id=message_id):
            await show_read(message_id, deps.database, deps.sender)


def main() -> int:
    """`driver-assistant delivery`."""
    settings = DeliverySettings()
    return run_process("delivery", settings, lambda stop: _main(settings, stop))
