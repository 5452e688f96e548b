"""The pod template: hardened, probed, and a function of its declared inputs only.

`PodInputs.declared` is the whole list of what may restart a pod: what people declared, by name. A
newer operator that builds templates differently, or reads one more key or setting, does not
restart anything: see `deployment.settled`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from driver_assistant.contracts.crd.components import Component, Resources
from driver_assistant_operator import naming
from driver_assistant_operator.desired import configuration
from driver_assistant_operator.desired.exposure import SERVED
from driver_assistant_operator.desired.roles import (
    HTTP_PORT,
    ROLES,
    Role,
    component_of,
    secret_env,
    secret_names,
)
from driver_assistant_operator.facts import MODES, Assistant, Json, SecretFacts, digest
from driver_assistant_operator.naming import Colour, ComponentName

CA_PATH: Final = "/etc/driver-assistant/postgres"
POLICY_PATH: Final = configuration.POLICY_PATH
SHADOW_PATH: Final = configuration.SHADOW_PATH
USER: Final = 65532  # the image's non-root user

# Longest that a pod may take to finish what it began: one answer's deadline plus a send.
GRACE_S: Final = 90
# How long a pod that is ending serves as before, until every proxy and load balancer has forgotten
# it; then SIGTERM, and it tells those who kept a connection (`runtime/http.py`). Part of GRACE_S.
FORGET_S: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class PodInputs:
    """Everything that a pod of a process is made from."""

    image: str
    pull_policy: str
    pull_secrets: tuple[str, ...]
    command: tuple[str, ...]
    settings: str | None  # the ConfigMap's name, which says what is in it
    environment: Mapping[str, str]  # what is in it
    secrets: tuple[Json, ...]
    secret_hashes: Mapping[str, str]  # variable or file -> hash of where it is from and its value
    resources: Json
    node_selector: Json
    priority_class: str | None
    ca_secret: str | None
    policies: str | None
    shadow: str | None
    service_account: str
    roll: str

    @property
    def declared(self) -> dict[str, str]:
        """What people declared, by name, each as a short hash: a change of one is a rollout.

        The command, paths and probes are the operator's own and not in it.
        """
        amounts = {side: (a["cpu"], a["memory"]) for side, a in self.resources.items()}
        found: dict[str, object] = {
            "image": self.image,
            "imagePullPolicy": self.pull_policy,
            "imagePullSecrets": self.pull_secrets,
            "resources": amounts,
            "nodeSelector": self.node_selector,
            "priorityClassName": self.priority_class,
            "roll": self.roll,
        }
        found |= dict(self.environment) | dict(self.secret_hashes)
        return {name: digest(value, 8) for name, value in found.items()}

    @property
    def hash(self) -> str:
        """What a rollout is about."""
        return digest(self.declared, 16)


def component_inputs(assistant: Assistant, name: ComponentName, secrets: SecretFacts) -> PodInputs:
    """The inputs of a component's pods."""
    component = component_of(assistant.spec, name)
    found = role_inputs(assistant, ROLES[name], secrets, component=component)
    if name != "guardrails":
        return found
    enforced, shadow = (configuration.policies_name(assistant, mode) for mode in MODES)
    return replace(found, policies=enforced, shadow=shadow)


def role_inputs(
    assistant: Assistant,
    role: Role,
    secrets: SecretFacts,
    *,
    component: Component | None = None,
) -> PodInputs:
    """The inputs of any process's pods."""
    spec = assistant.spec
    env = secret_env(assistant, role, secrets)
    used = {e["name"]: e["valueFrom"]["secretKeyRef"] for e in env}
    component = component or Component()
    names = secret_names(spec)
    wants_ca = "postgres" in role.services and spec.postgres.tls == "verify-full"
    ca_secret = names["postgres"] if wants_ca else None
    if ca_secret:
        used["PGSSLROOTCERT"] = {"name": ca_secret, "key": "ca.crt"}
    read = {variable: f"{ref['name']}/{ref['key']}" for variable, ref in used.items()}
    return PodInputs(
        image=spec.image,
        pull_policy=spec.image_pull_policy,
        pull_secrets=spec.image_pull_secrets,
        command=role.command,
        settings=configuration.settings_name(assistant, role.name),
        environment=configuration.settings(assistant, role.name),
        secrets=env,
        secret_hashes={
            variable: digest((key, secrets.hashes.get(key, ""))) for variable, key in read.items()
        },
        resources=container_resources(component.resources),
        node_selector=dict(component.node_selector),
        priority_class=component.priority_class_name,
        ca_secret=ca_secret,
        policies=None,
        shadow=None,
        service_account=naming.child(assistant.name, role.name),
        roll=assistant.annotations.get(naming.ROLL, ""),
    )


def is_made_from(declared: Mapping[str, str], live: Json) -> bool:
    """Whether a Deployment was made from these declared inputs, as far as both know them.

    An input that only one operator of two knows is no change that somebody declared. One that
    says nothing (made before it was noted, or written over) is taken for unchanged.
    """
    try:
        had = json.loads(live["metadata"].get("annotations", {}).get(naming.DECLARED, "{}"))
    except ValueError:
        return True
    return not isinstance(had, dict) or all(
        had[name] == declared[name] for name in had.keys() & declared.keys()
    )


def template(
    inputs: PodInputs,
    assistant: str,
    component: str,
    colour: Colour = "plain",
    *,
    serves: bool = True,
) -> Json:
    """A pod template; a process that `serves` has probes and drains, a job has neither."""
    spec: Json = {
        "serviceAccountName": inputs.service_account,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(inputs, component, serves=serves)],
        "volumes": _volumes(inputs),
    }
    if serves:
        spec["terminationGracePeriodSeconds"] = GRACE_S
        spec["topologySpreadConstraints"] = _spread(assistant, component, colour)
    if inputs.pull_secrets:
        spec["imagePullSecrets"] = [{"name": name} for name in inputs.pull_secrets]
    if inputs.node_selector:
        spec["nodeSelector"] = inputs.node_selector
    if inputs.priority_class:
        spec["priorityClassName"] = inputs.priority_class
    return {
        "metadata": {
            "labels": naming.labels(assistant, component) | {naming.COLOUR: colour},
            "annotations": {naming.INPUTS: inputs.hash},
        },
        "spec": spec,
    }


def _container(inputs: PodInputs, name: str, *, serves: bool) -> Json:
    env = list(inputs.secrets)
    mounts: list[Json] = [{"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108  an emptyDir of the pod's own
    if inputs.ca_secret:
        env += [
            {"name": "PGSSLMODE", "value": "verify-full"},
            {"name": "PGSSLROOTCERT", "value": f"{CA_PATH}/ca.crt"},
        ]
        mounts.append({"name": "postgres-ca", "mountPath": CA_PATH, "readOnly": True})
    if inputs.policies:
        mounts.append({"name": "policies", "mountPath": POLICY_PATH, "readOnly": True})
    if inputs.shadow:
        mounts.append({"name": "shadow", "mountPath": SHADOW_PATH, "readOnly": True})
    container: Json = {
        "name": name,
        "image": inputs.image,
        "imagePullPolicy": inputs.pull_policy,
        "command": list(inputs.command),
        "env": env,
        "resources": inputs.resources,
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": mounts,
    }
    if inputs.settings:
        container["envFrom"] = [{"configMapRef": {"name": inputs.settings}}]
    return container | (_serving(name) if serves else {})


def _serving(name: str) -> Json:
    found: Json = {
        "ports": [{"name": "http", "containerPort": HTTP_PORT, "protocol": "TCP"}],
        # Five minutes to start, or a starved node would restart what is about to be ready; then
        # liveness restarts a stuck process, readiness only parks it.
        "startupProbe": _probe("/healthz", period=2, failures=150),
        "livenessProbe": _probe("/healthz", period=10, failures=3),
        "readinessProbe": _probe("/readyz", period=5, failures=2),
    }
    if name in SERVED:
        found["lifecycle"] = {"preStop": {"sleep": {"seconds": FORGET_S}}}
    return found


def _probe(path: str, *, period: int, failures: int) -> Json:
    return {
        "httpGet": {"path": path, "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": 3,
        "failureThreshold": failures,
    }


def _volumes(inputs: PodInputs) -> list[Json]:
    found: list[Json] = [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}]
    if inputs.ca_secret:
        item = {"key": "ca.crt", "path": "ca.crt"}
        secret = {"secretName": inputs.ca_secret, "items": [item]}
        found.append({"name": "postgres-ca", "secret": secret})
    if inputs.policies:
        found.append({"name": "policies", "configMap": {"name": inputs.policies}})
    if inputs.shadow:
        found.append({"name": "shadow", "configMap": {"name": inputs.shadow}})
    return found


def _spread(assistant: str, component: str, colour: Colour) -> list[Json]:
    return [
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": naming.pod_labels(assistant, component, colour)},
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]


def container_resources(resources: Resources) -> Json:
    """Requests and limits, in the canonical form that the API server stores."""
    return {
        side: {
            "cpu": _cpu(amounts.cpu),
            "memory": _memory(amounts.memory),
            "ephemeral-storage": disk,
        }
        for side, amounts, disk in (
            ("requests", resources.requests, "16Mi"),
            ("limits", resources.limits, "256Mi"),  # /tmp holds media on its way through
        )
    }


def _cpu(value: str) -> str:
    if value.endswith("m") and int(value[:-1]) % 1000 == 0:
        return str(int(value[:-1]) // 1000)
    return value


def _memory(value: str) -> str:
    number, unit = int(value[:-2]), value[-2:]
    if unit == "Mi" and number % 1024 == 0:
        return _memory(f"{number // 1024}Gi")
    if unit == "Gi" and number % 1024 == 0:
        return f"{number // 1024}Ti"
    return value
