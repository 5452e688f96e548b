"""Kill -9 between any two writes: whatever was half done, the next start ends where it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.operator_api.harness import Json, changed
from tests.operator_api.proxy import Proxy, Strike, spare
from tests.operator_api.world import PLAIN, World, until

# One pod whose container is started again keeps its name, and so its Lease.
SAME_POD = {"DA_OPERATOR_IDENTITY": "op-again"}
NEXT = changed(changed(PLAIN, "spec.image", "registry.example/driver-assistant:2"),
               "spec.worker.scaling", {"min": 3, "max": 3})  # fmt: skip


@pytest.mark.timeout(2400)
def test_death_after_any_write_ends_at_the_objects_of_an_undisturbed_life(
    world: World, proxy: Proxy
) -> None:
    """First a new company, then a new image with other settings: each life writes once and dies
    before it hears the answer. Then everything is deleted and made again without a disturbance.
    """
    world.secrets()
    world.apply(PLAIN)
    made = _lives(world, proxy)
    world.apply(NEXT)
    changed_in = _lives(world, proxy)

    operator = world.operator(**SAME_POD)
    until(operator.leads, "leads")
    until(lambda: _pruned(world), "settled", within=60)
    disturbed = _essence(world)
    operator.stop()
    _delete_all(world)
    world.operator(**SAME_POD)
    until(lambda: world.is_ready() and _pruned(world), "made again", within=120)
    until(lambda: _replicas(world) == _replicas_in(disturbed), "scaled again", within=60)

    assert _essence(world) == disturbed
    assert made >= len(disturbed)  # a death for each child and more
    assert changed_in >= 8


def test_death_between_the_vhost_and_the_finalizer_does_not_hold_the_deletion(
    world: World, proxy: Proxy
) -> None:
    world.secrets()
    world.apply(changed(PLAIN, "spec.deletionPolicy", "Delete"))
    operator = world.operator(**SAME_POD)
    until(world.is_ready, "Ready", within=90)

    def kill_at_the_finalizer(_number: int, path: str) -> None:
        if "/driverassistants/acme?" in path:
            operator.kill()
            raise ConnectionAbortedError

    proxy.before_write = kill_at_the_finalizer
    world.api.delete(world.da("acme"))
    until(lambda: operator.process.poll() is not None, "killed")
    assert "/api/vhosts/acme" not in world.broker.vhosts
    assert world.api.find(world.da("acme"))
    proxy.before_write = spare
    world.operator(**SAME_POD)

    until(lambda: world.api.find(world.da("acme")) is None, "deleted", within=30)


def _lives(world: World, proxy: Proxy) -> int:
    """Lives that end right after their first write, until one finds nothing left to write."""
    deaths = 0
    while True:
        operator = world.operator(**SAME_POD)
        looked = "driver_assistant_operator_reconciles_total"
        proxy.after_write = _killer(operator.kill)
        until(
            lambda: operator.process.poll() is not None  # noqa: B023  called within this turn only
            or (world.is_ready() and operator.leads() and operator.metric(looked) >= 2),  # noqa: B023
            "killed, or nothing left to do", within=60,
        )  # fmt: skip
        proxy.after_write = spare
        alive = operator.process.poll() is None
        operator.kill()
        if alive:
            return deaths
        deaths += 1
        assert deaths < 150


def _killer(kill: Callable[[], None]) -> Strike:
    return lambda _number, _path: kill()


def _pruned(world: World) -> bool:
    """What only old pods needed is gone: one ConfigMap of settings for each process."""
    settings = [key for key in world.children() if key.startswith("configmaps/acme-worker-")]
    return len(settings) == 1


def _delete_all(world: World) -> None:
    for key in world.children():
        world.api.delete(world.child_path(key))
    until(lambda: not world.children(), "deleted", within=60)


def _essence(world: World) -> dict[str, Any]:
    """The children without what the API server and Kubernetes' controllers put into them."""
    return {key: _bare(child) for key, child in world.children().items()}


def _replicas(world: World) -> dict[str, int]:
    return _replicas_in(world.children())


def _replicas_in(found: dict[str, Any]) -> dict[str, int]:
    return {k: c["spec"]["replicas"] for k, c in found.items() if k.startswith("deployments/")}


_SET_BY_OTHERS = frozenset(
    {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "status",
     "clusterIP", "clusterIPs", "deployment.kubernetes.io/revision",
     "controller-uid", "batch.kubernetes.io/controller-uid"}
)  # fmt: skip


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        found: Json = {k: _bare(v) for k, v in node.items() if k not in _SET_BY_OTHERS}
        return found
    return [_bare(item) for item in node] if isinstance(node, list) else node
