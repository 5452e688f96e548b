"""Which things a call or a record is about: stops, loads, documents, by kind and id.

Read by `ownership.py` only. Names decide, so that a new tool or field is seen without being listed
anywhere: `me/stops/<id>` in a path, `stopId` in a body, `load_ids` in a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic.alias_generators import to_snake

from driver_assistant.contracts.logistics import Change, Record
from driver_assistant.contracts.logistics.untrusted import holds_models
from driver_assistant.worker.logistics.transport import Call

_FIXED: Final = frozenset({"me/stops/next"})  # paths that look as if they ended in an id
# What a path calls a thing and what a field calls it.
_KINDS: Final = {
    "routes": "route",
    "stops": "stop",
    "loads": "load",
    "offers": "offer",
    "documents": "document",
    "appointments": "appointment",
    "incidents": "incident",
    "messages": "message",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a call is about: `Named("stop", "stp_1")`."""

    kind: str
    id: str


def things_named(call: Call) -> Iterator[Named]:
    """Every id that a call carries: in its path, its body and its form."""
    if (asked := thing_in_path(call.path)) is not None:
        yield asked
    for given in (call.json, call.form):
        yield from _in_fields(given)


def things_in(answer: BaseModel) -> Iterator[Named]:
    """Every id in a record of the driver's own, with its kind."""
    if isinstance(answer, Change):
        yield Named(answer.resource.type, answer.resource.id)
        return
    ids, deeper = _fields_of(type(answer))
    for name, kind in ids:
        for one in _all_of(getattr(answer, name)):
            yield Named(kind, one)
    for name in deeper:
        for part in _all_of(getattr(answer, name)):
            if isinstance(part, Record):
                yield from things_in(part)


def _all_of(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


@lru_cache(maxsize=256)
def _fields_of(shape: type[BaseModel]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Fields of a record that hold ids (`id`, `stop_id`, `load_ids`) and of what; and deeper ones.

    Most fields are numbers, times and words: a day's papers have thousands that need no look.
    """
    ids, deeper = [], []
    for name, info in shape.model_fields.items():
        kind, _, last = name.rpartition("_")
        if name == "id":
            ids.append((name, kind_of(shape)))
        elif kind and kind != "external" and last in {"id", "ids"}:
            ids.append((name, kind))
        elif holds_models(info.annotation):
            deeper.append(name)
    return tuple(ids), tuple(deeper)


def thing_in_path(path: str) -> Named | None:
    """`me/stops/stp_1/delays` is about stop stp_1."""
    parts = path.split("/")
    if path in _FIXED or len(parts) < 3 or parts[0] != "me":
        return None
    return Named(_KINDS.get(parts[1], parts[1]), unquote(parts[2]))


def _in_fields(given: Any) -> Iterator[Named]:
    """`{"stopId": "stp_1", "documentIds": [...]}`, at any depth of a body."""
    if isinstance(given, (list, tuple)):
        for part in given:
            yield from _in_fields(part)
    if not isinstance(given, dict):
        return
    for key, value in given.items():
        kind, _, last = to_snake(key).rpartition("_")
        if last == "id" and kind and isinstance(value, str):
            yield Named(kind, value)
        elif last == "ids" and kind and isinstance(value, (list, tuple)):
            yield from (Named(kind, one) for one in value if isinstance(one, str))
        elif isinstance(value, (dict, list)):
            yield from _in_fields(value)


def kind_of(shape: type[BaseModel]) -> str:
    """`stop` of a Stop; what a driver sends to dispatch is a message."""
    name = to_snake(shape.__name__)
    return "message" if name == "dispatch_message" else name
