"""Whose data is it? Records of other drivers, and ids that nobody told the assistant.

`checks/output_other_drivers.py` calls it. A record that names another driver is not the
caller's, whatever else it holds; an id-shaped token of an answer must come from the evidence,
the question or the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from driver_assistant.contracts.guardrails import Caller
from driver_assistant.guardrails.grounding.identifiers import (
    Ident,
    find_identifiers,
    ident_key,
)
from driver_assistant.guardrails.leaves import Leaves

_OWNER_KEYS = frozenset({
    "driverid", "driver", "assigneddriverid", "assigneddriver", "assignedto", "ownerid", "userid",
    "employeeid",
})  # fmt: skip
_TELLING_KEYS = re.compile(
    r"(?:^|_)(?:id|name|reference|ref|number|plate|phone|mobile|email|code|value|label|city|lines)$"
    r"|(?:Id|Name|Reference|Number|Plate|Phone)$"
)
_MIN_TELLING = 4  # characters; shorter strings are in any answer
_MAX_LOOKED_UP = 64
_LONG = 6  # characters from which a mixed token is an identifier rather than a model or a dock


class Strange(NamedTuple):
    """An id-shaped token that nothing explains; `sure` when its shape leaves no doubt."""

    ident: Ident
    sure: bool


class Foreign(NamedTuple):
    """`[start, end)` repeats a value of a record that belongs to somebody else."""

    start: int
    end: int
    path: str


def unexplained(text: str, leaves: Leaves, question: str, caller: Caller) -> Iterator[Strange]:
    """Id-shaped tokens of an answer that are in none of evidence, question and own ids."""
    found = [ident for ident in find_identifiers(text) if not _is_phone(ident.text)]
    if not found:
        return
    told = "\n".join((question, *caller.own_ids, caller.driver_id, caller.company_id))
    looked_up: dict[str, bool] = {}
    for ident in found[:_MAX_LOOKED_UP]:
        if ident.key not in looked_up:
            looked_up[ident.key] = _holds(told, ident) or _holds(leaves.said, ident)
        if not looked_up[ident.key]:
            yield Strange(ident, len(ident.key) >= _LONG or "_" in ident.text)
    for ident in found[_MAX_LOOKED_UP:]:
        yield Strange(ident, sure=True)  # no answer to a driver lists that many identifiers


def _holds(text: str, ident: Ident) -> bool:
    """Whether a text holds an identifier, however its groups are separated."""
    at = text.find(ident.text)  # as the answer spells it: what nearly every record has
    end = at + len(ident.text)
    if at >= 0 and not any(map(str.isalnum, (text[max(0, at - 1) : at], text[end : end + 1]))):
        return True
    spelt = r"[\W_]{0,2}".join(map(re.escape, ident.key))
    return bool(re.search(rf"(?<![^\W_]){spelt}(?![^\W_])", text, re.IGNORECASE))


def _is_phone(text: str) -> bool:
    """Phones are `output_pii`'s: masked, not a reason to stop the answer."""
    return text.startswith(("+", "00", "(0")) or bool(re.match(r"0\d+[ /-]", text))


def foreign_values(text: str, leaves: Leaves, caller: Caller) -> Iterator[Foreign]:
    """Where an answer repeats names, ids, plates or phones of other drivers' records."""
    if _OWNER_KEYS.isdisjoint(map(_plain_key, leaves.keys)):
        return
    lowered = text.casefold()
    own = {ident_key(own) for own in (*caller.own_ids, caller.driver_id, caller.name) if own}
    mine: set[str] = set()
    theirs: dict[str, str] = {}
    foreign = _foreign_objects(leaves, own)
    for leaf in leaves:
        plain = leaf.value.casefold() if type(leaf.value) is str else ""
        if len(plain) < _MIN_TELLING or ident_key(plain) in own:
            continue
        if leaf.holder not in foreign:
            mine.add(plain)
        elif _TELLING_KEYS.search(leaf.key):
            theirs.setdefault(plain, leaf.path)
    for value, path in theirs.items():
        at = -1 if value in mine else lowered.find(value)
        while at >= 0:
            yield Foreign(at, at + len(value), path)
            at = lowered.find(value, at + len(value))


@lru_cache(maxsize=4_096)
def _plain_key(key: str) -> str:
    """A field's name without case and underscores; records share their few names."""
    return key.replace("_", "").casefold()


def _foreign_objects(leaves: Leaves, own: set[str]) -> set[int]:
    """The objects, by index, that belong to somebody else."""
    foreign: set[int] = set()
    for at, node in enumerate(leaves.nodes):
        if type(node.content) is dict and _is_foreign(
            node.content, own, inherited=node.holder in foreign
        ):
            foreign.add(at)
    return foreign


def _is_foreign(node: Mapping[str, Any], own: set[str], *, inherited: bool) -> bool:
    """A record says whose it is; what says nothing is whose its parent is."""
    for key, value in node.items():
        if _plain_key(str(key)) not in _OWNER_KEYS:
            continue
        owners = list(_owner_names(value))
        if owners:
            return not any(ident_key(owner) in own for owner in owners)
    return inherited


def _owner_names(value: Any) -> Iterable[str]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return (str(value),)
    if isinstance(value, Mapping):
        named = (value.get(key) for key in ("id", "driverId", "name"))
        return tuple(str(name) for name in named if isinstance(name, str | int))
    return ()
