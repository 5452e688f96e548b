"""What a server may be told, and what is said when it can't be reached."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from driver_assistant.sandbox.backing.errors import (
    BackingError,
    ServerDidNotAnswer,
    ServerNotOurs,
)
from driver_assistant.sandbox.backing.server import Server, Service
from driver_assistant.sandbox.backing.servers import Backing, named_in

URL = "redis://:secret@cache.example:6380/0"


async def well(urls: Mapping[str, str]) -> str:
    return "7.0"


async def ill(urls: Mapping[str, str]) -> str:
    raise ServerDidNotAnswer("connection refused")


def server(check: object = well) -> Server:
    return Server(Service(name="redis", title="Redis", urls={"DA_REDIS_URL": URL}, check=check))  # type: ignore[arg-type]  # a test's check


async def test_a_server_by_url_refuses_to_be_controlled_and_says_how_to_get_one_that_can() -> None:
    with pytest.raises(ServerNotOurs) as caught:
        await server().stop()

    assert str(caught.value) == (
        "A server given by URL is not ours to control. Redis at cache.example:6380 was given by "
        "DA_REDIS_URL, so it can't be stopped from here: unset DA_REDIS_URL to work with a "
        "private server."
    )


async def test_a_server_that_does_not_answer_is_named_with_the_reason_and_no_password() -> None:
    with pytest.raises(ServerDidNotAnswer) as caught:
        await server(ill).wait_ready(timeout_s=0.1)

    assert "Redis at cache.example:6380" in str(caught.value)
    assert "connection refused" in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_a_server_by_url_that_answers_is_ready() -> None:
    one = server()

    assert await one.wait_ready() == "7.0"
    assert (one.port, one.private, one.running, one.pid) == (6380, False, True, None)


def test_servers_are_taken_from_the_environment_by_name() -> None:
    environ = {
        "DA_DATABASE_URL": "postgresql://u@db/x",
        "DA_AMQP_URL": "amqp://u@mq/v",
        "DA_AMQP_MANAGEMENT_URL": "http://u@mq:15672",
        "DA_REDIS_URL": URL,
    }

    servers = Backing(**{name: Server(service) for name, service in named_in(environ).items()})

    assert servers.environment() == environ
    assert servers["rabbitmq"].url == "amqp://u@mq/v"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert named_in({"DA_DATABASE_URL": ""}) == {}


def test_rabbitmq_without_its_management_url_is_refused() -> None:
    with pytest.raises(BackingError, match="DA_AMQP_MANAGEMENT_URL must be, too"):
        named_in({"DA_AMQP_URL": "amqp://u@mq/v"})
