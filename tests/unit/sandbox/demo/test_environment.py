"""The demo's settings are what the processes and the stand-ins really read."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pydantic_settings import BaseSettings

from driver_assistant.delivery.settings import DeliverySettings
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.ops.settings import OpsDrivers, OpsTopology
from driver_assistant.sandbox.backing.server import Server
from driver_assistant.sandbox.backing.servers import Backing, named_in
from driver_assistant.sandbox.demo.environment import PROCESSES, Secrets, demo_environment
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings
from driver_assistant.sandbox.page.settings import SandboxSettings
from driver_assistant.webhook.settings import WebhookSettings
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.settings import WorkerSettings

PORTS = {name: 20_000 + number for number, name in enumerate((*PROCESSES, "control"))}
SETTINGS: dict[str, tuple[type[BaseSettings], ...]] = {
    "webhook": (WebhookSettings,),
    "worker": (WorkerSettings, ModelSettings),
    "delivery": (DeliverySettings,),
    "guardrails": (GuardrailsSettings,),
    "sandbox": (SandboxSettings, MetaSettings, OpenRouterSettings, LogisticsSettings),
    "ops": (OpsDrivers, OpsTopology),
}


@pytest.fixture
def servers() -> Backing:
    urls = {
        "DA_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/d",
        "DA_AMQP_URL": "amqp://u:p@127.0.0.1:2/v",
        "DA_AMQP_MANAGEMENT_URL": "http://u:p@127.0.0.1:3",
        "DA_REDIS_URL": "redis://127.0.0.1:4/0",
    }
    return Backing(**{name: Server(service) for name, service in named_in(urls).items()})


def names_of(settings: Iterable[type[BaseSettings]]) -> set[str]:
    return {
        f"{one.model_config['env_prefix']}{field}".upper()
        for one in settings
        for field in one.model_fields
    }


@pytest.mark.parametrize("process", SETTINGS)
def test_a_process_reads_every_variable_it_is_given_and_misses_none(
    servers: Backing, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = demo_environment(servers, PORTS, Secrets(), watched=True)[process]
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    loaded = [settings() for settings in SETTINGS[process]]

    assert len(loaded) == len(SETTINGS[process])
    assert variables.keys() <= names_of(SETTINGS[process])


def test_the_stand_ins_share_their_secrets_with_the_processes(
    servers: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = demo_environment(servers, PORTS, Secrets())
    for variables in environment.values():
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    meta, openrouter, logistics = MetaSettings(), OpenRouterSettings(), LogisticsSettings()
    webhook, delivery = WebhookSettings(), DeliverySettings()
    worker, model = WorkerSettings(), ModelSettings()

    assert meta.app_secret == webhook.whatsapp_app_secrets[0].get_secret_value()
    assert meta.verify_token == webhook.whatsapp_verify_token.get_secret_value()
    assert meta.phone_number_ids == webhook.whatsapp_phone_number_ids
    assert meta.access_token == delivery.whatsapp_access_token.get_secret_value()
    assert openrouter.api_key == model.api_key
    assert logistics.token == worker.logistics_token
    assert meta.webhook_url == f"http://127.0.0.1:{PORTS['webhook']}/webhook"
    assert model.base_url == f"http://127.0.0.1:{PORTS['sandbox']}/openrouter/api/v1"


def test_a_real_key_goes_to_the_real_openrouter(servers: Backing) -> None:
    worker = demo_environment(servers, PORTS, Secrets(openrouter_api_key="sk-or-real"))["worker"]

    assert worker["DA_LLM_API_KEY"] == "sk-or-real"
    assert "DA_LLM_BASE_URL" not in worker


def test_each_demo_has_secrets_of_its_own() -> None:
    assert Secrets().app_secret != Secrets().app_secret
    assert Secrets().phone_hash_key != Secrets().phone_encryption_key
    assert "sk-or" not in repr(Secrets())


def test_a_process_is_given_no_more_than_it_needs(servers: Backing) -> None:
    environment = demo_environment(servers, PORTS, Secrets())

    assert "DA_PHONE_ENCRYPTION_KEY" not in environment["guardrails"]
    assert "DA_DATABASE_URL" not in environment["sandbox"]
    assert "DA_AMQP_URL" not in environment["sandbox"]
    assert "DA_REDIS_URL" not in environment["webhook"]
    assert "DA_WHATSAPP_ACCESS_TOKEN" not in environment["worker"]
    assert "DA_WHATSAPP_APP_SECRETS" not in environment["delivery"]
