"""ConfigMaps: the settings of each process that are no secret, and the guardrail policies.

A settings ConfigMap is immutable and named after its content: pods of an older version keep
theirs until the rollout has ended, and a change of one process's settings restarts that one only.
The policies' ConfigMap has one name and changes in place: guardrails reads it again, no restart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.desired.roles import HTTP_PORT
from driver_assistant_operator.facts import Assistant, Json, Mode, Policies, digest

POLICY_PATH: Final = "/etc/driver-assistant/policies"
SHADOW_PATH: Final = "/etc/driver-assistant/shadow"
CHANNELS: Final = {"cloud": "whatsapp_cloud", "twilio": "twilio", "evolution": "evolution"}


def settings(assistant: Assistant, role: str) -> dict[str, str]:
    """The environment of one process, without secrets."""
    spec = assistant.spec
    found = {
        "DA_COMPANY": spec.company,
        "DA_ENVIRONMENT": spec.environment,
        "DA_HTTP_HOST": "0.0.0.0",
        "DA_HTTP_PORT": str(HTTP_PORT),
        "DA_LOG_FORMAT": spec.observability.log_format,
        "DA_OTLP_ENDPOINT": spec.observability.otlp_endpoint or "",
    }
    own = _OF_ROLE.get(role)
    return found | (own(assistant) if own else {})


def _worker(assistant: Assistant) -> dict[str, str]:
    spec = assistant.spec
    breaker = spec.logistics.breaker
    return {
        **_redis(assistant),
        **_model(assistant),
        "DA_WORKER_SLOTS": str(spec.worker.concurrency),
        "DA_DEADLINE_S": str(spec.conversation.answer_deadline_seconds),
        "DA_CONTEXT_TTL_S": str(spec.conversation.context_minutes * 60),
        "DA_RATE_LIMIT_MESSAGES": str(spec.rate_limits.messages),
        "DA_RATE_LIMIT_WINDOW_S": str(spec.rate_limits.window_seconds),
        "DA_GUARDRAILS_URL": f"http://{naming.child(assistant.name, 'guardrails')}:{HTTP_PORT}",
        "DA_LOGISTICS_URL": spec.logistics.url,
        "DA_LOGISTICS_TIMEOUT_S": str(spec.logistics.timeout_seconds),
        "DA_BREAKER_ERROR_PERCENTAGE": str(breaker.error_percent),
        "DA_BREAKER_MINIMUM_VOLUME": str(breaker.minimum_calls),
        "DA_BREAKER_WINDOW_S": str(breaker.window_seconds),
        "DA_BREAKER_RESET_S": str(breaker.reset_seconds),
    }


def _model(assistant: Assistant) -> dict[str, str]:
    llm = assistant.spec.llm
    return {
        "DA_LLM_BASE_URL": llm.base_url,
        "DA_LLM_MODEL": llm.model,
        "DA_LLM_FALLBACK_MODELS": ",".join(llm.fallback_models),
        "DA_LLM_WRITER_MODEL": llm.writer_model,
        "DA_LLM_WRITER_FALLBACK_MODELS": ",".join(llm.writer_fallback_models),
        "DA_LLM_ROUTING": llm.routing,
        "DA_LLM_BUDGET_COMPANY_USD": llm.budget.per_company,
        "DA_LLM_BUDGET_DRIVER_USD": llm.budget.per_driver,
    }


def _delivery(assistant: Assistant) -> dict[str, str]:
    slots = str(assistant.spec.delivery.concurrency)
    return _numbers(assistant) | _graph(assistant) | {"DA_DELIVERY_SLOTS": slots}


def _guardrails(_: Assistant) -> dict[str, str]:
    return {"DA_GUARDRAILS_POLICY_DIR": POLICY_PATH, "DA_GUARDRAILS_SHADOW_DIR": SHADOW_PATH}


def _migrate(assistant: Assistant) -> dict[str, str]:
    """What the database and the Redis prefix are stamped with."""
    adopt = {"DA_ADOPT": "true"} if assistant.flag(naming.ADOPT) else {}
    return _redis(assistant) | {"DA_OWNER": assistant.owner} | adopt


def _numbers(assistant: Assistant) -> dict[str, str]:
    channel = assistant.spec.whatsapp
    return {
        "DA_CHANNEL": CHANNELS[channel.channel],
        "DA_WHATSAPP_PHONE_NUMBER_IDS": ",".join(channel.phone_number_ids),
    }


def _graph(assistant: Assistant) -> dict[str, str]:
    channel = assistant.spec.whatsapp
    return {
        "DA_WHATSAPP_BASE_URL": channel.base_url,
        "DA_WHATSAPP_API_VERSION": channel.api_version,
    }


def _redis(assistant: Assistant) -> dict[str, str]:
    return {"DA_REDIS_PREFIX": f"{assistant.spec.redis.prefix or assistant.spec.company}:"}


_OF_ROLE: Final[dict[str, Callable[[Assistant], dict[str, str]]]] = {
    "webhook": _numbers,
    "worker": _worker,
    "delivery": _delivery,
    "guardrails": _guardrails,
    "migrate": _migrate,
}


def settings_name(assistant: Assistant, role: str) -> str:
    """The name of a process's settings, which says what is in them."""
    return f"{naming.child(assistant.name, role)}-{digest(settings(assistant, role))}"


def settings_map(assistant: Assistant, role: str) -> Json:
    """The settings of one process, never changed in place."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": assistant.metadata(settings_name(assistant, role), role),
        "immutable": True,
        "data": settings(assistant, role),
    }


def policies_name(assistant: Assistant, mode: Mode) -> str:
    """The ConfigMap that guardrails pods mount."""
    return naming.child(assistant.name, "policies" if mode == "enforce" else "policies-shadow")


def policies_map(assistant: Assistant, policies: Policies, mode: Mode) -> Json:
    """The accepted policies of a mode, one file each; changed in place."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": assistant.metadata(
            policies_name(assistant, mode), "guardrails", **{naming.POLICY: policies.hash}
        ),
        "data": dict(policies.files[mode]),
    }
