from __future__ import annotations

import random

import phonenumbers
import pytest

from driver_assistant.guardrails.pii.matches import Kind
from driver_assistant.guardrails.pii.names import Directory
from driver_assistant.guardrails.pii.phones import REGIONS, regions_for
from driver_assistant.guardrails.pii.scan import Scanner

FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)
TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)


def kinds(text: str, *regions: str) -> list[Kind]:
    return [found.kind for found in Scanner(regions=regions).find(text)]


@pytest.mark.parametrize("region", REGIONS)
def test_phones_of_every_country_are_found_in_every_format(region: str) -> None:
    for sort in TYPES:
        number = phonenumbers.example_number_for_type(region, sort)
        assert number
        for shape in FORMATS:
            shown = phonenumbers.format_number(number, shape)
            text = f"The gate is open, {shown}. Ask there."
            (found,) = Scanner(regions=(region,)).find(text)

            assert ("phone", shown) == (found.kind, text[found.start : found.end])


@pytest.mark.parametrize(
    "decoy",
    [
        "Load 4500123456 is ready",
        "PO 612345678",
        "Auftrag Nr. 30123456789",
        "seal 0171234567",
        "3f2b8c1e-0171-4234-9876-123456789012",
        "52.520008, 13.404954",
        "2026-10-25T14:05:00+01:00",
        "25.10.2026 14:05",
        "€1,234,567.89 or 12 345 678,90 zł",
        "stp_0171234567",
        "12 400 kg, 33 pallets, -18 °C",
        "between 14:00 and 16:00 on 25/10/2026",
        "ISBN-free 1234 5678",
    ],
)
def test_loads_dates_coordinates_and_money_are_nobody_s_phone(decoy: str) -> None:
    assert kinds(decoy, "DE", "PL") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to jan.kowalski@example.pl", "email"),
        ("jan (at) example.com", "email"),
        ("IBAN DE89 3704 0044 0532 0130 00", "iban"),
        ("PL61109010140000071219812874", "iban"),
        ("card 4111 1111 1111 1111", "card"),
        ("5500-0000-0000-0004", "card"),
        ("SSN 460-89-9847", "national_id"),
        ("from 192.168.10.4", "ip_address"),
        ("his driving licence number is A56319335", "licence"),
        ("Führerschein Nr. B072RRE2I55", "licence"),
    ],
)
def test_values_with_a_format_of_their_own_are_found(text: str, kind: Kind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "M-KL 4821",
        "plate PO 5KH27",
        "matrícula 4821 LKM",
        "remolque R 4821 BCD",
        "AB-48-CD",
        "AB-482-CD",
        "placa B 482 KLM",
        "CB 4821 KH",
        "registration AB12 CDE",
        "34 ABC 123",
        "AA 1234 BB",
        "MH 12 AB 1234",
        "truck 8ABC123",
    ],
)
def test_plates_of_twelve_countries_are_found(text: str) -> None:
    assert kinds(text) == ["plate"]


def test_a_number_that_fails_its_check_digit_is_no_card_and_no_iban() -> None:
    assert kinds("4111 1111 1111 1112") == []
    assert "iban" not in kinds("DE88 3704 0044 0532 0130 00")


def test_names_of_the_directory_are_found_without_case_and_accents() -> None:
    scanner = Scanner(directory=Directory(["Łukasz Żak", "Samuel L. Jackson"]))
    text = "Ask lukasz zak or Samuel L. Jackson."

    assert [text[found.start : found.end] for found in scanner.find(text)] == [
        "lukasz zak",
        "Samuel L. Jackson",
    ]


def test_the_driver_s_own_regions_come_first() -> None:
    assert regions_for("pl", ["+491701234567"], ["FR"])[:3] == ("DE", "FR", "PL")


def test_recall_and_precision_on_a_generated_corpus() -> None:
    rng = random.Random(5)
    decoys = [
        lambda: f"load {rng.randrange(10**8, 10**10)}",
        lambda: f"ref LD-{rng.randrange(10**5)}",
    ]
    missed = alarms = 0
    for _ in range(400):
        region = rng.choice(REGIONS)
        number = phonenumbers.example_number_for_type(region, rng.choice(TYPES))
        assert number
        shown = phonenumbers.format_number(number, rng.choice(FORMATS))
        found = kinds(f"Please call {shown} about {rng.choice(decoys)()}.", region)
        missed += "phone" not in found
        alarms += len(found) > 1

    assert missed <= 2  # 99.5 %
    assert alarms <= 8  # 98 %
