"""The worker's real prompts and tools against the guardrails as they ship.

No answer repeats them, in any disguise; what the assistant says anyway is not taken for a leak.
"""

from __future__ import annotations

import base64
import importlib.util
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from importlib import resources
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from driver_assistant.contracts.guardrails import Caller, OutputRequest, Verdict
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.check import Check
from driver_assistant.guardrails.evaluate import Evaluator
from driver_assistant.guardrails.leak import SHIPPED, ShingleSet
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.runtime.plugins import discover
from driver_assistant.worker import intents
from driver_assistant.worker.guard import Guard
from driver_assistant.worker.intent import Intent
from driver_assistant.worker.model.prompt import SYSTEM_PROMPTS, Prompts
from driver_assistant.worker.model.tools import tool_set

SCRIPT = Path(__file__).parents[2] / "scripts" / "hash_prompt.py"
Ask = Callable[[str], Awaitable[Verdict]]
in_module = pytest.mark.asyncio(loop_scope="module")

CANARY = "5f1d0c77a9e2b384"
PROMPTS = Prompts(tool_set(discover(intents, Intent).values()), canary=CANARY)
N = 12  # words; the check itself needs eight
ZERO_WIDTH = "\u200b"
TAGS = "".join(chr(0xE0000 + ord(char)) for char in "hidden")

DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "a zero-width space in each word": ZERO_WIDTH.join,
    "with hidden tags": lambda text: text.replace(" ", f" {TAGS}"),
    "a line for each word": lambda text: text.replace(" ", "\n- "),
    "in bold": lambda text: " ".join(f"*{word}*" for word in text.split()),
    "full-width": lambda text: "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text
    ),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
}


def quotations(text: str, every: int) -> Iterator[str]:
    """Windows of N words, starting at each `every`-th one."""
    words = text.split()
    for at in range(0, len(words) - N + 1, every):
        yield " ".join(words[at : at + N])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Ask]:
    evaluator = Evaluator(discover(checks, Check), "production")
    policy = Policy(load_floor())

    async def ask(text: str) -> Verdict:
        request = OutputRequest.model_validate(
            {
                "text": text,
                "now": "2026-10-27T09:40:00Z",
                "evidence": {},
                "canary": CANARY,
                "caller": Caller(driver_id="d", company_id="acme"),
            }
        )
        return await evaluator.output(request, policy)

    yield ask
    evaluator.close()


def test_the_hashes_are_in_step_with_the_prompts() -> None:
    spec = importlib.util.spec_from_file_location("hash_prompt", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    assert script.shingles().dumped() == SHIPPED.read_text(), (
        "run `python -P scripts/hash_prompt.py` and commit the result"
    )


@in_module
@pytest.mark.parametrize("disguise", DISGUISES)
async def test_a_quotation_of_the_real_prompt_never_leaves(disguise: str, judge: Ask) -> None:
    passed = []
    for prompt in SYSTEM_PROMPTS:
        for quotation in quotations(prompt, every=29):
            text = f"Of course! {DISGUISES[disguise](quotation)} Anything else?"
            verdict = await judge(text)
            if verdict.decision != "block" or verdict.category != "prompt_leak":
                passed.append((verdict.decision, quotation))

    assert passed == []


def test_every_window_of_the_prompts_is_known_at_every_offset() -> None:
    shipped = ShingleSet.load(SHIPPED)
    missed = [
        quotation
        for prompt in SYSTEM_PROMPTS
        for quotation in quotations(prompt, every=1)
        if not list(shipped.find(quotation))
    ]

    assert missed == []


def test_every_tool_s_description_and_parameters_are_known() -> None:
    shipped = ShingleSet.load(SHIPPED)
    for tool in PROMPTS.tools.wire:
        schema = json.dumps(tool, ensure_ascii=False)

        assert list(shipped.find(schema)), tool["function"]["name"]
        assert list(shipped.find(tool["function"]["description"])), tool["function"]["name"]


@in_module
@pytest.mark.parametrize("disguise", DISGUISES)
async def test_the_marker_of_the_prompt_never_leaves(disguise: str, judge: Ask) -> None:
    verdict = await judge(f"It is {DISGUISES[disguise](CANARY)}")

    assert (verdict.decision, verdict.category) == ("block", "prompt_leak")


async def test_the_worker_tells_the_guardrails_its_marker() -> None:
    asked: list[OutputRequest] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(OutputRequest.model_validate_json(request.content))
        verdict = Verdict(decision="allow", severity="info", policy_version="1", policy_hash="h")
        return httpx2.Response(200, content=verdict.model_dump_json(by_alias=True))

    async with httpx2.AsyncClient(
        base_url="http://guardrails", transport=httpx2.MockTransport(answer)
    ) as http:
        request = OutputRequest.model_validate(
            {
                "text": "hello",
                "now": "2026-10-27T09:40:00Z",
                "caller": Caller(driver_id="d", company_id="acme"),
            }
        )
        await Guard(http, canary=CANARY).judge_output(request)

    assert [one.canary for one in asked] == [CANARY]
    assert CANARY not in repr(asked[0])
    assert any(CANARY in message["content"] for message in PROMPTS.pick("hi", language="en"))


def test_no_phrase_of_the_assistant_is_taken_for_a_leak() -> None:
    shipped = ShingleSet.load(SHIPPED)
    folder = Path(str(resources.files("driver_assistant.worker").joinpath("phrases")))
    leaks = [
        (path.stem, paragraph[:80])
        for path in sorted(folder.glob("*.ftl"))
        for paragraph in path.read_text("utf-8").split("\n\n")
        if list(shipped.find(paragraph))
    ]

    assert leaks == []


HONEST = [
    "The gate code is 4471. If nobody is there, call the site.",
    "Your next stop is Lidl Hamburg, dock 4, between 14:00 and 16:00. The ETA is 14:20.",
    "I can only help with your driver's work: route, stops, loads, times and papers.",
    "The record does not say which dock it is. I have asked your dispatcher.",
    "You have 2 h 05 min of driving left, then a break of 45 minutes.",
    "The photo is blurred. Please send the delivery note again, all four corners visible.",
    "An accident, an injury or a breakdown on the road: call the emergency number first.",
    "W niedzielę nie ma zleceń. Następny postój: Poznań, poniedziałek o 8:00.",
    "El muelle es el 4 y la persona de contacto está de turno hasta las 18:00.",
    "Утром в 8:00 разгрузка в Киеве, ворота 3, документы: CMR и накладная.",
    "अगला स्टॉप लखनऊ है, समय 14:00 से 16:00, गेट 2 पर CMR दिखाएँ।",
]


@in_module
async def test_honest_answers_are_not_taken_for_a_leak(judge: Ask) -> None:
    for text in HONEST:
        verdict = await judge(text)

        assert "prompt_leak" not in {found.category for found in verdict.findings}, text
