"""What a person wants to know about an assistant, from what Kubernetes says. Pure.

`status`, `backlog` and `explain` give plain data (that is `-o json`); `as_text` prints any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.facts import Json

# Conditions that are fine when False.
_QUIET: Final = frozenset({"Paused", "UpdatePending", "CleanedUp"})

_ADOPT: Final = f"{naming.ADOPT}=true"
# Condition -> what it means when it is not as it should be, and the command that helps.
MEANING: Final[dict[str, tuple[str, str]]] = {
    "SecretsResolved": (
        "A Secret or a key of one is missing, or an address is unsafe; nothing is built before.",
        "kubectl -n {namespace} get secrets   # then add what the message names",
    ),
    "Isolated": (
        "Another resource has this company, vhost, database, Redis prefix or number already.",
        f"kubectl get da -A   # take over: kubectl -n {{namespace}} annotate da {{name}} {_ADOPT}",
    ),
    "QueuesReady": (
        "RabbitMQ's management API does not answer, or may not set what is needed.",
        "kubectl -n {namespace} get secrets   # check management-url of the rabbitmq Secret",
    ),
    "Migrated": (
        "The database is not at this image's schema yet; the version before serves on.",
        "kubectl -n {namespace} logs -l app.kubernetes.io/component=migrate --tail=50",
    ),
    "WebhookReady": ("Meta's calls are not received, or by too few pods.", "component:webhook"),
    "WorkerReady": ("Messages are received and wait for an answer.", "component:worker"),
    "DeliveryReady": ("Answers are ready and wait to be sent.", "component:delivery"),
    "GuardrailsReady": ("Nothing can be judged; free text is not sent.", "component:guardrails"),
    "Autoscaling": (
        "Workers do not follow the queues; they stay within their range.",
        "kubectl -n {namespace} describe scaledobjects.keda.sh",
    ),
    "Paused": (
        "The operator writes nothing but the status, which shows what it would do.",
        "kubectl driver-assistant -n {namespace} resume {name}",
    ),
    "UpdatePending": (
        "The operator would build the pods differently and waits to be told.",
        f"kubectl -n {{namespace}} annotate da {{name}} --overwrite {naming.ROLL}=$(date +%s)",
    ),
    "CleanedUp": (
        "The deletion waits for RabbitMQ.",
        f"kubectl -n {{namespace}} annotate da {{name}} {naming.SKIP_CLEANUP}=true",
    ),
}
# Reason -> the command that helps, where the condition's own would only fail.
_OF_REASON: Final = {
    "KedaMissing": "kubectl get crd scaledobjects.keda.sh   # install KEDA, the operator sees it",
}
_OF_COMPONENT: Final = (
    "kubectl -n {namespace} describe pods -l "
    f"{naming.ASSISTANT}={{name}},{naming.COMPONENT}={{component}}"
)


def status(body: Json, deployments: Iterable[Json]) -> Json:
    """One assistant: whether it is ready, its components and its conditions."""
    said = body.get("status") or {}
    conditions = said.get("conditions") or []
    ready = next((c for c in conditions if c["type"] == "Ready"), None)
    stale = said.get("observedGeneration") != body["metadata"]["generation"]
    return {
        "name": body["metadata"]["name"],
        "namespace": body["metadata"]["namespace"],
        "company": body["spec"]["company"],
        "image": body["spec"]["image"],
        "ready": bool(ready and ready["status"] == "True" and not stale),
        "stale": stale,
        "components": [_component(one) for one in deployments],
        "conditions": [_condition(one) for one in conditions],
    }


def _component(deployment: Json) -> Json:
    labels, said = deployment["metadata"]["labels"], deployment.get("status") or {}
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return {
        "component": labels[naming.COMPONENT],
        "deployment": deployment["metadata"]["name"],
        "wanted": deployment["spec"].get("replicas", 1),
        "available": said.get("availableReplicas", 0),
        "updated": said.get("updatedReplicas", 0),
        "image": container["image"],
    }


def _condition(condition: Json) -> Json:
    quiet = condition["type"] in _QUIET
    return {
        "type": condition["type"],
        "status": condition["status"],
        "reason": condition["reason"],
        "message": condition.get("message", ""),
        "since": condition.get("lastTransitionTime", ""),
        "ok": condition["status"] == ("False" if quiet else "True"),
    }


def explain(body: Json, kind: str = "") -> list[Json]:
    """What is wrong, what that means and the command that helps; of one condition, or of all."""
    metadata = body["metadata"]
    found = []
    for condition in (body.get("status") or {}).get("conditions") or []:
        seen = _condition(condition)
        meaning, helps = MEANING.get(seen["type"], ("", ""))
        if not meaning or (seen["ok"] and seen["type"] != kind) or kind not in {"", seen["type"]}:
            continue
        helps = _OF_REASON.get(seen["reason"], helps)
        if helps.startswith("component:"):
            component = helps.removeprefix("component:")
            helps = _OF_COMPONENT.replace("{component}", component)
        command = helps.format(namespace=metadata["namespace"], name=metadata["name"])
        found.append(seen | {"meaning": meaning, "command": command})
    return found


def backlog(scaled: Iterable[Json], depths: dict[str, int | None], deployments: Json) -> list[Json]:
    """Waiting messages per queue. `depths` is by metric name, None where nobody could say."""
    return [
        {
            "queue": metric.partition("-rabbitmq-")[2].replace("-", "."),
            "messages": depths.get(metric),
            "perReplica": int(one["spec"]["triggers"][0]["metadata"]["value"]),
            "deployment": one["spec"]["scaleTargetRef"]["name"],
            "replicas": _replicas(deployments, one),
            "most": one["spec"]["maxReplicaCount"],
        }
        for one in scaled
        for metric in (one.get("status") or {}).get("externalMetricNames") or []
    ]


def _replicas(deployments: Json, scaled: Json) -> int | None:
    found = deployments.get(scaled["spec"]["scaleTargetRef"]["name"], {})
    replicas: int | None = found.get("spec", {}).get("replicas")
    return replicas


def as_text(rows: Sequence[Json], columns: Sequence[str]) -> str:
    """A table, the way kubectl prints one."""
    lines = [[column.upper() for column in columns]]
    lines += [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    return "\n".join(
        "   ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
