"""What is read out of Secrets, and what is refused."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, cast

import pytest

from driver_assistant_operator import references
from driver_assistant_operator.facts import Assistant
from driver_assistant_operator.kube import Kube

Make = Callable[..., Assistant]
Json = dict[str, Any]

VALUES = {
    "acme-whatsapp": {"app-secrets": "a", "verify-token": "b", "access-token": "c"},
    "acme-openrouter": {"api-key": "d"},
    "acme-logistics": {"token": "e"},
    "acme-postgres": {"url": "postgresql://u:p@db:5433/acme", "ca.crt": "f"},
    "acme-rabbitmq": {
        "amqp-url": "amqps://u:p@mq/acme%2Fprod",
        "management-url": "https://u:p@mq:15671",
    },
    "acme-redis": {"url": "rediss://:p@cache/0"},
    "acme-privacy": {"phone-hash-key": "g", "phone-encryption-key": "h"},
}


class FakeKube:
    """The one call of the client that reading Secrets needs."""

    def __init__(self, values: Json) -> None:
        self.values = values

    async def get(self, path: str) -> Json | None:
        found = self.values.get(path.rsplit("/", 1)[-1])
        if found is None:
            return None
        return {"data": {k: base64.b64encode(v.encode()).decode() for k, v in found.items()}}


def secrets(values: Json) -> Kube:
    return cast(Kube, FakeKube(values))


async def test_everything_there_is_resolved(make: Make) -> None:
    found = await references.read(secrets(VALUES), make())

    assert found.resolved
    assert found.vhost == "acme/prod"
    assert found.ports == {"postgres": 5433, "rabbitmq": 5671, "redis": 6379}
    assert found.stamps["PostgreSQL database"] == "db:5433/acme"
    assert found.stamps["Redis prefix"] == "cache:6379/0#acme"


async def test_no_value_of_a_secret_shows(make: Make) -> None:
    found = await references.read(secrets(VALUES), make())

    assert "u:p@" not in repr(found)


async def test_missing_secrets_and_keys_are_named(make: Make) -> None:
    values = {name: dict(found) for name, found in VALUES.items() if name != "acme-redis"}
    del values["acme-rabbitmq"]["management-url"]

    found = await references.read(secrets(values), make())

    assert found.missing == (
        "Secret acme-redis does not exist",
        "Secret acme-rabbitmq has no key management-url",
    )


@pytest.mark.parametrize(
    ("secret", "key", "value"),
    [
        ("acme-rabbitmq", "amqp-url", "amqp://u:p@mq/acme"),
        ("acme-rabbitmq", "management-url", "http://u:p@mq:15672"),
        ("acme-redis", "url", "redis://cache"),
        ("acme-redis", "worker-url", "redis://cache"),
        ("acme-redis", "url", "rediss://cache/0?ssl_cert_reqs=none"),
        ("acme-rabbitmq", "amqp-url", "amqps://u:p@mq/acme?no_verify_ssl=1"),
        ("acme-postgres", "url", "mysql://db/acme"),
        ("acme-postgres", "url", "postgresql://u:p@db/acme?sslmode=disable"),
        ("acme-postgres", "delivery-url", "postgresql://u:p@db/acme?sslmode=require"),
    ],
)
async def test_an_address_that_breaks_the_tls_promise_is_refused(
    make: Make, secret: Any, key: str, value: Any
) -> None:
    values = VALUES | {secret: VALUES[secret] | {key: value}}

    found = await references.read(secrets(values), make())

    (said,) = found.unsafe
    assert f"key {key} of Secret {secret}" in said
    assert "u:p@" not in said


async def test_what_tls_leaves_open_is_no_ones_business(make: Make) -> None:
    values = VALUES | {
        "acme-postgres": VALUES["acme-postgres"] | {"url": "postgresql://db/acme?sslmode=disable"},
        "acme-redis": {"url": "redis://cache"},
    }
    open_ones = make(**{"postgres.tls": "disable", "redis.tls": "disable"})

    assert (await references.read(secrets(values), open_ones)).unsafe == ()


async def test_a_hash_changes_with_the_value_and_differs_between_companies(
    make: Make, minimal: Json
) -> None:
    before = await references.read(secrets(VALUES), make())
    minimal["metadata"]["uid"] = "uid-2"
    other = await references.read(secrets(VALUES), make())
    rotated = await references.read(secrets(VALUES | {"acme-openrouter": {"api-key": "z"}}), make())

    key = "acme-openrouter/api-key"
    assert len({before.hashes[key], other.hashes[key], rotated.hashes[key]}) == 3


@pytest.mark.parametrize(
    ("url", "vhost"),
    [("amqps://h/a", "a"), ("amqps://h", "/"), ("amqps://h/", "/"), ("amqps://h/%2F", "/")],
)
def test_the_vhost_is_the_path(url: str, vhost: str) -> None:
    assert references.vhost_of(url) == vhost
