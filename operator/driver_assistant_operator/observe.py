"""Children as they are, turned into facts about components. Pure; called by `reconcile.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from driver_assistant.contracts.crd.components import CpuScaling, QueueScaling
from driver_assistant_operator import naming
from driver_assistant_operator.desired.children import Wanted
from driver_assistant_operator.facts import Assistant, Json
from driver_assistant_operator.naming import Colour, ComponentName
from driver_assistant_operator.rollout import Live

State = Literal["ready", "rolling", "failed", "absent"]

# What a container says while it waits and is not simply starting.
_TROUBLE: Final = frozenset(
    {
        "CrashLoopBackOff",
        "CreateContainerConfigError",
        "CreateContainerError",
        "ErrImageNeverPull",
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "RunContainerError",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFacts:
    """One component: `reason` is a CamelCase word, `detail` a sentence."""

    name: ComponentName
    state: State
    reason: str
    detail: str = ""
    colour: str | None = None
    image: str | None = None


def components(
    assistant: Assistant, wanted: Wanted, live: Live, pods: Sequence[Json]
) -> list[ComponentFacts]:
    """What each component does."""
    return [_component(assistant, name, wanted, live, pods) for name in naming.COMPONENTS]


def _component(
    assistant: Assistant, name: ComponentName, wanted: Wanted, live: Live, pods: Sequence[Json]
) -> ComponentFacts:
    plan = wanted.colours.get(name)
    colour: Colour = plan.active if plan else _active_colour(assistant, name, live)
    found = live.get(("Deployment", naming.child(assistant.name, name, colour)))
    shown = None if colour == "plain" else colour
    if found is None:
        return ComponentFacts(
            name=name, state="absent", reason="NotCreated", detail=f"{name} has no Deployment yet"
        )
    image = found["spec"]["template"]["spec"]["containers"][0]["image"]
    state, reason, detail = _state(assistant, name, found, _mine(pods, name))
    if plan and plan.rejected:
        state, reason = "failed", "CheckFailed"
        detail = f"the new {name} did not start or did not pass its check; {colour} serves on"
    elif plan and colour not in plan.apply and state == "ready":
        state, reason, detail = "rolling", "RollingOut", f"a second colour of {name} is starting"
    return ComponentFacts(
        name=name, state=state, reason=reason, detail=detail, colour=shown, image=image
    )


def _active_colour(assistant: Assistant, name: ComponentName, live: Live) -> Colour:
    service = live.get(("Service", naming.child(assistant.name, name)), {})
    value = service.get("spec", {}).get("selector", {}).get(naming.COLOUR, "plain")
    return value if value in {"blue", "green"} else "plain"


def _state(
    assistant: Assistant, name: ComponentName, found: Json, pods: Iterable[Json]
) -> tuple[State, str, str]:
    scaling: CpuScaling | QueueScaling = getattr(assistant.spec, name).scaling
    status = found.get("status", {})
    replicas = status.get("replicas", 0)
    current = status.get("observedGeneration", 0) >= found["metadata"]["generation"]
    least = min(scaling.min, found["spec"].get("replicas", 1))
    updated = status.get("updatedReplicas", 0)
    if current and updated == replicas and status.get("availableReplicas", 0) >= least:
        return "ready", "Available", ""
    if trouble := next(_troubles(pods), None):
        return "failed", *trouble
    for condition in status.get("conditions", []):
        if condition["type"] == "Progressing" and condition["status"] == "False":
            return "failed", condition["reason"], condition.get("message", "")
    return "rolling", "RollingOut", f"pods of {name} are starting"


def _mine(pods: Sequence[Json], component: str) -> list[Json]:
    mine = [p for p in pods if p["metadata"]["labels"].get(naming.COMPONENT) == component]
    return sorted(mine, key=lambda pod: str(pod["metadata"]["name"]))


def _troubles(pods: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """Why pods don't run: the container's reason, or that no node takes the pod."""
    for pod in pods:
        status = pod.get("status", {})
        for container in status.get("containerStatuses", []):
            reason = container.get("state", {}).get("waiting", {}).get("reason", "")
            if reason in _TROUBLE:
                yield reason, _explained(reason, container)
        for condition in status.get("conditions", []):
            if condition.get("reason") == "Unschedulable":
                yield "Unschedulable", f"no node takes the pod: {condition.get('message', '')}"


def _explained(reason: str, container: Json) -> str:
    """A sentence that stays the same while the trouble does: it is written into the status."""
    name, image = container["name"], container.get("image", "")
    if "Image" in reason:
        return f"container {name} can't get its image {image}: check its name and the pull secrets"
    ended = container.get("lastState", {}).get("terminated", {})
    if reason == "CrashLoopBackOff" and ended:
        said = str(ended.get("message", "")).strip().splitlines()
        last = f": {said[-1][:200]}" if said else ""
        return f"container {name} ended with exit code {ended.get('exitCode')}{last}"
    waiting = container.get("state", {}).get("waiting", {})
    return f"container {name}: {waiting.get('message', reason)}"


def job_reasons(pods: Sequence[Json]) -> Mapping[str, str]:
    """The last words of failed Jobs' pods, by Job."""
    found: dict[str, str] = {}
    for pod in pods:
        job = pod["metadata"]["labels"].get("batch.kubernetes.io/job-name")
        for container in pod.get("status", {}).get("containerStatuses", []):
            ended = container.get("state", {}).get("terminated", {})
            if job and ended.get("exitCode", 0) != 0:
                found[job] = str(ended.get("message", "")).strip()[-1000:]
    return found
