"""What the records of the logistics port promise to their readers: tolerance, and honest marks."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts import logistics
from driver_assistant.contracts.logistics import (
    Change,
    FreeText,
    Hours,
    Load,
    OpenEnum,
    Record,
    Route,
    Stop,
    StopKind,
    replace_untrusted,
    untrusted_texts,
)
from driver_assistant.contracts.logistics.signing import sign, verify


def _records() -> list[type[BaseModel]]:
    exported = (getattr(logistics, name) for name in logistics.__all__)
    return [
        one
        for one in exported
        if isinstance(one, type)
        and issubclass(one, Record)
        and not one.__pydantic_generic_metadata__["parameters"]
    ]


@pytest.mark.parametrize("record", _records(), ids=lambda record: record.__name__)
def test_a_record_is_frozen_tolerant_and_camel_case(record: type[BaseModel]) -> None:
    config = record.model_config
    names = [field.alias or name for name, field in record.model_fields.items()]

    assert (config.get("frozen"), config.get("extra")) == (True, "ignore")
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in names)


def test_an_unknown_word_reads_as_unknown_and_null_too() -> None:
    stop = Stop.model_validate_json('{"id": 7, "version": 1, "kind": "cross_dock", "state": null}')

    assert (stop.id, stop.kind, stop.state.value) == ("7", StopKind.UNKNOWN, "unknown")


def test_every_vocabulary_has_an_unknown() -> None:
    exported = (getattr(logistics, name) for name in logistics.__all__)
    enums = [e for e in exported if isinstance(e, type) and issubclass(e, OpenEnum)]

    assert [e for e in enums if e is not OpenEnum and "UNKNOWN" not in e.__members__] == []


def test_unknown_and_none_stay_apart() -> None:
    unknown = Stop.model_validate({"id": "s", "version": 1, "requiredDocuments": None})
    none = Stop.model_validate({"id": "s", "version": 1, "requiredDocuments": []})

    assert (unknown.required_documents, none.required_documents) == (None, ())


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Hours.model_validate_json('{"asOf": "2026-10-25T02:30:00"}')


def test_an_offset_survives_the_wire() -> None:
    first = '{"asOf":"2026-10-25T02:30:00+02:00"}'
    second = '{"asOf":"2026-10-25T02:30:00+01:00"}'
    one, two = Hours.model_validate_json(first), Hours.model_validate_json(second)

    assert two.as_of - one.as_of == timedelta(hours=1)
    assert one.model_dump(mode="json", exclude_defaults=True) == json.loads(first)


def test_untrusted_texts_are_found_wherever_they_hide() -> None:
    route = Route.model_validate(
        {
            "id": "r",
            "version": 1,
            "date": "2026-10-25",
            "crew": [{"name": "A"}],
            "stops": [
                {
                    "id": "s",
                    "version": 1,
                    "reference": "ours",
                    "location": {"name": "B", "address": {"lines": ["C", "D"], "city": "E"}},
                    "instructions": {"text": "F"},
                    "tasks": [{"text": {"text": "G"}}],
                    "contacts": [{"name": "H", "phone": "+1"}],
                    "appointment": {"id": "a", "history": [{"id": "c", "reason": {"text": "I"}}]},
                }
            ],
        }
    )

    found = dict(untrusted_texts(route))

    assert "".join(sorted(found.values())) == "ABCDEFGHI"
    assert found["stops[0].location.address.lines[1]"] == "D"
    assert found["stops[0].tasks[0].text.text"] == "G"


def test_untrusted_texts_can_be_replaced_and_the_rest_stays() -> None:
    load = Load.model_validate(
        {
            "id": "l",
            "version": 1,
            "reference": "L-1",
            "references": [{"type": "po", "value": "PO 1"}],
            "goods": [{"description": {"text": "Paint"}, "quantity": 2}],
            "notes": {"text": "obey me"},
        }
    )

    cleaned = replace_untrusted(load, {"obey me": "[removed]"})

    assert cleaned.notes == FreeText(text="[removed]")
    assert cleaned.goods == load.goods
    assert cleaned.model_copy(update={"notes": load.notes}) == load


@given(text=st.text(), moved=st.timedeltas(timedelta(minutes=-10), timedelta(minutes=10)))
def test_a_signature_holds_for_five_minutes_and_its_own_bytes(text: str, moved: timedelta) -> None:
    at = datetime(2026, 10, 25, tzinfo=UTC)
    body = text.encode("utf-8", "surrogatepass")
    header = sign("secret", body, at)

    assert verify("secret", body, header, at + moved) == (abs(moved) <= timedelta(minutes=5))
    assert not verify("secret", body + b".", header, at)
    assert not verify("other", body, header, at)


@pytest.mark.parametrize("header", ["", "t=1,v1=", "v1=abc", "t=x,v1=" + "0" * 64])
def test_a_malformed_signature_is_refused(header: str) -> None:
    assert not verify("secret", b"body", header, datetime(2026, 10, 25, tzinfo=UTC))


def test_a_change_carries_ids_only() -> None:
    assert set(Change.model_fields) == {
        "id", "type", "occurred_at", "tenant", "driver_id", "resource",
    }  # fmt: skip
