"""Templates: known, filled correctly, or refused with the 132xxx codes."""

from __future__ import annotations

from typing import Any

import pytest

from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.templates import Template, Templates, template_from_meta

ETA = Template(
    name="new_eta",
    language="en",
    body="Stop {{1}} at {{2}}.",
    footer="Reply STOP to opt out",
    buttons=("OK", "Call me"),
)


def body(*texts: Any) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


def send(*components: dict[str, Any], name: str = "new_eta", language: str = "en") -> Any:
    part = {"name": name, "language": {"code": language}, "components": list(components)}
    return Templates([ETA, ETA.model_copy(update={"name": "paused", "status": "PAUSED"})]).fill(
        part
    )


def test_a_filled_template_reads_as_the_driver_sees_it() -> None:
    press = {"type": "payload", "payload": "confirm:1"}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [press]}

    _, text, choices = send(body("12", "14:05"), button)

    assert text == "Stop 12 at 14:05.\nReply STOP to opt out"
    assert [(c["id"], c["title"]) for c in choices] == [("confirm:1", "OK"), ("Call me", "Call me")]


@pytest.mark.parametrize(
    ("components", "code"),
    [
        ([], 132000),
        ([body("12")], 132000),
        ([body("12", "14:05", "extra")], 132000),
        ([body("12", "")], 132012),
        ([body("12", 5)], 132012),
        ([body("12", "two\nlines")], 132007),
        ([body("12", "x" * 1020)], 132005),
        ([body("1", "2"), {"type": "button", "index": "2", "parameters": []}], 131009),
    ],
)
def test_wrong_parameters_are_refused(components: list[dict[str, Any]], code: int) -> None:
    with pytest.raises(GraphError) as caught:
        send(*components)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [("unknown", "en", 132001), ("new_eta", "de", 132001), ("paused", "en", 132015)],
)
def test_a_template_that_is_not_approved_is_refused(name: str, language: str, code: int) -> None:
    with pytest.raises(GraphError) as caught:
        send(body("1", "2"), name=name, language=language)

    assert caught.value.code == code


def test_named_parameters_are_matched_by_name() -> None:
    named = Template(name="hi", language="en", body="Hi {{name}}, stop {{stop}}")
    parameters = [
        {"type": "text", "parameter_name": "stop", "text": "12"},
        {"type": "text", "parameter_name": "name", "text": "Ana"},
    ]

    _, text, _ = Templates([named]).fill(
        {
            "name": "hi",
            "language": {"code": "en"},
            "components": [{"type": "body", "parameters": parameters}],
        }
    )

    assert text == "Hi Ana, stop 12"


def test_metas_own_description_of_a_template_is_understood() -> None:
    template = template_from_meta(
        {
            "name": "new_eta",
            "language": "en",
            "category": "utility",
            "components": [
                {"type": "BODY", "text": "Stop {{1}}", "example": {"body_text": [["12"]]}},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "OK"}]},
            ],
        }
    )

    assert template == Template(name="new_eta", language="en", body="Stop {{1}}", buttons=("OK",))
