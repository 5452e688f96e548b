"""One company, one vhost, one database, one Redis prefix, one set of phone numbers.

Called by `reconcile.py`. Two resources that claim the same thing are told apart by age: the older
keeps it, the younger does not start. The vhost itself is stamped by `queues.py`, the database and
the Redis prefix by the migration Job (`DA_OWNER`), so that a resource in another cluster is
noticed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from driver_assistant_operator import naming
from driver_assistant_operator.facts import Assistant

Claims = Mapping[str, str]  # what -> its address


class Ledger:
    """Who claims what, as far as this operator sees."""

    def __init__(self) -> None:
        self._claims: dict[str, tuple[tuple[str, str], Claims]] = {}  # owner -> (age, claims)

    def state(self, assistant: Assistant, claims: Claims) -> tuple[str, ...]:
        """Record the claims; the sentences that say what an older resource has already."""
        age = (assistant.created, assistant.uid)
        self._claims[assistant.owner] = (age, {k: v for k, v in claims.items() if v})
        if assistant.flag(naming.ADOPT):
            return ()
        return tuple(self._clashes(assistant.owner, age, claims))

    def _clashes(self, owner: str, age: tuple[str, str], claims: Claims) -> Iterable[str]:
        for other, (their_age, theirs) in sorted(self._claims.items()):
            if other == owner or their_age >= age:
                continue
            for what, value in claims.items():
                if value and theirs.get(what) == value:
                    yield f"{what} belongs to {other} already"

    def drop(self, owner: str) -> None:
        """Forget a resource that is gone."""
        self._claims.pop(owner, None)
