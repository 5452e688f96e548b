"""What can be set per component: scaling, resources, concurrency. Never a PodSpec.

Few fields with good defaults keep every pod hardened and every resource small enough to read.
"""

from __future__ import annotations

from pydantic import ConfigDict, Field

from driver_assistant.contracts.crd.base import Cpu, Memory, Name, Part, Rule, rules

_MIN_MAX = Rule(
    rule="self.min <= self.max",
    message="scaling.min is larger than scaling.max: lower min or raise max",
    field=".min",
)


class CpuScaling(Part):
    """Replicas follow CPU use (HorizontalPodAutoscaler); `min` equal to `max` switches it off."""

    model_config = ConfigDict(json_schema_extra=rules(_MIN_MAX))

    min: int = Field(2, ge=1, le=100, description="Fewest replicas (1-100).")
    max: int = Field(6, ge=1, le=200, description="Most replicas (1-200).")
    cpu_percent: int = Field(
        70, ge=10, le=95, description="Target CPU use in percent of the request (10-95)."
    )


class QueueScaling(Part):
    """Replicas follow the queue's depth (KEDA); `min` equal to `max` switches it off."""

    model_config = ConfigDict(json_schema_extra=rules(_MIN_MAX))

    min: int = Field(
        1,
        ge=1,
        le=100,
        description="Fewest replicas (1-100). Zero is not offered: a driver would wait for a pod.",
    )
    max: int = Field(20, ge=1, le=500, description="Most replicas (1-500).")
    messages_per_replica: int = Field(
        100,
        ge=1,
        le=100_000,
        description="One more replica per this many waiting or unacknowledged messages.",
    )
    polling_interval_seconds: int = Field(
        10, ge=1, le=300, description="How often KEDA reads the queue's depth (1-300 s)."
    )
    scale_down_seconds: int = Field(
        300,
        ge=0,
        le=3600,
        description="How long the backlog must stay low before replicas are removed (0-3600 s).",
    )


class Requests(Part):
    """What the scheduler reserves for a pod."""

    cpu: Cpu = Field("100m", description="CPU to reserve: 250m, 1, 2.")
    memory: Memory = Field("192Mi", description="Memory to reserve: 256Mi, 1Gi.")


class Limits(Part):
    """What a pod may use at most."""

    cpu: Cpu = Field("1", description="CPU at most: 500m, 1, 2.")
    memory: Memory = Field("512Mi", description="Memory at most: 512Mi, 1Gi; above it is killed.")


class Resources(Part):
    """CPU and memory of one pod."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            *(
                Rule(
                    rule=(
                        f"quantity(self.requests.{what})"
                        f".compareTo(quantity(self.limits.{what})) <= 0"
                    ),
                    message=(
                        f"requests.{what} is larger than limits.{what}: raise limits.{what} too"
                    ),
                    field=f".requests.{what}",
                )
                for what in ("cpu", "memory")
            )
        )
    )

    requests: Requests = Field(
        default_factory=Requests, description="What the scheduler reserves for a pod."
    )
    limits: Limits = Field(default_factory=Limits, description="What a pod may use at most.")


class Component(Part):
    """The fields that every component has."""

    resources: Resources = Field(
        default_factory=Resources, description="CPU and memory of one pod."
    )
    node_selector: dict[str, str] = Field(
        default_factory=dict, max_length=16, description="Labels that the nodes must have."
    )
    priority_class_name: Name | None = Field(
        None, description="PriorityClass of the pods; it must exist."
    )


class Webhook(Component):
    """Receives what Meta posts, records it, answers 200."""

    scaling: CpuScaling = Field(
        default_factory=CpuScaling, description="How many replicas, following CPU use."
    )


class GuardrailsScaling(CpuScaling):
    """Replicas follow CPU use; at least two, because every message passes here twice."""

    min: int = Field(2, ge=2, le=100, description="Fewest replicas (2-100).")


class Guardrails(Component):
    """Judges every message and every answer."""

    scaling: GuardrailsScaling = Field(
        default_factory=GuardrailsScaling, description="How many replicas, following CPU use."
    )


class Worker(Component):
    """Answers: understands, fetches, formats."""

    scaling: QueueScaling = Field(
        default_factory=QueueScaling, description="How many replicas, following the queues."
    )
    concurrency: int = Field(
        16, ge=2, le=500, description="Conversations that one pod works on at once (2-500)."
    )


class Delivery(Component):
    """Sends replies through the channel."""

    scaling: QueueScaling = Field(
        default_factory=QueueScaling,
        description="How many replicas, following the queues.",
    )
    concurrency: int = Field(
        24, ge=2, le=500, description="Conversations that one pod sends to at once (2-500)."
    )
