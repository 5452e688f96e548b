"""Steps 17 to 19: the record an answer speaks from, fresh, cached or old and dated.

One cache in Redis serves twice: young enough it saves the call, and while the logistics API is
down the last good record is said with its age. The key carries the driver and the arguments, so
nobody is answered from somebody else's record. The record carries the driver's version, which
grows with every action and re-assignment: after one it saves no call any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Counter, Gauge
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.messages import Wire
from driver_assistant.runtime.cache import Cache
from driver_assistant.runtime.telemetry import note, step
from driver_assistant.store.drivers import Driver
from driver_assistant.worker.breaker import Breaker, BreakerOpen
from driver_assistant.worker.intent import AnyIntent, Ask
from driver_assistant.worker.logistics import DriverLogistics

RECORDS = Counter("driver_assistant_records_total", "Records by where they came from.", ["source"])
FALLBACK_AGE = Gauge("driver_assistant_fallback_age_seconds", "Age of the last record served old.")


class LogisticsSilent(Transient):
    """The logistics API is down and no earlier answer is there to give instead."""

    code = "logistics_silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A record; `as_of` is set when it is an old one, `failed` when there is none."""

    record: BaseModel
    as_of: datetime | None
    source: str


class _Stored(Wire):
    at: datetime
    owner: str  # the driver's id in the company's system: checked again at every hit
    version: int  # of the driver: an older one is no cache hit any more, but still a fallback
    record: str


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    version: int
    record: BaseModel


async def fetch_record(  # noqa: PLR0913  # the question and where its answer may come from
    intent: AnyIntent,
    arguments: BaseModel,
    ask: Ask,
    driver: Driver,
    logistics: DriverLogistics,
    *,
    breaker: Breaker,
    cache: Cache,
    clock: Callable[[], datetime],
    cache_max: timedelta,
    fallback_max_age: timedelta,
) -> Fetched:
    """Fetch what the intent needs.

    Raises:
        LogisticsSilent: no answer and nothing kept.
        Permanent: the logistics API refused (not found, capability missing, ...).
    """
    key = _key(intent, arguments, driver)
    started = clock()
    kept = await _kept(intent, key, driver, cache)
    fresh_for = min(intent.cache_for or timedelta(0), cache_max)
    if kept and kept.version == driver.version and started - kept.at < fresh_for:
        RECORDS.labels("cache").inc()
        note("record.read", source="cache", age_s=(started - kept.at).total_seconds())
        return Fetched(record=kept.record, as_of=None, source="cache")
    try:
        with step(17, intent=intent.name):
            record = await breaker.call(_called, intent, arguments, ask, logistics)
    except (Transient, OSError, TimeoutError) as error:
        return _fallback(kept, started, fallback_max_age, error)
    RECORDS.labels("api").inc()
    note("record.read", source="api", age_s=0.0)
    stored = _Stored(
        at=clock(),
        owner=driver.external_id,
        version=driver.version,
        record=record.model_dump_json(by_alias=True),
    )
    await cache.put(
        key,
        stored.model_dump_json().encode(),
        ttl_s=fallback_max_age.total_seconds(),
        purpose="record",
    )
    return Fetched(record=record, as_of=None, source="api")


async def _called(
    intent: AnyIntent, arguments: BaseModel, ask: Ask, logistics: DriverLogistics
) -> BaseModel:
    with step(18, intent=intent.name):
        record: BaseModel = await intent.fetched(arguments, logistics, ask)
        return record


def _fallback(
    kept: _Kept | None, moment: datetime, max_age: timedelta, error: BaseException
) -> Fetched:
    with step(19) as span:
        span.set_attribute("breaker_open", isinstance(error, BreakerOpen))
        if kept is None or moment - kept.at > max_age:
            RECORDS.labels("none").inc()
            raise LogisticsSilent(getattr(error, "code", type(error).__name__)) from error
        RECORDS.labels("fallback").inc()
        FALLBACK_AGE.set((moment - kept.at).total_seconds())
        note("record.read", source="fallback", age_s=(moment - kept.at).total_seconds())
        return Fetched(record=kept.record, as_of=kept.at, source="fallback")


async def _kept(intent: AnyIntent, key: str, driver: Driver, cache: Cache) -> _Kept | None:
    raw = await cache.get(key, purpose="record")
    if raw is None:
        return None
    try:
        stored = _Stored.model_validate_json(raw)
        record: BaseModel = intent.record.model_validate_json(stored.record)
    except ValidationError:
        return None  # written by a version with another shape
    if stored.owner != driver.external_id:
        return None
    return _Kept(stored.at, stored.version, record)


def _key(intent: AnyIntent, arguments: BaseModel, driver: Driver) -> str:
    digest = hashlib.sha256(arguments.model_dump_json().encode()).hexdigest()[:24]
    return f"record:{driver.id}:{intent.name}:{digest}"
