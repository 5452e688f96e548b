"""What Meta's answer to a send means: its error codes in classes. Pure.

Branch on the code, as Meta recommends: HTTP statuses of the same error differ between sources.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import httpx2

from driver_assistant.channels.whatsapp_cloud.json_values import as_dict, as_list
from driver_assistant.contracts.channel import Accepted, InDoubt, Refused, SendResult

# Classes of Meta's error codes; branch on the code, HTTP statuses differ between sources.
_RETRY: Final = frozenset({1, 2, 131000, 131016, 131057})
_THROTTLE_NUMBER: Final = frozenset({4, 80007, 130429, 133016})
_STOP: Final = frozenset(
    {0, 3, 10, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045, 131048, 131064}
) | frozenset(range(200, 300))
_PAIR_LIMIT: Final = 131056
WINDOW_CLOSED: Final = 131047

_PAIR_DELAY: Final = timedelta(seconds=6)  # about one message per six seconds and recipient
_NUMBER_DELAY: Final = timedelta(seconds=5)


def judge(answer: httpx2.Response) -> SendResult:
    """What Meta's answer means for this message."""
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.is_success:
        messages = as_list(as_dict(body).get("messages"))
        wamid = as_dict(messages[0]).get("id") if messages else None
        # A success without an id was accepted all the same; its status will name it.
        return Accepted(wamid=wamid) if wamid else InDoubt(error="success without a wamid")
    error = as_dict(as_dict(body).get("error"))
    code = error.get("code") if isinstance(error.get("code"), int) else None
    kind = _class_of(code, answer.status_code, error)
    if kind == "in_doubt":
        return InDoubt(error=f"HTTP {answer.status_code}")
    details = as_dict(error.get("error_data")).get("details") or error.get("message") or ""
    delays = {"throttle_driver": _PAIR_DELAY, "throttle_number": _NUMBER_DELAY}
    return Refused(
        kind=kind,  # type: ignore[arg-type]  # in_doubt is gone
        http_status=answer.status_code,
        code=code,
        error=str(details)[:500],
        retry_after=_retry_after(answer) or delays.get(kind),
    )


def _class_of(code: int | None, status: int, error: dict[str, Any]) -> str:
    if code == _PAIR_LIMIT:
        return "throttle_driver"
    if code in _THROTTLE_NUMBER:
        return "throttle_number"
    if code == WINDOW_CLOSED:
        return "window_closed"
    if code in _STOP or (code is None and status in (401, 403)):
        return "stop"
    if code in _RETRY or error.get("is_transient"):
        return "retry"
    if status >= 500:
        # Documented 5xx codes are refusals; one without a code may come from any box on the way,
        # after Meta took the message.
        return "in_doubt" if code is None else "retry"
    if status == 429:
        return "throttle_number"
    return "dead"


def _retry_after(answer: httpx2.Response) -> timedelta | None:
    try:
        return timedelta(seconds=float(answer.headers.get("retry-after", "")))
    except ValueError:
        return None
