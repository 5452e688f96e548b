"""The Deployment of a component, and of a second colour while one takes over.

`spec.replicas` is never applied: it belongs to the autoscaler, or is set through the scale
subresource when there is none (`apply.py`). So handing it over can't pass through 1.
"""

from __future__ import annotations

import json
from collections.abc import Collection

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
            **{naming.DECLARED: _compact(inputs.declared), naming.TEMPLATE: _compact(template)},
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


def settled(desired: Json, live: Json | None, settings: Collection[str] = ()) -> Json:
    """The Deployment to apply: with the template that was announced while inputs are the same.

    An operator that builds templates differently keeps the old one until a declared input changes
    or the roll annotation asks for it; `is_pending` says so. `settings` are the ConfigMaps that
    exist: a template whose own is gone could start no pod and is not kept.
    """
    if live is None or not pod.is_made_from(_declared(desired), live):
        return desired
    announced = live["metadata"].get("annotations", {}).get(naming.TEMPLATE, "")
    template = _parsed(announced)
    if template is None or not settings_of(template) <= {*settings, *_settings(desired)}:
        return desired
    metadata = desired["metadata"]
    annotations = metadata["annotations"] | {naming.TEMPLATE: announced}
    return desired | {
        "metadata": metadata | {"annotations": annotations},
        "spec": desired["spec"] | {"template": template},
    }


def is_pending(desired: Json, applied: Json) -> bool:
    """Whether this operator would build the pods of `applied` differently."""
    announced = applied["metadata"]["annotations"][naming.TEMPLATE]
    return bool(announced != desired["metadata"]["annotations"][naming.TEMPLATE])


def settings_of(template: Json) -> set[str]:
    """The ConfigMaps that a pod template takes its environment from."""
    return {
        source["configMapRef"]["name"]
        for container in template["spec"]["containers"]
        for source in container.get("envFrom", [])
        if "configMapRef" in source
    }


def _settings(manifest: Json) -> set[str]:
    return settings_of(manifest["spec"]["template"])


def _declared(desired: Json) -> dict[str, str]:
    found: dict[str, str] = json.loads(desired["metadata"]["annotations"][naming.DECLARED])
    return found


def _parsed(text: str) -> Json | None:
    """The template that an annotation holds; None when somebody wrote over it."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or not {"metadata", "spec"} <= found.keys():
        return None
    return found if "containers" in found["spec"] else None


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
