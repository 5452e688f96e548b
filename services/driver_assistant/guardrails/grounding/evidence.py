"""The evidence, read once: records, their typed facts, and which records rival each other.

A record is an object that has an identity in a list (a stop of a route); objects below it that
have none (its location, its windows) belong to it. Records of the same shape are rivals: a value
of one may not be said of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from driver_assistant.guardrails.grounding.facts import (
    Fact,
    FactKind,
    Leaf,
    currency_of,
    plain_key,
    read_number,
    read_string,
)

IDENTITY_KEYS = frozenset({
    "id", "reference", "ref", "name", "sequence", "number", "code", "plate", "label", "title",
    "externalid", "loadid", "stopid", "tripid", "orderid", "shipmentid", "documentid", "shortid",
    "publicid", "loadnumber", "ordernumber", "stopnumber", "tripnumber", "uuid", "date",
})  # fmt: skip
_ZONE_KEYS = frozenset({
    "timeZone", "timezone", "time_zone", "tz", "zone", "homeTimeZone", "home_time_zone",
})  # fmt: skip
_MAX_DEPTH = 24
_SIMILAR = 0.5  # nulls may be left out, so two stops need not have equal keys


@dataclass(slots=True, kw_only=True)
class Record:
    """An object with an identity; `kind` numbers the shape it shares with its rivals."""

    index: int
    parent: int
    path: str
    kind: int
    zone: str = ""
    facts: list[Fact] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    links: set[int] = field(default_factory=set)

    def first(self, *keys: str) -> Any:
        """The value of the first of these (plain) keys that the record has."""
        return next((f.value for k in keys for f in self.facts if plain_key(f.key) == k), None)


class Evidence:
    """Everything `ground` looks values up in. Build one per request; linear in the JSON's size."""

    __slots__ = ("_shapes", "by_kind", "lengths", "records", "texts")

    def __init__(self, root: Any) -> None:
        self.records: list[Record] = [Record(index=0, parent=-1, path="$", kind=0)]
        self.by_kind: defaultdict[FactKind, list[Fact]] = defaultdict(list)
        self.texts: list[Fact] = []  # every string as written, statuses and ids included
        self.lengths: list[tuple[int, str, str]] = []  # list lengths: count, path, key
        self._shapes: list[frozenset[str]] = [frozenset()]
        self._read(root)
        self._link()

    @property
    def is_empty(self) -> bool:
        return not self.by_kind and not self.texts

    def facts(self, kinds: Iterable[FactKind], barred: frozenset[int]) -> list[Fact]:
        """Facts of these kinds outside the barred records."""
        return [f for kind in kinds for f in self.by_kind.get(kind, ()) if f.record not in barred]

    def barred(self, subjects: frozenset[int]) -> frozenset[int]:
        """Records whose values may not be said of the subjects: their rivals and all below."""
        own = self._family(subjects)
        kinds = {self.records[i].kind for i in own if i}
        rivals = [
            r.index for r in self.records if r.index and r.kind in kinds and r.index not in own
        ]
        return frozenset(self.below(rivals)) - own

    def zone_of(self, record: int) -> ZoneInfo | None:
        """The IANA zone a record's times are said in, its own or an ancestor's."""
        while record >= 0:
            if zone := zone_named(self.records[record].zone):
                return zone
            record = self.records[record].parent
        return None

    def rivals_of(self, record: int) -> list[Record]:
        """The records of the same shape, itself included, in the evidence's order."""
        return [r for r in self.records if r.index and r.kind == self.records[record].kind]

    def _family(self, subjects: frozenset[int]) -> frozenset[int]:
        """The subjects, what lies below and above them, and what they link to."""
        family = set(self.below(subjects))
        for index in tuple(family):
            family.update(self.below(self.records[index].links))
        for subject in subjects:
            above = subject
            while above > 0:
                family.add(above)
                above = self.records[above].parent
        return frozenset(family | {0})

    def below(self, roots: Iterable[int]) -> set[int]:
        """These records and all inside them."""
        found: set[int] = set()
        stack = list(roots)
        while stack:
            index = stack.pop()
            if index not in found:
                found.add(index)
                stack.extend(self.records[index].children)
        return found

    def _read(self, root: Any) -> None:
        stack: list[tuple[Any, str, str, int, str, int]] = [(root, "$", "", 0, "", 0)]
        while stack:
            node, path, key, record, currency, depth = stack.pop()
            if depth > _MAX_DEPTH:
                continue
            if isinstance(node, dict):
                currency = currency_of(node, currency)
                if not _ZONE_KEYS.isdisjoint(node):
                    self._zone_into(record, node)
                children = self._children(node, path, record, currency, depth)
                stack.extend(reversed(children))
            elif isinstance(node, list | tuple):
                self.lengths.append((len(node), path, key))
                items = [
                    self._item(item, f"{path}[{at}]", key, record, currency, depth)
                    for at, item in enumerate(node)
                ]
                stack.extend(reversed(items))
            else:
                self._leaf(node, (key, path, record), {}, currency)

    def _children(
        self, node: Mapping[str, Any], path: str, record: int, currency: str, depth: int
    ) -> list[tuple[Any, str, str, int, str, int]]:
        nested: list[tuple[Any, str, str, int, str, int]] = []
        siblings = [v for v in node.values() if type(v) is dict]
        for key, child in node.items():
            where = f"{path}.{key}"
            if isinstance(child, dict):
                own = record
                if len(siblings) > 1 and _has_twin(child, siblings):
                    own = self._open(child, where, record)
                nested.append((child, where, key, own, currency, depth + 1))
            elif isinstance(child, list | tuple):
                nested.append((child, where, key, record, currency, depth + 1))
            else:
                self._leaf(child, (key, where, record), node, currency)
        return nested

    def _item(
        self, item: Any, path: str, key: str, record: int, currency: str, depth: int
    ) -> tuple[Any, str, str, int, str, int]:
        if isinstance(item, dict) and _is_record(item):
            record = self._open(item, path, record)
        return item, path, key, record, currency, depth + 1

    def _open(self, node: Mapping[str, Any], path: str, parent: int) -> int:
        index = len(self.records)
        kind = self._shape(frozenset(map(plain_key, node)))
        self.records.append(Record(index=index, parent=parent, path=path, kind=kind))
        self.records[parent].children.append(index)
        return index

    def _shape(self, keys: frozenset[str]) -> int:
        for kind, known in enumerate(self._shapes):
            if kind and len(keys & known) >= _SIMILAR * len(keys | known):
                return kind
        self._shapes.append(keys)
        return len(self._shapes) - 1

    def _zone_into(self, record: int, node: Mapping[str, Any]) -> None:
        for key in _ZONE_KEYS.intersection(node):
            if isinstance(zone := node[key], str):
                self.records[record].zone = zone

    def _leaf(self, value: Any, leaf: Leaf, siblings: Mapping[str, Any], currency: str) -> None:
        key, path, record = leaf
        if value is None or value == "":
            return
        if isinstance(value, str):
            fact = read_string(leaf, value)
            if fact.kind == "text":
                self.texts.append(fact)
            elif fact.kind in {"status", "number"}:
                self.texts.append(Fact("text", value, path, record, key))
        elif isinstance(value, bool):
            fact = Fact("flag", value, path, record, key)
        elif isinstance(value, int | float):
            fact = read_number(leaf, value, siblings, currency)
        else:
            return
        if fact.kind != "skip":
            self.by_kind[fact.kind].append(fact)
            self.records[record].facts.append(fact)

    def _link(self) -> None:
        """A field that holds another record's id ties the two: a stop and its load."""
        by_id = {
            fact.value: record
            for record in self.records
            for fact in record.facts
            if fact.kind == "text" and plain_key(fact.key) in {"id", "reference"}
        }
        for fact in self.texts:
            other = by_id.get(fact.value)
            if other is None or not fact.record or not other.index:
                continue  # what the root holds, every record may speak of anyway
            if other.kind != self.records[fact.record].kind:
                self.records[fact.record].links.add(other.index)
                other.links.add(fact.record)


def _is_record(item: Mapping[str, Any]) -> bool:
    """Whether an object of a list is a thing of its own: it has an id, a place, or is a paper."""
    keys = {plain_key(key) for key in item}
    return bool(keys & IDENTITY_KEYS) or "location" in keys or {"type", "state"} <= keys


def _has_twin(child: Mapping[str, Any], siblings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether another object beside it is a record of the same shape ("current", "next")."""
    keys = set(child)
    if not any(plain_key(k) in IDENTITY_KEYS for k in keys):
        return False
    return any(
        other is not child and len(keys & set(other)) > 0.6 * len(keys | set(other))
        for other in siblings
    )


_ZONES: dict[str, ZoneInfo | None] = {}


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; None for none and for a name this system does not know."""
    if not name:
        return None
    if name not in _ZONES:
        if len(_ZONES) > 1000:  # names come from records: never grow without bound
            _ZONES.clear()
        try:
            _ZONES[name] = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            _ZONES[name] = None
    return _ZONES[name]
