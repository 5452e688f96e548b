"""Autoscaling: KEDA on the queues for worker and delivery, CPU for webhook and guardrails.

KEDA reads the management API, because over AMQP it would see ready messages only and remove a
worker in the middle of its last answer. Credentials are frozen when KEDA builds a scaler, so the
TriggerAuthentication is named after their hash: rotating the Secret changes the ScaledObject.
"""

from __future__ import annotations

from typing import Final, Literal

from driver_assistant.contracts.crd.components import CpuScaling, QueueScaling
from driver_assistant.contracts.topology import PRIORITIES, Side, work_queue
from driver_assistant_operator import naming
from driver_assistant_operator.facts import Assistant, Json, SecretFacts, digest
from driver_assistant_operator.naming import Colour

KEDA: Final = "keda.sh/v1alpha1"
SIDES: Final[dict[Literal["worker", "delivery"], Side]] = {"worker": "in", "delivery": "out"}
FAILURES_BEFORE_FALLBACK: Final = 3


def queue_scaling(assistant: Assistant, name: Literal["worker", "delivery"]) -> QueueScaling:
    """What the resource says about a component that follows the queues."""
    found: QueueScaling = getattr(assistant.spec, name).scaling
    return found


def cpu_scaling(assistant: Assistant, name: Literal["webhook", "guardrails"]) -> CpuScaling:
    """What the resource says about a component that follows CPU use."""
    found: CpuScaling = getattr(assistant.spec, name).scaling
    return found


def is_fixed(scaling: CpuScaling | QueueScaling) -> bool:
    """Whether the number of replicas never changes by itself."""
    return scaling.min == scaling.max


def authentication_name(assistant: Assistant, secrets: SecretFacts) -> str:
    """`acme-rabbitmq-<hash of the management URL>`."""
    key = f"{assistant.spec.rabbitmq.secret_ref.name}/management-url"
    return f"{assistant.name}-rabbitmq-{digest(secrets.hashes.get(key, ''))}"


def trigger_authentication(assistant: Assistant, secrets: SecretFacts) -> Json:
    """Where KEDA finds the management API's address and password."""
    secret = assistant.spec.rabbitmq.secret_ref.name
    return {
        "apiVersion": KEDA,
        "kind": "TriggerAuthentication",
        "metadata": assistant.metadata(authentication_name(assistant, secrets)),
        "spec": {
            "secretTargetRef": [{"parameter": "host", "name": secret, "key": "management-url"}]
        },
    }


def scaled_object(
    assistant: Assistant, name: Literal["worker", "delivery"], secrets: SecretFacts
) -> Json:
    """One trigger for each queue of the component's side; the largest answer wins."""
    scaling = queue_scaling(assistant, name)
    target = naming.child(assistant.name, name)
    return {
        "apiVersion": KEDA,
        "kind": "ScaledObject",
        "metadata": assistant.metadata(target, name),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "minReplicaCount": scaling.min,
            "maxReplicaCount": scaling.max,
            "pollingInterval": scaling.polling_interval_seconds,
            "fallback": {
                "failureThreshold": FAILURES_BEFORE_FALLBACK,
                "replicas": min(scaling.max, scaling.min + 1),
                "behavior": "currentReplicasIfHigher",
            },
            "advanced": {
                "horizontalPodAutoscalerConfig": {
                    "behavior": {
                        "scaleDown": {"stabilizationWindowSeconds": scaling.scale_down_seconds}
                    }
                }
            },
            "triggers": [
                _trigger(assistant, secrets, scaling, work_queue(SIDES[name], priority))
                for priority in sorted(PRIORITIES, reverse=True)
            ],
        },
    }


def _trigger(assistant: Assistant, secrets: SecretFacts, scaling: QueueScaling, queue: str) -> Json:
    return {
        "type": "rabbitmq",
        "name": queue.replace(".", "-"),
        "metricType": "AverageValue",
        "metadata": {
            "protocol": "http",
            "mode": "QueueLength",
            "value": str(scaling.messages_per_replica),
            "queueName": queue,
            "vhostName": secrets.vhost,
            "excludeUnacknowledged": "false",
            "timeout": "5000",
        },
        "authenticationRef": {"name": authentication_name(assistant, secrets)},
    }


def cpu_autoscaler(
    assistant: Assistant, name: Literal["webhook", "guardrails"], colour: Colour = "plain"
) -> Json:
    """A HorizontalPodAutoscaler on CPU, for one colour."""
    scaling = cpu_scaling(assistant, name)
    target = naming.child(assistant.name, name, colour)
    resource = {
        "name": "cpu",
        "target": {"type": "Utilization", "averageUtilization": scaling.cpu_percent},
    }
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": assistant.metadata(target, name),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "minReplicas": scaling.min,
            "maxReplicas": scaling.max,
            "metrics": [{"type": "Resource", "resource": resource}],
        },
    }
