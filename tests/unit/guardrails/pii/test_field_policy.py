from __future__ import annotations

from typing import Any

from driver_assistant.contracts.guardrails import Caller
from driver_assistant.guardrails.leaves import leaves_of
from driver_assistant.guardrails.pii.field_policy import FieldPolicy, Permissions
from driver_assistant.guardrails.pii.scan import Scanner, withheld

CALLER = Caller(
    driver_id="drv_1",
    company_id="acme",
    name="Jan Kowalski",
    own_ids=("+48601234567", "PO 5KH27"),
)
CONTACT = {"name": "Marie Dupont", "phone": "+33472123456"}


def told(text: str, evidence: Any, policy: FieldPolicy | None = None) -> list[str]:
    """The values that are withheld from the caller."""
    permitted = Permissions(leaves_of(evidence), CALLER, policy or FieldPolicy())
    scanner = Scanner(regions=("FR", "PL"), directory=permitted.people)
    return [text[found.start : found.end] for found in withheld(text, scanner, permitted)]


def stop(state: str) -> dict[str, Any]:
    return {"stops": [{"state": state, "location": {}, "contacts": [CONTACT]}]}


def test_the_contact_at_an_open_stop_may_be_told_in_any_spelling() -> None:
    assert told("Call Marie Dupont, 04 72 12 34 56 or +33 4 72 12 34 56.", stop("scheduled")) == []


def test_the_contact_of_a_finished_stop_is_withheld() -> None:
    text = "Call Marie Dupont on +33472123456."

    assert told(text, stop("departed")) == ["Marie Dupont", "+33472123456"]
    assert told(text, stop("departed"), FieldPolicy(open_stops_only=False)) == []


def test_the_same_phone_at_another_path_is_withheld() -> None:
    assert told("+33472123456", {"notes": "+33472123456"}) == ["+33472123456"]
    assert told("+33472123456", {"drivers": [{"contacts": [CONTACT]}]}) == ["+33472123456"]


def test_what_is_the_caller_s_own_passes() -> None:
    assert told("Jan Kowalski, 601 234 567, plate PO 5KH27", {"crew": [{"name": "X Y"}]}) == []


def test_a_helpline_is_never_masked() -> None:
    assert told("Telefonseelsorge: 0800 1110111 oder 116 123", stop("scheduled")) == []


def test_a_value_from_nowhere_is_withheld() -> None:
    assert told("Call +34 612 345 678", stop("scheduled")) == ["+34 612 345 678"]


def test_a_company_may_permit_more_fields() -> None:
    policy = FieldPolicy(paths={"phone": ("yard.phone",)})

    assert told("+33472123456", {"yard": {"phone": "+33472123456"}}, policy) == []


def test_a_phone_in_the_note_of_an_open_stop_may_be_told() -> None:
    note = {"instructions": {"text": "Gate 4, call 04 72 12 34 56 24 h before."}}
    stops = {"stops": [{"state": "en_route", "location": {}} | note]}

    assert told("The note says: 04 72 12 34 56", stops) == []
    assert told("The note says: 04 72 12 34 57", stops) == ["04 72 12 34 57"]


def test_the_own_plate_and_fleet_number_pass_in_any_format() -> None:
    truck = {"vehicle": {"plate": "OH Z621258", "fleetNumber": "PL-100"}}

    assert told("Truck: OH Z621258 (PL-100)", truck) == []
    assert told("Truck: OH Z621259 (PL-101)", truck) == ["Z621259", "PL-101"]


def test_emergency_calls_and_postcodes_are_no_phones() -> None:
    place = {"stop": {"location": {"address": {"postalCode": "3025-307", "city": "Coimbra"}}}}

    assert told("Call 112 (911 in the US). Rua 12, 3025-307 Coimbra", place) == []
