"""What drivers may send, how long questions live, how long data is kept."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.crd.base import Part


class RateLimits(Part):
    """A sliding window for each driver; emergencies always pass."""

    messages: int = Field(
        20, ge=1, le=10_000, description="Messages of one driver in any window (1-10000)."
    )
    window_seconds: int = Field(
        60, ge=1, le=86_400, description="Length of the window (1-86400 s)."
    )


class Conversation(Part):
    """How long contexts and questions live."""

    answer_deadline_seconds: int = Field(
        60,
        ge=10,
        le=600,
        description="After this a question gets one honest reply and is closed (10-600 s).",
    )
    context_minutes: int = Field(
        30, ge=5, le=1440, description="How long a conversation's context is kept (5-1440 min)."
    )


class Retention(Part):
    """How long data is kept; a CronJob makes partitions ahead and drops old finished months."""

    months: int = Field(
        13,
        ge=1,
        le=120,
        description="Months kept after the current one (1-120). A month with anything open, "
        "parked, dead or held stays.",
    )
    deduplication_days: int = Field(
        30,
        ge=8,
        le=365,
        description="Days that message ids are remembered (8-365); Meta redelivers for 7.",
    )
    guardrail_event_days: int = Field(
        400,
        ge=30,
        le=3650,
        description="Days that the guardrails' decisions are kept (30-3650); their texts are "
        "redacted.",
    )
    schedule: str = Field(
        "30 2 * * *",
        pattern=r"^[0-9*/,-]+ [0-9*/,-]+ [0-9*/,-]+ [0-9A-Z*/,-]+ [0-9A-Z*/,-]+$",
        max_length=64,
        description="When it runs, as cron in UTC.",
    )
