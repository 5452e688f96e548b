"""Spans in bounded memory, found by message. Written by the receiver, read by the phone page.

The oldest trace goes first; a trace that grows without end keeps its first spans. What is cut off
is counted, nothing waits.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from driver_assistant.sandbox.telemetry.spans import Span

MOST_TRACES = 4_000  # a burst of a thousand messages has about three each: in, status, status
MOST_SPANS = 5_000  # in a trace: a payload of Meta may bring a hundred messages of 25 or more
MOST_KEPT = 60_000  # in all, some 60 MB


@dataclass(slots=True)
class Watch:
    """The messages whose spans came since somebody looked; `seen` empties it."""

    messages: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def seen(self) -> set[str]:
        """What is new since the last call."""
        messages, self.messages = self.messages, set()
        self.news.clear()
        return messages


@dataclass(slots=True)
class _Trace:
    spans: list[Span] = field(default_factory=list)
    messages: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)


class SpanKeeper:
    """The latest traces of a platform."""

    def __init__(
        self,
        most_traces: int = MOST_TRACES,
        most_spans: int = MOST_SPANS,
        most_kept: int = MOST_KEPT,
    ) -> None:
        self._most_traces = most_traces
        self._most_spans = most_spans
        self._most_kept = most_kept
        self._kept = 0
        self._traces: OrderedDict[str, _Trace] = OrderedDict()
        self._by_message: dict[str, set[str]] = {}
        self._by_digest: dict[str, dict[str, None]] = {}  # to message ids, in order of arrival
        self._watches: list[Watch] = []
        self.received = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._traces)

    def add(self, spans: Sequence[Span]) -> None:
        """Keep spans and tell who watches which messages have news."""
        touched: set[str] = set()
        for span in spans:
            self.received += 1
            trace = self._traces.setdefault(span.trace, _Trace())
            if len(trace.spans) >= self._most_spans:
                self.dropped += 1
                continue
            trace.spans.append(span)
            self._kept += 1
            self._index(span, trace)
            touched |= trace.messages | set(_reported(span))
        while len(self._traces) > self._most_traces or self._kept > self._most_kept:
            self._forget(*self._traces.popitem(last=False))
        for watch in self._watches if touched else ():
            watch.messages |= touched
            watch.news.set()

    def messages_of(self, digest: str) -> tuple[str, ...]:
        """Our ids of the provider's message with this digest; several when it came twice."""
        return tuple(self._by_digest.get(digest, ()))

    def spans_about(self, messages: Sequence[str]) -> list[Span]:
        """Every kept span of the traces that name one of the messages, oldest first."""
        traces = {trace for message in messages for trace in self._by_message.get(message, ())}
        spans = [span for trace in traces for span in self._traces[trace].spans]
        return sorted(spans, key=lambda span: (span.start_ns, span.end_ns))

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """What comes in while the block runs."""
        watch = Watch()
        self._watches.append(watch)
        try:
            yield watch
        finally:
            self._watches.remove(watch)

    def _index(self, span: Span, trace: _Trace) -> None:
        for message in (*span.message_ids, *_reported(span)):
            trace.messages.add(message)
            self._by_message.setdefault(message, set()).add(span.trace)
        digests = span.texts("wamid_digests")
        for digest, message in zip(digests, span.message_ids, strict=False):
            trace.digests.add(digest)
            self._by_digest.setdefault(digest, {})[message] = None

    def _forget(self, name: str, trace: _Trace) -> None:
        self._kept -= len(trace.spans)
        for message in trace.messages:
            left = self._by_message.get(message, set())
            left.discard(name)
            if not left:
                self._by_message.pop(message, None)
        for digest in trace.digests:
            ids = self._by_digest.get(digest, {})
            for message in trace.messages:
                ids.pop(message, None)
            if not ids:
                self._by_digest.pop(digest, None)


def _reported(span: Span) -> list[str]:
    """The messages whose parts a status report is about."""
    return [report.partition(".")[0] for report in span.texts("reports")]
