"""Every label, annotation, finalizer and name of a child, in one place.

Documented one to one in docs/operator.md; other modules never write such a string themselves.
"""

from __future__ import annotations

from typing import Final, Literal

MANAGER: Final = "driver-assistant-operator"  # field manager, managed-by label, user agent
DOMAIN: Final = "driverassistant.dev"
FINALIZER: Final = f"{DOMAIN}/cleanup"

# Annotations that people set on a DriverAssistant.
PAUSED: Final = f"{DOMAIN}/paused"  # "true": only the status is written, with the plan
ROLL: Final = f"{DOMAIN}/roll"  # any new value restarts the pods, with the newest template
RETRY_MIGRATION: Final = f"{DOMAIN}/retry-migration"  # any new value runs the migration again
ADOPT: Final = f"{DOMAIN}/adopt"  # "true": take over what is stamped with another owner
SKIP_CLEANUP: Final = f"{DOMAIN}/skip-cleanup"  # "true": delete without touching RabbitMQ

# Annotations and labels that the operator sets on children.
MANIFEST: Final = f"{DOMAIN}/manifest"  # hash of what was applied
INPUTS: Final = f"{DOMAIN}/inputs"  # on pods: hash of their declared inputs
DECLARED: Final = f"{DOMAIN}/declared"  # on Deployments: the declared inputs, by name
TEMPLATE: Final = f"{DOMAIN}/template"  # the pod template as it was announced
SWITCHED: Final = f"{DOMAIN}/switched-at"  # when a Service was pointed at its colour
REJECTED: Final = f"{DOMAIN}/rejected"  # inputs that failed their check, not tried again
REQUESTED_BY: Final = f"{DOMAIN}/requested-by"  # on pods of commands: who asked for them
POLICY: Final = f"{DOMAIN}/policy"  # hash of the policies, on guardrails pods: wakes the kubelet
ASSISTANT: Final = f"{DOMAIN}/assistant"
COMPONENT: Final = "app.kubernetes.io/component"
COLOUR: Final = f"{DOMAIN}/colour"

ComponentName = Literal["webhook", "worker", "delivery", "guardrails"]
COMPONENTS: Final[tuple[ComponentName, ...]] = ("guardrails", "webhook", "worker", "delivery")
Colour = Literal["plain", "blue", "green"]  # plain rolls; blue and green take turns

SELECTOR: Final = f"app.kubernetes.io/managed-by={MANAGER}"


def child(assistant: str, component: str, colour: str = "plain") -> str:
    """The name of a component's children: `acme-webhook`, `acme-webhook-blue`."""
    suffix = "" if colour == "plain" else f"-{colour}"
    return f"{assistant}-{component}{suffix}"


def labels(assistant: str, component: str = "") -> dict[str, str]:
    """The labels of every child."""
    found = {
        "app.kubernetes.io/name": "driver-assistant",
        "app.kubernetes.io/instance": assistant,
        "app.kubernetes.io/managed-by": MANAGER,
        "app.kubernetes.io/part-of": "driver-assistant",
        ASSISTANT: assistant,
    }
    return found | ({COMPONENT: component} if component else {})


def component_labels(assistant: str, component: str) -> dict[str, str]:
    """What selects all pods of a component, whatever their colour."""
    return {ASSISTANT: assistant, COMPONENT: component}


def pod_labels(assistant: str, component: str, colour: Colour) -> dict[str, str]:
    """What selects the pods of one colour. Plain pods say so too: no label would match all."""
    return component_labels(assistant, component) | {COLOUR: colour}
