"""Contact addresses at rest: equal ones hash equally, cipher texts hide and survive rotation."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from driver_assistant.runtime.phones import (
    ContactBook,
    ContactInvalid,
    ContactUnreadable,
    canonical_contact,
)
from driver_assistant.runtime.settings import PhoneSettings


def key(byte: int) -> str:
    return base64.b64encode(bytes([byte]) * 32).decode()


def book(encryption: str = key(2), hashing: str = key(1)) -> ContactBook:
    return ContactBook(PhoneSettings(phone_hash_key=hashing, phone_encryption_key=encryption))


@given(st.from_regex(r"[1-9][0-9]{6,13}", fullmatch=True))
def test_a_number_survives_encryption_and_hashes_like_its_written_forms(number: str) -> None:
    contacts = book()

    assert contacts.decrypt(contacts.encrypt(number)) == number
    assert contacts.hash(f"+{number}") == contacts.hash(number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+55 11 8765-4321", "5511987654321"),
        ("5215512345678", "+52 55 1234 5678"),
        ("541112345678", "5491112345678"),
        ("(+34) 600 11 12 22", "34600111222"),
    ],
)
def test_spellings_of_one_contact_are_one(one: str, other: str) -> None:
    assert canonical_contact(one) == canonical_contact(other)


@pytest.mark.parametrize("wrong", ["", "12", "call me", "123456789012345678", "us.123"])
def test_what_is_no_contact_is_refused(wrong: str) -> None:
    with pytest.raises(ContactInvalid):
        canonical_contact(wrong)


def test_an_old_key_still_reads_after_rotation_and_a_removed_one_does_not() -> None:
    sealed = book(key(2)).encrypt("34600111222")

    assert book(f"{key(3)},{key(2)}").decrypt(sealed) == "34600111222"
    with pytest.raises(ContactUnreadable):
        book(key(3)).decrypt(sealed)


def test_two_cipher_texts_of_one_number_differ() -> None:
    contacts = book()

    assert contacts.encrypt("34600111222") != contacts.encrypt("34600111222")


@pytest.mark.parametrize("wrong", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_wrong_key_is_refused_at_start_with_the_command_that_makes_one(wrong: str) -> None:
    with pytest.raises(ValidationError, match="openssl rand"):
        book(wrong)
