"""What the platform's processes say of themselves on `/metrics`, cut to what the page shows.

For the supervisor's `GET /status`. A process that is down or paused simply has no numbers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import httpx2
from prometheus_client.parser import text_string_to_metric_families

_PATIENCE_S: Final = 3.0
# By the sample's name: which label tells the values apart ("" where there is one value only).
SHOWN: Final[Mapping[str, str]] = {
    "driver_assistant_breaker_state": "dependency",
    "driver_assistant_breaker_opened_total": "dependency",
    "driver_assistant_slots_busy": "queue",
    "driver_assistant_understood_total": "by",
    "driver_assistant_records_total": "source",
    "driver_assistant_verdicts_total": "decision",
    "driver_assistant_retry_total": "tier",
    "driver_assistant_numbers_stopped": "",
    "driver_assistant_llm_cost_usd_total": "model",
    "driver_assistant_llm_tokens_total": "kind",
}

Numbers = dict[str, dict[str, float]]


async def read_gauges(http: httpx2.AsyncClient, urls: Mapping[str, str]) -> dict[str, Numbers]:
    """For each process in `urls` (of its `/metrics`), its numbers by sample and label."""
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(_read(http, url)) for name, url in urls.items()}
    return {name: task.result() for name, task in tasks.items()}


async def _read(http: httpx2.AsyncClient, url: str) -> Numbers:
    try:
        answer = await http.get(url, timeout=_PATIENCE_S)
        return numbers_in(answer.text) if answer.is_success else {}
    except httpx2.HTTPError:
        return {}


def numbers_in(text: str) -> Numbers:
    """The shown samples of a Prometheus text, summed over labels that aren't shown."""
    found: Numbers = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            label = SHOWN.get(sample.name)
            if label is None:
                continue
            values = found.setdefault(sample.name, {})
            key = sample.labels.get(label, "")
            values[key] = values.get(key, 0.0) + sample.value
    return found


def plain(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Without processes that said nothing."""
    return {name: values for name, values in numbers.items() if values}
