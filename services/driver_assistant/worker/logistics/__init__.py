"""The worker's client of the logistics port: typed calls, driver tokens, errors that decide.

`LogisticsClient` is built once in `app.py`; `for_driver(phone)` gives what one driver may see and
do. It never retries (but for one expired token), never caches beyond 304, never logs a phone
number. The circuit breaker and the fallback are the callers'.
"""

from driver_assistant.worker.logistics.client import LogisticsClient
from driver_assistant.worker.logistics.driver import DriverLogistics, Upload
from driver_assistant.worker.logistics.errors import (
    CapabilityMissing,
    DriverUnknown,
    LogisticsInvalidAnswer,
    LogisticsOutcomeUnknown,
    LogisticsRefused,
    LogisticsThrottled,
    LogisticsUnavailable,
    NotFound,
    StaleVersion,
    StillInProgress,
)

__all__ = [
    "CapabilityMissing",
    "DriverLogistics",
    "DriverUnknown",
    "LogisticsClient",
    "LogisticsInvalidAnswer",
    "LogisticsOutcomeUnknown",
    "LogisticsRefused",
    "LogisticsThrottled",
    "LogisticsUnavailable",
    "NotFound",
    "StaleVersion",
    "StillInProgress",
    "Upload",
]
