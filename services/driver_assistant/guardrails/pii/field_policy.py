"""Which personal values may be said: the caller's own, and those a permitted field holds.

A value is looked up in the evidence. Found at a permitted path (the consignee's phone at a stop
that is still open) it passes; found elsewhere, or nowhere, it is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from driver_assistant.contracts.guardrails import Caller
from driver_assistant.guardrails.leaves import Leaf, Leaves
from driver_assistant.guardrails.pii.matches import Kind, PiiMatch
from driver_assistant.guardrails.pii.names import Directory, folded
from driver_assistant.guardrails.pii.phones import national_digits

# Path endings, `[]` for any list position. What a driver needs for the job: whom to call at the
# stop, the dispatcher, the own vehicle and crew, and the phones in the notes of the own stops.
DEFAULT_PATHS: Mapping[Kind, tuple[str, ...]] = {
    "phone": (
        "contacts[].phone", "contacts[].mobile", "contacts[].phones[]", "contact.phone",
        "contact.mobile", "consignee.phone", "consignor.phone", "location.phone", "site.phone",
        "dispatcher.phone", "dispatch.phone", "workshop.phone", "support.phone",
        "emergency.phone", "backup.phone", "instructions.text", "tasks[].text.text", "notes.text",
    ),
    "email": (
        "contacts[].email", "contact.email", "consignee.email", "consignor.email",
        "dispatcher.email", "dispatch.email", "workshop.email", "support.email",
    ),
    "plate": (
        "vehicle.plate", "truck.plate", "trailers[].plate", "trailer.plate", "tractor.plate",
        "vehicle.licensePlate", "trailers[].licensePlate", "vehicle.registration",
        "vehicle.fleetNumber", "trailers[].fleetNumber",
    ),
    "name": (
        "contacts[].name", "contact.name", "crew[].name", "dispatcher.name", "dispatch.name",
        "consignee.name", "consignor.name", "location.name", "workshop.name", "support.name",
    ),
}  # fmt: skip
# Lines for people in danger (Telefonseelsorge, Samaritans, 988, European 116 numbers): nobody's
# personal data, and never to be masked.
PUBLIC_PHONES = (
    "0800 1110111", "0800 1110222", "116 123", "116 111", "116 117", "116 000", "988",
    "0800 1110550", "0800 1110333",
)  # fmt: skip
# A stop in one of these states is behind the driver: its contacts are nobody's business now.
CLOSED_STATES = frozenset({"departed", "skipped", "cancelled", "canceled", "failed", "completed"})
# Segments that hold other people, whatever lies below them.
_OTHERS = re.compile(
    r"(?:^|\.)(?:drivers|otherdrivers|colleagues|employees|candidates|users)\[", re.IGNORECASE
)
_MIN_PLATE = 4  # characters; shorter ones are in too many other words
_MIN_NOTED = 9  # characters of a phone in a note that a figure may follow
_DIGITS = re.compile(r"\+?\(?\d[\d()./\-\u2010-\u2013\u00a0\u202f ]{4,22}\d")
_POSTCODES = ("postalCode", "postcode", "zip", "zipCode")
_PERSON_PATH = re.compile(
    r"(?:drivers?|crew|contacts?|persons?|people|employees?|dispatcher|users?|colleagues?|owner|"
    r"assignedto|coordinator|manager|candidates?|recipient)(?:\[\d+\])?\.(?:full|display)?name$"
    r"|(?:driver|contact|person|employee|dispatcher|user|owner|manager|recipient)_?name$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPolicy:
    """Permitted path endings per kind; `open_stops_only` withholds contacts of finished stops."""

    paths: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: dict(DEFAULT_PATHS))
    open_stops_only: bool = True
    public_phones: tuple[str, ...] = PUBLIC_PHONES


class Permissions:
    """What one answer may say: a value that the answer holds is looked up where it stands."""

    def __init__(self, leaves: Leaves, caller: Caller, policy: FieldPolicy) -> None:
        self._leaves = leaves
        self._caller = caller
        self._policy = policy
        self._owned: dict[Kind, frozenset[str]] = {}

    @property
    def people(self) -> Directory:
        """The people whom the record names."""
        known: Directory | None = self._leaves.memo.get(Directory)
        if known is None:
            known = self._leaves.memo[Directory] = Directory(_people(self._leaves))
        return known

    @property
    def countries(self) -> tuple[str, ...]:
        """Where the record's places are: their phones may stand without a prefix."""
        codes = (
            leaf.value for key in ("country", "countryCode") for leaf in self._leaves.texts(key)
        )
        return tuple(dict.fromkeys(code.upper() for code in codes if len(code) == 2))

    def allow(self, found: PiiMatch, text: str) -> bool:
        """Whether a value found in `text` may be said; half of a permitted plate may, as "OH
        Z621258" is read where the format is unknown.
        """
        spelt = text[found.start : found.end]  # `value` may have a country that a field hasn't
        if any(self._permits(found.kind, _key(found.kind, said)) for said in (found.value, spelt)):
            return True
        if found.kind not in {"plate", "phone"}:
            return False
        part = _key("plate", found.value)
        return any(
            start <= found.start and found.end <= end
            for plate in (*self._stated("plate"), *self._own("plate"))
            if len(plate) >= _MIN_PLATE and part in plate and self._permits("plate", plate)
            for start, end in _spelt(plate, text)
        )

    def _permits(self, kind: Kind, value: str) -> bool:
        endings = self._policy.paths.get(kind, ())
        return value in self._own(kind) or any(
            self._may_be_told(leaf, endings) for leaf in self._stated(kind).get(value, ())
        )

    def _own(self, kind: Kind) -> frozenset[str]:
        """The caller's own values, and what is nobody's secret."""
        if kind not in self._owned:
            self._owned[kind] = self._read_own(kind)
        return self._owned[kind]

    def _read_own(self, kind: Kind) -> frozenset[str]:
        if kind == "name":
            return frozenset({_key(kind, self._caller.name)} if self._caller.name else ())
        own = self._caller.own_ids
        if kind != "phone":
            return frozenset(_key(kind, each) for each in own)
        # "3025-307", a postcode, has the shape of a local number.
        codes = [leaf.value for key in _POSTCODES for leaf in self._leaves.texts(key)]
        return frozenset(_key(kind, each) for each in (*own, *self._policy.public_phones, *codes))

    def _stated(self, kind: Kind) -> dict[str, list[Leaf]]:
        """Where fields that may be permitted state each value of a kind, as `_key` spells it."""
        fields = tuple(dict.fromkeys(map(_last_field, self._policy.paths.get(kind, ()))))
        memo = self._leaves.memo
        if (kind, fields) not in memo:
            stated: dict[str, list[Leaf]] = {}
            for leaf in (leaf for key in fields for leaf in self._leaves.texts(key)):
                for value in _keys(kind, leaf.value):
                    stated.setdefault(value, []).append(leaf)
            memo[kind, fields] = stated
        found: dict[str, list[Leaf]] = memo[kind, fields]
        return found

    def _may_be_told(self, leaf: Leaf, endings: tuple[str, ...]) -> bool:
        """A permitted field's, but not of other people, nor of a stop that is behind the driver."""
        pattern = leaf.pattern
        if not any(_ends(pattern, ending) for ending in endings) or _OTHERS.search(pattern):
            return False
        return not (self._policy.open_stops_only and self._is_over(leaf.holder))

    def _is_over(self, holder: int) -> bool:
        while holder >= 0:
            node = self._leaves.nodes[holder]
            if _is_closed(node.content):
                return True
            holder = node.holder
        return False


def _people(leaves: Leaves) -> Iterator[str]:
    for key in leaves.keys:
        if key[-4:] in {"name", "Name"}:
            yield from (each.value for each in leaves.texts(key) if _PERSON_PATH.search(each.path))


def _last_field(ending: str) -> str:
    return ending.rsplit(".", 1)[-1].removesuffix("[]")


def _spelt(plate: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has a plate, however its groups are separated."""
    groups = r"[\W_]{0,3}".join(map(re.escape, plate))
    for found in re.finditer(rf"(?<!\w){groups}(?!\w)", text, re.IGNORECASE):
        yield found.span()


def _keys(kind: Kind, text: str) -> Iterator[str]:
    """What a permitted field lets be said: its value, and each phone in a note."""
    yield _key(kind, text)
    if kind != "phone":
        return
    for found in _DIGITS.finditer(text):
        run = found[0]
        yield _key(kind, run)
        if len(run) > _MIN_NOTED and len(tail := run.rsplit(" ", 1)) == 2:
            yield _key(kind, tail[0])  # "069 1234567 24 h"


def _key(kind: Kind, text: str) -> str:
    if kind == "phone":
        return national_digits(text)
    if kind in {"email", "ip_address"}:
        return text.strip().casefold()
    if kind == "name":
        return folded(" ".join(re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", text)))
    return re.sub(r"\W", "", text).upper()


def _ends(pattern: str, ending: str) -> bool:
    """Whole segments only: "subcontacts[].phone" doesn't end with "contacts[].phone"."""
    return pattern.endswith(ending) and (
        len(pattern) == len(ending) or pattern[-len(ending) - 1] in ".]"
    )


def _is_closed(node: Mapping[str, Any]) -> bool:
    """A stop that is finished; loads and routes also have states, but no contacts of a place."""
    is_stop = "location" in node or "sequence" in node or "windows" in node
    return is_stop and str(node.get("state", node.get("status", ""))).casefold() in CLOSED_STATES
