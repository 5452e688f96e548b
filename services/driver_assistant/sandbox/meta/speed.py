"""Measures the stand-in: `python -m driver_assistant.sandbox.meta.speed`.

Sends per second of one process under uvicorn, beside a FastAPI route that does nothing, both
driven alternately by the same client, because the machine's own speed varies. The ledger is
compared with what the client sent at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Self

import httpx2
import uvicorn
from fastapi import FastAPI

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.settings import MetaSettings

Json = dict[str, Any]

_PATH = "/v26.0/106540352242922/messages"


def main() -> int:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sends", type=int, default=5000, help="per round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument(
        "--webhooks", action="store_true", help="also post statuses to the null route"
    )
    options = parser.parse_args()
    with _Server(_null) as null:
        webhook_url = f"{null.url}/v26.0/0/messages" if options.webhooks else ""
        with _Server(lambda: _standin(webhook_url)) as standin:
            return _compare(standin, null, options)


def _compare(standin: _Server, null: _Server, options: argparse.Namespace) -> int:
    rates: dict[str, list[float]] = {"stand-in": [], "null route": []}
    for number in range(options.rounds):
        for name, server in (("null route", null), ("stand-in", standin)):
            started = time.perf_counter()
            asyncio.run(_drive(server.port, number, options.sends, options.connections))
            rates[name].append(options.sends / (time.perf_counter() - started))
    ledger = httpx2.get(f"{standin.url}/_control/ledger?limit=0", timeout=60).json()
    for name, values in rates.items():
        sys.stdout.write(
            f"{name:>10}: median {statistics.median(values):,.0f}/s, best {max(values):,.0f}/s\n"
        )
    ratio = statistics.median(
        mine / theirs for mine, theirs in zip(rates["stand-in"], rates["null route"], strict=True)
    )
    expected = options.sends * options.rounds
    sys.stdout.write(f"     ratio: {ratio:.2f}\n    ledger: {ledger['counts']}, sent {expected}\n")
    exact = ledger["counts"]["accepted"] == expected == ledger["counts"]["distinct_opaque"]
    return 0 if exact and not ledger["doubled"] else 1


def _standin(webhook_url: str) -> FastAPI:
    return create_app(
        MetaSettings(
            number_rate_per_s=0, pair_rate_per_s=0, window_hours=0, webhook_url=webhook_url
        )
    )


def _null() -> FastAPI:
    app = FastAPI()

    @app.post("/{version}/{phone_number_id}/messages")
    async def nothing(version: str, phone_number_id: str) -> Json:
        return {"version": version, "id": phone_number_id}

    return app


class _Server:
    """A FastAPI app under uvicorn in a process of its own."""

    def __init__(self, factory: Callable[[], FastAPI]) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=self._serve, args=(factory,), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._socket.close()

    def _serve(self, factory: Callable[[], FastAPI]) -> None:
        config = uvicorn.Config(factory, factory=True, access_log=False, log_level="warning")
        uvicorn.Server(config).run(sockets=[self._socket])


async def _drive(port: int, round_number: int, sends: int, connections: int) -> None:
    numbers = iter(range(sends))

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            writer.write(_request(round_number, number))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            answer = await reader.readexactly(length)
            if b" 200 " not in head[:16]:
                raise RuntimeError(answer.decode())
        writer.close()
        await writer.wait_closed()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one_connection())


def _request(round_number: int, number: int) -> bytes:
    body = json.dumps(
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"4915100{number % 500:06d}",
            "type": "text",
            "text": {"body": f"Your next stop is number {number}."},
            "biz_opaque_callback_data": f"{round_number}.{number}",
        }
    ).encode()
    head = (
        f"POST {_PATH} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sandbox-access-token"
        f"\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    sys.exit(main())
