"""What the guardrails decided about texts, without the texts: evidence for compliance.

The guardrails service adds rows (its role may do nothing else), the commands read them. A row
holds a keyed hash and a redacted text, in which only words of the policy's own lists are left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from driver_assistant.contracts.guardrails import Decision, Severity
from driver_assistant.store.database import Connection

Stage = Literal["input", "output"]

_PRUNE_BATCH: Final = 10_000  # rows a statement deletes: locks and log stay short

_COLUMNS: Final = (
    "id, company_id, message_id, stage, decision, severity, category, source, language, checks,"
    " rule_ids, spans, redacted_text, text_hash, timings_us, policy_version, policy_hash,"
    " model_hash, degraded, happened_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSpan:
    """What a rule found in `[start, end)` of the text as it was written."""

    rule_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailEvent:
    """One decision. `text_hash` is an HMAC-SHA256, `redacted_text` keeps only the rules' words.

    `source` says who wrote an incoming text and is empty for an answer; `message_id` is None for
    texts that belong to no message. Timings are in microseconds, by check and in `total`.
    """

    id: UUID
    company_id: str
    message_id: UUID | None
    stage: Stage
    decision: Decision
    severity: Severity
    category: str
    source: str
    language: str
    checks: tuple[str, ...]
    rule_ids: tuple[str, ...]
    spans: tuple[FoundSpan, ...]
    redacted_text: str
    text_hash: bytes
    timings_us: dict[str, int]
    policy_version: str
    policy_hash: str
    model_hash: str
    degraded: tuple[str, ...]
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events; None is any."""

    stage: Stage | None = None
    decision: Decision | None = None
    severity: Severity | None = None
    category: str | None = None
    check: str | None = None
    message_id: UUID | None = None
    since: datetime | None = None


async def add(connection: Connection, events: Sequence[GuardrailEvent]) -> None:
    """Store a batch in one statement; a batch that was stored before changes nothing."""
    await connection.execute(
        # No conflict target: naming one would need the right to read.
        f"INSERT INTO guardrail_events ({_COLUMNS}) SELECT id, company_id, message_id, stage,"  # noqa: S608  # constants
        " decision, severity, category, source, language, checks, rule_ids, spans, redacted_text,"
        " decode(text_hash, 'hex'), timings_us, policy_version, policy_hash, model_hash, degraded,"
        " happened_at FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, company_id text,"
        " message_id uuid, stage text, decision text, severity text, category text, source text,"
        " language text, checks text[], rule_ids text[], spans jsonb, redacted_text text,"
        " text_hash text, timings_us jsonb, policy_version text, policy_hash text,"
        " model_hash text, degraded text[], happened_at timestamptz) ON CONFLICT DO NOTHING",
        json.dumps([_plain(event) for event in events]),
    )


async def find(
    connection: Connection, company: str, wanted: EventFilter, limit: int
) -> list[GuardrailEvent]:
    """Matching events, newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM guardrail_events WHERE company_id = $1"  # noqa: S608  # constants
        " AND ($2::text IS NULL OR stage = $2) AND ($3::text IS NULL OR decision = $3)"
        " AND ($4::text IS NULL OR severity = $4) AND ($5::text IS NULL OR category = $5)"
        " AND ($6::text IS NULL OR $6 = ANY (checks)) AND ($7::uuid IS NULL OR message_id = $7)"
        " AND ($8::timestamptz IS NULL OR happened_at >= $8)"
        " ORDER BY happened_at DESC, id DESC LIMIT $9",
        company,
        wanted.stage,
        wanted.decision,
        wanted.severity,
        wanted.category,
        wanted.check,
        wanted.message_id,
        wanted.since,
        limit,
    )
    return [_event(dict(row)) for row in rows]


def _plain(event: GuardrailEvent) -> dict[str, Any]:
    """JSON of an event; PostgreSQL's text can't hold NUL, nor its JSON lone surrogates."""
    return {
        "id": str(event.id),
        "company_id": event.company_id,
        "message_id": str(event.message_id) if event.message_id else None,
        "stage": event.stage,
        "decision": event.decision,
        "severity": event.severity,
        "category": event.category,
        "source": event.source,
        "language": _storable(event.language),
        "checks": event.checks,
        "rule_ids": event.rule_ids,
        "spans": [
            {"rule_id": span.rule_id, "start": span.start, "end": span.end} for span in event.spans
        ],
        "redacted_text": _storable(event.redacted_text),
        "text_hash": event.text_hash.hex(),
        "timings_us": event.timings_us,
        "policy_version": event.policy_version,
        "policy_hash": event.policy_hash,
        "model_hash": event.model_hash,
        "degraded": event.degraded,
        "happened_at": event.happened_at.isoformat(),
    }


def _storable(text: str) -> str:
    return text.replace("\0", "•").encode("utf-8", "replace").decode("utf-8")


def _event(row: dict[str, Any]) -> GuardrailEvent:
    spans = tuple(FoundSpan(**span) for span in json.loads(row["spans"]))
    lists = {name: tuple(row[name]) for name in ("checks", "rule_ids", "degraded")}
    timings = json.loads(row["timings_us"])
    return GuardrailEvent(**(row | lists | {"spans": spans, "timings_us": timings}))


async def prune(connection: Connection, days: int) -> int:
    """Delete events older than `days`, a batch at a time; as the `ops` role."""
    pruned = 0
    while True:
        done = await connection.execute(
            "DELETE FROM guardrail_events WHERE id IN (SELECT id FROM guardrail_events"
            " WHERE happened_at < now() - make_interval(days => $1) LIMIT $2)",
            days,
            _PRUNE_BATCH,
        )
        count = int(done.split()[-1])
        pruned += count
        if count < _PRUNE_BATCH:
            return pruned
