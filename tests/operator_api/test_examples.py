"""Each numbered example becomes Ready, with the Secrets of the examples and nothing else."""

from __future__ import annotations

import pytest
from tests.operator_api.harness import example
from tests.operator_api.world import World, until


@pytest.mark.parametrize(
    "name",
    [
        "01-minimal",
        "02-development",
        "03-production-eks",
        "04-production-gke",
        "05-blue-green",
    ],
)
def test_an_example_becomes_ready(world: World, name: str) -> None:
    """Their broker is nowhere here: that is said, and holds nothing up."""
    for secret in example("00-secrets"):
        world.api.apply(world.path("secrets", secret["metadata"]["name"]), secret)
    world.operator()
    (document,) = example(name)
    called = document["metadata"]["name"]

    world.apply(document)

    until(lambda: world.is_ready(called), "Ready", within=110)
    assert world.condition("QueuesReady", called)["reason"] == "Unreachable"
    assert ("ingresses/acme-webhook" in world.children()) == ("ingress" in document["spec"])
