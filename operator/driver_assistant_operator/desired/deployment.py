"""The Deployment of a component, and of a second colour while one takes over.

`spec.replicas` is never applied: it belongs to the autoscaler, or is set through the scale
subresource when there is none (`apply.py`). So handing it over can't pass through 1.
"""

from __future__ import annotations

import json

from driver_assistant_operator import naming
from driver_assistant_operator.desired import pod
from driver_assistant_operator.facts import Assistant, Json, SecretFacts
from driver_assistant_operator.naming import Colour, ComponentName


def deployment(
    assistant: Assistant, name: ComponentName, secrets: SecretFacts, colour: Colour = "plain"
) -> Json:
    """The Deployment as this operator would make it today."""
    inputs = pod.component_inputs(assistant, name, secrets)
    template = pod.template(inputs, assistant.name, name, colour)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": assistant.metadata(
            naming.child(assistant.name, name, colour),
            name,
            **{naming.INPUTS: inputs.hash, naming.TEMPLATE: _compact(template)},
        ),
        "spec": {
            "revisionHistoryLimit": 3,
            "progressDeadlineSeconds": 600,
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
            },
            "selector": {"matchLabels": naming.pod_labels(assistant.name, name, colour)},
            "template": template,
        },
    }


def settled(desired: Json, live: Json | None) -> Json:
    """The Deployment to apply: with the template that was announced while inputs are the same.

    An operator that builds templates differently keeps the old one until an input changes or the
    roll annotation asks for it; `update_pending` says so.
    """
    if not update_pending(desired, live) or live is None:
        return desired
    announced = live["metadata"]["annotations"][naming.TEMPLATE]
    metadata = desired["metadata"]
    annotations = metadata["annotations"] | {naming.TEMPLATE: announced}
    return desired | {
        "metadata": metadata | {"annotations": annotations},
        "spec": desired["spec"] | {"template": json.loads(announced)},
    }


def update_pending(desired: Json, live: Json | None) -> bool:
    """Whether only the operator's own idea of the template has changed."""
    if live is None:
        return False
    had = live["metadata"].get("annotations", {})
    wants = desired["metadata"]["annotations"]
    return (
        had.get(naming.INPUTS) == wants[naming.INPUTS]
        and naming.TEMPLATE in had
        and had[naming.TEMPLATE] != wants[naming.TEMPLATE]
        and _is_template(had[naming.TEMPLATE])
    )


def _is_template(text: str) -> bool:
    """Whether the annotation is one of ours, and not what somebody wrote over it."""
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and {"metadata", "spec"} <= found.keys()


def _compact(template: Json) -> str:
    return json.dumps(template, sort_keys=True, separators=(",", ":"))
