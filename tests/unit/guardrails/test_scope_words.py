"""Whose words a text uses decides how sure the scope scorer must be."""

from __future__ import annotations

import pytest

from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.guardrails.rules import Place
from driver_assistant.guardrails.scope_words import limit_for


def _places(*lists: str) -> dict[str, list[Place]]:
    return {name: [Place(0, 1, frozenset({"en"}))] for name in lists}


@pytest.fixture(scope="module")
def floor() -> Policy:
    return Policy(load_floor())


@pytest.mark.parametrize(
    ("lists", "option"),
    [
        ((), "bare_percent"),
        (("small_talk",), "small_percent"),
        (("general_words",), "general_percent"),
        (("pastime", "small_talk"), "sure_percent"),
        (("driver_topics",), "work_percent"),
        (("work_words", "general_topics"), "both_percent"),
    ],
)
def test_each_kind_of_words_has_its_own_limit(lists: tuple[str, ...], option: str) -> None:
    assert limit_for(_places(*lists), "en")[0] == option


@pytest.mark.parametrize("check", ["scope", "output_scope"])
def test_the_policy_sets_every_limit(floor: Policy, check: str) -> None:
    kinds = ((), ("small_talk",), ("pastime",), ("pastime", "small_talk"), ("driver_topics",))

    options = [limit_for(_places(*kind), "en")[0] for kind in kinds]

    assert [option for option in options if not floor.option(check, option)] == []


@pytest.mark.parametrize(
    ("language", "option"),
    [("es", "bare_percent"), ("en", "general_percent"), (None, "general_percent")],
)
def test_general_words_count_in_the_drivers_own_language(
    floor: Policy, language: str | None, option: str
) -> None:
    places = floor.places(Canonical("dice"))  # English for what one throws, Spanish for "says"

    assert limit_for(places, language)[0] == option


def test_words_of_the_work_are_harder_to_stop_than_words_of_general_chat(floor: Policy) -> None:
    general = floor.option("scope", "general_percent")
    work = floor.option("scope", "work_percent")

    assert general < floor.option("scope", "bare_percent") < work
