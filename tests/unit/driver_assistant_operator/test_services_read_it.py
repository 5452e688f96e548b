"""What the operator writes, the services read: environment variables and policy files."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pydantic_settings import BaseSettings

from driver_assistant.contracts.crd.guardrail_policy import GuardrailPolicy
from driver_assistant.guardrails.policy import load_floor
from driver_assistant.guardrails.policy_overlay import parse_overlay, tightened
from driver_assistant_operator import policies
from driver_assistant_operator.desired import configuration
from driver_assistant_operator.desired.roles import ALL_ROLES, ROLES
from driver_assistant_operator.facts import Assistant

Make = Callable[..., Assistant]
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

SETTINGS: dict[str, tuple[str, ...]] = {
    "webhook": ("webhook.settings:WebhookSettings",),
    "worker": (
        "worker.settings:WorkerSettings",
        "worker.model.settings:ModelSettings",
        "worker.model.budget:BudgetSettings",
    ),
    "delivery": ("delivery.settings:DeliverySettings",),
    "guardrails": (
        "guardrails.settings:GuardrailsSettings",
        "runtime.settings:DatabaseSettings",
    ),
    "migrate": ("ops.settings:OpsMigration",),
    "retention": ("ops.settings:OpsDatabase",),
    "ops": ("ops.settings:OpsDrivers", "ops.settings:OpsBroker"),
}
# Of every process, served or not.
EVERYWHERE = {
    f"DA_{name}"
    for name in ("COMPANY", "ENVIRONMENT", "HTTP_HOST", "HTTP_PORT", "LOG_FORMAT", "OTLP_ENDPOINT")
}


def known(classes: tuple[str, ...]) -> set[str]:
    """The environment variables that settings classes read."""
    found = set()
    for path in classes:
        module, _, name = path.partition(":")
        settings: type[BaseSettings] = getattr(
            importlib.import_module(f"driver_assistant.{module}"), name
        )
        prefix = settings.model_config["env_prefix"]
        found |= {f"{prefix}{field}".upper() for field in settings.model_fields}
    return found


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_variable_of_a_process_is_one_it_reads(make: Make, name: str) -> None:
    (role,) = [role for role in ALL_ROLES if role.name == name]
    written = set(configuration.settings(make(), name))
    written |= {entry.env for entry in role.secrets}

    assert written - EVERYWHERE - known(SETTINGS[name]) == set()


def test_what_every_process_is_told_is_read_by_every_service() -> None:
    for name in ROLES:
        assert known(SETTINGS[name]) >= EVERYWHERE


def test_the_example_policy_is_an_overlay_that_the_service_accepts() -> None:
    body = yaml.safe_load((EXAMPLES / "06-custom-policy.yaml").read_text())
    spec = GuardrailPolicy.model_validate({"spec": body["spec"]}).spec

    text = policies.render("acme-house-rules", spec)

    overlay = parse_overlay(yaml.safe_load(text), "acme-house-rules.yaml")
    assert tightened(load_floor(), overlay).version
    assert overlay.rules[0].id == "acme.fuel-card-pin"
