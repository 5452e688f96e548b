"""Liveness says no when the operator is stuck or deaf, and yes while it waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2
import pytest

from driver_assistant_operator import metrics
from driver_assistant_operator.health import LOOP_STALLED_S, WATCH_SILENT_S, Health, serve


@pytest.fixture
def health() -> Iterator[tuple[Health, str]]:
    state = Health()
    server, thread = serve(state, "127.0.0.1", 0)
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_a_replica_that_stands_by_is_alive_and_ready(health: tuple[Health, str]) -> None:
    state, url = health
    state.heard = {"Deployment": time.monotonic() - 10 * WATCH_SILENT_S}

    assert httpx2.get(f"{url}/readyz").status_code == 500
    state.started = True

    assert httpx2.get(f"{url}/healthz").status_code == 200
    assert httpx2.get(f"{url}/readyz").status_code == 200


def test_a_stalled_loop_is_answered_by_the_thread(health: tuple[Health, str]) -> None:
    state, url = health
    state.beat = time.monotonic() - LOOP_STALLED_S - 1

    answer = httpx2.get(f"{url}/healthz")

    assert answer.status_code == 500
    assert "the event loop has stood still" in answer.text


def test_a_leader_with_a_silent_watch_is_not_alive(health: tuple[Health, str]) -> None:
    state, url = health
    state.leading = True
    state.heard = {"Pod": time.monotonic(), "Service": time.monotonic() - WATCH_SILENT_S - 1}

    answer = httpx2.get(f"{url}/healthz")

    assert answer.status_code == 500
    assert "the watch of Service" in answer.text


def test_a_deaf_leader_is_not_alive(health: tuple[Health, str]) -> None:
    state, url = health
    state.leading = True
    state.deaf = "the watch did not deliver DriverAssistant trucks/acme"

    assert httpx2.get(f"{url}/healthz").status_code == 500


def test_metrics_and_unknown_paths(health: tuple[Health, str]) -> None:
    _, url = health
    metrics.LEADER.set(0)

    assert "driver_assistant_operator_leader" in httpx2.get(f"{url}/metrics").text
    assert httpx2.get(f"{url}/admin").status_code == 404
