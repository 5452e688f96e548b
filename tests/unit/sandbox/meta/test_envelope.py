"""Webhook bodies: nothing is lost in a batch, and only the raw bytes verify."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.envelope import (
    Account,
    Item,
    compose,
    encode,
    sign,
    signature_header,
)

ACCOUNT = Account(waba_id="W", display_numbers={"1": "15550000001", "2": "15550000002"})
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(payload=JSON_VALUES)
def test_an_encoded_body_means_the_same_and_is_plain_ascii(payload: Any) -> None:
    body = encode(payload)

    assert json.loads(body) == payload
    assert body.isascii()
    assert b"@" not in body
    assert not re.search(rb"(?<!\\)/", body)


def test_a_body_is_escaped_the_way_meta_does_it() -> None:
    body = encode({"name": "Jürgen 🚚", "mail": "a@b", "url": "https://c"})

    assert body == (rb'{"name":"J\u00fcrgen \ud83d\ude9a","mail":"a\u0040b","url":"https:\/\/c"}')


def test_a_receiver_that_serialises_again_gets_another_signature() -> None:
    body = encode({"text": "a@b/ü"})
    again = json.dumps(json.loads(body), separators=(",", ":")).encode()

    assert sign("secret", again) != sign("secret", body)


@pytest.mark.parametrize("how", ["none", "wrong", "malformed", "old"])
def test_a_bad_signature_differs_from_the_good_one(how: Any) -> None:
    header = signature_header(how, b"{}", "new", "old")

    assert header.get("X-Hub-Signature-256") != sign("new", b"{}")


items = st.builds(
    lambda number, part, n, errors: Item(
        phone_number_id=number,
        part=part,
        body={"id": n},
        contact={"wa_id": str(n)},
        errors=[{"code": 131000}] if errors and part == "messages" else None,
    ),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["messages", "statuses", "user_preferences"]),
    st.integers(),
    st.booleans(),
)


@given(batch=st.lists(items, min_size=1, max_size=20), seed=st.integers())
def test_however_a_batch_is_cut_every_item_stays_with_its_number(
    batch: list[Item], seed: int
) -> None:
    payload = compose(batch, ACCOUNT, random.Random(seed))

    found = [
        (change["value"]["metadata"]["phone_number_id"], part, body["id"])
        for entry in payload["entry"]
        for change in entry["changes"]
        for part in ("messages", "statuses", "user_preferences")
        for body in change["value"].get(part, [])
    ]
    assert sorted(found) == sorted((i.phone_number_id, i.part, i.body["id"]) for i in batch)


@given(batch=st.lists(items, min_size=1, max_size=20), seed=st.integers())
def test_errors_beside_a_message_never_spread_to_others(batch: list[Item], seed: int) -> None:
    payload = compose(batch, ACCOUNT, random.Random(seed))

    for entry in payload["entry"]:
        for change in entry["changes"]:
            if "errors" in change["value"]:
                assert len(change["value"]["messages"]) == 1


def test_batches_mix_messages_and_statuses_in_several_entries_and_changes() -> None:
    batch = [
        Item(phone_number_id="1", part="messages" if n % 2 else "statuses", body={"id": n})
        for n in range(20)
    ]

    payload = compose(batch, ACCOUNT, random.Random(1))

    changes = [change for entry in payload["entry"] for change in entry["changes"]]
    assert len(payload["entry"]) > 1
    assert len(changes) > len(payload["entry"])
    assert any({"messages", "statuses"} <= change["value"].keys() for change in changes)
