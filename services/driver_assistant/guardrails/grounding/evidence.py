"""The evidence as records: their typed facts, and which records rival each other.

A record is an object that has an identity in a list (a stop of a route); objects below it that
have none (its location, its windows) belong to it. Records of the same shape are rivals: a value
of one may not be said of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from driver_assistant.guardrails.grounding.facts import (
    Fact,
    FactKind,
    currency_of,
    plain_key,
    read_number,
    read_string,
)
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.known_words import KnownWords
from driver_assistant.guardrails.leaves import Leaf, Leaves, Object

IDENTITY_KEYS = frozenset({
    "id", "reference", "ref", "name", "sequence", "number", "code", "plate", "label", "title",
    "externalid", "loadid", "stopid", "tripid", "orderid", "shipmentid", "documentid", "shortid",
    "publicid", "loadnumber", "ordernumber", "stopnumber", "tripnumber", "uuid", "date",
})  # fmt: skip
_ZONE_KEYS = frozenset({
    "timeZone", "timezone", "time_zone", "tz", "zone", "homeTimeZone", "home_time_zone",
})  # fmt: skip
_LINK_KEYS = frozenset({"id", "reference"})
_SAID_AS_TEXT = frozenset({"text", "status", "number"})
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


class _Home(NamedTuple):
    """Where an object's leaves belong: a record, and the currency of its amounts."""

    record: int = 0
    currency: str = ""


class _Shape(NamedTuple):
    """What the names of an object's fields say of it."""

    keys: frozenset[str]  # plain
    is_record: bool  # a thing of its own in a list: it has an id, a place, or is a paper
    is_named: bool
    has_zone: bool


class Evidence:
    """Everything `ground` looks values up in; linear in the JSON's size."""

    def __init__(self, leaves: Leaves) -> None:
        self.records: list[Record] = [Record(index=0, parent=-1, path="$", kind=0)]
        self.by_kind: defaultdict[FactKind, list[Fact]] = defaultdict(list)
        self.texts: list[Fact] = []  # every string as written, statuses and ids included
        self.lengths = leaves.lists  # list lengths: count, path, key
        self._shapes: list[frozenset[str]] = [frozenset()]
        self._kinds: dict[frozenset[str], int] = {}
        self.memo: dict[Any, Any] = {}  # what was made of it, by its maker
        self._barred: dict[frozenset[int], frozenset[int]] = {}  # of the subjects asked for
        homes = self._homes(leaves.objects)
        for leaf in leaves.leaves:
            self._state(leaf, homes[leaf.holder], leaves.objects)
        self._link({key for key in leaves.keys if plain_key(key) in _LINK_KEYS})

    @classmethod
    def of(cls, leaves: Leaves) -> Evidence:
        """A record's evidence, read once for all answers that speak from it."""
        known: Evidence | None = leaves.memo.get(cls)
        if known is None:
            known = leaves.memo[cls] = cls(leaves)
        return known

    @cached_property
    def folded(self) -> dict[str, str]:
        """The folded form of each string of `texts`."""
        return {value: flat(value) for value in {fact.value for fact in self.texts}}

    @cached_property
    def words(self) -> KnownWords:
        """The words of `texts`."""
        return KnownWords(self.folded.values())

    @property
    def is_empty(self) -> bool:
        return not self.by_kind and not self.texts

    def facts(self, kinds: Iterable[FactKind], barred: frozenset[int]) -> list[Fact]:
        """Facts of these kinds outside the barred records."""
        return [f for kind in kinds for f in self.by_kind.get(kind, ()) if f.record not in barred]

    def barred(self, subjects: frozenset[int]) -> frozenset[int]:
        """Records whose values may not be said of the subjects: their rivals and all below."""
        known = self._barred.get(subjects)
        if known is None:
            known = self._barred[subjects] = self._rivals_and_below(subjects)
        return known

    def _rivals_and_below(self, subjects: frozenset[int]) -> frozenset[int]:
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

    @cached_property
    def any_zone(self) -> ZoneInfo | None:
        """A zone that any record states, for instants whose own record has none."""
        return next((z for z in (zone_named(r.zone) for r in self.records) if z), None)

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

    def _homes(self, objects: Sequence[Object]) -> list[_Home]:
        """Each object's home, opening records on the way; last, that of leaves in no object."""
        homes: list[_Home] = []
        for each in objects:
            record, currency = homes[each.holder] if each.holder >= 0 else _Home()
            shape = _shape_of(tuple(each.fields))
            if shape.is_record if each.listed else _has_twin(each, shape, objects):
                record = self._open(each.path, shape, record)
            if shape.has_zone:
                self._zone_into(record, each.fields)
            homes.append(_Home(record, currency_of(each.fields, currency)))
        homes.append(_Home())
        return homes

    def _open(self, path: str, shape: _Shape, parent: int) -> int:
        index = len(self.records)
        if shape.keys not in self._kinds:
            self._kinds[shape.keys] = self._shape(shape.keys)
        kind = self._kinds[shape.keys]
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

    def _state(self, leaf: Leaf, home: _Home, objects: Sequence[Object]) -> None:
        """Add what a leaf states; a string is a text as well, whatever it states."""
        key, path, value, holder = leaf
        kind: FactKind
        unit = ""
        if type(value) is str:
            kind, stated = read_string(key, value)
            if kind in _SAID_AS_TEXT:
                self.texts.append(Fact("text", value, path, home.record, key))
        elif type(value) is bool:
            kind, stated = "flag", value
        else:
            beside = {} if path.endswith("]") or holder < 0 else objects[holder].fields
            kind, stated, unit = read_number(key, value, beside, home.currency)
        if kind != "skip":
            fact = Fact(kind, stated, path, home.record, key, unit)
            self.by_kind[kind].append(fact)
            self.records[home.record].facts.append(fact)

    def _link(self, naming: Collection[str]) -> None:
        """A field that holds another record's id ties the two: a stop and its load."""
        by_id = {
            fact.value: record
            for record in self.records
            for fact in record.facts
            if fact.key in naming and fact.kind == "text"
        }
        for fact in self.texts:
            other = by_id.get(fact.value)
            if other is None or not fact.record or not other.index:
                continue  # what the root holds, every record may speak of anyway
            if other.kind != self.records[fact.record].kind:
                self.records[fact.record].links.add(other.index)
                other.links.add(fact.record)


@lru_cache(maxsize=1024)
def _shape_of(names: tuple[str, ...]) -> _Shape:
    """Records share their few shapes, so each is looked at once."""
    keys = frozenset(map(plain_key, names))
    named = not keys.isdisjoint(IDENTITY_KEYS)
    return _Shape(
        keys=keys,
        is_record=named or "location" in keys or {"type", "state"} <= keys,
        is_named=named,
        has_zone=not _ZONE_KEYS.isdisjoint(names),
    )


def _has_twin(child: Object, shape: _Shape, objects: Sequence[Object]) -> bool:
    """Whether another object beside it is a record of the same shape ("current", "next")."""
    if not shape.is_named or child.holder < 0:
        return False
    keys = child.fields.keys()
    return any(
        type(other) is dict
        and other is not child.fields
        and len(keys & other.keys()) > 0.6 * len(keys | other.keys())
        for other in objects[child.holder].fields.values()
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
