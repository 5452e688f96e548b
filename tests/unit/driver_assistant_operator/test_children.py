"""The live copy of children: whose they are, and who deleted what is missing."""

from __future__ import annotations

from typing import Any, cast

import pytest

from driver_assistant_operator import naming
from driver_assistant_operator.children import Children
from driver_assistant_operator.kube import Kube

Json = dict[str, Any]


@pytest.fixture
def woken() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def children(woken: list[tuple[str, str]]) -> Children:
    return Children(
        cast("Kube", None), namespace=None, wake=lambda where, name: woken.append((where, name))
    )


def service(assistant: str = "acme", *, uid: str = "s-1", version: int = 5) -> Json:
    owner = {"uid": f"uid-of-{assistant}", "controller": True}
    return {
        "kind": "Service",
        "metadata": {
            "name": f"{assistant}-webhook",
            "namespace": "trucks",
            "uid": uid,
            "resourceVersion": str(version),
            "labels": {naming.ASSISTANT: assistant},
            "ownerReferences": [owner],
        },
    }


def test_an_assistant_sees_its_own_children_only(children: Children) -> None:
    for name in ("acme", "globex"):
        children.remember(service(name))

    assert children.of("trucks", "acme", "uid-of-acme").keys() == {("Service", "acme-webhook")}
    assert children.of("trucks", "acme", "uid-of-another-acme") == {}
    assert children.of("depot", "acme", "uid-of-acme") == {}


def test_an_older_answer_never_replaces_a_newer_one(children: Children) -> None:
    children.remember(service(version=9))
    children.remember(service(version=5))

    (found,) = children.of("trucks", "acme", "uid-of-acme").values()
    assert found["metadata"]["resourceVersion"] == "9"


def test_the_status_of_an_autoscaler_wakes_nobody(
    children: Children, woken: list[tuple[str, str]]
) -> None:
    """It changes with each look at the metrics, and nothing here reads it."""
    scaler = service() | {"kind": "HorizontalPodAutoscaler", "spec": {"maxReplicas": 6}}
    children.remember(scaler)
    children.take("MODIFIED", newer(scaler, 6) | {"status": {"currentReplicas": 3}})
    assert woken == []

    children.take("MODIFIED", newer(scaler, 7) | {"spec": {"maxReplicas": 60}})

    assert woken == [("trucks", "acme")]


def test_the_status_of_a_deployment_wakes_its_assistant(
    children: Children, woken: list[tuple[str, str]]
) -> None:
    found = service() | {"kind": "Deployment"}
    children.remember(found)

    children.take("MODIFIED", newer(found, 6) | {"status": {"availableReplicas": 1}})

    assert woken == [("trucks", "acme")]


def test_the_echo_of_what_was_just_written_wakes_nobody(
    children: Children, woken: list[tuple[str, str]]
) -> None:
    children.remember(service(version=9))

    children.take("MODIFIED", service(version=9))

    assert woken == []


def newer(found: Json, version: int) -> Json:
    return found | {"metadata": found["metadata"] | {"resourceVersion": str(version)}}


def test_what_somebody_else_deleted_is_missed_until_it_is_back(
    children: Children, woken: list[tuple[str, str]]
) -> None:
    children.remember(service())

    children.take("DELETED", service(version=6))

    assert children.of("trucks", "acme", "uid-of-acme") == {}
    assert children.was_deleted(service())
    assert ("trucks", "acme") in woken
    children.remember(service(uid="s-2", version=7))
    assert not children.was_deleted(service())


def test_what_the_operator_deleted_is_not_missed_however_late_the_news(children: Children) -> None:
    children.remember(service())

    children.deleted(service())
    children.take("MODIFIED", service(version=6))  # a finalizer held it for a moment
    children.take("DELETED", service(version=7))

    assert not children.was_deleted(service())


def test_nothing_is_missed_of_an_assistant_that_is_gone(children: Children) -> None:
    children.remember(service())
    children.take("DELETED", service(version=6))

    children.release("trucks", "acme")

    assert not children.was_deleted(service())


def test_news_of_an_object_that_was_replaced_meanwhile_changes_nothing(children: Children) -> None:
    children.remember(service(uid="s-2", version=9))

    children.take("DELETED", service(uid="s-1", version=8))

    assert children.of("trucks", "acme", "uid-of-acme")
    assert not children.was_deleted(service())
