"""Retention: partitions ahead, look-up tables pruned, old months dropped. Run by a CronJob.

A month is dropped only when nothing in it is open, parked, dead or held: what still needs a
person stays, however old.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from driver_assistant.ops.settings import OpsDatabase
from driver_assistant.store import audit, guardrail_events, partitions
from driver_assistant.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What a run did."""

    partitions_made: int
    wamids_pruned: int
    guardrail_events_pruned: int
    months_dropped: tuple[str, ...]
    months_kept: tuple[str, ...]  # old enough, but with rows that need a person
    in_default: int  # rows in default partitions: partitions were not made in time


async def run_retention(
    settings: OpsDatabase,
    *,
    keep_months: int,
    wamid_days: int,
    event_days: int,
    now: datetime | None = None,
) -> Retained:
    """Make partitions three months ahead, prune, and drop months older than `keep_months`."""
    moment = now or datetime.now(UTC)
    database = Database(settings, process="ops")
    try:
        async with database.transaction() as connection:
            made = await partitions.ensure(connection)
            pruned = await partitions.prune_wamids(connection, wamid_days)
            events = await guardrail_events.prune(connection, event_days)
            in_default = await partitions.rows_in_default(connection)
        dropped: list[str] = []
        kept: list[str] = []
        async with database.connection() as connection:
            months = await partitions.months(connection)
        for month in months:
            if not _is_old(month, moment, keep_months):
                continue
            async with database.transaction() as connection:
                done = await partitions.drop_month(connection, month)
                (dropped if done else kept).append(month)
                if done:
                    await audit.note(
                        connection,
                        company=settings.company,
                        actor=settings.operator_name,
                        act="month_dropped",
                        subject=month,
                    )
    finally:
        await database.close()
    return Retained(
        partitions_made=made,
        wamids_pruned=pruned,
        guardrail_events_pruned=events,
        months_dropped=tuple(dropped),
        months_kept=tuple(kept),
        in_default=in_default,
    )


def _is_old(month: str, moment: datetime, keep_months: int) -> bool:
    """Whether `YYYY_MM` ended more than `keep_months` months before `moment`."""
    found = re.fullmatch(r"(\d{4})_(\d{2})", month)
    if found is None:
        return False
    age = (moment.year - int(found[1])) * 12 + moment.month - int(found[2])
    return age > keep_months
