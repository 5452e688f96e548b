"""Settings of the logistics stand-in. Read from the environment by the sandbox process."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from driver_assistant.sandbox.logistics.clock import DEFAULT_START

DEFAULT_SEED: Final = 561  # the regulation every European driver knows


class LogisticsSettings(BaseSettings):
    """How the stand-in starts. The defaults give the demo's world."""

    model_config = SettingsConfigDict(env_prefix="DA_SANDBOX_LOGISTICS_", frozen=True)

    seed: int = Field(
        DEFAULT_SEED,
        description="Seed of every name, place and number. The same seed and clock give the same "
        "bytes; another seed gives another world with the same drivers and cases.",
    )
    clock_start: AwareDatetime = Field(
        DEFAULT_START,
        description="Instant at which the virtual clock starts, RFC 3339. Default 2026-10-25 "
        "00:30 in Berlin, the night the clocks go back. Days -7 to +3 lie around it.",
    )
    real_clock: bool = Field(
        False,
        description="Follow the machine's clock instead of the virtual one. Then times in answers "
        "fit the watch of whoever looks on, but differ between two starts.",
    )
    token: SecretStr = Field(
        SecretStr("sandbox-acme-service-credential"),
        description="Service credential of the tenant acme, the demo's company; the same as the "
        "worker's DA_LOGISTICS_TOKEN.",
    )
    borealis_token: SecretStr = Field(
        SecretStr("sandbox-borealis-service-credential"),
        description="Service credential of the tenant borealis, whose system can do less. A caller "
        "with one tenant's credential can't open a session for a driver of the other.",
    )
    token_ttl: timedelta = Field(
        timedelta(minutes=10),
        description="How long a driver's token lives, ISO 8601 or seconds. Shorter means more "
        "session calls.",
    )
    idempotency_ttl: timedelta = Field(
        timedelta(hours=48),
        description="How long the answer to an Idempotency-Key is kept, in virtual time. After "
        "that a repeated call acts again.",
    )

    def credentials(self) -> dict[str, SecretStr]:
        """The service credential of each tenant."""
        return {"acme": self.token, "borealis": self.borealis_token}

    def start(self) -> datetime | None:
        """Where the clock starts; None follows the machine's."""
        return None if self.real_clock else self.clock_start
