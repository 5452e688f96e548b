"""Jobs: the migration before a rollout, retention at night, checks of colours and policies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.desired import pod
from driver_assistant_operator.desired.roles import (
    HTTP_PORT,
    MIGRATE,
    OPS,
    POLICY_CHECK,
    RETENTION,
    SMOKE_CHECKS,
    Role,
)
from driver_assistant_operator.facts import Assistant, Json, SecretFacts, digest
from driver_assistant_operator.naming import Colour, ComponentName

MIGRATION_TIMEOUT_S: Final = 1800
KNOWN_ERROR: Final = 2  # what `driver-assistant` ends with when trying again can't help
POLICY_TIMEOUT_S: Final = 180
POLICY_FILE: Final = "policy.yaml"


def migration_name(assistant: Assistant) -> str:
    """One Job for each image (and for each time it is asked for again)."""
    inputs = (
        assistant.spec.image,
        assistant.annotations.get(naming.RETRY_MIGRATION, ""),
        assistant.flag(naming.ADOPT),
    )
    return f"{assistant.name}-migrate-{digest(inputs)}"


def migration(assistant: Assistant, secrets: SecretFacts) -> Json:
    """Brings the database to the image's schema; it only expands, so old pods keep working."""
    return _job(
        assistant,
        migration_name(assistant),
        MIGRATE,
        pod.role_inputs(assistant, MIGRATE, secrets),
        timeout_s=MIGRATION_TIMEOUT_S,
        retries=3,
        hopeless=KNOWN_ERROR,
    )


def retention(assistant: Assistant, secrets: SecretFacts) -> Json:
    """Deletes at night what is older than the resource allows."""
    kept = assistant.spec.retention
    limits = (
        f"--keep-months={kept.months}",
        f"--wamid-days={kept.deduplication_days}",
        f"--event-days={kept.guardrail_event_days}",
    )
    inputs = pod.role_inputs(assistant, RETENTION, secrets)
    inputs = replace(inputs, command=(*RETENTION.command, *limits))
    template = _template(assistant, RETENTION.name, inputs)
    return _cron_job(assistant, RETENTION, template, schedule=assistant.spec.retention.schedule)


def ops(assistant: Assistant, secrets: SecretFacts) -> Json:
    """The form that people's commands are run in: a CronJob that never runs by itself.

    `kubectl create job --from` fills it in; the name of the person is an annotation of the pod,
    which the chart's admission policy compares with who is asking the API server.
    """
    template = _template(assistant, OPS.name, pod.role_inputs(assistant, OPS, secrets))
    template["metadata"]["annotations"][naming.REQUESTED_BY] = ""
    asked = {"fieldRef": {"fieldPath": f"metadata.annotations['{naming.REQUESTED_BY}']"}}
    (container,) = template["spec"]["containers"]
    container["env"].append({"name": "DA_OPERATOR_NAME", "valueFrom": asked})
    return _cron_job(assistant, OPS, template, schedule="0 0 1 1 *", suspend=True)


def _cron_job(
    assistant: Assistant, role: Role, template: Json, *, schedule: str, suspend: bool = False
) -> Json:
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": assistant.metadata(naming.child(assistant.name, role.name), role.name),
        "spec": {
            "schedule": schedule,
            "suspend": suspend,
            "timeZone": "Etc/UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3600,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "metadata": {"labels": naming.labels(assistant.name, role.name)},
                "spec": {
                    "backoffLimit": 0 if suspend else 2,  # a person looks and decides
                    "activeDeadlineSeconds": 3600,
                    "template": template,
                },
            },
        },
    }


def smoke_check(
    assistant: Assistant, name: ComponentName, colour: Colour, secrets: SecretFacts
) -> Json:
    """Asks a new colour, through its preview Service, whether it is well."""
    role = SMOKE_CHECKS[name]
    host = naming.child(assistant.name, name) + "-preview"
    urls = [f"http://{host}:{HTTP_PORT}{path}" for path in ("/healthz", "/readyz", "/metrics")]
    inputs = _bare(pod.role_inputs(assistant, role, secrets), naming.child(assistant.name, name))
    return _job(
        assistant,
        smoke_check_name(
            assistant, name, colour, pod.component_inputs(assistant, name, secrets).hash
        ),
        role,
        replace(inputs, command=(*role.command, *urls)),
        timeout_s=assistant.spec.rollout.check_timeout_seconds,
        retries=2,
    )


def smoke_check_name(
    assistant: Assistant, name: ComponentName, colour: Colour, inputs_hash: str
) -> str:
    """One Job for each version of each colour; short, because a Job's name is a label too."""
    return f"{naming.child(assistant.name, name)}-check-{digest((colour, inputs_hash), 8)}"


def _bare(inputs: pod.PodInputs, account: str) -> pod.PodInputs:
    """A check reads no settings and borrows the account of what it checks."""
    return replace(inputs, service_account=account, settings=None, environment={})


def policy_check_name(policy: str, text: str) -> str:
    """One Job for each version of a policy."""
    return f"{policy}-check-{digest(text)}"


def policy_candidate(assistant: Assistant, policy: str, text: str) -> Json:
    """The policy as a file, for its check only."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": assistant.metadata(policy_check_name(policy, text), "policy-check"),
        "immutable": True,
        "data": {POLICY_FILE: text},
    }


def policy_check(assistant: Assistant, policy: str, text: str, secrets: SecretFacts) -> Json:
    """Compiles a policy and runs its own examples, with the image of guardrails."""
    name = policy_check_name(policy, text)
    inputs = _bare(
        pod.role_inputs(assistant, POLICY_CHECK, secrets),
        naming.child(assistant.name, "guardrails"),
    )
    return _job(
        assistant,
        name,
        POLICY_CHECK,
        replace(
            inputs,
            command=(*POLICY_CHECK.command, f"{pod.POLICY_PATH}/{POLICY_FILE}"),
            policies=name,
        ),
        timeout_s=POLICY_TIMEOUT_S,
        retries=0,
    )


def _job(
    assistant: Assistant,
    name: str,
    role: Role,
    inputs: pod.PodInputs,
    *,
    timeout_s: int,
    retries: int,
    hopeless: int | None = None,
) -> Json:
    """A Job; an exit code that is `hopeless` fails it at once, without the retries."""
    spec: Json = {
        "backoffLimit": retries,
        "activeDeadlineSeconds": timeout_s,
        "template": _template(assistant, role.name, inputs),
    }
    if hopeless is not None:
        codes = {"containerName": role.name, "operator": "In", "values": [hopeless]}
        spec["podFailurePolicy"] = {"rules": [{"action": "FailJob", "onExitCodes": codes}]}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": assistant.metadata(name, role.name),
        "spec": spec,
    }


def _template(assistant: Assistant, role: str, inputs: pod.PodInputs) -> Json:
    template = pod.template(inputs, assistant.name, role, serves=False)
    template["spec"]["restartPolicy"] = "Never"
    return template
