"""Which personal values may be said: the caller's own, and those a permitted field holds.

A value is looked up in the evidence. Found at a permitted path (the consignee's phone at a stop
that is still open) it passes; found elsewhere, or nowhere, it is masked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from driver_assistant.contracts.guardrails import Caller
from driver_assistant.guardrails.pii.matches import Kind, PiiMatch
from driver_assistant.guardrails.pii.names import folded
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
_PERSON_PATH = re.compile(
    r"(?:drivers?|crew|contacts?|persons?|people|employees?|dispatcher|users?|colleagues?|owner|"
    r"assignedto|coordinator|manager|candidates?|recipient)(?:\[\])?\.(?:full|display)?name$"
    r"|(?:driver|contact|person|employee|dispatcher|user|owner|manager|recipient)_?name$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPolicy:
    """Permitted path endings per kind; `open_stops_only` withholds contacts of finished stops."""

    paths: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: dict(DEFAULT_PATHS))
    open_stops_only: bool = True
    public_phones: tuple[str, ...] = PUBLIC_PHONES

    def by_last_segment(self) -> dict[str, list[tuple[Kind, str]]]:
        """The endings by their last field: most strings of a record need no comparison."""
        found: dict[str, list[tuple[Kind, str]]] = {}
        for kind, endings in self.paths.items():
            for ending in endings:
                found.setdefault(ending.rsplit(".", 1)[-1], []).append((kind, ending))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What one request may say: normalised values per kind, and the names it knows of."""

    values: Mapping[Kind, frozenset[str]]
    names: tuple[str, ...]
    countries: tuple[str, ...]

    def allow(self, found: PiiMatch, text: str) -> bool:
        """Whether a value found in `text` may be said; half of a permitted plate may, as "OH
        Z621258" is read where the format is unknown.
        """
        spelt = text[found.start : found.end]  # `value` may have a country that a field hasn't
        allowed = self.values.get(found.kind, ())
        if _key(found.kind, found.value) in allowed or _key(found.kind, spelt) in allowed:
            return True
        if found.kind not in {"plate", "phone"}:
            return False
        return any(
            start <= found.start and found.end <= end
            for plate in self.values.get("plate", ())
            if len(plate) >= _MIN_PLATE and _key("plate", found.value) in plate
            for start, end in _spelt(plate, text)
        )


def permissions(evidence: Any, caller: Caller, policy: FieldPolicy) -> Permissions:
    """Read the evidence once: permitted values, people's names, countries (for local phones)."""
    allowed: dict[Kind, set[str]] = {kind: set() for kind in policy.paths}
    names: list[str] = []
    countries: list[str] = []
    by_last = policy.by_last_segment()
    telling = _ALWAYS_TELLING.union(key.removesuffix("[]") for key in by_last)
    for pattern, text, closed in _strings(evidence, telling):
        last = pattern.rsplit(".", 1)[-1]
        if last in {"country", "countryCode"} and len(text) == 2:
            countries.append(text.upper())
        if last in _POSTCODES:  # "3025-307" has the shape of a local number
            allowed.setdefault("phone", set()).add(_key("phone", text))
        if last[-4:] in {"name", "Name"} and _PERSON_PATH.search(pattern):
            names.append(text)
        endings = by_last.get(last)
        if not endings or (closed and policy.open_stops_only) or _OTHERS.search(pattern):
            continue
        for kind, ending in endings:
            if _ends(pattern, ending):
                allowed[kind].update(_keys(kind, text))
    allowed.setdefault("phone", set()).update(_key("phone", each) for each in policy.public_phones)
    _add_own(allowed, caller)
    return Permissions(
        values={kind: frozenset(values) for kind, values in allowed.items()},
        names=tuple(dict.fromkeys(names)),
        countries=tuple(dict.fromkeys(countries)),
    )


def _spelt(plate: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has a plate, however its groups are separated."""
    groups = r"[\W_]{0,3}".join(map(re.escape, plate))
    for found in re.finditer(rf"(?<!\w){groups}(?!\w)", text, re.IGNORECASE):
        yield found.span()


def _add_own(allowed: dict[Kind, set[str]], caller: Caller) -> None:
    kinds: tuple[Kind, ...] = ("phone", "plate", "licence", "iban", "card", "email", "national_id")
    for own in caller.own_ids:
        for kind in kinds:
            allowed.setdefault(kind, set()).add(_key(kind, own))
    if caller.name:
        allowed.setdefault("name", set()).add(_key("name", caller.name))


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


_POSTCODES = frozenset({"postalCode", "postcode", "zip", "zipCode"})
# Fields read besides those with permitted values: people's names, and countries (for phones).
_ALWAYS_TELLING = frozenset({
    "name", "fullName", "full_name", "displayName", "display_name", "driverName", "driver_name",
    "contactName", "contact_name", "personName", "person_name", "employeeName", "employee_name",
    "dispatcherName", "dispatcher_name", "userName", "ownerName", "managerName", "recipientName",
    "country", "countryCode", *_POSTCODES,
})  # fmt: skip
_NESTED = (dict, list, tuple)


def _strings(evidence: Any, telling: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """String leaves of the telling fields: path pattern, text, and whether it lies below a
    finished stop.
    """
    stack: list[tuple[str, Any, bool]] = [("", evidence, False)]
    while stack:
        pattern, node, closed = stack.pop()
        if isinstance(node, dict):
            closed = closed or _is_closed(node)
            prefix = f"{pattern}." if pattern else ""
            stack += [
                (f"{prefix}{key}", child, closed)
                for key, child in node.items()
                if isinstance(child, _NESTED) or (key in telling and isinstance(child, str))
            ]
        elif isinstance(node, list | tuple):
            stack += [(f"{pattern}[]", child, closed) for child in node]
        elif isinstance(node, str) and node:
            yield pattern, node, closed


def _is_closed(node: Mapping[str, Any]) -> bool:
    """A stop that is finished; loads and routes also have states, but no contacts of a place."""
    is_stop = "location" in node or "sequence" in node or "windows" in node
    return is_stop and str(node.get("state", node.get("status", ""))).casefold() in CLOSED_STATES


def normalised(kind: Kind, values: Iterable[str]) -> frozenset[str]:
    """Values as `Permissions.allow` compares them."""
    return frozenset(_key(kind, value) for value in values)
