"""Times on a site's wall clock. `+` on a zoned datetime ignores clock changes; `later` does not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from driver_assistant.contracts.logistics import Planned, Window


def later(at: datetime, span: timedelta) -> datetime:
    """`at` after `span` of elapsed time (or before, if negative), in the same zone."""
    return (at.astimezone(UTC) + span).astimezone(at.tzinfo)


def quarter(at: datetime) -> datetime:
    """Down to the quarter of an hour, staying in the same half of a repeated hour."""
    spare = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return later(at, -spare)


def in_zone(planned: Planned, zone: ZoneInfo) -> Planned:
    """The same instants on the wall clock of a zone."""
    return Planned(
        arrive=planned.arrive.astimezone(zone) if planned.arrive else None,
        depart=planned.depart.astimezone(zone) if planned.depart else None,
    )


def all_day(at: datetime) -> Window:
    """From midnight to midnight of the local day; 23 or 25 hours when clocks change."""
    midnight = datetime.combine(at.date(), time(), tzinfo=at.tzinfo)
    after = datetime.combine(at.date() + timedelta(days=1), time(), tzinfo=at.tzinfo)
    return Window(start=midnight, end=after)


def next_repeated_hour(zone: ZoneInfo, after: datetime) -> datetime | None:
    """The instant (UTC) when clocks next go back in a zone, within 400 days; None if never.

    The day that contains `after` counts as a whole.
    """
    midnight = datetime.combine(after.astimezone(zone).date(), time(), tzinfo=zone)
    hour = midnight.astimezone(UTC)
    for _ in range(400 * 24):
        following = hour + timedelta(hours=1)
        if _offset(following, zone) < _offset(hour, zone):
            return following
        hour = following
    return None


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
