"""Facts turned into the status of a DriverAssistant and of a GuardrailPolicy. Pure.

Conditions are observations: each has the generation it is about, a reason that is one word, and a
message that says what to do. Messages carry no counters and no times, so that a status is written
when something happened and not each time somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from driver_assistant.contracts.crd import status as crd
from driver_assistant_operator import naming
from driver_assistant_operator.apply import Change
from driver_assistant_operator.desired import jobs, scaling
from driver_assistant_operator.facts import (
    Assistant,
    Json,
    NotUnderstood,
    SecretFacts,
    Situation,
    without_empty,
)
from driver_assistant_operator.observe import ComponentFacts
from driver_assistant_operator.policies import Judged
from driver_assistant_operator.queues import QueueFacts
from driver_assistant_operator.rollout import JobState

_PLANNED_AT_MOST: Final = 100
_FIELDS_AT_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Everything one reconciliation found out."""

    situation: Situation
    clashes: tuple[str, ...] = ()
    queues: QueueFacts | None = None
    migration: JobState | None = None
    migration_detail: str = ""
    components: tuple[ComponentFacts, ...] = ()
    updates_pending: tuple[str, ...] = ()
    paused: bool = False
    plan: tuple[Change, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Said:
    """A condition before it has a generation and a time."""

    type: str
    ok: bool | None
    reason: str
    message: str = ""


def status(assistant: Assistant, observed: Observed) -> Json:
    """The whole status, as JSON for the subresource."""
    said = [
        _secrets(observed.situation.secrets),
        _isolated(observed),
        *_later(assistant, observed),
        _paused(observed),
    ]
    found = crd.DriverAssistantStatus(
        observed_generation=assistant.generation,
        conditions=_dated(assistant.status, assistant.generation, [_ready(said), *said]),
        components=tuple(
            crd.ComponentStatus(name=c.name, colour=c.colour, image=c.image)
            for c in observed.components
        ),
        policy=observed.situation.policies.hash,
        plan=tuple(
            crd.PlannedChange(
                action=change.action,
                kind=change.kind,
                name=change.name,
                fields=change.fields[:_FIELDS_AT_MOST],
            )
            for change in observed.plan[:_PLANNED_AT_MOST]
        ),
    )
    return found.as_patch()


def _later(assistant: Assistant, observed: Observed) -> Iterable[_Said]:
    """What can be said only once secrets and isolation are clear."""
    if observed.migration is None:
        return
    if observed.queues:
        yield _queues(observed.queues)
    yield _migrated(assistant, observed)
    yield from (_component(found) for found in observed.components)
    yield _autoscaling(assistant, observed)
    yield _update_pending(observed)


def _secrets(secrets: SecretFacts) -> _Said:
    if secrets.missing:
        return _Said(crd.SECRETS, False, "Missing", _sentence(secrets.missing, "create it"))
    if secrets.unsafe:
        return _Said(crd.SECRETS, False, "Unsafe", _sentence(secrets.unsafe, "correct the Secret"))
    return _Said(crd.SECRETS, True, "Found")


def _isolated(observed: Observed) -> _Said:
    if not observed.situation.secrets.resolved:
        return _Said(crd.ISOLATED, None, "WaitingForSecrets")
    clashes = observed.clashes
    if crd.TAKEN in observed.migration_detail:  # what only the Job could see: other clusters'
        clashes = (observed.migration_detail,)
    if clashes:
        what = _sentence(
            clashes,
            f"give this resource its own, or set the annotation {naming.ADOPT}: 'true'",
        )
        return _Said(crd.ISOLATED, False, "Shared", what)
    return _Said(crd.ISOLATED, True, "Alone")


def _queues(queues: QueueFacts) -> _Said:
    if not queues.reachable:
        return _Said(
            crd.QUEUES, False, "Unreachable",
            "RabbitMQ's management API does not answer: check management-url and the network",
        )  # fmt: skip
    if queues.missing:
        return _Said(
            crd.QUEUES, False, "NotPermitted",
            _sentence(queues.missing, "are missing policies: give the user the tag policymaker, "
                      "or run `driver-assistant topology apply` with one that has it"),
        )  # fmt: skip
    if not queues.exist:
        return _Said(crd.QUEUES, None, "NotDeclared", "services declare their queues at start")
    return _Said(crd.QUEUES, True, "Declared")


def _migrated(assistant: Assistant, observed: Observed) -> _Said:
    job = jobs.migration_name(assistant)
    match observed.migration:
        case "done":
            return _Said(crd.MIGRATED, True, "Migrated")
        case "failed":
            detail = f" ({observed.migration_detail})" if observed.migration_detail else ""
            return _Said(
                crd.MIGRATED, False, "MigrationFailed",
                f"Job {job} failed{detail}. The old version serves on. Look at its log, then set "
                f"the annotation {naming.RETRY_MIGRATION} to a new value",
            )  # fmt: skip
        case _:
            return _Said(crd.MIGRATED, False, "Migrating", f"Job {job} is running")


def _component(found: ComponentFacts) -> _Said:
    return _Said(
        f"{found.name.capitalize()}Ready", found.state == "ready", found.reason, found.detail
    )


def _autoscaling(assistant: Assistant, observed: Observed) -> _Said:
    if all(scaling.is_fixed(scaling.queue_scaling(assistant, name)) for name in scaling.SIDES):
        return _Said(crd.AUTOSCALING, None, "Fixed", "min equals max: replicas are fixed")
    if scaling.KEDA not in observed.situation.installed:
        return _Said(
            crd.AUTOSCALING, False, "KedaMissing",
            "KEDA is not installed: worker and delivery stay at their fewest replicas",
        )  # fmt: skip
    if observed.queues is None or not observed.queues.exist:
        return _Said(
            crd.AUTOSCALING, None, "WaitingForQueues", "KEDA starts once the queues are declared"
        )
    return _Said(crd.AUTOSCALING, True, "QueueDepth")


def _update_pending(observed: Observed) -> _Said:
    if not observed.updates_pending:
        return _Said(crd.UPDATE_PENDING, False, "UpToDate")
    what = _sentence(
        observed.updates_pending,
        f"would restart with this operator's pod template: set the annotation {naming.ROLL} to a "
        "new value when it suits you",
    )
    return _Said(crd.UPDATE_PENDING, True, "NewTemplate", what)


def _paused(observed: Observed) -> _Said:
    if observed.paused:
        message = f"nothing is written while {naming.PAUSED} is 'true'; see status.plan"
        return _Said(crd.PAUSED, True, "Annotated", message)
    return _Said(crd.PAUSED, False, "Active")


def _ready(said: Sequence[_Said]) -> _Said:
    """True when nothing that drivers would notice is wrong; names the first that is."""
    asked = {crd.SECRETS, crd.ISOLATED, crd.MIGRATED}
    asked |= {f"{name.capitalize()}Ready" for name in naming.COMPONENTS}
    wrong = [one for one in said if one.type in asked and not one.ok]
    if not wrong:
        return _Said(crd.READY, True, "Ready")
    first = next((one for one in wrong if one.ok is False), wrong[0])
    others = sorted({one.type for one in wrong} - {first.type})
    also = f" (also: {', '.join(others)})" if others else ""
    return _Said(crd.READY, False, first.reason, f"{first.type}: {first.message}{also}")


def _sentence(items: Iterable[str], advice: str) -> str:
    return f"{'; '.join(items)}: {advice}"[:2000]


def _dated(old: Json, generation: int, said: Iterable[_Said]) -> tuple[crd.Condition, ...]:
    """Conditions with their times: a transition is a change of status, nothing else."""
    before = {c["type"]: c for c in old.get("conditions") or []}
    now = datetime.now(UTC).replace(microsecond=0)
    found = []
    for one in said:
        value = {True: "True", False: "False", None: "Unknown"}[one.ok]
        had: dict[str, Any] = before.get(one.type, {})
        since = had["lastTransitionTime"] if had.get("status") == value else now
        found.append(
            crd.Condition.model_validate(
                {
                    "type": one.type,
                    "status": value,
                    "reason": one.reason,
                    "message": one.message,
                    "observedGeneration": generation,
                    "lastTransitionTime": since,
                }
            )
        )
    return tuple(found)


def not_understood(body: Json, error: NotUnderstood) -> Json:
    """The conditions of a DriverAssistant that can't be read; the others stay what they were."""
    old = body.get("status") or {}
    message = f"{error}: upgrade the operator to the version of the CRD, or correct the field"
    said = _Said(crd.READY, False, "NotUnderstood", message[:2000])
    (ready,) = _dated(old, body["metadata"]["generation"], [said])
    others = [one for one in old.get("conditions") or [] if one["type"] != crd.READY]
    return {"conditions": [ready.model_dump(mode="json", by_alias=True), *others]}


def policy_status(judged: Judged) -> Json:
    """The status of a GuardrailPolicy after its version was judged."""
    old = judged.body.get("status") or {}
    generation = judged.body["metadata"]["generation"]
    accepted = judged.verdict == "accepted"
    found = crd.GuardrailPolicyStatus(
        observed_generation=generation,
        conditions=_dated(old, generation, [_accepted(judged)]),
        accepted_hash=judged.text_hash if accepted else old.get("acceptedHash"),
        accepted_generation=generation if accepted else old.get("acceptedGeneration"),
    )
    return found.as_patch()


def _accepted(judged: Judged) -> _Said:
    serves = "the version that was accepted last serves on" if judged.keeps else "it is not used"
    match judged.verdict:
        case "accepted":
            return _Said(crd.ACCEPTED, True, "ExamplesPassed")
        case "refused":
            detail = judged.detail or "see the log of its check Job"
            return _Said(crd.ACCEPTED, False, "ExamplesFailed", f"{detail}; {serves}"[:2000])
        case "unreadable":
            said = f"{judged.detail}: upgrade the operator or correct the field; {serves}"
            return _Said(crd.ACCEPTED, False, "NotUnderstood", said[:2000])
        case _:
            return _Said(crd.ACCEPTED, False, "Checking", f"its examples are being run; {serves}")


def unclaimed_policy_status(body: Json) -> Json:
    """The status of a GuardrailPolicy that no DriverAssistant uses."""
    generation = body["metadata"]["generation"]
    said = _Said(
        crd.ACCEPTED, None, "NoAssistant",
        "no DriverAssistant of this name in the namespace: correct spec.assistant",
    )  # fmt: skip
    found = crd.GuardrailPolicyStatus(
        observed_generation=generation,
        conditions=_dated(body.get("status") or {}, generation, [said]),
    )
    return found.as_patch()


def changed(old: Json, new: Json) -> bool:
    """Whether a status is worth a write: anything but how empty values are spelt."""
    return bool(without_empty(old) != without_empty(new))
