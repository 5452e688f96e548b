"""What a pod can't do: reach what it does not need, talk to Kubernetes, be unrestricted."""

from __future__ import annotations

import json

import pytest
from tests.e2e.company import Company
from tests.e2e.kube import KubectlError, until

# from -> what it reaches, and what it must not; names are Services of the namespace. The webhook
# is for everybody, and the sandbox has its port: who may call the one gets to the other.
WALLS: dict[str, tuple[set[str], set[str]]] = {
    "webhook": ({"postgresql:5432", "rabbitmq:5672"}, {"redis:6379", "sandbox:8080"}),
    "worker": (
        {"postgresql:5432", "rabbitmq:5672", "redis:6379", "acme-guardrails:8080", "sandbox:8080"},
        {"rabbitmq:15672"},
    ),
    "delivery": (
        {"postgresql:5432", "rabbitmq:5672", "sandbox:8080"},
        {"redis:6379", "acme-guardrails:8080", "rabbitmq:15672"},
    ),
    "guardrails": ({"postgresql:5432"}, {"rabbitmq:5672", "redis:6379", "sandbox:8080"}),
}
KUBERNETES = "kubernetes.default.svc:443"
METADATA = "169.254.169.254:80"  # where clouds keep a node's credentials

TRY = """
import json, socket, sys
found = {}
for target in sys.argv[1:]:
    host, port = target.split(':')
    try:
        socket.create_connection((host, int(port)), timeout=4).close()
        found[target] = True
    except OSError:
        found[target] = False
print(json.dumps(found))
"""


@pytest.mark.parametrize("component", sorted(WALLS))
async def test_a_pod_reaches_what_it_needs_and_nothing_else(acme: Company, component: str) -> None:
    needs, forbidden = WALLS[component]
    (pod, *_) = await acme.pods(component)
    targets = sorted({*needs, *forbidden, KUBERNETES, METADATA})

    out = await acme.kubectl("exec", pod["metadata"]["name"], "--", "python", "-c", TRY, *targets)

    assert json.loads(out) == {target: target in needs for target in targets}


async def test_a_stranger_in_the_namespace_reaches_only_what_callers_may(acme: Company) -> None:
    """The sandbox's pod stands for a foreign one: the webhook is for all, the rest is not."""
    targets = ["acme-webhook:8080", "acme-guardrails:8080"]

    out = await acme.kubectl("exec", "deployment/sandbox", "--", "python", "-c", TRY, *targets)

    assert json.loads(out) == {"acme-webhook:8080": True, "acme-guardrails:8080": False}


async def test_pods_have_no_token_and_their_accounts_may_do_nothing(acme: Company) -> None:
    for pod in await acme.pods():
        if pod["status"]["phase"] != "Running":
            continue
        name = pod["metadata"]["name"]
        with pytest.raises(KubectlError, match="No such file"):
            await acme.kubectl("exec", name, "--", "ls", "/var/run/secrets/kubernetes.io")
    for component in WALLS:
        account = f"system:serviceaccount:{acme.namespace}:{acme.name}-{component}"
        for verb, what in (("get", "secrets"), ("list", "pods"), ("create", "pods/exec"),
                           ("get", "driverassistants"), ("patch", "deployments")):  # fmt: skip
            with pytest.raises(KubectlError, match="no"):
                await acme.kubectl("auth", "can-i", verb, what, f"--as={account}")


async def test_the_root_file_system_is_read_only_and_the_user_is_nobody(acme: Company) -> None:
    (pod, *_) = await acme.pods("worker")
    name = pod["metadata"]["name"]

    identity = await acme.kubectl("exec", name, "--", "id", "-u")
    with pytest.raises(KubectlError, match="Read-only file system"):
        await acme.kubectl("exec", name, "--", "touch", "/opt/driver-assistant/changed")

    assert identity.strip() == "65532"


async def test_a_pod_that_is_not_restricted_is_not_admitted(acme: Company) -> None:
    with pytest.raises(KubectlError, match='violates PodSecurity "restricted'):
        await acme.kubectl(
            "run", "intruder", "--image=localhost/driver-assistant:e2e", "--restart=Never"
        )


async def test_evictions_take_one_pod_at_a_time(acme: Company) -> None:
    first, second = await acme.pods("guardrails")

    await _evict(acme, first["metadata"]["name"])
    with pytest.raises(AssertionError, match="disruption budget"):
        await _evict(acme, second["metadata"]["name"])

    async def evicted_after_all() -> bool:
        await _evict(acme, second["metadata"]["name"])
        return True

    await until(evicted_after_all, 180, "the second may go once the first is back", every_s=2)
    await acme.ready()


async def _evict(company: Company, pod: str) -> None:
    path = f"/api/v1/namespaces/{company.namespace}/pods/{pod}/eviction"
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod}}
    await company.cluster.http("POST", path, json=body)
