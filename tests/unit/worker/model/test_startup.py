"""The look at the provider's list when a worker starts."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.prompt import Prompts
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.startup import check_models


async def test_listed_models_come_with_their_prices(
    client: ModelClient, settings: ModelSettings
) -> None:
    listed = await check_models(client, settings)

    assert {*settings.pickers, *settings.writers} == {model.id for model in listed}
    assert all(model.pricing.prompt > 0 for model in listed)


async def test_a_model_that_is_not_listed_is_said_and_skipped(
    stand_in: Any, settings: ModelSettings, prompts: Prompts
) -> None:
    changed = settings.model_copy(update={"model": "openai/gpt-0"})
    client = ModelClient(changed)

    with capture_logs() as logs:
        await check_models(client, changed)
    messages = prompts.pick("show my route", language="en")
    choice = await client.choose_tool(messages, prompts.tools, session="s", deadline=1e12)
    await client.aclose()

    assert [(e["event"], e["models"]) for e in logs] == [("llm.models_missing", ["openai/gpt-0"])]
    assert (choice.usage.model, choice.usage.attempts) == ("openai/gpt-5-mini", 1)


async def test_a_list_that_cannot_be_had_is_no_reason_not_to_start(
    settings: ModelSettings,
) -> None:
    changed = settings.model_copy(update={"base_url": "http://127.0.0.1:9/api/v1"})
    client = ModelClient(changed)

    with capture_logs() as logs:
        listed = await check_models(client, changed)
    await client.aclose()

    assert listed == ()
    assert [entry["event"] for entry in logs] == ["llm.models_unchecked"]


def test_fallbacks_are_a_comma_list_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DA_LLM_API_KEY", "sk-or-v1-x")
    monkeypatch.setenv("DA_LLM_MODEL", "a/one")
    monkeypatch.setenv("DA_LLM_FALLBACK_MODELS", "b/two, a/one ,c/three:free")
    monkeypatch.setenv("DA_LLM_WRITER_FALLBACK_MODELS", "")

    settings = ModelSettings()

    assert settings.pickers == ("a/one", "b/two", "c/three:free")
    assert settings.writers == ("openai/gpt-5.1",)


def test_a_model_without_a_maker_is_refused() -> None:
    with pytest.raises(ValidationError, match="model"):
        ModelSettings(api_key="k", model="gpt-5")


def test_the_key_is_never_printed() -> None:
    assert "secret" not in repr(ModelSettings(api_key="sk-or-v1-secret"))
