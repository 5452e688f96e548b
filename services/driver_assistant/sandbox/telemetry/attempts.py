"""Which of a message's spans belong to which try of a worker.

Called by `journey.py`. A worker that was killed never sends the span of its step 11, only what it
had finished before: those spans have parents nobody has seen, and are one lost attempt. Each
attempt begins with step 13, so what has lost its parents otherwise belongs to the one before it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from driver_assistant.sandbox.telemetry.spans import Span

PULLED = 11
_FIRST_INSIDE = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The spans of one try, oldest first; `whole` is its span of step 11, None while it runs."""

    whole: Span | None
    spans: tuple[Span, ...]

    @property
    def start_ns(self) -> int:
        return min(span.start_ns for span in self.spans)

    @property
    def lead(self) -> str:
        """Our id of the message that the answer belongs to, "" while unknown."""
        return str(self.whole.facts.get("message_id", "")) if self.whole else ""


def attempts_at(messages: Collection[str], spans: Sequence[Span]) -> list[Attempt]:
    """The tries to answer one of `messages`, in order.

    A try whose step 11 is not there yet counts only where its trace is about these messages alone:
    one payload of Meta may have carried several drivers' messages.
    """
    worker = [span for span in spans if span.process == "worker"]
    known = {span.id: span for span in worker}
    groups = _by_root(worker, known)
    ours = _traces_of_these_alone(messages, spans)
    found = []
    for root, members in groups.items():
        whole = known.get(root)
        mine = (
            bool(set(whole.message_ids) & set(messages))
            if whole is not None
            else members[0].trace in ours
        )
        if mine:
            found.append(Attempt(whole=whole, spans=tuple(members)))
    return sorted(found, key=lambda attempt: attempt.start_ns)


def _by_root(worker: Sequence[Span], known: dict[str, Span]) -> dict[str, list[Span]]:
    groups: dict[str, list[Span]] = {}
    for span in worker:
        groups.setdefault(_root(span, known), []).append(span)
    begun: dict[str, list[Span]] = {}  # by trace: the last attempt there that has no end yet
    for root, members in sorted(groups.items(), key=lambda group: group[1][0].start_ns):
        if root in known:
            continue
        before = begun.get(members[0].trace)
        if before is None or any(span.step == _FIRST_INSIDE for span in members):
            begun[members[0].trace] = members
        else:
            before += groups.pop(root)
    return groups


def _root(span: Span, known: dict[str, Span]) -> str:
    """The id of the attempt's span of step 11, whether it has come or not."""
    while span.step != PULLED:
        parent = known.get(span.parent)
        if parent is None:
            return span.parent
        span = parent
    return span.id


def _traces_of_these_alone(messages: Collection[str], spans: Sequence[Span]) -> set[str]:
    named: dict[str, set[str]] = {}
    for span in spans:
        if span.process == "webhook":
            named.setdefault(span.trace, set()).update(span.message_ids)
    return {trace for trace, ids in named.items() if ids and ids <= set(messages)}
