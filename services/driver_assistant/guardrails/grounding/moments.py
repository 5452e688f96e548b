"""The evidence's instants as people at that place would say them: a date and a clock time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.facts import Fact, clock_minutes, plain_key

# When a fact was looked up, not when something happens: never ties a time to a day.
_AGE_KEYS = frozenset({"asof", "updatedat", "fetchedat", "createdat", "timestamp", "occurredat"})


class Moment(NamedTuple):
    """One way to say a fact: `day` is None for a bare clock time, `minutes` empty for a date."""

    fact: Fact
    day: date | None
    minutes: tuple[int, ...]
    utc: datetime | None

    @property
    def is_age(self) -> bool:
        return plain_key(self.fact.key) in _AGE_KEYS


class _Calendar:
    """The moments of a record, as they are said in its zones and in the driver's."""

    __slots__ = ("all", "by_minute", "stated", "zones")

    def __init__(self, evidence: Evidence, home: tzinfo | None, elsewhere: tzinfo) -> None:
        self.all: list[Moment] = []
        self.zones: set[tzinfo] = set()
        for fact in evidence.by_kind.get("instant", ()):
            self._add(fact, _zones(evidence, fact, home, elsewhere))
        for fact in evidence.by_kind.get("date", ()):
            self.all.append(Moment(fact, fact.value, (), None))
        for fact in evidence.by_kind.get("clock", ()):
            self.all.append(Moment(fact, None, (fact.value,), None))
        self.by_minute: dict[int, list[Moment]] = {}
        for moment in self.all:
            for minute in moment.minutes:
                self.by_minute.setdefault(minute, []).append(moment)
        self.stated = {moment.utc.tzinfo for moment in self.all if moment.utc}

    def _add(self, fact: Fact, zones: list[tzinfo]) -> None:
        if fact.value.tzinfo is None:
            local = fact.value
            self.all.append(Moment(fact, local.date(), clock_minutes(local), None))
            return
        self.zones.update(zones)
        for zone in zones:
            local = fact.value.astimezone(zone)
            self.all.append(Moment(fact, local.date(), clock_minutes(local), fact.value))


class Moments:
    """All moments of the evidence, found by minute of the day."""

    __slots__ = ("all", "by_minute", "now", "now_minutes", "today")

    def __init__(self, evidence: Evidence, now: datetime, home: tzinfo | None = None) -> None:
        """`home` is the driver's own zone, where the caller told it."""
        elsewhere = evidence.any_zone
        calendar = _calendar(evidence, home, elsewhere or now.tzinfo or UTC)
        self.now = now
        self.all, self.by_minute = calendar.all, calendar.by_minute
        zones = calendar.zones | ({home} if home else {elsewhere} if elsewhere else set())
        self.today = {now.astimezone(zone).date() for zone in zones} or {now.date()}
        self.now_minutes = {  # the time of asking, wherever anything happens
            minute
            for zone in zones | calendar.stated | {now.tzinfo}
            for minute in clock_minutes(now.astimezone(zone))
        }

    def at(self, minute: int, barred: frozenset[int], within: int = 0) -> list[Moment]:
        """Moments said as that minute of the day, or up to `within` minutes beside it."""
        return [
            moment
            for offset in range(-within, within + 1)
            for moment in self.by_minute.get((minute + offset) % 1440, ())
            if moment.fact.record not in barred
        ]

    def days(self, barred: frozenset[int]) -> dict[date, Moment]:
        """The dates that records outside `barred` speak of, ages left out."""
        return {
            moment.day: moment
            for moment in self.all
            if moment.day and not moment.is_age and moment.fact.record not in barred
        }


def _calendar(evidence: Evidence, home: tzinfo | None, elsewhere: tzinfo) -> _Calendar:
    key = (_Calendar, home, elsewhere)
    known: _Calendar | None = evidence.memo.get(key)
    if known is None:
        known = evidence.memo[key] = _Calendar(evidence, home, elsewhere)
    return known


def _zones(evidence: Evidence, fact: Fact, home: tzinfo | None, elsewhere: tzinfo) -> list[tzinfo]:
    """The place's own zone, else the driver's and the stated offset; of UTC only where the
    driver's isn't known: nobody lives by it. How old everything is (`asOf` of the whole answer) may
    be said at the driver's place and at the record's.
    """
    if home and fact.path == "$.asOf":
        return list(dict.fromkeys((home, elsewhere)))
    if zone := evidence.zone_of(fact.record):
        return [zone]
    stated = fact.value.tzinfo
    is_utc = stated is not None and stated.utcoffset(None) == timedelta(0)
    if home:
        return [home] if is_utc else [home, stated or UTC]
    if not is_utc:
        return [stated or UTC]
    return [UTC] if elsewhere is UTC else [elsewhere, UTC]
