"""Settings of the administrative commands."""

from __future__ import annotations

from pydantic import Field, SecretStr

from driver_assistant.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    PhoneSettings,
    ProcessSettings,
)


class OpsDatabase(ProcessSettings, DatabaseSettings):
    """For commands that look at or change rows."""

    operator_name: str = Field(
        "ops", description="Who does it, for the audit trail; Jobs take it from the API server."
    )


class OpsMigration(DatabaseSettings):
    """For `migrate`."""

    owner: str = Field(
        "",
        description="`namespace/name` that the database is stamped with; another owner's database "
        "is refused. Empty: no stamp is set or checked.",
    )
    adopt: bool = Field(
        False, description="Take over a database and a Redis prefix that are stamped as another's."
    )
    redis_url: SecretStr | None = Field(
        None, description="Redis whose prefix is stamped too. Empty: only the database is."
    )
    redis_prefix: str = Field("", description="The prefix that is stamped, with its colon.")


class OpsDrivers(OpsDatabase, PhoneSettings):
    """For commands that register drivers."""


class OpsBroker(OpsDatabase, BrokerSettings):
    """For commands that ring again."""


class OpsTopology(ProcessSettings, BrokerSettings):
    """For declaring the broker's topology and policies."""

    amqp_management_url: str = Field(
        description="`http(s)://user:password@host:port` of RabbitMQ's management API."
    )
