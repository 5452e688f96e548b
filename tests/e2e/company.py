"""One company's assistant in the cluster: its resource, its drivers, its proof.

The sandbox is the outside world: drivers write through it, and its ledger says what reached them.
PostgreSQL is read with psql inside its own pod.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml
from tests.e2e.kube import Cluster, Json, until

MANIFESTS = Path(__file__).resolve().parent / "manifests"
LOAD_DRIVERS = 150  # registered beside the stand-in's own, for bursts


def load_phone(number: int) -> str:
    """The number of a made-up driver."""
    return f"49151{10_000_000 + number}"


@dataclass(kw_only=True)
class Company:
    """A DriverAssistant and the world around it."""

    cluster: Cluster
    namespace: str = "acme"
    name: str = "acme"
    servers: str = "acme"  # the namespace of PostgreSQL, RabbitMQ and Redis
    ready_after_s: float = 0.0
    drivers: dict[str, Json] = field(default_factory=dict)

    # --- the resource ------------------------------------------------------------------

    @property
    def labels(self) -> str:
        """What selects its children."""
        return f"driverassistant.dev/assistant={self.name}"

    async def kubectl(self, *arguments: str, **more: Any) -> str:
        return await self.cluster.kubectl("-n", self.namespace, *arguments, **more)

    async def resource(self) -> Json:
        return await self.cluster.get(
            f"/apis/driverassistant.dev/v1alpha1/namespaces/{self.namespace}"
            f"/driverassistants/{self.name}"
        )

    async def change(self, spec: Json) -> None:
        """Merge into the spec."""
        await self.kubectl(
            "patch", "da", self.name, "--type=merge", "-p", json.dumps({"spec": spec})
        )

    async def annotate(self, **annotations: str | None) -> None:
        marks = {f"driverassistant.dev/{key}": value for key, value in annotations.items()}
        patch = {"metadata": {"annotations": marks}}
        await self.kubectl("patch", "da", self.name, "--type=merge", "-p", json.dumps(patch))

    async def conditions(self) -> dict[str, Json]:
        """Type -> condition; only those that have seen the newest spec."""
        body = await self.resource()
        generation = body["metadata"]["generation"]
        found = body.get("status", {}).get("conditions", [])
        return {c["type"]: c for c in found if c.get("observedGeneration") == generation}

    async def until_condition(
        self, kind: str, status: str = "True", reason: str = "", timeout_s: float = 180
    ) -> Json:
        async def look() -> Json | None:
            found = (await self.conditions()).get(kind, {})
            matches = found.get("status") == status and reason in {"", found.get("reason")}
            return found if matches else None

        return await until(look, timeout_s, f"{self.name}: {kind}={status} {reason}")

    async def ready(self, timeout_s: float = 240) -> None:
        """Wait until the operator says Ready and every component has rolled out."""

        async def look() -> bool:
            if (await self.conditions()).get("Ready", {}).get("status") != "True":
                return False
            deployments = await self.cluster.items(
                f"/apis/apps/v1/namespaces/{self.namespace}/deployments", self.labels
            )
            return bool(deployments) and all(rolled_out(one) for one in deployments)

        await until(look, timeout_s, f"{self.name} is Ready and rolled out")

    async def pods(self, component: str = "") -> list[Json]:
        """Pods that are not being deleted, oldest first."""
        labels = (
            f"{self.labels},app.kubernetes.io/component={component}" if component else self.labels
        )
        found = await self.cluster.items(f"/api/v1/namespaces/{self.namespace}/pods", labels)
        alive = [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]
        return sorted(alive, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))

    async def serving(self) -> dict[str, str]:
        """Name -> uid of the pods that run, Jobs not included."""
        return {
            pod["metadata"]["name"]: pod["metadata"]["uid"]
            for pod in await self.pods()
            if "batch.kubernetes.io/job-name" not in pod["metadata"]["labels"]
        }

    # --- the drivers' side ---------------------------------------------------------------

    async def control(self, method: str, path: str, **more: Any) -> Any:
        """A call of the sandbox's control API."""
        base = f"/api/v1/namespaces/{self.namespace}/services/sandbox:http/proxy"
        return await self.cluster.http(method, base + path, **more)

    async def start(self) -> None:
        """Apply the resource, wait until it is Ready, register drivers."""
        began = time.monotonic()
        await self.kubectl("apply", "-f", str(MANIFESTS / f"{self.name}.yaml"))
        await self.ready(timeout_s=420)
        self.ready_after_s = time.monotonic() - began
        await self.register()

    async def register(self) -> None:
        """Register the stand-in's drivers and `LOAD_DRIVERS` made-up ones, as a Job."""
        seed = await self.control("GET", "/logistics/_control/seed/drivers")
        own = [one for one in seed if one["tenant"] == self.name]
        self.drivers = {one["alias"]: one for one in own}
        made_up = [
            {"driverId": f"load-{n}", "phone": f"+{load_phone(n)}", "name": f"Load {n}",
             "language": "en", "timeZone": "Europe/Berlin"}
            for n in range(LOAD_DRIVERS)
        ]  # fmt: skip
        lines = "".join(f"{json.dumps(one)}\n" for one in [*own, *made_up])
        await self.cluster.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "drivers", "namespace": self.namespace},
                "data": {"drivers.jsonl": lines},
            }
        )
        text = (MANIFESTS / "drivers.yaml").read_text().replace("acme", self.name)
        policy, job = yaml.safe_load_all(text)
        await self.kubectl("delete", "job", "register-drivers", "--ignore-not-found")
        await self.cluster.apply(policy, job)
        await self.kubectl(
            "wait", "--for=condition=Complete", "job/register-drivers", "--timeout=180s",
            timeout_s=200,
        )  # fmt: skip

    def phone(self, alias: str) -> str:
        return str(self.drivers[alias]["phone"]).removeprefix("+")

    async def write(self, sender: str, text: str, **more: Any) -> str:
        """Write as a driver (alias or number); the wamid."""
        number = self.phone(sender) if sender in self.drivers else sender
        body = {"from": number, "text": text, **more}
        answer = await self.control("POST", "/meta/_control/messages", json=body)
        wamid: str = answer["wamids"][0]
        return wamid

    async def write_all(self, messages: list[tuple[str, str]]) -> list[str]:
        """Many messages at once; their wamids."""
        body = {"messages": [{"from": sender, "text": text} for sender, text in messages]}
        answer = await self.control("POST", "/meta/_control/messages", json=body, timeout_s=60)
        wamids: list[str] = answer["wamids"]
        return wamids

    async def replies(self, sender: str) -> list[Json]:
        """What the assistant sent so far."""
        number = self.phone(sender) if sender in self.drivers else sender
        found = await self.control("GET", "/meta/_control/transcript", params={"user": number})
        return [message for message in found["messages"] if message["by"] == "assistant"]

    async def ask(self, sender: str, text: str, timeout_s: float = 120) -> str:
        """Write and wait for the first new reply; its words."""
        had = len(await self.replies(sender))
        await self.write(sender, text)

        async def look() -> list[Json] | None:
            return (await self.replies(sender))[had:]

        found = await until(look, timeout_s, f"an answer to {text!r}")
        return "\n".join(str(reply.get("text", "")) for reply in found)

    # --- the proof -------------------------------------------------------------------------

    async def sql(self, query: str) -> list[list[str]]:
        """Rows of the company's database, as text."""
        command = (
            'PGPASSWORD=$(cat /config/password) psql -h 127.0.0.1 -U driver-assistant -d "$0"'
            " -XAtq -F '|' -v ON_ERROR_STOP=1 -c \"$1\""
        )
        out = await self.cluster.kubectl(
            "-n", self.servers, "exec", "postgresql-0", "-c", "postgresql", "--",
            "sh", "-c", command, self.name, query,
        )  # fmt: skip
        return [line.split("|") for line in out.splitlines()]

    async def settled(self, timeout_s: float = 240) -> None:
        """Wait until every message was taken, none is open and no part is on its way."""

        async def look() -> bool:
            outbox = await self.control("GET", "/meta/_control/outbox")
            if outbox["waiting_messages"]:
                return False
            rows = await self.sql(
                "SELECT (SELECT count(*) FROM messages WHERE state = 'pending')"
                " + (SELECT count(*) FROM responses"
                " WHERE state IN ('pending', 'sending', 'retry', 'ambiguous'))"
            )
            return rows == [["0"]]

        await until(look, timeout_s, "everything settled", every_s=1)

    async def refused_webhooks(self) -> int:
        """Webhooks that were not answered with 200, since the sandbox started."""
        outbox = await self.control("GET", "/meta/_control/outbox")
        return int(outbox["counts"]["refused"])

    async def doubled(self) -> Json:
        """Replies that were accepted more than once."""
        ledger = await self.control("GET", "/meta/_control/ledger", params={"limit": 0})
        found: Json = ledger["doubled"]
        return found

    async def calm(self) -> None:
        """Lift every fault and pause, a quick model, Ready, no old pod left, nothing open."""
        await self.annotate(paused=None)
        for stand_in in ("meta", "openrouter", "logistics"):
            await self.control("DELETE", f"/{stand_in}/_control/faults")
        await self.slow_model(0)
        await self.ready()
        await until(self._has_no_old_pods, 180, f"{self.name}: old pods have ended", every_s=1)
        await self.settled()

    async def _has_no_old_pods(self) -> bool:
        """No pod is ending, and no colour waits to be drained: Ready does not wait for either."""
        pods = await self.cluster.items(f"/api/v1/namespaces/{self.namespace}/pods", self.labels)
        deployments = await self.cluster.items(
            f"/apis/apps/v1/namespaces/{self.namespace}/deployments", self.labels
        )
        serving = [
            one["metadata"]["labels"]["app.kubernetes.io/component"]
            for one in deployments
            if one["spec"].get("replicas", 1)
        ]
        ending = [pod for pod in pods if "deletionTimestamp" in pod["metadata"]]
        return not ending and len(serving) == len(set(serving))

    async def slow_model(self, milliseconds: int) -> None:
        body = {"median_ms": milliseconds, "p95_ms": milliseconds}
        await self.control("PUT", "/openrouter/_control/latency", json=body)


def rolled_out(deployment: Json) -> bool:
    """Whether every replica is of the newest template and available."""
    status, wanted = deployment.get("status", {}), deployment["spec"].get("replicas", 1)
    return bool(
        status.get("observedGeneration", 0) >= deployment["metadata"]["generation"]
        and status.get("updatedReplicas", 0) == wanted
        and status.get("replicas", 0) == wanted
        and status.get("availableReplicas", 0) == wanted
    )


class SteadyLoad:
    """Drivers that write all the time; used as `async with SteadyLoad(company) as load`."""

    def __init__(self, company: Company, *, every_s: float = 0.5) -> None:
        self.company = company
        self.wamids: list[str] = []
        self._every_s = every_s
        self._refused_before = 0

    async def __aenter__(self) -> Self:
        self._refused_before = await self.company.refused_webhooks()
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await self._task

    async def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            sender = load_phone(number % LOAD_DRIVERS)
            self.wamids.append(await self.company.write(sender, "help"))
            number += 1
            try:
                async with asyncio.timeout(self._every_s):
                    await self._stop.wait()
            except TimeoutError:
                continue

    async def refused(self) -> int:
        """Webhooks of this load that were not answered with 200."""
        return await self.company.refused_webhooks() - self._refused_before

    async def assert_answered_once(self) -> None:
        """Every message has ended in an answer, and no reply was accepted twice."""
        await self.company.settled()
        await assert_answered_once(self.company, self.wamids)


async def assert_answered_once(company: Company, wamids: list[str]) -> None:
    """Every message is recorded once and answered, and no reply was accepted twice."""
    listed = ",".join(f"'{wamid}'" for wamid in wamids)
    rows = await company.sql(
        f"SELECT state, count(*) FROM messages WHERE wamid IN ({listed}) GROUP BY 1"
    )

    assert dict(rows) == {"answered": str(len(wamids))}
    assert await company.doubled() == {}
