"""The evidence as the checks on answers read it: walked once, however many of them ask.

`Subject.leaves` has it. A walk gives the record's objects, lists and leaves with their JSON paths;
what else a check needs it makes from them when an answer first asks for it, and keeps in `memo`.
One tool result backs several parts of a reply and every second try of one, so the last few walks
are kept by their content. Nobody changes what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json

_KEPT: Final = 32
_LARGEST_KEPT: Final = 128 * 1024  # bytes of JSON; larger records are read each time
_POSITION: Final = re.compile(r"\[\d+\]")


class Object(NamedTuple):
    """A JSON object, at its path."""

    fields: dict[str, Any]
    path: str
    holder: int  # the index of the object around it, -1 for none
    listed: bool  # whether it is an item of a list


class Leaf(NamedTuple):
    """A string, a number or a truth value; null and "" say nothing and are left out.

    `key` is the field it is the value of; for an item of a list, the list's.
    """

    key: str
    path: str  # "$.stops[3].contacts[0].phone"
    value: Any
    holder: int  # the index of its object, -1 for none

    @property
    def pattern(self) -> str:
        """The path without root and positions: "stops[].contacts[].phone"."""
        return _POSITION.sub("[]", self.path).removeprefix("$").removeprefix(".")


class Leaves:
    """A record's parts in the order of the document; an object's leaves before its objects."""

    def __init__(self, root: Any) -> None:
        self.objects: list[Object] = []
        self.leaves: list[Leaf] = []
        self.lists: list[tuple[int, str, str]] = []  # length, path, key
        self.memo: dict[Any, Any] = {}  # what was made of this record, by its maker
        self._walk(root)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names of all fields, empty ones too."""
        return frozenset(chain.from_iterable(each.fields for each in self.objects))

    @cached_property
    def by_key(self) -> dict[str, list[Leaf]]:
        """The leaves of each field's name."""
        found: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            found.setdefault(leaf.key, []).append(leaf)
        return found

    @cached_property
    def said(self) -> str:
        """Every string and number, a line each."""
        return "\n".join(str(leaf.value) for leaf in self.leaves if type(leaf.value) is not bool)

    def _walk(self, root: Any) -> None:
        # What waits: a node with its path, its key, its holder, and whether a list holds it.
        waiting: list[tuple[Any, str, str, int, bool]] = []
        parts: Iterator[tuple[str, str, Any]] = iter((("", "$", root),))
        holder, listed = -1, False
        while True:
            nested: list[tuple[Any, str, str, int, bool]] = []
            for key, path, value in parts:
                if type(value) is dict or type(value) is list:
                    nested.append((value, path, key, holder, listed))
                elif value is not None and value != "":
                    self.leaves.append(Leaf(key, path, value, holder))
            nested.reverse()
            waiting += nested
            if not waiting:
                return
            node, path, key, holder, listed = waiting.pop()
            if type(node) is dict:
                self.objects.append(Object(node, path, holder, listed))
                holder, listed = len(self.objects) - 1, False
                parts = _fields(node, path)
            else:
                self.lists.append((len(node), path, key))
                listed = True
                parts = _items(node, path, key)


def leaves_of(evidence: Any) -> Leaves:
    """The walk of a record, the same one for the same content."""
    packed = to_json(evidence)
    return _kept(packed) if len(packed) <= _LARGEST_KEPT else Leaves(from_json(packed))


@lru_cache(maxsize=_KEPT)
def _kept(packed: bytes) -> Leaves:
    return Leaves(from_json(packed))


def _fields(node: dict[str, Any], path: str) -> Iterator[tuple[str, str, Any]]:
    return ((key, f"{path}.{key}", value) for key, value in node.items())


def _items(node: list[Any], path: str, key: str) -> Iterator[tuple[str, str, Any]]:
    return ((key, f"{path}[{at}]", value) for at, value in enumerate(node))
