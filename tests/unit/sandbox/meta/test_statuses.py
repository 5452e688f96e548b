"""Statuses: their order in time, Meta's bad habits, and their form."""

from __future__ import annotations

import random
from collections import deque
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.meta.statuses import contact_of, plan, status_of
from driver_assistant.sandbox.meta.users import User


def user(**changes: Any) -> User:
    facts: dict[str, Any] = {
        "wa_id": "4915100000001",
        "user_id": "DE.1",
        "name": "Ana",
        "thread": deque(),
    }
    return User(**(facts | changes))


def sent(**changes: Any) -> Sent:
    facts: dict[str, Any] = {
        "seq": 1,
        "wamid": "wamid.1",
        "at": 0.0,
        "phone_number_id": "1",
        "user": "4915100000001",
        "to": "4915100000001",
        "type": "text",
        "payload": {},
        "opaque": "row.0",
    }
    return Sent(**(facts | changes))


@given(seed=st.integers(), jitter=st.floats(min_value=0, max_value=1))
def test_statuses_happen_in_order_whenever_they_are_reported(seed: int, jitter: float) -> None:
    settings = MetaSettings(delay_jitter=jitter, shuffle_rate=0.5, skip_delivered_rate=0.5)

    steps = plan(user(), settings, random.Random(seed))

    happened = [happens_s for happens_s, _, _ in steps]
    assert happened == sorted(happened)
    assert all(reported_s >= happens_s for happens_s, reported_s, _ in steps)
    assert [status for _, _, status in steps] in (["sent", "delivered", "read"], ["sent", "read"])


def test_with_shuffling_some_statuses_come_after_their_successors() -> None:
    settings = MetaSettings(shuffle_rate=0.5)
    plans = [plan(user(), settings, random.Random(seed)) for seed in range(50)]

    reported = [[at for _, at, _ in steps] for steps in plans]

    assert any(times != sorted(times) for times in reported)


def test_who_never_reads_reports_no_read() -> None:
    steps = plan(user(reads="never"), MetaSettings(), random.Random(1))

    assert [status for _, _, status in steps] == ["sent", "delivered"]


def test_all_three_forms_of_contacts_occur() -> None:
    rng = random.Random(1)
    forms = {
        "absent" if contact is None else "full" if "profile" in contact else "no_profile"
        for contact in (contact_of(user(), MetaSettings(), rng) for _ in range(50))
    }

    assert forms == {"absent", "full", "no_profile"}


def test_a_status_carries_the_opaque_data_and_text_timestamps() -> None:
    body = status_of(
        sent(), user(), "sent", 1749416383.9, MetaSettings(pricing_rate=1), random.Random(1)
    )

    assert body["biz_opaque_callback_data"] == "row.0"
    assert body["timestamp"] == "1749416383"
    assert body["recipient_id"] == "4915100000001"
    assert body["pricing"]["category"] == "service"
    assert "expiration_timestamp" in body["conversation"]


def test_only_the_sent_status_says_when_the_conversation_ends() -> None:
    settings = MetaSettings(pricing_rate=1)

    body = status_of(sent(), user(), "delivered", 1.0, settings, random.Random(1))

    assert "expiration_timestamp" not in body["conversation"]


def test_a_hidden_number_stays_hidden_in_statuses() -> None:
    hidden = user(phone_hidden=True)

    body = status_of(sent(to="DE.1"), hidden, "sent", 1.0, MetaSettings(), random.Random(1))

    assert "recipient_id" not in body
    assert body["recipient_user_id"] == "DE.1"
    assert "wa_id" not in hidden.contact()


def test_a_failed_status_names_the_error_and_no_price() -> None:
    settings = MetaSettings(pricing_rate=1)

    body = status_of(sent(error_code=131047), user(), "failed", 1.0, settings, random.Random(1))

    assert body["errors"][0]["code"] == 131047
    assert "pricing" not in body
