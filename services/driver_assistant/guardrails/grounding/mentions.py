"""Where an answer repeats the evidence's own strings: which record a sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.facts import Fact, plain_key

# How strongly a field names its record: 3 its own id, 2 its name, 1 its place.
_STRENGTH = {
    "id": 3, "reference": 3, "ref": 3, "loadid": 3, "stopid": 3, "loadnumber": 3, "plate": 3,
    "ordernumber": 3, "tripnumber": 3, "shortid": 3, "uuid": 3, "externalid": 3, "value": 3,
    "number": 3, "code": 3, "name": 2, "label": 2, "title": 2, "customer": 2, "consignee": 2,
    "consignor": 2, "site": 2, "company": 2, "type": 1, "city": 1, "town": 1, "location": 1,
    "place": 1, "address": 1, "street": 1, "lines": 1, "stop": 1,
}  # fmt: skip
_ENUM = re.compile(r"[a-z_]+")
_DOCUMENT_TYPES = frozenset({"cmr", "ecmr", "bol", "pod", "a1"})
_PERSON = re.compile(r"contacts?(?:\[\d+\])?\.|crew\[")
_MIN_LENGTH = 3


class Mention(NamedTuple):
    """`[start, end)` of the answer repeats a string of these records."""

    start: int
    end: int
    records: frozenset[int]
    strength: int  # 0: an attribute (a phone, a postcode), never a subject by itself
    field: str  # the path without positions: two mentions of one field are an enumeration
    path: str


def find_mentions(folded: str, evidence: Evidence) -> list[Mention]:
    """Strings of the evidence in an answer (both folded), longest first where they overlap."""
    said = {value: needle for value, needle in evidence.folded.items() if needle in folded}
    owners: dict[str, list[Fact]] = {}
    for fact in evidence.texts if said else ():
        needle = said.get(fact.value, "")
        if needle and _may_be_said(fact, needle):
            owners.setdefault(needle, []).append(fact)
    taken = bytearray(len(folded))
    found: list[Mention] = []
    for needle in sorted(owners, key=len, reverse=True):
        for start in _occurrences(folded, needle):
            end = start + len(needle)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * len(needle)
                found.append(_mention(start, end, owners[needle]))
    return sorted(found)


def strength_of(fact: Fact) -> int:
    """How strongly a field names its record."""
    key = plain_key(fact.key)
    if key in {"text", ""} or fact.path.endswith("]"):
        key = plain_key(
            re.sub(r"\[\d+\]$", "", fact.path).rsplit(".", 2)[-2 if key == "text" else -1]
        )
    if ".externalIds." in fact.path:
        return 3
    strength = _STRENGTH.get(key, 0)
    return 1 if strength == 2 and _PERSON.search(fact.path) else strength


def _may_be_said(fact: Fact, needle: str) -> bool:
    if len(needle) < _MIN_LENGTH and not (len(needle) == 2 and needle in _DOCUMENT_TYPES):
        return False
    if _ENUM.fullmatch(fact.value):
        return needle in _DOCUMENT_TYPES
    return strength_of(fact) > 0 or any(c.isdigit() for c in needle) or " " in needle


def _mention(start: int, end: int, facts: list[Fact]) -> Mention:
    best = max(facts, key=strength_of)
    records = frozenset(fact.record for fact in facts)
    field = re.sub(r"\[\d+\]", "[]", best.path)
    return Mention(start, end, records, strength_of(best), field, best.path)


def _occurrences(folded: str, needle: str) -> Iterator[int]:
    start = folded.find(needle)
    while start >= 0:
        end = start + len(needle)
        before, after = folded[start - 1 : start], folded[end : end + 1]
        glued = (before.isalnum() and needle[0].isalnum()) or (
            after.isalnum() and needle[-1].isalnum() and (needle[-1].isdigit() or after.isdigit())
        )
        if not glued and not (after.isalpha() and _word_goes_on(folded, end)):
            yield start
        start = folded.find(needle, end)


def _word_goes_on(folded: str, end: int) -> bool:
    """Case endings may follow a name ("Krakowie", "Hamburgs"); a longer word may not."""
    tail = re.match(r"[^\W\d_]+", folded[end:])
    return bool(tail and len(tail[0]) > 3)
