"""Which versions run beside each other: the migration gate and the two colours.

Pure: looks at live children and the clock it is given, says what should exist next. All memory is
on the children themselves (the Service's selector and annotations, Jobs' conditions), so an
operator that dies between two writes, or is replaced, goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from driver_assistant_operator import naming
from driver_assistant_operator.desired import jobs, pod
from driver_assistant_operator.facts import Assistant, Json, SecretFacts
from driver_assistant_operator.naming import Colour, ComponentName

Live = Mapping[tuple[str, str], Json]  # (kind, name) -> the object
JobState = Literal["absent", "running", "done", "failed"]


def job_state(live: Live, name: str) -> JobState:
    """What a Job says about itself."""
    job = live.get(("Job", name))
    if job is None:
        return "absent"
    for condition in job.get("status", {}).get("conditions", []):
        if condition["status"] == "True" and condition["type"] in {"Complete", "Failed"}:
            return "done" if condition["type"] == "Complete" else "failed"
    return "running"


def migration_state(assistant: Assistant, live: Live) -> JobState:
    """Whether the database is at the image's schema."""
    return job_state(live, jobs.migration_name(assistant))


def as_migrated(assistant: Assistant, live: Live) -> Live:
    """The children as they will be once the migration has succeeded."""
    done = {"status": {"conditions": [{"type": "Complete", "status": "True"}]}}
    return {**live, ("Job", jobs.migration_name(assistant)): done}


def is_rolled_out(deployment: Json | None) -> bool:
    """Whether all replicas run the newest template and are available."""
    if deployment is None:
        return False
    status, wanted = deployment.get("status", {}), deployment["spec"].get("replicas", 1)
    return bool(
        status.get("observedGeneration", 0) >= deployment["metadata"]["generation"]
        and status.get("updatedReplicas", 0) >= wanted
        and status.get("replicas", 0) == status.get("updatedReplicas", 0)
        and status.get("availableReplicas", 0) >= wanted
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What should exist of a component that callers reach through a Service."""

    active: Colour  # where the Service points
    apply: tuple[Colour, ...]  # Deployments at today's inputs
    keep: tuple[Colour, ...] = ()  # Deployments left as they are
    preview: Colour | None = None
    check: Colour | None = None  # its smoke check runs, or has run
    notes: Mapping[str, str] = field(default_factory=dict)  # annotations of the Service
    rejected: bool = False  # today's inputs failed their check
    again_in: timedelta | None = None


def colours(
    assistant: Assistant, name: ComponentName, secrets: SecretFacts, live: Live, now: datetime
) -> Colours:
    """The next step of a component's rollout."""
    service = live.get(("Service", naming.child(assistant.name, name)))
    blue_green = assistant.spec.rollout.strategy == "BlueGreen"
    if service is None:
        first: Colour = "blue" if blue_green else "plain"
        return Colours(active=first, apply=(first,))
    active = _colour_of(service)
    if not blue_green and active == "plain":
        return Colours(active="plain", apply=("plain",))
    inputs = pod.component_inputs(assistant, name, secrets)
    turn = _Turn(assistant, name, live, service, now, inputs.declared, inputs.hash)
    if _at_home(active, blue_green=blue_green) and turn.is_current(active):
        return turn.settle(active)
    if turn.noted(naming.REJECTED) == turn.inputs:
        return turn.stay(active)
    return turn.take_over(active, _next(active, blue_green=blue_green))


def _colour_of(service: Json) -> Colour:
    value = service["spec"].get("selector", {}).get(naming.COLOUR, "plain")
    return value if value in {"blue", "green"} else "plain"


def _at_home(active: Colour, *, blue_green: bool) -> bool:
    return (active != "plain") if blue_green else active == "plain"


def _next(active: Colour, *, blue_green: bool) -> Colour:
    if not blue_green:
        return "plain"
    return "green" if active == "blue" else "blue"


@dataclass(frozen=True, slots=True)
class _Turn:
    """One component's rollout at one moment."""

    assistant: Assistant
    name: ComponentName
    live: Live
    service: Json
    now: datetime
    declared: Mapping[str, str]
    inputs: str  # its hash

    def deployment(self, colour: Colour) -> Json | None:
        return self.live.get(("Deployment", naming.child(self.assistant.name, self.name, colour)))

    def noted(self, annotation: str) -> str:
        found: str = self.service["metadata"].get("annotations", {}).get(annotation, "")
        return found

    def is_current(self, colour: Colour) -> bool:
        found = self.deployment(colour)
        if found is None:
            return True  # somebody deleted it: put it back where callers look
        return pod.is_made_from(self.declared, found)

    def others(self, colour: Colour) -> tuple[Colour, ...]:
        every: tuple[Colour, ...] = ("plain", "blue", "green")
        return tuple(c for c in every if c != colour and self.deployment(c))

    def settle(self, active: Colour) -> Colours:
        """The switch is made: the old colour waits for a return until the drain has ended."""
        others = self.others(active)
        left = self._drain_left()
        if not others or left <= timedelta(0):
            return Colours(active=active, apply=(active,), notes=self._notes())
        healthy = [c for c in others if _available(self.deployment(c))]
        if healthy and not _available(self.deployment(active)):
            notes = {naming.REJECTED: self.inputs, naming.SWITCHED: ""}
            return Colours(active=healthy[0], apply=(), keep=(*others, active), notes=notes,
                           rejected=True)  # fmt: skip
        return Colours(
            active=active, apply=(active,), keep=others, notes=self._notes(), again_in=left
        )

    def stay(self, active: Colour) -> Colours:
        """Today's inputs failed: the old colour serves until an input changes."""
        failed = _next(active, blue_green=self.assistant.spec.rollout.strategy == "BlueGreen")
        return Colours(active=active, apply=(), keep=(active,), notes=self._notes(),
                       check=failed, rejected=True)  # fmt: skip

    def take_over(self, active: Colour, candidate: Colour) -> Colours:
        """Start the candidate, check it, switch to it."""
        found = self.deployment(candidate)
        started = bool(found) and self.is_current(candidate) and is_rolled_out(found)
        state = self._check_state(candidate)
        if started and state == "done":
            return Colours(active=candidate, apply=(candidate,), keep=(active,),
                           notes={naming.SWITCHED: self.now.isoformat()},
                           again_in=self._drain())  # fmt: skip
        if state == "failed" or self._too_late(found):
            return Colours(active=active, apply=(), keep=(active,), check=candidate,
                           notes={naming.REJECTED: self.inputs}, rejected=True)  # fmt: skip
        return Colours(
            active=active,
            apply=(candidate,),
            keep=(active,),
            preview=candidate,
            check=candidate if started else None,
            notes=self._notes(),
            again_in=timedelta(seconds=10),
        )

    def _check_state(self, candidate: Colour) -> JobState:
        job = jobs.smoke_check_name(self.assistant, self.name, candidate, self.inputs)
        return job_state(self.live, job)

    def _too_late(self, candidate: Json | None) -> bool:
        """Whether the candidate has had its time since its template last changed."""
        if candidate is None or is_rolled_out(candidate):
            return False
        if not pod.is_made_from(self.declared, candidate):
            return False
        since = [
            datetime.fromisoformat(condition["lastUpdateTime"])
            for condition in candidate.get("status", {}).get("conditions", [])
            if condition["type"] == "Progressing"
        ] or [datetime.fromisoformat(candidate["metadata"]["creationTimestamp"])]
        limit = timedelta(seconds=self.assistant.spec.rollout.check_timeout_seconds)
        return self.now - max(since) > limit

    def _drain(self) -> timedelta:
        return timedelta(seconds=self.assistant.spec.rollout.drain_seconds)

    def _drain_left(self) -> timedelta:
        switched = self.noted(naming.SWITCHED)
        if not switched:
            return timedelta(0)
        return datetime.fromisoformat(switched) + self._drain() - self.now

    def _notes(self) -> dict[str, str]:
        """The Service's annotations as they are: memory that no write may lose."""
        return {a: v for a in (naming.SWITCHED, naming.REJECTED) if (v := self.noted(a))}


def _available(deployment: Json | None) -> bool:
    return bool(deployment and deployment.get("status", {}).get("availableReplicas", 0))


def now_utc() -> datetime:
    """The clock of a rollout, to the second: it is written into annotations."""
    return datetime.now(UTC).replace(microsecond=0)
