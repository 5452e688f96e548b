"""Settings of the webhook process."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator

from driver_assistant.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    PhoneSettings,
    ProcessSettings,
    SecretList,
    TextList,
    split_list,
)


class WebhookSettings(ProcessSettings, DatabaseSettings, BrokerSettings, PhoneSettings):
    """Receives what Meta posts: needs PostgreSQL and RabbitMQ, never Redis or the model."""

    channel: str = Field("whatsapp_cloud", description="Plugin of `channels/` that is served.")
    whatsapp_app_secrets: SecretList = Field(
        description="App secrets that sign webhooks, comma-separated, newest first. Give two "
        "while rotating; none of them matching is 401."
    )
    whatsapp_verify_token: SecretStr = Field(
        description="Token of the GET handshake; set the same one in Meta's app dashboard."
    )
    whatsapp_phone_number_ids: TextList = Field(
        description="Ids of this company's numbers, comma-separated. Messages for other numbers "
        "are answered 200, counted and not stored."
    )
    webhook_max_bytes: int = Field(
        3 * 1024 * 1024,
        gt=0,
        description="Largest accepted body. Meta sends up to 3 MB; beyond it is 413.",
    )
    flush_rows: int = Field(
        256, ge=1, description="Most messages in one statement; more wait for the next flush."
    )
    flushers: int = Field(
        2,
        ge=1,
        le=8,
        description="Flushes under way at once: one commits while another waits for confirms.",
    )
    sweep_every_s: float = Field(
        2.0, gt=0, description="Seconds between two looks for messages nobody works on."
    )
    sweep_grace_s: float = Field(
        10.0,
        gt=0,
        description="How long a message may wait before a sweeper rings for it; the pause "
        "doubles with every ring, up to 32 times.",
    )

    @field_validator("whatsapp_app_secrets", "whatsapp_phone_number_ids", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return split_list(value)

    @field_validator("whatsapp_app_secrets")
    @classmethod
    def _some(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not value:
            msg = "at least one app secret: without it every webhook would be refused"
            raise ValueError(msg)
        return value
