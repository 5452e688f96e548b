"""The minimal example as the API server would hand it to the operator."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from driver_assistant_operator.facts import Assistant, SecretFacts, Situation

Json = dict[str, Any]
Make = Callable[..., Assistant]
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture
def minimal() -> Json:
    found: Json = yaml.safe_load((EXAMPLES / "01-minimal.yaml").read_text())
    found["metadata"] |= {
        "namespace": "trucks",
        "uid": "uid-1",
        "generation": 3,
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "resourceVersion": "7",
    }
    return found


@pytest.fixture
def make(minimal: Json) -> Make:
    """`make(annotations={...}, **{"rollout.strategy": "BlueGreen"})`: an Assistant, changed."""

    def build(annotations: dict[str, str] | None = None, **fields: Any) -> Assistant:
        body = copy.deepcopy(minimal)
        body["metadata"]["annotations"] = annotations or {}
        for path, value in fields.items():
            *parents, last = path.split(".")
            node = body["spec"]
            for key in parents:
                node = node.setdefault(key, {})
            node[last] = value
        return Assistant.parse(body)

    return build


@pytest.fixture
def secrets() -> SecretFacts:
    names = ("whatsapp", "openrouter", "logistics", "postgres", "rabbitmq", "redis", "privacy")
    return SecretFacts(
        keys={f"acme-{name}": frozenset() for name in names},
        hashes={"acme-rabbitmq/management-url": "aaaa", "acme-openrouter/api-key": "bbbb"},
        vhost="acme",
        ports={"postgres": 5432, "rabbitmq": 5671, "redis": 6379},
    )


@pytest.fixture
def situation(secrets: SecretFacts) -> Situation:
    return Situation(
        secrets=secrets, installed=frozenset({"keda.sh/v1alpha1", "monitoring.coreos.com/v1"})
    )
