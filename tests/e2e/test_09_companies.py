"""Two companies side by side, and how a company goes: kept, deleted, with its namespace."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from tests.e2e.company import MANIFESTS, Company
from tests.e2e.kube import Cluster, Json, KubectlError, until

CHART = Path(__file__).resolve().parents[2] / "charts" / "backing-services"
IMAGE = os.environ.get("E2E_IMAGE", "localhost/driver-assistant:e2e")
NUMBER = "106540352242933"

pytestmark = pytest.mark.long


@pytest.fixture
async def borealis(acme: Company) -> AsyncIterator[Company]:
    """A second company in a namespace of its own, on the first one's servers."""
    cluster = acme.cluster
    await cluster.apply(*_namespace("borealis"))
    await _install_sandbox(cluster)
    for server in ("postgres", "rabbitmq", "redis"):
        found = await cluster.get(f"/api/v1/namespaces/acme/secrets/borealis-{server}")
        secret = {"apiVersion": "v1", "kind": "Secret", "data": found["data"],
                  "metadata": {"name": f"borealis-{server}", "namespace": "borealis"}}  # fmt: skip
        await cluster.apply(secret)
    company = Company(cluster=cluster, namespace="borealis", name="borealis", servers="acme")
    await cluster.apply(_resource())
    await company.ready(timeout_s=420)
    await company.register()
    yield company
    await cluster.kubectl(
        "delete", "namespace", "borealis", "--ignore-not-found", "--timeout=200s", timeout_s=220
    )


async def test_two_companies_are_served_side_by_side_each_with_its_own(
    acme: Company, borealis: Company
) -> None:
    alias = next(iter(borealis.drivers))

    await borealis.ask(alias, "help")
    await acme.ask("ana", "help")
    await borealis.settled()

    rows = await borealis.sql("SELECT DISTINCT company_id FROM messages")
    assert rows == [["borealis"]]
    assert ["borealis"] not in await acme.sql("SELECT DISTINCT company_id FROM messages")
    stranger = _resource() | {"metadata": {"name": "thief", "namespace": "borealis"}}
    stranger["spec"]["whatsapp"]["phoneNumberIds"] = ["106540352242922"]  # acme's
    await acme.cluster.apply(stranger)
    thief = Company(cluster=acme.cluster, namespace="borealis", name="thief")
    await thief.until_condition("Isolated", "False")
    assert await thief.pods() == []
    await thief.kubectl("delete", "da", "thief", "--timeout=60s")


async def test_retained_queues_serve_the_reinstalled_company_and_deleted_ones_are_gone(
    borealis: Company,
) -> None:
    alias = next(iter(borealis.drivers))
    await borealis.kubectl("delete", "da", "borealis", "--timeout=120s", timeout_s=140)
    await until(lambda: _no_pods(borealis), 240, "its pods have ended", every_s=2)
    assert "borealis" in await _vhosts(borealis.cluster)  # Retain is the default

    await borealis.cluster.apply(_resource())
    await borealis.ready(timeout_s=420)
    await borealis.ask(alias, "help")

    await borealis.change({"deletionPolicy": "Delete"})
    await borealis.ready()
    await borealis.kubectl("delete", "da", "borealis", "--timeout=180s", timeout_s=200)
    assert "borealis" not in await _vhosts(borealis.cluster)


async def test_a_namespace_is_deleted_with_its_company(borealis: Company) -> None:
    await borealis.change({"deletionPolicy": "Delete"})  # the finalizer must not hold it

    await borealis.cluster.kubectl(
        "delete", "namespace", "borealis", "--timeout=240s", timeout_s=260
    )

    with pytest.raises(KubectlError, match="NotFound"):
        await borealis.cluster.kubectl("get", "namespace", "borealis")


def _namespace(name: str) -> list[Json]:
    documents = yaml.safe_load_all((MANIFESTS / "namespace.yaml").read_text())
    text = json.dumps([d for d in documents if d["metadata"]["name"] != "driver-assistant-system"])
    found: list[Json] = json.loads(text.replace('"acme"', f'"{name}"'))
    return found


def _resource() -> Json:
    """Acme's resource with another name, company, number and Secrets."""
    acme: Json = yaml.safe_load((MANIFESTS / "acme.yaml").read_text())
    body: Json = json.loads(json.dumps(copy.deepcopy(acme)).replace("acme", "borealis"))
    body["spec"]["whatsapp"]["phoneNumberIds"] = [NUMBER]
    body["spec"]["worker"]["scaling"] = {"min": 1, "max": 1}
    return body


async def _install_sandbox(cluster: Cluster) -> None:
    import asyncio

    settings = {
        "servers": "false",
        "sandbox.image": IMAGE,
        "sandbox.company": "borealis",
        "sandbox.logisticsTenant": "borealis",
        "sandbox.phoneNumberIds[0]": NUMBER,
        "sandbox.webhookUrl": "http://borealis-webhook:8080/webhook",
        "sandbox.settings.DA_SANDBOX_OPENROUTER_LATENCY_MEDIAN_MS": "0",
        "sandbox.settings.DA_SANDBOX_OPENROUTER_LATENCY_P95_MS": "0",
    }
    values = [f"--set-string={key}={value}" for key, value in settings.items() if key != "servers"]
    process = await asyncio.create_subprocess_exec(
        "helm", "upgrade", "--install", "sandbox", str(CHART), "-n", "borealis",
        "--set=servers=false", *values, "--wait", "--timeout=5m",
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0


async def _vhosts(cluster: Cluster) -> list[str]:
    """As RabbitMQ has them on its disk; its own command line needs root."""
    out = await cluster.kubectl(
        "-n", "acme", "exec", "rabbitmq-0", "--", "sh", "-c",
        "for one in /var/lib/rabbitmq/mnesia/*/msg_stores/vhosts/*/.vhost; do cat $one; echo; done",
    )  # fmt: skip
    return out.split()


async def _no_pods(company: Company) -> bool:
    return not await company.pods()
