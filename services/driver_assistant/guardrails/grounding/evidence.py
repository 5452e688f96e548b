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
    CURRENCY_KEYS,
    Fact,
    FactKind,
    currency_of,
    plain_key,
    read_number,
    read_string,
)
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.known_words import KnownWords
from driver_assistant.guardrails.leaves import Leaves, Node

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


_ROOT = _Home()


class _Shape(NamedTuple):
    """What the names of an object's fields say of it."""

    keys: frozenset[str]  # plain
    is_record: bool  # a thing of its own in a list: it has an id, a place, or is a paper
    is_named: bool
    has_zone: bool
    has_currency: bool


class Evidence:
    """Everything `ground` looks values up in; linear in the JSON's size."""

    def __init__(self, leaves: Leaves) -> None:
        self.records: list[Record] = [Record(index=0, parent=-1, path="$", kind=0)]
        self.by_kind: defaultdict[FactKind, list[Fact]] = defaultdict(list)
        self.texts: list[Fact] = []  # every string as written, statuses and ids included
        self.lengths: list[tuple[int, str, str]] = []  # of the lists: count, path, key
        self._shapes: list[frozenset[str]] = [frozenset()]
        self._kinds: dict[frozenset[str], int] = {}
        self.memo: dict[Any, Any] = {}  # what was made of it, by its maker
        self._barred: dict[frozenset[int], frozenset[int]] = {}  # of the subjects asked for
        homes: list[_Home] = []
        for node in leaves.nodes:
            home = homes[node.holder] if node.holder >= 0 else _ROOT
            if type(node.content) is dict:
                home = self._home(node, home, leaves.nodes)
            else:
                self.lengths.append((len(node.content), node.path, node.key))
            homes.append(home)
            self._state(node, home)
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

    def _home(self, node: Node, around: _Home, nodes: Sequence[Node]) -> _Home:
        """Where an object's leaves belong; opens a record when it is one."""
        record, currency = around
        shape = _shape_of(tuple(node.content))
        if shape.is_record if node.listed else _has_twin(node, shape, nodes):
            record = self._open(node.path, shape, record)
        if shape.has_zone:
            self._zone_into(record, node.content)
        if shape.has_currency:
            currency = currency_of(node.content, currency)
        return _Home(record, currency) if (record, currency) != around else around

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

    def _state(self, node: Node, home: _Home) -> None:
        """Add what a node's leaves state; a string is a text as well, whatever it states."""
        record, currency = home
        facts = self.records[record].facts
        beside = node.content if type(node.content) is dict else {}
        kind: FactKind
        for key, path, value in node.leaves():
            unit = ""
            if type(value) is str:
                kind, stated = read_string(key, value)
                if kind in _SAID_AS_TEXT:
                    self.texts.append(Fact("text", value, path, record, key))
            elif type(value) is bool:
                kind, stated = "flag", value
            else:
                kind, stated, unit = read_number(key, value, beside, currency)
            if kind != "skip":
                fact = Fact(kind, stated, path, record, key, unit)
                self.by_kind[kind].append(fact)
                facts.append(fact)

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
        has_currency=any(key in names for key in CURRENCY_KEYS),
    )


def _has_twin(child: Node, shape: _Shape, nodes: Sequence[Node]) -> bool:
    """Whether another object beside it is a record of the same shape ("current", "next")."""
    if not shape.is_named or child.holder < 0:
        return False
    keys = child.content.keys()
    return any(
        type(other) is dict
        and other is not child.content
        and len(keys & other.keys()) > 0.6 * len(keys | other.keys())
        for other in nodes[child.holder].content.values()
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
