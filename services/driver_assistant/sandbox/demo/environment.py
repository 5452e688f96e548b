"""The DA_* settings of every process of a demo, put together in one place.

`run.py` and tests that start real processes call `demo_environment`. Each process gets only what it
needs, as in production. Nothing here starts or looks anything up.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from driver_assistant.sandbox.backing.ports import LOOPBACK
from driver_assistant.sandbox.backing.servers import Backing

# In the order they stop: what takes work in goes first, the world outside last.
PROCESSES = ("webhook", "worker", "delivery", "guardrails", "sandbox")
COMPANY = "acme"
PHONE_NUMBER_ID = "106540352242922"
# An ordinary Tuesday in the middle of the seeded routes: the stand-in's own start is the night in
# which the clocks go back, right for its tests and odd for a first conversation.
MORNING = "2026-10-27T09:40:00+01:00"


_TRACED = frozenset({"webhook", "worker", "delivery", "guardrails"})


def _token() -> str:
    return secrets.token_urlsafe(24)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """New secrets for each demo; `openrouter_api_key` switches to the real OpenRouter."""

    app_secret: str = field(default_factory=_token, repr=False)
    verify_token: str = field(default_factory=_token, repr=False)
    access_token: str = field(default_factory=_token, repr=False)
    logistics_token: str = field(default_factory=_token, repr=False)
    phone_hash_key: str = field(default_factory=_key, repr=False)
    phone_encryption_key: str = field(default_factory=_key, repr=False)
    guardrails_hash_key: str = field(default_factory=_key, repr=False)
    sandbox_api_key: str = field(default_factory=lambda: f"sk-or-v1-{_token()}", repr=False)
    openrouter_api_key: str = field(default="", repr=False)


def demo_environment(
    backing: Backing, ports: Mapping[str, int], given: Secrets, *, watched: bool = False
) -> dict[str, dict[str, str]]:
    """For each of `PROCESSES`, and `ops` for commands, its DA_* variables.

    Args:
        backing: where PostgreSQL, RabbitMQ and Redis are.
        ports: the HTTP port of each of `PROCESSES` on 127.0.0.1.
        given: the secrets that the processes share with the stand-ins.
        watched: the processes send their spans to the sandbox, for the phone page.
    """
    servers = backing.environment()
    database = {"DA_DATABASE_URL": servers["DA_DATABASE_URL"]}
    broker = {"DA_AMQP_URL": servers["DA_AMQP_URL"]}
    cache = {"DA_REDIS_URL": servers["DA_REDIS_URL"], "DA_REDIS_PREFIX": f"{COMPANY}:"}
    phones = {
        "DA_PHONE_HASH_KEY": given.phone_hash_key,
        "DA_PHONE_ENCRYPTION_KEY": given.phone_encryption_key,
    }
    numbers = {"DA_WHATSAPP_PHONE_NUMBER_IDS": PHONE_NUMBER_ID}
    stand_ins = f"http://{LOOPBACK}:{ports['sandbox']}"
    needs = {
        "webhook": database | broker | phones | numbers | _signatures(given),
        "worker": database | broker | cache | phones | _outside(given, stand_ins, ports),
        "delivery": database | broker | phones | numbers | _graph_api(given, stand_ins),
        "guardrails": database | {"DA_GUARDRAILS_HASH_KEY": given.guardrails_hash_key},
        "sandbox": _sandbox(given, ports) | _page(ports),
        "ops": database | broker | phones | _management(servers),
    }
    traced = _TRACED if watched else frozenset()
    telemetry = {"DA_OTLP_ENDPOINT": f"{stand_ins}/telemetry"}
    return {
        name: _everybody(name, ports) | variables | (telemetry if name in traced else {})
        for name, variables in needs.items()
    }


def _everybody(name: str, ports: Mapping[str, int]) -> dict[str, str]:
    common = {
        "DA_COMPANY": COMPANY,
        "DA_ENVIRONMENT": "development",
        "DA_INSTANCE": f"demo-{name}",
        "DA_LOG_FORMAT": "console",
    }
    if name in ports:
        common |= {"DA_HTTP_HOST": LOOPBACK, "DA_HTTP_PORT": str(ports[name])}
    return common


def _signatures(given: Secrets) -> dict[str, str]:
    return {
        "DA_WHATSAPP_APP_SECRETS": given.app_secret,
        "DA_WHATSAPP_VERIFY_TOKEN": given.verify_token,
    }


def _graph_api(given: Secrets, stand_ins: str) -> dict[str, str]:
    return {
        "DA_WHATSAPP_ACCESS_TOKEN": given.access_token,
        "DA_WHATSAPP_BASE_URL": f"{stand_ins}/meta",
    }


def _outside(given: Secrets, stand_ins: str, ports: Mapping[str, int]) -> dict[str, str]:
    """What the worker calls; with a real key, OpenRouter's address is the setting's default."""
    if given.openrouter_api_key:
        model = {"DA_LLM_API_KEY": given.openrouter_api_key}
    else:
        model = {
            "DA_LLM_API_KEY": given.sandbox_api_key,
            "DA_LLM_BASE_URL": f"{stand_ins}/openrouter/api/v1",
        }
    return model | {
        "DA_LOGISTICS_URL": f"{stand_ins}/logistics/v1",
        "DA_LOGISTICS_TOKEN": given.logistics_token,
        "DA_GUARDRAILS_URL": f"http://{LOOPBACK}:{ports['guardrails']}",
    }


def _sandbox(given: Secrets, ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "DA_SANDBOX_META_WEBHOOK_URL": f"http://{LOOPBACK}:{ports['webhook']}/webhook",
        "DA_SANDBOX_META_APP_SECRET": given.app_secret,
        "DA_SANDBOX_META_VERIFY_TOKEN": given.verify_token,
        "DA_SANDBOX_META_ACCESS_TOKEN": given.access_token,
        "DA_SANDBOX_META_PHONE_NUMBER_IDS": PHONE_NUMBER_ID,
        "DA_SANDBOX_OPENROUTER_API_KEY": given.sandbox_api_key,
        "DA_SANDBOX_LOGISTICS_TOKEN": given.logistics_token,
        "DA_SANDBOX_LOGISTICS_REAL_CLOCK": "true",  # "as of 14:05" must fit the reader's watch
        "DA_SANDBOX_LOGISTICS_CLOCK_START": MORNING,
    }


def _page(ports: Mapping[str, int]) -> dict[str, str]:
    """Where the phone page's server finds the supervisor; without it the page can't kill."""
    if "control" not in ports:
        return {}
    return {"DA_SANDBOX_CONTROL_URL": f"http://{LOOPBACK}:{ports['control']}"}


def _management(servers: Mapping[str, str]) -> dict[str, str]:
    return {"DA_AMQP_MANAGEMENT_URL": servers["DA_AMQP_MANAGEMENT_URL"]}
