"""Error bodies nobody promised: they still end in a class."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from driver_assistant.worker.model import errors
from driver_assistant.worker.model.answers import read_choice, read_text
from driver_assistant.worker.model.classify import from_response
from driver_assistant.worker.model.errors import ModelFailure
from driver_assistant.worker.model.tools import Tool, ToolSet
from driver_assistant.worker.model.wire import Completion


class Wish(BaseModel):
    city: str


@given(st.integers(300, 599), st.binary(max_size=200), st.dictionaries(st.text(), st.text()))
def test_any_error_response_has_a_class(
    status: int, content: bytes, headers: dict[str, str]
) -> None:
    assert isinstance(from_response(status, content, headers), ModelFailure)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [("0.4", 0.4), ("30", 30), ("99999999", 3600), ("-1", None), ("soon", None), ("", None)],
)
def test_retry_after_is_read_in_seconds_and_bounded(asked: str, waits: float | None) -> None:
    failure = from_response(429, b"{}", {"retry-after": asked})

    assert failure.retry_after == (None if waits is None else timedelta(seconds=waits))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "429"}, errors.UpstreamLimited),
        ({"code": "server_error"}, errors.ProviderFailed),
        ({"code": 502}, errors.ProviderFailed),
        ({"code": 400, "metadata": {"error_type": "refusal"}}, errors.ContentRefused),
        ({"code": 500, "metadata": {"error_type": "timeout"}}, errors.ModelTimedOut),
        ({"message": "no code at all"}, errors.ProviderFailed),
    ],
)
def test_an_error_inside_a_success_is_read_by_its_own_code(
    error: dict[str, Any], kind: type[ModelFailure]
) -> None:
    for body in ({"error": error}, {"choices": [{"error": error, "finish_reason": "error"}]}):
        with pytest.raises(kind) as caught:
            read_text(Completion.model_validate_json(json.dumps(body)))
        assert kind is type(caught.value)


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        ({"finish_reason": "error", "message": {"content": "half"}}, errors.ProviderFailed),
        ({"finish_reason": "stop", "message": {"refusal": "no"}}, errors.ContentRefused),
        ({"finish_reason": "length", "message": {"content": "half"}}, errors.AnswerCutOff),
        ({"finish_reason": None, "message": {"content": None}}, errors.EmptyAnswer),
        ({"finish_reason": "stop", "message": {"content": " \n"}}, errors.EmptyAnswer),
        ({"finish_reason": "stop", "message": {"tool_calls": []}}, errors.EmptyAnswer),
        (
            {"finish_reason": "tool_calls", "message": {"tool_calls": [{"function": {}}]}},
            errors.UnknownTool,
        ),
    ],
)
def test_half_answers_are_failures(choice: dict[str, Any], kind: type[ModelFailure]) -> None:
    completion = Completion.model_validate({"choices": [choice]})

    with pytest.raises(kind):
        read_choice(completion, ToolSet(()))


def test_written_text_never_comes_with_a_tool_call() -> None:
    call = {"function": {"name": "x", "arguments": "{}"}}
    completion = Completion.model_validate({"choices": [{"message": {"tool_calls": [call]}}]})

    with pytest.raises(errors.MalformedAnswer):
        read_text(completion)


def test_arguments_that_end_at_the_token_limit_are_cut_off_not_malformed() -> None:
    call = {"function": {"name": "wish", "arguments": '{"city":"Poz'}}
    choice = {"finish_reason": "length", "message": {"tool_calls": [call]}}
    completion = Completion.model_validate({"choices": [choice]})

    with pytest.raises(errors.AnswerCutOff):
        read_choice(completion, ToolSet((Tool(name="wish", parameters=Wish, wire={}),)))
