"""What others wrote, before a template or a prompt may use it.

A shipper's note is not the driver's word: every free text of a record passes the input guardrails
as `api_field`, whose rules are stricter, and what is blocked is left out of the record. Notes
repeat from answer to answer, so verdicts are remembered for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Final

from pydantic import BaseModel

from driver_assistant.contracts.guardrails import InputRequest
from driver_assistant.contracts.logistics import replace_untrusted, untrusted_texts
from driver_assistant.runtime.telemetry import current_traceparent, step
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.deps import Deps, Who
from driver_assistant.worker.listen import caller

# Names and street lines are shorter than any instruction that could do harm.
_LEAST_CHARACTERS: Final = 16
_MOST_TEXTS: Final = 60
_REMEMBERED: Final = 4096
_REMEMBERED_S: Final = 300.0  # a tightened policy reaches known notes within this

_verdicts: OrderedDict[str, tuple[float, str]] = OrderedDict()


async def screened(record: BaseModel, who: Who, lease: Lease, deps: Deps) -> BaseModel:
    """The record with blocked texts emptied and redacted ones masked.

    Raises:
        GuardrailsUnavailable: some text has no verdict.
    """
    texts = list(
        dict.fromkeys(text for _, text in untrusted_texts(record) if len(text) >= _LEAST_CHARACTERS)
    )
    if not texts:
        return record
    with step(14, source="api_field", texts=len(texts)):
        judged = dict.fromkeys(texts[_MOST_TEXTS:], "")
        async with asyncio.TaskGroup() as group:
            tasks = {}
            for text in texts[:_MOST_TEXTS]:
                if (known := _known(text)) is None:
                    tasks[text] = group.create_task(_judged(text, who, lease, deps))
                else:
                    judged[text] = known
        judged |= {text: task.result() for text, task in tasks.items()}
        if all(text == usable for text, usable in judged.items()):
            return record
        return replace_untrusted(record, judged)


def _known(text: str) -> str | None:
    """What may be used of a text that was judged a short while ago."""
    remembered = _verdicts.get(text)
    if remembered is None or time.monotonic() - remembered[0] >= _REMEMBERED_S:
        return None
    return remembered[1]


async def _judged(text: str, who: Who, lease: Lease, deps: Deps) -> str:
    verdict = await deps.guard.judge_input(
        InputRequest(
            text=text,
            source="api_field",
            caller=caller(who),
            conversation_id=str(lease.conversation_id),
            traceparent=current_traceparent(),
        )
    )
    usable = verdict.text if verdict.decision in ("allow", "flag", "redact") else ""
    _verdicts[text] = (time.monotonic(), usable)
    while len(_verdicts) > _REMEMBERED:
        _verdicts.popitem(last=False)
    return usable
