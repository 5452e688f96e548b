"""A day's messages through the whole platform, measured: four services, real servers, stand-ins.

The worker is stopped while the messages arrive, so that a true backlog waits; then it drains. CPU
is that of each process from the first message to the last accepted reply, delivery reports
included; the sandbox (Meta, OpenRouter and the logistics API) and this harness are not counted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from stack import Stack, until
from tests.bench.day import Asked
from tests.bench.machine import Meter, Usage, resident_mb

from driver_assistant.sandbox.demo.environment import PHONE_NUMBER_ID

SERVICES: Final = ("webhook", "worker", "guardrails", "delivery")
SERVERS: Final = ("postgresql", "rabbitmq", "redis")
COUNTED: Final = (*SERVICES, *SERVERS)
# A backlog is answered whatever its age, and a bench's driver writes more than a person.
SETTINGS: Final = {
    "DA_DEADLINE_S": "86400",
    "DA_RATE_LIMIT_MESSAGES": "100000",
    "DA_LOG_LEVEL": "warning",
    "DA_SWEEP_GRACE_S": "60",
    "DA_SWEEP_EVERY_S": "2",
    "DA_PROBE_EVERY_S": "30",
    "DA_AMQP_CONFIRM_TIMEOUT_S": "10",
    # The bench posts webhooks itself: the stand-in never saw these drivers write.
    "DA_SANDBOX_META_WINDOW_HOURS": "0",
    "DA_SANDBOX_META_NUMBER_RATE_PER_S": "0",
}
_POSTERS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a day."""

    messages: int
    replies: int
    parts: Mapping[str, int]
    intake_s: float
    drain_s: float
    usage: Usage
    memory_mb: Mapping[str, float]
    turns: Sequence[Mapping[str, Any]]
    ledger: Mapping[str, Any]

    def cpu_ms_per_reply(self) -> dict[str, float]:
        """By process, of those that count."""
        return {
            name: round(self.usage.seconds[name] / max(self.replies, 1) * 1000, 3)
            for name in COUNTED
            if name in self.usage.seconds
        }

    def as_dict(self) -> dict[str, Any]:
        """For the results file, without the single turns."""
        cost = self.cpu_ms_per_reply()
        return {
            "messages": self.messages,
            "replies": self.replies,
            "parts": dict(self.parts),
            "intake_per_s": round(self.messages / self.intake_s, 1),
            "replies_per_s": round(self.replies / self.drain_s, 1),
            "cpu_ms_per_reply": cost | {"total": round(sum(cost.values()), 3)},
            "memory_mb": dict(self.memory_mb),
            "others_cores": round(self.usage.others_cores, 2),
            "steal_cores": round(self.usage.steal_cores, 2),
            "waterfall": waterfall(self.turns),
            "understood_by": _count(turn["understood_by"] or "nobody" for turn in self.turns),
            "openrouter": self.ledger["total"],
        }


async def run_day(
    stack: Stack, day: Sequence[Asked], *, timeout_s: float, deliver: bool = True
) -> Run:
    """Send the day, let the backlog drain, measure.

    Without `deliver` a message is done once its reply is written: what is asked of models and
    answered is the same, and nothing is sent.
    """
    phones = [stack.phone(alias) for alias in sorted(stack.drivers)]
    await stack.processes["worker"].stop()
    if not deliver:
        await stack.processes["delivery"].stop()
    (await stack.http.post("/openrouter/_control/reset")).raise_for_status()
    others = [name for name in SERVICES if name != "worker" and (deliver or name != "delivery")]
    meter = Meter(_roots(stack, (*others, "sandbox")))
    started = time.monotonic()
    await _post_all(stack, day, phones)
    intake_s = time.monotonic() - started
    # A process that starts spends its imports only once: they are not a message's cost.
    await stack.processes["worker"].start()
    worker = Meter(_roots(stack, ("worker",)))
    started = time.monotonic()
    memory = await _drained(stack, len(day), timeout_s, (*others, "worker"), parts=deliver)
    drain_s = time.monotonic() - started
    usage = meter.read()
    used = {**usage.seconds, **worker.read().seconds}
    turns = await stack.rows("SELECT * FROM turns")
    states = await stack.rows("SELECT state, count(*) FROM responses GROUP BY state")
    parts = {row["state"]: row["count"] for row in states}
    ledger = (await stack.http.get("/openrouter/_control/ledger", params={"last": 0})).json()
    return Run(
        messages=len(day),
        replies=sum(bool(turn["outcome"]) for turn in turns),
        parts=parts,
        intake_s=intake_s,
        drain_s=drain_s,
        usage=Usage(
            seconds=used,
            others_cores=usage.others_cores,
            steal_cores=usage.steal_cores,
            wall_s=usage.wall_s,
        ),
        memory_mb=memory,
        turns=[dict(turn) for turn in turns],
        ledger=ledger,
    )


def waterfall(turns: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each step's milliseconds, and how often it runs per turn."""
    times: dict[int, list[float]] = defaultdict(list)
    for turn in turns:
        steps = turn["steps"]
        for step in json.loads(steps) if isinstance(steps, str) else steps:
            times[step["step"]].append(step["ms"])
    return {
        f"{number:02d}": {
            "p50_ms": round(statistics.median(values), 2),
            "p95_ms": round(sorted(values)[int(len(values) * 0.95) - 1], 2),
            "per_turn": round(len(values) / max(len(turns), 1), 2),
        }
        for number, values in sorted(times.items())
    }


def payload(text: str, phone: str, wamid: str) -> bytes:
    """What Meta posts for one text message."""
    message = {
        "from": phone,
        "id": wamid,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"wa_id": phone}],
        "messages": [message],
    }
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def wamid_of(number: int) -> str:
    """The id of the day's message `number`."""
    return f"wamid.day{number:08d}"


async def _post_all(stack: Stack, day: Sequence[Asked], phones: Sequence[str]) -> None:
    """A driver's messages in order, drivers side by side."""
    lanes: list[list[tuple[int, Asked]]] = [[] for _ in range(_POSTERS)]
    for number, asked in enumerate(day):
        lanes[asked.driver % _POSTERS].append((number, asked))
    secret = stack.secrets.app_secret.encode()
    url = f"{stack.processes['webhook'].url}/webhook"

    async def lane(mine: Sequence[tuple[int, Asked]], http: httpx2.AsyncClient) -> None:
        for number, asked in mine:
            body = payload(asked.text, phones[asked.driver % len(phones)], wamid_of(number))
            signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
            headers = {"x-hub-signature-256": f"sha256={signature}"}
            answer = await http.post(url, content=body, headers=headers)
            answer.raise_for_status()

    async with (
        httpx2.AsyncClient(timeout=60, trust_env=False) as http,
        asyncio.TaskGroup() as group,
    ):
        for mine in lanes:
            group.create_task(lane(mine, http))


async def _drained(
    stack: Stack, messages: int, timeout_s: float, services: Sequence[str], *, parts: bool
) -> dict[str, float]:
    """Wait until all is answered (and sent); the most memory each process had meanwhile."""
    most: dict[str, float] = defaultdict(float)
    open_rows = "SELECT count(*) FROM messages WHERE state = 'pending'"
    if parts:
        open_rows = (
            f"SELECT ({open_rows}) + (SELECT count(*) FROM responses"
            " WHERE state IN ('pending', 'sending', 'retry', 'ambiguous'))"
        )

    async def done() -> bool:
        for name, pid in _roots(stack, services).items():
            most[name] = max(most[name], round(resident_mb(pid), 1))
        await asyncio.sleep(1)
        return bool(await stack.value(open_rows) == 0)

    await until(done, timeout_s, f"{messages} messages answered", stack)
    return dict(most)


def _roots(stack: Stack, names: Sequence[str]) -> dict[str, int]:
    roots = {}
    for name in names:
        child = stack.processes[name].child
        if child is None:
            raise RuntimeError(f"{name} does not run")
        roots[name] = child.pid
    for name in SERVERS:
        pid = stack.servers[name].pid
        if pid is None:
            raise SystemExit("The bench measures the CPU of its own servers: unset DA_*_URL.")
        roots[name] = pid
    return roots


def _count(names: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found
