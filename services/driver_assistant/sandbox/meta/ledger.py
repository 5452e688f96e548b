"""The proof: every send that was accepted, in order of acceptance, and every one refused.

Written by `cloud.py`, read by `/_control/ledger`. "Nothing lost, nothing doubled" is checked
against it, so it is exact: what it had to forget at `ledger_max` is counted in `forgotten`.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from driver_assistant.sandbox.meta.words import words_of

_REFUSALS_MAX = 20_000


@dataclass(slots=True, kw_only=True, eq=False)
class Sent:
    """A send that was answered with 200. `status` is what its status webhooks have said so far."""

    seq: int
    wamid: str
    at: float
    phone_number_id: str
    user: str
    to: str
    type: str
    payload: dict[str, Any]
    text: str | None = None  # of a template, with its parameters filled in
    choices: list[dict[str, str]] | None = None  # of a template; others carry theirs
    opaque: str | None = None
    status: str | None = None
    error_code: int | None = None
    shown: bool = True  # on the user's screen; False for what fails after acceptance
    fault: str | None = None
    reaction: str = ""

    def view(self, *, with_payload: bool = False) -> dict[str, Any]:
        """The entry as JSON."""
        entry = {
            "seq": self.seq,
            "wamid": self.wamid,
            "at": self.at,
            "phone_number_id": self.phone_number_id,
            "user": self.user,
            "to": self.to,
            "type": self.type,
            "body": self.text if self.text is not None else words_of(self.payload),
            "opaque": self.opaque,
            "status": self.status,
            "error_code": self.error_code,
            "shown": self.shown,
            "fault": self.fault,
        }
        return entry | {"payload": self.payload} if with_payload else entry


@dataclass(slots=True, kw_only=True)
class Refused:
    """A send that was answered with an error."""

    at: float
    phone_number_id: str
    user: str
    code: int
    http_status: int
    details: str
    opaque: str | None
    body: str

    def view(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Ledger:
    """Accepted and refused sends with their counts."""

    max_entries: int
    accepted_total: int = 0
    forgotten: int = 0
    refused_codes: Counter[int] = field(default_factory=Counter)
    _accepted: deque[Sent] = field(default_factory=deque)
    _refused: deque[Refused] = field(default_factory=lambda: deque(maxlen=_REFUSALS_MAX))
    _by_wamid: dict[str, Sent] = field(default_factory=dict)
    _opaque: Counter[str] = field(default_factory=Counter)

    def accept(self, sent: Sent) -> None:
        """Add an accepted send; at the limit the oldest is forgotten and counted."""
        if len(self._accepted) >= self.max_entries:
            self._forget(self._accepted.popleft())
        self.accepted_total += 1
        self._accepted.append(sent)
        self._by_wamid[sent.wamid] = sent
        if sent.opaque is not None:
            self._opaque[sent.opaque] += 1

    def refuse(self, refused: Refused) -> None:
        """Add a refusal."""
        self.refused_codes[refused.code] += 1
        self._refused.append(refused)

    def find(self, wamid: str) -> Sent | None:
        """The accepted send with this id."""
        return self._by_wamid.get(wamid)

    def entries(self, *, after: int = 0, limit: int | None = None, user: str = "") -> list[Sent]:
        """Accepted sends with `seq > after`, oldest first."""
        start = max(0, after - self.forgotten)
        chosen = islice(self._accepted, start, None)
        if user:
            chosen = (sent for sent in chosen if sent.user == user)  # type: ignore[assignment]  # both iterate
        return list(islice(chosen, limit))

    def refusals(self, limit: int) -> list[Refused]:
        """The latest refusals, oldest first."""
        return list(self._refused)[-limit:]

    def doubled(self) -> dict[str, int]:
        """Opaque data that was accepted more than once, and how often: must be empty."""
        return {opaque: times for opaque, times in self._opaque.items() if times > 1}

    def counts(self) -> dict[str, Any]:
        """Totals since the last reset."""
        return {
            "accepted": self.accepted_total,
            "distinct_opaque": len(self._opaque),
            "doubled_opaque": len(self.doubled()),
            "refused": self.refused_codes.total(),
            "refused_by_code": {str(code): n for code, n in sorted(self.refused_codes.items())},
            "forgotten": self.forgotten,
        }

    def _forget(self, sent: Sent) -> None:
        self.forgotten += 1
        self._by_wamid.pop(sent.wamid, None)
        if sent.opaque is not None:
            self._opaque[sent.opaque] -= 1
            if not self._opaque[sent.opaque]:
                del self._opaque[sent.opaque]
