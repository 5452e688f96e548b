"""Reads the Secrets that a resource refers to, and judges them: missing, unsafe, or fine.

Called by `reconcile.py`. Secrets are fetched one by one, by name: the operator may not list them.
Values stay in this module; what leaves it are names, keys, keyed hashes, ports, and the management
address that `queues.py` calls.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from driver_assistant.contracts.crd.driver_assistant import DriverAssistantSpec
from driver_assistant_operator import kinds
from driver_assistant_operator.desired.roles import ALL_ROLES, ROLES, Source, secret_names
from driver_assistant_operator.facts import Assistant, SecretFacts
from driver_assistant_operator.kube import Kube

_PORTS: Final = {"postgresql": 5432, "postgres": 5432, "amqp": 5672, "amqps": 5671,
                 "redis": 6379, "rediss": 6379, "http": 80, "https": 443}  # fmt: skip

# Options of addresses that the clients obey, with the value that keeps the check on.
_CHECKS_NOTHING: Final = {"sslmode": "verify-full", "no_verify_ssl": "0",
                          "ssl_cert_reqs": "required", "ssl_check_hostname": "true"}  # fmt: skip

Values = dict[str, dict[str, str]]  # secret -> key -> value


async def read(kube: Kube, assistant: Assistant) -> SecretFacts:
    """What the builders and conditions may know about a resource's Secrets."""
    names = secret_names(assistant.spec)
    values: Values = {}
    missing = []
    for name in sorted(set(names.values())):
        found = await kube.get(kinds.SECRET.path(assistant.namespace, name))
        if found is None:
            missing.append(f"Secret {name} does not exist")
            continue
        values[name] = {
            key: base64.b64decode(value).decode("utf-8", "replace").strip()
            for key, value in (found.get("data") or {}).items()
        }
    missing += [
        f"Secret {names[source]} has no key {key}"
        for source, key in required_keys(assistant.spec)
        if names[source] in values and not values[names[source]].get(key)
    ]
    return _facts(assistant, values, tuple(missing))


def required_keys(spec: DriverAssistantSpec) -> list[tuple[Source, str]]:
    """The keys that must be there."""
    found = {(entry.source, entry.key) for role in ROLES.values() for entry in role.secrets}
    found |= {("rabbitmq", "management-url")}
    if spec.postgres.tls == "verify-full":
        found |= {("postgres", "ca.crt")}
    return sorted(found)


def _facts(assistant: Assistant, values: Values, missing: tuple[str, ...]) -> SecretFacts:
    spec, names = assistant.spec, secret_names(assistant.spec)

    def value(source: Source, key: str) -> str:
        return values.get(names[source], {}).get(key, "")

    database, broker, cache = (
        value("postgres", "url"), value("rabbitmq", "amqp-url"), value("redis", "url"),
    )  # fmt: skip
    prefix = spec.redis.prefix or spec.company
    return SecretFacts(
        keys={name: frozenset(found) for name, found in values.items()},
        hashes={
            f"{name}/{key}": _keyed(assistant.uid, text)
            for name, found in values.items()
            for key, text in found.items()
        },
        missing=missing,
        unsafe=tuple(_unsafe(spec, names, values)),
        vhost=vhost_of(broker),
        ports={
            service: port
            for service, url in (("postgres", database), ("rabbitmq", broker), ("redis", cache))
            if (port := _port(url))
        },
        stamps={
            "company": spec.company,
            "RabbitMQ vhost": _address(broker),
            "PostgreSQL database": _address(database),
            "Redis prefix": f"{_address(cache)}#{prefix}",
        }
        | {f"phone number id {number}": number for number in spec.whatsapp.phone_number_ids},
        management_url=value("rabbitmq", "management-url"),
    )


def _unsafe(spec: DriverAssistantSpec, names: dict[Source, str], values: Values) -> Iterator[str]:
    """Addresses that do not keep what `tls` promises, those of single processes included."""
    checks: tuple[tuple[Source, str, str, tuple[str, ...]], ...] = (
        ("rabbitmq", "amqp-url", spec.rabbitmq.tls, ("amqps://",)),
        ("rabbitmq", "management-url", spec.rabbitmq.tls, ("https://",)),
        ("redis", "url", spec.redis.tls, ("rediss://",)),
        ("postgres", "url", spec.postgres.tls, ("postgresql://", "postgres://")),
    )
    for source, key, tls, schemes in checks:
        for called in (key, *(f"{role.name}-{key}" for role in ALL_ROLES)):
            url = values.get(names[source], {}).get(called, "")
            what, why = f"key {called} of Secret {names[source]}", f"(spec.{source}.tls)"
            if not url or (tls == "disable" and source != "postgres"):
                continue
            if not url.startswith(schemes):
                yield f"{what} must start with {schemes[0]} {why}"
            elif tls != "disable" and (asked := _weakened(url)):
                yield f"{what} must not say {asked}, which checks no certificate {why}"


def _weakened(url: str) -> str:
    """The option of an address that turns the check of the server's certificate off."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name in _CHECKS_NOTHING and value.lower() != _CHECKS_NOTHING[name]:
            return f"{name}={value}"
    return ""


def vhost_of(amqp_url: str) -> str:
    """The vhost of an AMQP address; an empty path is the vhost `/`."""
    path = urlsplit(amqp_url).path
    return unquote(path[1:]) or "/"


def _address(url: str) -> str:
    """Host, port and path, without user and password; empty when there is no host."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{_port(url)}{parts.path}" if parts.hostname else ""


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    try:
        return parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None


def _keyed(uid: str, value: str) -> str:
    """A hash that is of no use outside this resource."""
    return hmac.digest(uid.encode(), value.encode(), "sha256").hex()[:16]
