"""Templates filled from the driver's own record pass the output guardrails; wrong ones don't.

A sample of the sandbox's drivers, every reading intent, at four moments, in three languages each,
from fresh records and from old ones that are told with their age.
EVERY_TEMPLATE=1 takes every driver at every moment (minutes instead of seconds).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from babel.dates import format_date
from template_answers import AWKWARD, DRIVERS, READS, TemplateAnswer, template_answers

from driver_assistant.contracts.guardrails import OutputRequest, Verdict
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.check import Check
from driver_assistant.guardrails.evaluate import Evaluator
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.runtime.plugins import discover

EVERY = bool(os.environ.get("EVERY_TEMPLATE"))
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(900 if EVERY else 120),
]
PASSES = frozenset({"allow", "flag"})
Slot = Literal["time", "date", "plate"]


class Judge:
    """The shipped checks under the platform's own policy."""

    def __init__(self) -> None:
        self._evaluator = Evaluator(discover(checks, Check), "production")
        self._policy = Policy(load_floor())

    async def output(self, request: OutputRequest) -> Verdict:
        for _ in range(5):
            verdict = await self._evaluator.output(request, self._policy)
            if not any(finding.rule_id.endswith(".fail-closed") for finding in verdict.findings):
                break  # else a busy machine missed the deadline: that judges no template
        return verdict

    def close(self) -> None:
        self._evaluator.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    judging = Judge()
    yield judging
    judging.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answers() -> list[TemplateAnswer]:
    return [answer async for answer in template_answers(every=EVERY)]


async def test_the_sample_meets_every_driver_and_every_reading_intent(
    answers: list[TemplateAnswer],
) -> None:
    assert {person.alias for person in DRIVERS} == {answer.driver for answer in answers}
    assert READS.keys() == {answer.request.intent for answer in answers}
    assert {answer.driver for answer in answers} >= AWKWARD
    dated = [answer for answer in answers if "asOf" in answer.request.evidence]
    assert READS.keys() == {answer.request.intent for answer in dated}
    assert len(dated) > len(answers) / 4


async def test_no_template_filled_from_the_own_record_is_stopped_or_masked(
    answers: list[TemplateAnswer], judge: Judge
) -> None:
    fired: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], str] = {}
    for answer in answers:
        verdict = await judge.output(answer.request)
        if verdict.decision in PASSES:
            continue
        for finding in verdict.findings:
            if finding.severity != "info":
                key = (finding.rule_id, answer.request.intent)
                fired[key] += 1
                at = finding.spans[0].start if finding.spans else 0
                said = answer.request.text[max(0, at - 40) : at + 40]
                where = (answer.driver, answer.moment.asked, answer.request.language)
                shown.setdefault(key, f"{where} {said!r}: {finding.message}")

    assert not fired, "\n" + "\n".join(
        f"{count:5} {rule} in {intent}, such as {shown[rule, intent]}"
        for (rule, intent), count in fired.most_common()
    )


async def test_a_template_with_one_wrong_slot_is_stopped_or_masked(
    answers: list[TemplateAnswer], judge: Judge
) -> None:
    caught: Counter[Slot] = Counter()
    tried: Counter[Slot] = Counter()
    missed: list[str] = []
    for number, answer in enumerate(answers):
        if number % 5:
            continue
        for slot, text in corrupted(answer.request, number):
            request = answer.request.model_copy(update={"text": text})
            stopped = (await judge.output(request)).decision not in PASSES
            tried[slot] += 1
            caught[slot] += stopped
            if not stopped:
                missed.append(
                    f"{slot} {answer.driver} {request.intent}: {_difference(answer, text)}"
                )

    assert all(tried[slot] >= 30 for slot in ("time", "date", "plate")), tried
    rates = {slot: caught[slot] / tried[slot] for slot in tried}
    assert all(rate >= 0.9 for rate in rates.values()), f"{rates}\n" + "\n".join(missed)


def corrupted(request: OutputRequest, number: int) -> Iterator[tuple[Slot, str]]:
    """The answer with one time, one date, one plate changed to a value the record hasn't."""
    makers: dict[Slot, Iterator[str]] = {
        "time": _wrong_times(request),
        "date": _wrong_dates(request),
        "plate": _wrong_plates(request),
    }
    for slot, maker in makers.items():
        twins = list(maker)
        if twins:
            yield slot, twins[number % len(twins)]


def _wrong_times(request: OutputRequest) -> Iterator[str]:
    known = {f"{m:%H:%M}" for moment in _moments(request) for m in _around(moment)}
    known |= {found[0] for text in _strings(request.evidence) for found in _CLOCK.finditer(text)}
    for found in _CLOCK.finditer(request.text):
        minute = int(found[1]) * 60 + int(found[2])
        others = ((minute + step) % 1440 for step in (37, 71, 95, 123, 181, 247, 311))
        spelt = (f"{other // 60:02}:{other % 60:02}" for other in others)
        if wrong := next((time for time in spelt if time not in known), None):
            yield request.text[: found.start()] + wrong + request.text[found.end() :]


def _wrong_dates(request: OutputRequest) -> Iterator[str]:
    known = {moment.date() for moment in _moments(request)} | _dates(request.evidence)
    days = {(day.day, day.month) for day in known}
    for month in range(1, 13):
        locale = {"en": "en_GB", "pt": "pt_PT"}.get(request.language or "", request.language)
        name = format_date(date(2026, month, 1), "d MMM", locale=locale).removeprefix("1 ")
        for found in re.finditer(rf"(?<![\d:.,])(\d{{1,2}}) {re.escape(name)}", request.text):
            other = next((d for d in range(2, 29) if (d, month) not in days), None)
            if other and (int(found[1]), month) in days:
                yield request.text[: found.start(1)] + str(other) + request.text[found.end(1) :]


def _wrong_plates(request: OutputRequest) -> Iterator[str]:
    plates = [text for key, text in _leaves(request.evidence) if key == "plate"]
    for plate in plates:
        at = request.text.find(plate)
        digit = re.search(r"\d", plate)
        if at >= 0 and digit:
            wrong = (plate[: digit.start()] + str((int(digit[0]) + k) % 10) + plate[digit.end() :]
                     for k in range(1, 10))  # fmt: skip
            other = next(each for each in wrong if each not in plates)
            yield request.text[:at] + other + request.text[at + len(plate) :]


_CLOCK = re.compile(r"(?<![\d:])([01]\d|2[0-3]):([0-5]\d)(?![\d:])")


def _moments(request: OutputRequest) -> Iterator[datetime]:
    """The record's instants and the time of asking, in every zone they may be said in."""
    zones = {text for key, text in _leaves(request.evidence) if key == "timeZone"}
    written = (t for t in _strings(request.evidence) if re.match(r"\d{4}-\d\d-\d\dT", t))
    instants = [request.now, *map(datetime.fromisoformat, written)]
    for zone in {*zones, request.caller.time_zone, "UTC"}:
        yield from (instant.astimezone(ZoneInfo(zone)) for instant in instants)


def _around(moment: datetime) -> Iterator[datetime]:
    return (moment + timedelta(minutes=minutes) for minutes in (-1, 0, 1))


def _dates(evidence: Any) -> set[date]:
    return {
        date.fromisoformat(text)
        for text in _strings(evidence)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    }


def _strings(evidence: Any) -> Iterator[str]:
    return (text for _, text in _leaves(evidence))


def _leaves(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _leaves(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(child, key)
    elif isinstance(node, str):
        yield key, node


def _difference(answer: TemplateAnswer, text: str) -> str:
    """Where two texts first differ."""
    pairs = zip(answer.request.text, text, strict=False)
    at = next((i for i, (was, now) in enumerate(pairs) if was != now), 0)
    return repr(text[max(0, at - 40) : at + 20])
