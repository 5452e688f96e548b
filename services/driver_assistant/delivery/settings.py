"""Settings of the delivery process."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from driver_assistant.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    PhoneSettings,
    ProcessSettings,
    TextList,
    split_list,
)


class DeliverySettings(ProcessSettings, DatabaseSettings, BrokerSettings, PhoneSettings):
    """Sends replies through the channel: needs PostgreSQL, RabbitMQ and Meta."""

    channel: str = Field("whatsapp_cloud", description="Plugin of `channels/` that sends.")
    whatsapp_access_token: SecretStr = Field(
        description="System user's token with `whatsapp_business_messaging`. An expired one stops "
        "the number, keeps the queue and alerts."
    )
    whatsapp_base_url: str = Field(
        "https://graph.facebook.com", description="Graph API; the sandbox's URL in demos."
    )
    whatsapp_api_version: str = Field(
        "v26.0", description="Graph API version.", pattern=r"^v\d+\.\d+$"
    )
    whatsapp_phone_number_ids: TextList = Field(
        (), description="Ids of this company's numbers, for the token's health probe."
    )
    whatsapp_timeout_s: float = Field(
        10.0, gt=0, description="Deadline of one call. A read that takes longer is in doubt."
    )
    delivery_slots: int = Field(
        24, ge=2, le=500, description="Conversations sent to at once; a quarter is kept for high."
    )
    send_lease_s: float = Field(
        20.0,
        gt=0,
        description="How long a claimed part may be `sending`. Longer than the call's deadline: "
        "past it the part is in doubt.",
    )
    doubt_passes_after_s: float = Field(
        20.0,
        gt=0,
        description="How long a part in doubt holds back later ones of its conversation.",
    )
    doubt_resolved_after_s: float = Field(
        120.0,
        gt=0,
        description="Time for Meta's status webhook to settle a part in doubt, before the policy "
        "below decides. Must exceed send_lease_s + whatsapp_timeout_s, or a paused sender could "
        "wake up and send what was sent again.",
    )
    doubt_policy: Literal["park", "resend"] = Field(
        "park",
        description="`park`: never send again, alert a person. `resend`: send again when the "
        "status channel is proven live and said nothing; a duplicate is then possible, counted.",
    )
    template_window_closed: str = Field(
        "driver_assistant_waiting",
        description="Approved template for replies outside the 24-hour window; its one button "
        "asks for the waiting answer.",
    )
    sweep_every_s: float = Field(2.0, gt=0, description="Seconds between two sweeps.")
    sweep_grace_s: float = Field(
        10.0, gt=0, description="How long a due part may wait before a sweeper rings for it."
    )
    probe_every_s: float = Field(
        30.0, gt=0, description="Seconds between two probes of a stopped number."
    )

    @field_validator("whatsapp_phone_number_ids", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return split_list(value)

    @model_validator(mode="after")
    def _a_paused_sender_cannot_double(self) -> DeliverySettings:
        if self.send_lease_s <= self.whatsapp_timeout_s:
            msg = "send_lease_s must exceed whatsapp_timeout_s: else a call outlives its claim"
            raise ValueError(msg)
        if self.doubt_resolved_after_s <= self.send_lease_s + self.whatsapp_timeout_s:
            msg = "doubt_resolved_after_s must exceed send_lease_s + whatsapp_timeout_s"
            raise ValueError(msg)
        return self
