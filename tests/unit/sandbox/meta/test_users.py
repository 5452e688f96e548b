"""Phones are found under every spelling, and move with their owner."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.meta.users import Users, wa_id_of


@pytest.mark.parametrize(
    ("number", "wa_id"),
    [
        ("+49 151 000-00001", "4915100000001"),
        ("5551999991234", "555199991234"),  # Porto Alegre: without the ninth digit
        ("5511999991234", "5511999991234"),  # São Paulo keeps it
        ("551133334444", "551133334444"),
        ("16505551234", "16505551234"),
    ],
)
def test_a_number_becomes_whatsapps_id(number: str, wa_id: str) -> None:
    assert wa_id_of(number) == wa_id


@given(number=st.from_regex(r"\+?[1-9][0-9]{6,14}", fullmatch=True))
def test_an_id_of_an_id_is_itself(number: str) -> None:
    assert wa_id_of(wa_id_of(number)) == wa_id_of(number)


def test_a_user_is_one_under_every_spelling() -> None:
    users = Users(MetaSettings())
    user = users.get("+55 51 99999-1234", "never")

    assert users.get("5551999991234", "never") is user
    assert users.find("555199991234") is user
    assert users.find(user.user_id) is user


def test_a_user_id_names_the_country() -> None:
    users = Users(MetaSettings())

    assert re.fullmatch(r"DE\.\d{17}", users.get("4915100000001", "never").user_id)
    assert re.fullmatch(r"US\.\d{17}", users.get("000000", "never").user_id)


def test_a_new_number_brings_a_new_user_id_and_keeps_the_chat() -> None:
    users = Users(MetaSettings())
    user = users.get("4915100000001", "never")
    old_id = user.user_id

    users.move(user, "4915100000002")

    assert user.user_id != old_id
    assert users.find("4915100000001") is None
    assert users.find(old_id) is None
    assert users.find("4915100000002") is user


def test_the_oldest_phone_is_forgotten_when_there_are_too_many() -> None:
    users = Users(MetaSettings(users_max=2))
    for number in ("4915100000001", "4915100000002", "4915100000003"):
        users.get(number, "never")

    assert [user.wa_id for user in users] == ["4915100000002", "4915100000003"]
    assert users.forgotten == 1


def test_nobody_gets_what_belongs_to_another() -> None:
    users = Users(MetaSettings())
    ana, ben = users.get("4915100000001", "never"), users.get("4915100000002", "never")

    with pytest.raises(ValueError, match="another user"):
        users.move(ana, "4915100000002")
    with pytest.raises(ValueError, match="another user"):
        users.set_user_id(ana, ben.user_id)
    assert users.find("4915100000001") is ana
    assert users.find(ben.user_id) is ben
