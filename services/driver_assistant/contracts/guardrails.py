"""The contract of the guardrails service: `POST /v1/input` and `POST /v1/output`.

The worker is the client, `guardrails/` the server. Spans are offsets in Unicode code points of
the text exactly as it was sent, never of a normalised copy.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from driver_assistant.contracts.messages import Wire

Decision = Literal["allow", "flag", "redact", "block", "escalate"]
Severity = Literal["info", "low", "medium", "high", "critical"]

DECISIONS: tuple[Decision, ...] = ("allow", "flag", "redact", "block", "escalate")
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")

# Where a text came from. Everything that others wrote is judged more strictly than the driver.
Source = Literal[
    "driver_text",  # typed by the authenticated driver
    "caption",
    "filename",
    "transcript",  # of a voice note
    "quote",  # forwarded or quoted text
    "profile_name",
    "api_field",  # free text inside a fetched record
]


class Caller(Wire):
    """The authenticated driver: what is theirs. Never filled from a message's text."""

    driver_id: str
    company_id: str
    name: str = ""
    own_ids: tuple[str, ...] = ()  # ids, references, plates and phones that belong to the driver
    time_zone: str = "UTC"  # IANA name of the home zone: times are said in it unless marked


class Span(Wire):
    """Half-open range `[start, end)` of code points in the text as sent."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Finding(Wire):
    """One thing a check noticed. `message` is for people who run the system, not for drivers."""

    check: str
    category: str
    severity: Severity
    score: float = Field(ge=0, le=1)
    rule_id: str = ""
    spans: tuple[Span, ...] = ()
    message: str = ""
    evidence_path: str = ""  # JSON path in the evidence that supports or contradicts a claim


class InputRequest(Wire):
    """A text to judge before anything reads it."""

    schema_: Literal["guardrails.input/1"] = Field("guardrails.input/1", alias="schema")
    text: str
    source: Source = "driver_text"
    language: str | None = None
    caller: Caller
    message_id: str = ""
    conversation_id: str = ""
    traceparent: str = ""


class OutputRequest(Wire):
    """An answer to judge before it is stored, cached or sent.

    `evidence` is the fetched record (JSON) that the answer may speak from; `template` says that
    the words come from our own catalogue and only the slots from the record. `canary` is the
    marker of the system prompts in use: an answer that holds it repeats them.
    """

    schema_: Literal["guardrails.output/1"] = Field("guardrails.output/1", alias="schema")
    text: str
    question: str = ""
    evidence: Any = None
    now: datetime
    language: str | None = None
    intent: str = ""
    template: bool = False
    fetch_failed: bool = False
    canary: str = Field("", max_length=200, repr=False)
    caller: Caller
    message_id: str = ""
    conversation_id: str = ""
    traceparent: str = ""


class Verdict(Wire):
    """What to do with the text, why, and under which policy.

    `text` is the text to use from here on: the original for allow and flag, the masked one for
    redact, empty for block and escalate. `category` is the leading finding's, and names the
    polite reply. `degraded` lists checks that failed and were passed by their declared fail mode.
    """

    schema_: Literal["guardrails.verdict/1"] = Field("guardrails.verdict/1", alias="schema")
    decision: Decision
    severity: Severity
    category: str = ""
    text: str = ""
    findings: tuple[Finding, ...] = ()
    policy_version: str
    policy_hash: str
    model_hash: str = ""
    degraded: tuple[str, ...] = ()
    timings_us: dict[str, int] = Field(default_factory=dict)
