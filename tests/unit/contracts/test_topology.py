"""The topology as data: every retry queue comes back under its own key, policies never overlap."""

from __future__ import annotations

import re

from driver_assistant.contracts.topology import EXCHANGES, POLICIES, PRIORITIES, QUEUES, SIDES

TRANSIENT_ARGUMENTS = {"x-max-priority", "x-expires", "x-single-active-consumer"}


def test_queue_names_are_unique_and_every_exchange_exists() -> None:
    names = [queue.name for queue in QUEUES]

    assert len(names) == len(set(names))
    assert {queue.exchange for queue in QUEUES} <= {exchange.name for exchange in EXCHANGES}


def test_a_retry_queue_returns_to_its_own_side_and_priority() -> None:
    for queue in QUEUES:
        match = re.fullmatch(r"(in|out)\.(high|normal)\.retry\.\w+", queue.name)
        if match:
            assert queue.arguments["x-dead-letter-exchange"] == f"{match[1]}.x"
            assert queue.arguments["x-dead-letter-routing-key"] == match[2]


def test_exactly_one_policy_applies_to_each_work_queue_and_none_to_others() -> None:
    work = {f"{side}.{priority}" for side in SIDES for priority in PRIORITIES}
    for queue in QUEUES:
        applying = [policy for policy in POLICIES if re.search(policy.pattern, queue.name)]
        assert len(applying) == (1 if queue.name in work else 0), queue.name


def test_only_arguments_that_every_broker_from_310_on_knows_are_used() -> None:
    for queue in QUEUES:
        assert queue.arguments["x-queue-type"] == "quorum"
        assert not TRANSIENT_ARGUMENTS & queue.arguments.keys()
