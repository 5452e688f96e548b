"""What may be said although no field holds it: counts, sums, differences, and time arithmetic.

The closure is small on purpose: each formula is tried within the sentence's records only, so that
it explains right answers without making wrong ones likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice

from driver_assistant.guardrails.grounding.evidence import Evidence, Record
from driver_assistant.guardrails.grounding.facts import Fact, FactKind, plain_key
from driver_assistant.guardrails.grounding.moments import Moment, Moments

CLOSED = frozenset({
    "departed", "completed", "delivered", "skipped", "cancelled", "canceled", "failed", "realized",
    "done", "finished",
})  # fmt: skip
_DUE_KEYS = frozenset({
    "start", "end", "arrive", "scheduledarrivaltime", "appointment", "from", "to", "starttime",
    "endtime", "windowstart", "windowend", "timewindowstart", "timewindowend", "planned", "due",
})  # fmt: skip
_COME_KEYS = frozenset({
    "time", "eta", "arrive", "newetatime", "estimatedarrival", "actualarrivaltime",
})  # fmt: skip
_MAX_PAIRS = 24  # moments compared with each other per sentence
_MAX_SUMS = 64
_MAX_APART = 4  # measures; among more some two are always that far apart

Derived = tuple[str, str]  # path, formula


def sums(facts: Iterable[Fact]) -> Iterator[tuple[float, str, str]]:
    """Totals over the same field of several objects, and differences of two of its values."""
    by_key: dict[str, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact)
    for key, group in islice(by_key.items(), _MAX_SUMS):
        if len(group) < 2:
            continue
        yield sum(f.value for f in group), group[0].path, f"sum({key})"
        if len(group) <= 3:
            first, second = group[0].value, group[1].value
            yield abs(first - second), group[0].path, f"difference({key})"


def differences(facts: list[Fact]) -> Iterator[tuple[float, str, str]]:
    """What lies between two measures of different fields ("7,120 km left"), where few are given."""
    if len(facts) > _MAX_APART:
        return
    for first, second in combinations(facts, 2):
        if first.key != second.key:
            formula = f"|{first.key} - {second.key}|"
            yield abs(first.value - second.value), first.path, formula


def counts(evidence: Evidence, noun: str) -> Iterator[tuple[int, str, str]]:
    """How many records of a kind there are: all, still open, finished, and of one sort."""
    for everything in _groups(evidence, noun):
        of_sort = [r for r in everything if r.first("kind", "type") == noun]
        group = of_sort or everything
        path = group[0].path.rsplit("[", 1)[0] if group else "$"
        open_ = [r for r in group if _state(r) not in CLOSED]
        yield len(group), path, "count"
        yield len(open_), path, "count(open)"
        yield len(group) - len(open_), path, "count(finished)"
        states = {_state(r) for r in group if _state(r)}
        for state in states:
            yield sum(_state(r) == state for r in group), path, f"count({state})"
    for length, path, key in evidence.lengths:
        if noun == "item" or plain_key(key).startswith(noun[:4]) or not key:
            yield length, path, "count"


def _groups(evidence: Evidence, noun: str) -> list[list[Record]]:
    """Records grouped by shape, those that the noun can mean."""
    by_kind: dict[int, list[Record]] = {}
    for record in evidence.records[1:]:
        by_kind.setdefault(record.kind, []).append(record)
    if noun in {"stop", "delivery", "pickup"}:
        stops = stop_records(evidence)
        return [stops] if stops else []
    wanted = {"document": ("document",), "load": ("load", "shipment", "order", "consignment")}.get(
        noun, ()
    )
    return [g for g in by_kind.values() if any(w in g[0].path.casefold() for w in wanted)] or (
        [] if wanted else list(by_kind.values())
    )


def stop_records(evidence: Evidence) -> list[Record]:
    """The records that are stops of a run, in the evidence's order."""
    best: list[Record] = []
    seen: set[int] = set()
    for record in evidence.records[1:]:
        if record.kind in seen:
            continue
        seen.add(record.kind)
        keys = {plain_key(fact.key) for fact in record.facts}
        paths = {
            fact.path[len(record.path) :].lstrip(".").split(".")[0].split("[")[0]
            for fact in record.facts
        }
        is_stop = (
            keys & {"sequence", "stopnumber", "position"}
            or paths & {"windows", "eta", "location", "appointment", "window"}
            or "stop" in record.path.casefold()
        )
        group = evidence.rivals_of(record.index)
        if is_stop and len(group) > len(best):
            best = group
    return best


def _state(record: Record) -> str:
    return str(record.first("state", "status") or "")


def gaps(moments: list[Moment], now: Moments, role: str) -> Iterator[tuple[float, str, str]]:
    """Minutes between moments: until one ("in"), past its due time ("late"), or between two."""
    near = [m for m in moments if m.utc][:_MAX_PAIRS]
    if role != "late":
        for moment in near:
            minutes = (moment.fact.value - now.now).total_seconds() / 60
            if role == "in" and minutes < 0:
                continue
            yield abs(minutes), moment.fact.path, f"|{moment.fact.key} - now|"
    if role == "in":
        return
    due = [m for m in near if plain_key(m.fact.key) in _DUE_KEYS] if role == "late" else near
    come = [m for m in near if plain_key(m.fact.key) in _COME_KEYS] if role == "late" else near
    for first in come:
        for second in due:
            if first.fact.path != second.fact.path and first.fact.record == second.fact.record:
                minutes = abs((first.fact.value - second.fact.value).total_seconds()) / 60
                yield minutes, first.fact.path, f"{first.fact.key} - {second.fact.key}"


def later_clocks(
    moments: list[Moment], durations: list[Fact], now: Moments | None
) -> Iterator[tuple[int, str, str]]:
    """Minutes of the day reached by adding a duration to when it was measured, or to now."""
    bases = [m for m in moments if m.utc and m.is_age][:4]
    for fact in durations[:12]:
        for moment in bases:
            yield (
                (moment.minutes[0] + round(fact.value)) % 1440,
                fact.path,
                f"{moment.fact.key} + {fact.key}",
            )
        for minute in now.now_minutes if now else ():
            yield (minute + round(fact.value)) % 1440, fact.path, f"now + {fact.key}"


MEASURES: dict[str, tuple[FactKind, tuple[float, ...]]] = {
    # kind -> fact kind, and the factors by which an untyped number may be in another unit
    "duration": ("duration", (1, 60, 1 / 60)),
    "distance": ("distance", (1, 1000, 1609.344, 0.01)),
    "weight": ("weight", (1, 1000, 0.45359237)),
    "temperature": ("temperature", (1,)),
    "percent": ("percent", (1, 100)),
    "volume": ("volume", (1, 1000)),
}
