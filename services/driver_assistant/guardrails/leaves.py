"""The evidence as the checks on answers read it: walked once, however many of them ask.

`Subject.leaves` has it. A walk finds the record's objects and lists with their JSON paths; what
else a check needs it makes from them when an answer first asks for it, and keeps in `memo`. One
tool result backs several parts of a reply and every second try of one, so the last few walks are
kept by their content. Nobody changes what was read.
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
_CONTAINERS: Final = frozenset({dict, list})
_POSITION: Final = re.compile(r"\[\d+\]")


class Node(NamedTuple):
    """An object or a list; `key` is the field it is the value of, or the list's that it is in."""

    content: Any  # a dict or a list
    path: str
    key: str
    holder: int  # the object around it, as its place in `Leaves.nodes`; -1 for none
    listed: bool  # whether it is an item of a list

    def leaves(self) -> Iterator[tuple[str, str, Any]]:
        """Key, path and value of each string, number and truth value right in it; null and ""
        say nothing.
        """
        path = self.path
        if type(self.content) is dict:
            for key, value in self.content.items():
                if value is not None and value != "" and type(value) not in _CONTAINERS:
                    yield key, f"{path}.{key}", value
            return
        for at, value in enumerate(self.content):
            if value is not None and value != "" and type(value) not in _CONTAINERS:
                yield self.key, f"{path}[{at}]", value


class Leaf(NamedTuple):
    """One value of the record; `key` names its field, or that of the list it is in."""

    key: str
    path: str  # "$.stops[3].contacts[0].phone"
    value: Any
    holder: int  # the object that has it

    @property
    def pattern(self) -> str:
        """The path without root and positions: "stops[].contacts[].phone"."""
        return _POSITION.sub("[]", self.path).removeprefix("$").removeprefix(".")


class Leaves:
    """A record's objects and lists, in the order of the document, and the leaves they hold."""

    def __init__(self, root: Any) -> None:
        self.nodes: list[Node] = []
        self.memo: dict[Any, Any] = {}  # what was made of this record, by its maker
        self._walk(root if type(root) in _CONTAINERS else {"": root})

    def __iter__(self) -> Iterator[Leaf]:
        for at, node in enumerate(self.nodes):
            holder = at if type(node.content) is dict else node.holder
            for key, path, value in node.leaves():
                yield Leaf(key, path, value, holder)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names of all fields, empty ones too."""
        return frozenset(
            chain.from_iterable(n.content for n in self.nodes if type(n.content) is dict)
        )

    @cached_property
    def said(self) -> str:
        """Every string and number, a line each."""
        return "\n".join(str(leaf.value) for leaf in self if type(leaf.value) is not bool)

    def texts(self, key: str) -> Iterator[Leaf]:
        """The strings of the fields of that name, and of the lists that such fields have."""
        for at, node in enumerate(self.nodes):
            if type(node.content) is dict:
                value = node.content.get(key)
                if type(value) is str and value:
                    yield Leaf(key, f"{node.path}.{key}", value, at)
            elif node.key == key:
                for _, path, value in node.leaves():
                    if type(value) is str:
                        yield Leaf(key, path, value, node.holder)

    def _walk(self, root: Any) -> None:
        waiting = [Node(root, "$", "", -1, listed=False)]
        while waiting:
            node = waiting.pop()
            content, path, key, holder, _ = node
            at = len(self.nodes)
            self.nodes.append(node)
            if type(content) is dict:
                nested = [
                    Node(value, f"{path}.{name}", name, at, listed=False)
                    for name, value in content.items()
                    if type(value) in _CONTAINERS
                ]
            else:
                nested = [
                    Node(value, f"{path}[{index}]", key, holder, listed=True)
                    for index, value in enumerate(content)
                    if type(value) in _CONTAINERS
                ]
            waiting += nested[::-1]


def leaves_of(evidence: Any) -> Leaves:
    """The walk of a record, the same one for the same content."""
    packed = to_json(evidence)
    return _kept(packed) if len(packed) <= _LARGEST_KEPT else Leaves(from_json(packed))


@lru_cache(maxsize=_KEPT)
def _kept(packed: bytes) -> Leaves:
    return Leaves(from_json(packed))
