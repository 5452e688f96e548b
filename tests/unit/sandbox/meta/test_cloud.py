"""Who may be written to, how often and when; and what the ledger says about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.faults import FaultSpec
from driver_assistant.sandbox.meta.inbound import Inbound
from driver_assistant.sandbox.meta.people import user_at, write
from driver_assistant.sandbox.meta.settings import MetaSettings

NUMBER = "106540352242922"
ANA = "4915100000001"

MakeCloud = Callable[..., Cloud]
MakeText = Callable[..., dict[str, Any]]


def writes(cloud: Cloud, sender: str = ANA, **fields: Any) -> str:
    spec = Inbound.model_validate({"from": sender, "text": "hi"} | fields)
    return write(cloud, spec, "http://meta.test")[0]


def code_of(cloud: Cloud, payload: dict[str, Any], number: str = NUMBER) -> int:
    with pytest.raises(GraphError) as caught:
        cloud.send(number, payload)
    return caught.value.code


def test_the_same_request_twice_is_two_messages(cloud: Cloud, text_to: MakeText) -> None:
    payload = text_to(biz_opaque_callback_data="row.0")

    first = cloud.send(NUMBER, payload)["messages"][0]["id"]
    second = cloud.send(NUMBER, payload)["messages"][0]["id"]

    assert first != second
    assert cloud.ledger.doubled() == {"row.0": 2}


def test_free_text_outside_the_window_is_accepted_and_then_fails(
    cloud_with: MakeCloud, text_to: MakeText
) -> None:
    cloud = cloud_with(window_hours=24)
    writes(cloud)
    cloud.clock_offset_s = 24 * 3600 + 1

    cloud.send(NUMBER, text_to())

    [sent] = cloud.ledger.entries()
    assert (sent.error_code, sent.shown) == (131047, False)


def test_the_window_is_open_until_24_hours_after_the_last_message(
    cloud_with: MakeCloud, text_to: MakeText
) -> None:
    cloud = cloud_with(window_hours=24, window_errors="synchronous")
    writes(cloud)
    cloud.clock_offset_s = 24 * 3600 - 60
    cloud.send(NUMBER, text_to())
    cloud.clock_offset_s = 24 * 3600 + 1

    assert code_of(cloud, text_to()) == 131047


def test_each_number_has_a_window_of_its_own(cloud_with: MakeCloud, text_to: MakeText) -> None:
    cloud = cloud_with(window_hours=24, window_errors="synchronous", phone_number_ids=(NUMBER, "2"))
    writes(cloud)

    assert code_of(cloud, text_to(), number="2") == 131047


def test_a_template_may_go_out_at_any_time(cloud_with: MakeCloud) -> None:
    cloud = cloud_with(
        window_hours=24, templates=({"name": "ack", "language": "en", "body": "Got it"},)
    )
    payload = {
        "messaging_product": "whatsapp",
        "to": ANA,
        "type": "template",
        "template": {"name": "ack", "language": {"code": "en"}},
    }

    cloud.send(NUMBER, payload)

    [sent] = cloud.ledger.entries()
    assert (sent.error_code, sent.view()["body"]) == (None, "Got it")


def test_the_pair_limit_stops_one_user_only(cloud_with: MakeCloud, text_to: MakeText) -> None:
    cloud = cloud_with(pair_rate_per_s=0.001, pair_burst=3)
    for _ in range(3):
        cloud.send(NUMBER, text_to())

    assert code_of(cloud, text_to()) == 131056
    assert cloud.send(NUMBER, text_to("4915100000002"))


def test_a_numbers_throughput_is_limited_both_ways(
    cloud_with: MakeCloud, text_to: MakeText
) -> None:
    cloud = cloud_with(number_rate_per_s=0.001)  # one at once
    writes(cloud)

    assert code_of(cloud, text_to()) == 130429
    assert code_of(cloud, text_to("4915100000002")) == 130429


def test_a_brazilian_number_gets_its_shorter_id(cloud: Cloud, text_to: MakeText) -> None:
    contact = cloud.send(NUMBER, text_to("+55 51 99999-1234"))["contacts"][0]

    assert contact == {"input": "+55 51 99999-1234", "wa_id": "555199991234"}


def test_a_sender_with_a_hidden_number_is_reached_by_its_user_id(
    cloud: Cloud, text_to: MakeText
) -> None:
    user = user_at(cloud, ANA)
    user.phone_hidden = True
    payload = text_to() | {"recipient": user.user_id}
    del payload["to"]

    contact = cloud.send(NUMBER, payload)["contacts"][0]

    assert contact == {"input": user.user_id, "user_id": user.user_id}


def test_a_user_id_in_the_field_for_numbers_is_accepted_and_lost(
    cloud: Cloud, text_to: MakeText
) -> None:
    user = user_at(cloud, ANA)

    cloud.send(NUMBER, text_to(user.user_id))

    [sent] = cloud.ledger.entries()
    assert not sent.shown
    assert cloud.outbox.waiting == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 100),
        ({"to": "abc"}, 131009),
        ({"to": "15550783881"}, 131021),
        ({"to": None, "recipient": "US.1"}, 131026),
        ({"to": None, "recipient": "someone"}, 131009),
    ],
)
def test_a_bad_recipient_is_refused(
    cloud: Cloud, text_to: MakeText, change: dict[str, Any], code: int
) -> None:
    assert code_of(cloud, text_to() | change) == code


def test_an_unknown_number_is_refused_like_an_unknown_object(
    cloud: Cloud, text_to: MakeText
) -> None:
    with pytest.raises(GraphError) as caught:
        cloud.send("999", text_to())

    assert (caught.value.code, caught.value.subcode) == (100, 33)


def test_someone_without_whatsapp_makes_the_message_fail_later(
    cloud_with: MakeCloud, text_to: MakeText
) -> None:
    cloud = cloud_with(unknown_recipients="undeliverable")

    cloud.send(NUMBER, text_to())

    assert cloud.ledger.entries()[0].error_code == 131026


def test_who_opted_out_gets_no_marketing_but_the_rest(cloud_with: MakeCloud) -> None:
    cloud = cloud_with(
        templates=(
            {"name": "promo", "language": "en", "body": "Buy", "category": "MARKETING"},
            {"name": "eta", "language": "en", "body": "14:05"},
        )
    )
    user_at(cloud, ANA).marketing = False
    for name in ("promo", "eta"):
        cloud.send(
            NUMBER,
            {
                "messaging_product": "whatsapp",
                "to": ANA,
                "type": "template",
                "template": {"name": name, "language": {"code": "en"}},
            },
        )

    assert [sent.error_code for sent in cloud.ledger.entries()] == [131050, None]


def test_a_read_receipt_covers_all_earlier_messages(cloud: Cloud) -> None:
    wamids = [writes(cloud) for _ in range(3)]
    receipt = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": wamids[1],
        "typing_indicator": {"type": "text"},
    }

    assert cloud.receipt(NUMBER, receipt) == {"success": True}
    assert [entry.read for entry in user_at(cloud, ANA).thread] == [True, True, False]  # type: ignore[union-attr]  # users' messages
    assert user_at(cloud, ANA).typing_until > cloud.now()


def test_a_receipt_for_an_unknown_message_is_refused(cloud: Cloud) -> None:
    with pytest.raises(GraphError) as caught:
        cloud.receipt(
            NUMBER, {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}
        )

    assert caught.value.code == 131009


def test_a_refused_send_is_in_the_ledger_with_its_code(cloud: Cloud, text_to: MakeText) -> None:
    code_of(cloud, text_to(body="x" * 5000, biz_opaque_callback_data="row.0"))

    [refused] = cloud.ledger.refusals(10)
    assert (refused.code, refused.opaque, cloud.ledger.accepted_total) == (100, "row.0", 0)


def test_a_message_accepted_without_status_is_on_the_phone_all_the_same(
    cloud: Cloud, text_to: MakeText
) -> None:
    cloud.send(NUMBER, text_to(), FaultSpec(mode="accept_without_status"))

    assert cloud.ledger.entries()[0].shown
    assert cloud.outbox.waiting == 0


def test_a_reset_forgets_people_and_messages_but_not_templates(
    cloud_with: MakeCloud, text_to: MakeText
) -> None:
    cloud = cloud_with(templates=({"name": "ack", "language": "en", "body": "Got it"},))
    writes(cloud)
    cloud.send(NUMBER, text_to())

    cloud.reset()

    assert (len(cloud.users), cloud.ledger.accepted_total, cloud.outbox.waiting) == (0, 0, 0)
    assert len(cloud.templates.all()) == 1


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = ("to", "recipient", "type", "text", "interactive", "location", "context", "template")


@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES))
def test_no_request_whatever_is_answered_with_a_crash(changes: dict[str, Any]) -> None:
    cloud = Cloud(MetaSettings(number_rate_per_s=0))
    text = {"type": "text", "text": {"body": "hi"}}
    payload = {"messaging_product": "whatsapp", "to": ANA} | text | changes
    try:
        cloud.send(NUMBER, payload)
    except GraphError:
        assert len(cloud.ledger.refusals(10)) == 1
    else:
        assert cloud.ledger.accepted_total == 1
