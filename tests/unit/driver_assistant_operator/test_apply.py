"""When an object is written, and what a plan says about it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from driver_assistant_operator.apply import covers, difference, is_as_wanted

Json = dict[str, Any]

VALUES = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.text("abc", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("ab", max_size=2), VALUES, max_size=3)
slow_machine = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@slow_machine
@given(OBJECTS)
def test_everything_covers_itself(value: Any) -> None:
    assert covers(copy.deepcopy(value), value)


@slow_machine
@given(OBJECTS, VALUES)
def test_what_others_add_beside_ours_is_no_difference(value: Any, other: Any) -> None:
    assert covers({**value, "theirs": other}, value)


@slow_machine
@given(OBJECTS)
def test_no_difference_between_equals(value: Any) -> None:
    assert list(difference(value, copy.deepcopy(value))) == []


@pytest.mark.parametrize(
    ("live", "wanted", "same"),
    [
        ({"a": 1}, {"a": 2}, False),
        ({}, {"a": 1}, False),
        ({}, {"egress": []}, True),  # the API server drops what is empty
        ({"egress": [{}]}, {"egress": []}, False),
        ({"selector": {"a": "1", "b": "2"}}, {"selector": {"a": "1"}}, False),
        ({"labels": {"a": "1", "b": "2"}}, {"labels": {"a": "1"}}, True),
        ({"containers": [{"name": "x"}, {"name": "mesh"}]}, {"containers": [{"name": "x"}]}, True),
        ({"containers": [{"name": "mesh"}]}, {"containers": [{"name": "x"}]}, False),
        ({"triggers": [{"name": "x"}, {"name": "y"}]}, {"triggers": [{"name": "x"}]}, False),
        ({"ports": [{"port": 1}, {"port": 2}]}, {"ports": [{"port": 2}]}, False),
        (
            {"ports": [{"containerPort": 1}, {"containerPort": 2}]},
            {"ports": [{"containerPort": 2}]},
            True,
        ),
        ({"podSelector": {"matchLabels": {}, "matchExpressions": [1]}}, {"podSelector": {}}, False),
        ({"args": ["a", "b"]}, {"args": ["a"]}, False),
    ],
)
def test_covering(live: Any, wanted: Any, same: bool) -> None:
    assert covers(live, wanted) is same


@pytest.mark.parametrize(
    "opened",
    [
        {"ports": [{"port": 8080, "protocol": "TCP", "endPort": 65535}]},
        {"ports": [{"port": 8080, "protocol": "TCP"}, {"port": 22, "protocol": "TCP"}]},
        {"from": [{"namespaceSelector": {}}]},
        {"from": []},
    ],
)
def test_a_wall_that_somebody_opened_is_not_as_wanted(opened: Json) -> None:
    rule = {
        "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "m"}}}],
        "ports": [{"port": 8080, "protocol": "TCP"}],
    }
    wants: Json = {"kind": "NetworkPolicy", "spec": {"ingress": [rule], "egress": []}}
    live = copy.deepcopy(wants) | {"status": {}}

    assert is_as_wanted(live, wants)
    live["spec"]["ingress"][0] |= opened
    assert not is_as_wanted(live, wants)


def test_a_difference_names_the_path_with_both_values() -> None:
    before = {"spec": {"replicas": 1}, "metadata": {"resourceVersion": "1"}, "status": {"a": 1}}
    after = {"spec": {"replicas": 2, "x": "y"}, "metadata": {"resourceVersion": "2"}}

    assert list(difference(before, after)) == [
        "spec.replicas: 1 -> 2",
        'spec.x: (none) -> "y"',
    ]
