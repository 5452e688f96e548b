"""The operator's figures: `make operator-figures` writes docs/results/operator.md from here.

Not collected with the tests: it measures, and asserts only what must hold on any machine.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.operator_api.harness import ROOT, Api, Json, changed, example
from tests.operator_api.proxy import Proxy
from tests.operator_api.world import PLAIN, Operator, World, started, until

MANY = int(os.environ.get("OPERATOR_FIGURES_RESOURCES", "100"))
STEADY_S = 60.0
RESULT = ROOT / "docs" / "results" / "operator.md"
ROWS: dict[str, tuple[str, str]] = dict.fromkeys(  # what -> its figure, how it is measured
    (
        "API server",
        "writes per unchanged reconcile",
        "a deleted Service is back",
        "an edited image is put back",
        "apply → the migration Job and what it needs",
        "apply → all children",
        "apply → Ready",
        "1 resource: memory and steady CPU",
        f"{MANY} resources: memory and steady CPU",
        f"{MANY} resources applied → all Ready",
    ),
    ("not run", ""),
)
PRODUCTION: dict[str, Any] = {"DA_OPERATOR_RESYNC_S": "60", "DA_OPERATOR_LEASE_DURATION_S": "60"}


def note(what: str, figure: str, how: str) -> None:
    """A figure, written at once: what comes later may fail."""
    assert what in ROWS
    ROWS[what] = (figure, how)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(_page())


def _page() -> str:
    commit = _said("git", "rev-parse", "--short", "HEAD")
    dirty = "+changes" if _said("git", "status", "--porcelain") else ""
    table = "\n".join(f"| {what} | {figure} | {how} |" for what, (figure, how) in ROWS.items())
    return (
        "# Figures of the operator\n\n"
        "Written by `make operator-figures`: the operator as a process, against a real API server "
        "with its controllers (`tests/cluster`, API only; kubelets are played).\n\n"
        f"Commit {commit}{dirty}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, "
        f"{psutil.cpu_count()} cores shared with the API server, etcd and other work "
        f"(load average {os.getloadavg()[1]:.1f} over the last five minutes).\n\n"
        f"| what | figure | how it is measured |\n|---|---|---|\n{table}\n"
    )


def _said(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_api_is_the_real_one(api: Api) -> None:
    """The page says which server answered."""
    version = api.get("/version")["gitVersion"]

    note("API server", version, "`kubectl version`")


def test_writes_of_an_unchanged_reconcile(world: World, tmp_path: Path) -> None:
    proxy = Proxy(world.api.credentials, tmp_path)
    world.kubeconfig = proxy.kubeconfig
    operator = started(world)
    world.settle()
    versions = world.versions()
    looked = operator.metric("driver_assistant_operator_reconciles_total")
    proxy.writes.clear()

    until(
        lambda: operator.metric("driver_assistant_operator_reconciles_total") >= looked + 10,
        "ten reconciles", within=90,
    )  # fmt: skip

    assert proxy.writes == []
    assert world.versions() == versions
    proxy.close()
    note(
        "writes per unchanged reconcile",
        f"{len(proxy.writes)}",
        "a proxy counts every write but the Lease's over 10 reconciles; no resourceVersion moved",
    )


def test_repair_of_drift(world: World) -> None:
    started(world, **PRODUCTION)
    world.settle()

    deleted = [_seconds(world, _delete_service) for _ in range(10)]
    edited = [_seconds(world, _edit_image) for _ in range(10)]

    how = "10 times; watch to write, the resync of 60 s has no part in it"
    note("a deleted Service is back", _spread(deleted), how)
    note("an edited image is put back", _spread(edited), how)


def _seconds(world: World, change: Callable[[World], Callable[[], bool]]) -> float:
    began = time.monotonic()
    is_repaired = change(world)
    while not is_repaired():
        assert time.monotonic() - began < 120
    return time.monotonic() - began


def _delete_service(world: World) -> Callable[[], bool]:
    path = world.path("services", "acme-webhook")
    world.api.delete(path)
    return lambda: world.api.find(path) is not None


def _edit_image(world: World) -> Callable[[], bool]:
    path = world.path("deployments", "acme-worker", "apps/v1")
    container = {"name": "worker", "image": "registry.example/other:9"}
    world.api.request(
        "PATCH", path, json={"spec": {"template": {"spec": {"containers": [container]}}}},
        headers={"content-type": "application/strategic-merge-patch+json"},
    )  # fmt: skip

    def is_repaired() -> bool:
        spec = world.api.get(path)["spec"]["template"]["spec"]
        return bool(spec["containers"][0]["image"] == PLAIN["spec"]["image"])

    return is_repaired


def test_from_apply_to_all_children(world: World) -> None:
    world.secrets()
    operator = world.operator(**PRODUCTION)
    until(operator.leads, "leads")
    first, every, ready = [], [], []
    for turn in range(5):
        began = time.monotonic()
        world.apply(changed(PLAIN, "metadata.annotations", {"example.com/turn": str(turn)}))
        until(lambda: any(k.startswith("jobs/") for k in world.children()), "the migration")
        first.append(time.monotonic() - began)
        until(lambda: len(world.revisions()) == 4, "all Deployments", within=60)
        every.append(time.monotonic() - began)
        until(world.is_ready, "Ready", within=60)
        ready.append(time.monotonic() - began)
        count = len(world.children())
        world.api.delete(world.da("acme"))
        until(lambda: not world.children(), "collected", within=90)

    how = "5 times, from `kubectl apply`"
    note("apply → the migration Job and what it needs", _spread(first), how)
    note("apply → all children", _spread(every), f"{how}, {count} children; the Job ends at once")
    note("apply → Ready", _spread(ready), f"{how}; pods are ready at once")


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s"


def test_memory_and_cpu_with_one_resource(world: World) -> None:
    operator = started(world, **PRODUCTION)
    world.settle()

    note("1 resource: memory and steady CPU", _usage(operator), _HOW_USED)


@pytest.mark.timeout(3600)
def test_memory_and_cpu_with_many_resources(world: World) -> None:
    operator = world.operator(**PRODUCTION)
    began = time.monotonic()
    for number in range(MANY):
        _company(world, f"company-{number}")
    until(lambda: _ready_ones(world) == MANY, f"{MANY} Ready", within=600)
    took = time.monotonic() - began
    until(lambda: _is_quiet(operator), "nothing waits", within=120)

    note(f"{MANY} resources: memory and steady CPU", _usage(operator), _HOW_USED)
    note(
        f"{MANY} resources applied → all Ready",
        f"{took:.0f} s",
        "one after the other into one namespace; two cores do everything",
    )


_HOW_USED = f"resident set and CPU time over {STEADY_S:.0f} s, resync 60 s"


def _usage(operator: Operator) -> str:
    process = psutil.Process(operator.process.pid)
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(STEADY_S)  # noqa: TID251  a stretch of time is what is measured
    used = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)
    return f"{process.memory_info().rss / 2**20:.0f} MiB, {used * 1000:.0f} millicores"


def _is_quiet(operator: Operator) -> bool:
    before = operator.metric("driver_assistant_operator_writes_total")
    time.sleep(10)  # noqa: TID251  the autoscaler's controller looks every 5 s
    return before == operator.metric("driver_assistant_operator_writes_total")


def _ready_ones(world: World) -> int:
    found = world.api.items(world.da())
    return sum(
        any(c["type"] == "Ready" and c["status"] == "True" for c in body["status"]["conditions"])
        for body in found
        if "status" in body
    )


def _company(world: World, company: str) -> None:
    """A small resource with its own Secrets, vhost, database and number."""
    for document in example("00-secrets"):
        world.api.apply(*_secret(world, document, company))
    body = changed(PLAIN, "metadata.name", company)
    body = changed(body, "spec.company", company)
    body = changed(body, "spec.environment", "development")
    number = str(106540352000000 + int(company.rpartition("-")[2]))
    body = changed(body, "spec.whatsapp.phoneNumberIds", [number])
    body = changed(body, "spec.webhook", {"scaling": {"min": 1, "max": 1}})
    for source in ("whatsapp", "llm", "logistics", "postgres", "rabbitmq", "redis", "privacy"):
        called = body["spec"][source]["secretRef"]["name"].replace("acme", company)
        body = changed(body, f"spec.{source}.secretRef.name", called)
    world.apply(body)


def _secret(world: World, document: Json, company: str) -> tuple[str, Json]:
    name = document["metadata"]["name"].replace("acme", company)
    values = {k: v.replace("/acme", f"/{company}") for k, v in document["stringData"].items()}
    if "management-url" in values:
        values |= {"management-url": world.broker.url, "amqp-url": f"amqp://a:b@mq/{company}"}
    found = document | {"metadata": {"name": name}, "stringData": values}
    return world.path("secrets", name), found
