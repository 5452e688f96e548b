"""Settings of the Meta stand-in. Read by `app.py`; most can be changed at run time.

The defaults behave like the real thing on a calm day: signed webhooks, now and then a duplicate,
a status out of order or a skipped `delivered`, Meta's published limits switched on. Load tests
switch the limits off (`number_rate_per_s=0`, `pair_rate_per_s=0`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from driver_assistant.runtime.settings import Group, TextList, split_list

Reads = Literal["at_once", "later", "never"]
StatusContacts = Literal["mixed", "absent", "full", "no_profile"]

# Sizes of the memory and identities; everything else may change while the stand-in runs.
FIXED_AT_START = frozenset(
    {"ledger_max", "events_max", "transcript_max", "users_max", "outbox_max", "media_max_bytes"}
    | {"waba_id", "phone_number_ids", "display_phone_number", "templates"}
)


class MetaSettings(Group):
    """What the stand-in is, whom it calls, and how it misbehaves."""

    model_config = SettingsConfigDict(
        env_prefix="DA_SANDBOX_META_", extra="ignore", frozen=True, validate_default=True
    )

    # --- who is who -----------------------------------------------------------
    webhook_url: str = Field(
        "",
        description="Where webhooks are posted, e.g. `http://127.0.0.1:8080/webhook`. Empty: "
        "events are made and counted as `discarded`, nothing is posted.",
    )
    app_secret: str = Field(
        "sandbox-app-secret", repr=False, description="Key of `X-Hub-Signature-256`."
    )
    previous_app_secret: str = Field(
        "sandbox-previous-app-secret",
        repr=False,
        description="What `signature: old` signs with, to test a rotation of the secret.",
    )
    access_token: str = Field(
        "sandbox-access-token", repr=False, description="Bearer token that is accepted."
    )
    verify_token: str = Field(
        "sandbox-verify-token", repr=False, description="Token of the subscription handshake."
    )
    waba_id: str = Field("102290129340398", description="Id of the business account.")
    phone_number_ids: TextList = Field(
        ("106540352242922",),
        min_length=1,
        description="Ids of the business's numbers (comma list); a send to another one is refused.",
    )
    display_phone_number: str = Field(
        "15550783881",
        pattern=r"^\d{6,14}$",
        description="The first number's digits; the n-th has n-1 added.",
    )
    public_url: str = Field(
        "",
        description="Base of media URLs as the product reaches it, e.g. behind a Service. Empty: "
        "the address that the request came to.",
    )
    templates: tuple[dict[str, Any], ...] = Field(
        (),
        description="Approved templates as JSON, each `{name, language, body, category?, "
        "buttons?}`; a send of any other is refused with 132001.",
    )

    # --- what happens after a send -------------------------------------------
    seed: int = Field(1, description="Seed of every random choice; the ids differ in each run.")
    sent_after_s: float = Field(0.05, ge=0, description="Seconds from acceptance to `sent`.")
    delivered_after_s: float = Field(0.25, ge=0, description="Seconds to `delivered`.")
    read_after_s: float = Field(1.5, ge=0, description="Seconds to `read` for users who look.")
    read_later_s: float = Field(60.0, ge=0, description="Seconds to `read` for `reads: later`.")
    delay_jitter: float = Field(
        0.5, ge=0, le=1, description="Share by which each delay varies either way."
    )
    skip_delivered_rate: float = Field(
        0.05, ge=0, le=1, description="Share of read messages that never report `delivered`."
    )
    shuffle_rate: float = Field(
        0.05, ge=0, le=1, description="Share of statuses held back until after their successors."
    )
    message_shuffle_rate: float = Field(
        0.0, ge=0, le=1, description="Share of users' messages held back for up to 0.5 s."
    )
    duplicate_rate: float = Field(
        0.02, ge=0, le=1, description="Share of webhook items that are delivered twice."
    )
    status_contacts: StatusContacts = Field(
        "mixed", description="`contacts` beside statuses: absent, full, without profile, or mixed."
    )
    pricing_rate: float = Field(
        0.8, ge=0, le=1, description="Share of statuses with `pricing` and `conversation`."
    )
    default_reads: Reads = Field("at_once", description="When users read, unless told otherwise.")
    unknown_recipients: Literal["create", "undeliverable"] = Field(
        "create", description="A first send to a number: it exists, or fails later with 131026."
    )

    # --- limits ---------------------------------------------------------------
    window_hours: float = Field(
        24.0,
        ge=0,
        description="Hours after a user's message in which free text may go out; 0: off.",
    )
    window_errors: Literal["asynchronous", "synchronous"] = Field(
        "asynchronous",
        description="131047 as a failed status after HTTP 200, as Meta does, or in the response.",
    )
    pair_rate_per_s: float = Field(
        1 / 6, ge=0, description="Messages per second to one user, beyond it 131056; 0: off."
    )
    pair_burst: int = Field(45, ge=1, description="Messages that may go to one user at once.")
    number_rate_per_s: float = Field(
        80.0, ge=0, description="Messages per second of a number, both ways; else 130429; 0: off."
    )
    throttle_http_status: Literal[400, 429] = Field(
        429, description="HTTP status of throttling; Meta's pages show both."
    )

    # --- webhooks -------------------------------------------------------------
    webhook_timeout_s: float = Field(20.0, gt=0, description="Deadline of one webhook call.")
    webhook_concurrency: int = Field(16, ge=1, le=256, description="Webhook calls under way.")
    webhook_batch_max: int = Field(
        20, ge=1, description="Items in one webhook call; calls fill up only while others run."
    )
    redelivery_first_s: float = Field(
        1.0, gt=0, description="Seconds until a refused item is delivered again."
    )
    redelivery_factor: float = Field(2.0, ge=1, description="Growth of that delay.")
    redelivery_max_s: float = Field(60.0, gt=0, description="Longest such delay.")
    redelivery_for_s: float = Field(
        7 * 86400.0, gt=0, description="Give up after this long; Meta's 7 days."
    )

    # --- memory ---------------------------------------------------------------
    ledger_max: int = Field(100_000, ge=1, description="Accepted sends that are remembered.")
    events_max: int = Field(50_000, ge=1, description="Events kept for long polling.")
    transcript_max: int = Field(500, ge=1, description="Messages kept per user.")
    users_max: int = Field(50_000, ge=1, description="Simulated phones; the oldest go first.")
    outbox_max: int = Field(
        200_000, ge=1, description="Webhook items waiting; more are counted as `dropped`."
    )
    media_max_bytes: int = Field(256 * 1024**2, ge=1, description="Bytes of media kept.")

    _split = field_validator("phone_number_ids", mode="before")(split_list)

    def changed(self, patch: dict[str, Any]) -> MetaSettings:
        """A checked copy with `patch` applied.

        Raises:
            ValueError: an unknown field, one that is fixed at start, or a bad value.
        """
        if unknown := sorted(set(patch) - set(type(self).model_fields)):
            known = ", ".join(sorted(set(type(self).model_fields) - FIXED_AT_START))
            msg = f"no such setting: {', '.join(unknown)}; there are: {known}"
            raise ValueError(msg)
        if fixed := sorted(set(patch) & FIXED_AT_START):
            msg = f"fixed at start: {', '.join(fixed)}; set DA_SANDBOX_META_{fixed[0].upper()}"
            raise ValueError(msg)
        return type(self)(**(self.model_dump() | patch))
