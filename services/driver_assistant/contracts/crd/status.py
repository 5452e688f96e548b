"""What the operator observed. Written to the status subresource only, and only when it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field

from driver_assistant.contracts.crd.base import Part, unique

ConditionStatus = Literal["True", "False", "Unknown"]

READY: Final = "Ready"
SECRETS: Final = "SecretsResolved"
ISOLATED: Final = "Isolated"
QUEUES: Final = "QueuesReady"
MIGRATED: Final = "Migrated"
AUTOSCALING: Final = "Autoscaling"
PAUSED: Final = "Paused"
UPDATE_PENDING: Final = "UpdatePending"
DELETING: Final = "CleanedUp"
ACCEPTED: Final = "Accepted"  # of a GuardrailPolicy

# What a migration says last when the database or the Redis prefix is another resource's.
TAKEN: Final = "adopt it or use another one"


class Condition(Part):
    """One observation, in the shape of Kubernetes' own conditions."""

    type: str = Field(max_length=64, description="What is observed, in CamelCase.")
    status: ConditionStatus = Field(description="True, False or Unknown.")
    reason: str = Field(max_length=64, description="Why, as one CamelCase word.")
    message: str = Field("", max_length=2048, description="Why, for people, with what to do.")
    observed_generation: int = Field(description="The metadata.generation this is about.")
    last_transition_time: datetime = Field(description="When status last changed.")


class ComponentStatus(Part):
    """One component as it runs."""

    name: str = Field(max_length=32, description="webhook, worker, delivery or guardrails.")
    colour: str | None = Field(
        None, max_length=8, description="blue or green, when the rollout is BlueGreen."
    )
    image: str | None = Field(None, max_length=512, description="The image that serves now.")


class PlannedChange(Part):
    """One write that the operator would make."""

    action: Literal["create", "update", "delete"] = Field(description="What would happen.")
    kind: str = Field(max_length=64, description="Kind of the child.")
    name: str = Field(max_length=253, description="Name of the child.")
    fields: tuple[str, ...] = Field(
        (), max_length=50, description="Paths that would change, with old and new value."
    )


_CONDITIONS = Field(
    default=(),
    max_length=32,
    description="Observations, one for each type.",
    json_schema_extra=unique("type"),
)


class DriverAssistantStatus(Part):
    """What the operator observed about an assistant."""

    observed_generation: int | None = Field(
        None, description="The metadata.generation that this status is about."
    )
    conditions: tuple[Condition, ...] = _CONDITIONS
    components: tuple[ComponentStatus, ...] = Field(
        (),
        max_length=8,
        description="The components as they run.",
        json_schema_extra=unique("name"),
    )
    policy: str | None = Field(
        None, max_length=64, description="Hash of the guardrail policies in force."
    )
    plan: tuple[PlannedChange, ...] = Field(
        (),
        max_length=100,
        description="While paused or planning: the writes that the operator would make.",
    )

    def as_patch(self) -> dict[str, Any]:
        """JSON for a merge patch of the subresource; absent values remove stored ones."""
        return self.model_dump(mode="json", by_alias=True)


class GuardrailPolicyStatus(Part):
    """What the operator observed about a policy."""

    observed_generation: int | None = Field(
        None, description="The metadata.generation that this status is about."
    )
    conditions: tuple[Condition, ...] = _CONDITIONS
    accepted_hash: str | None = Field(
        None, max_length=64, description="Hash of the last version that passed its examples."
    )
    accepted_generation: int | None = Field(
        None, description="The metadata.generation of that version."
    )

    def as_patch(self) -> dict[str, Any]:
        """JSON for a merge patch of the subresource; absent values remove stored ones."""
        return self.model_dump(mode="json", by_alias=True)
