"""The operator among faults: refused calls, sudden death, silence, and a second replica."""

from __future__ import annotations

import httpx2
from tests.operator_api.harness import changed
from tests.operator_api.proxy import Proxy, no_fault
from tests.operator_api.world import PLAIN, World, started, until


def test_a_storm_of_refused_calls_ends_ready_without_a_tight_loop(
    world: World, proxy: Proxy
) -> None:
    proxy.storm(0.2)
    operator = started(world)

    assert operator.metric("driver_assistant_operator_api_retries_total") > 0
    reconciles = operator.metric("driver_assistant_operator_reconciles_total")
    assert reconciles < 200
    proxy.fault = no_fault


def test_one_replica_writes_and_the_other_takes_over(world: World, proxy: Proxy) -> None:
    first = started(world, DA_OPERATOR_LEASE_DURATION_S="15")
    second = world.operator(DA_OPERATOR_LEASE_DURATION_S="15")
    until(second.lives, "alive while standing by")
    world.apply(changed(PLAIN, "spec.worker.concurrency", 11))
    until(world.is_ready, "Ready", within=60)
    assert not second.leads()
    assert proxy.writers == {f"driver-assistant-operator {first.identity}"}

    first.kill()
    until(second.leads, "took over", within=30)
    proxy.writers.clear()
    world.apply(changed(PLAIN, "spec.worker.concurrency", 12))
    until(world.is_ready, "Ready", within=60)

    assert proxy.writers == {f"driver-assistant-operator {second.identity}"}


def test_what_is_refused_again_and_again_backs_off_visibly(world: World, proxy: Proxy) -> None:
    operator = started(world)
    proxy.fault = _no_deployments

    world.apply(changed(PLAIN, "spec.worker.concurrency", 11))
    until(
        lambda: operator.metric("driver_assistant_operator_backoff_seconds") > 1.5,
        "backs off, longer each time", within=60,
    )  # fmt: skip
    assert operator.metric("driver_assistant_operator_reconcile_errors_total") >= 2
    assert operator.lives()

    proxy.fault = no_fault
    until(world.is_ready, "Ready", within=90)
    until(lambda: operator.metric("driver_assistant_operator_backoff_seconds") == 0, "well again")


def _no_deployments(method: str, path: str, _agent: str) -> int:
    return 500 if method == "PATCH" and "/deployments" in path else 0


def test_a_person_who_mends_the_resource_does_not_wait_for_the_back_off(
    world: World, proxy: Proxy
) -> None:
    operator = started(world)
    proxy.fault = _no_deployments
    world.apply(changed(PLAIN, "spec.worker.concurrency", 11))
    until(
        lambda: operator.metric("driver_assistant_operator_backoff_seconds") > 25,
        "backs off for long", within=90,
    )  # fmt: skip
    proxy.fault = no_fault

    world.apply(changed(PLAIN, "spec.worker.concurrency", 12))

    until(
        lambda: operator.metric("driver_assistant_operator_backoff_seconds") == 0,
        "looked at once", within=5,
    )  # fmt: skip


def test_a_watch_that_falls_silent_is_opened_again(world: World, proxy: Proxy) -> None:
    """Only the stream is dead; every other call works, so nothing else can notice."""
    started(world)
    service = world.path("services", "acme-webhook")

    proxy.silence("services")
    world.api.delete(service)

    until(lambda: world.api.find(service), "noticed and repaired", within=100)
    assert world.operators[0].lives()


def test_a_silent_watch_of_the_resources_themselves_is_noticed_too(
    world: World, proxy: Proxy
) -> None:
    """It is kopf's: opened again after a minute, and a fresh list finds the change before."""
    started(world)

    proxy.silence("driverassistants")
    world.apply(changed(PLAIN, "spec.worker.concurrency", 21))

    until(world.is_ready, "noticed and done", within=90)
    assert world.operators[0].lives()


def test_an_operator_that_stays_deaf_says_so_and_works_on(world: World, proxy: Proxy) -> None:
    """Kopf hears nothing more: liveness fails, and meanwhile fresh lists do its work."""
    operator = started(world)

    proxy.silence("driverassistants")
    proxy.fault = _deaf
    world.apply(changed(PLAIN, "spec.worker.concurrency", 21))

    until(world.is_ready, "noticed and done", within=90)
    until(lambda: operator.http("/healthz").status_code == 500, "not alive", within=90)
    assert (
        f"did not deliver DriverAssistant {world.namespace}/acme" in operator.http("/healthz").text
    )
    assert operator.process.poll() is None
    proxy.fault = no_fault
    until(lambda: operator.http("/healthz").status_code == 200, "hears again", within=120)


def _deaf(_method: str, path: str, agent: str) -> int:
    return 500 if "/driverassistants" in path and agent.startswith("kopf") else 0


def test_a_stopped_leader_hands_over_at_once(world: World) -> None:
    first = started(world)
    second = world.operator()
    until(second.lives, "alive")

    first.stop()

    assert first.process.returncode == 0
    until(second.leads, "took over, and did not wait for the Lease of 60 s to end", within=10)


def test_a_frozen_network_ends_the_leader_and_the_next_one_works(
    world: World, proxy: Proxy
) -> None:
    operator = started(world, DA_OPERATOR_LEASE_DURATION_S="10")

    proxy.frozen.set()
    until(lambda: _is_down(operator.port), "the process has ended or says so", within=90)
    operator.kill()
    proxy.frozen.clear()
    world.operator()
    world.apply(changed(PLAIN, "spec.worker.concurrency", 13))

    until(lambda: world.is_ready() and world.operators[-1].leads(), "works again", within=90)


def _is_down(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 500
    except httpx2.HTTPError:
        return True


def test_metrics_say_what_happens(world: World) -> None:
    operator = started(world)

    text = operator.http("/metrics").text
    for name in (
        'reconciles_total{kind="DriverAssistant",result="ok"}',
        "reconcile_seconds_bucket",
        "queue_depth",
        f'last_success_timestamp_seconds{{kind="DriverAssistant",name="acme",namespace="{world.namespace}"}}',
        "drift_repairs_total",
        "leader 1.0",
        "build_info",
        "watch_heard_timestamp_seconds",
        'backlog_messages{name="acme"',
    ):
        assert f"driver_assistant_operator_{name}" in text
