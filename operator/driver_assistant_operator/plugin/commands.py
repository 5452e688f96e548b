"""Commands inside the cluster: a Job made from the CronJob `NAME-ops`, in the person's own name.

Used by `cli.py`. The Job has the company's image, settings and Secrets; its output comes back, and
the Job is deleted. The audit trail gets the name that the API server knows the person by.
"""

from __future__ import annotations

import copy
import json
import secrets
import time
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.facts import Json
from driver_assistant_operator.plugin.kubectl import Kubectl, KubectlFailed

LASTING_S: Final = 180
LOOK_EVERY_S: Final = "1s"


def job_of(cron_job: Json, person: str, arguments: list[str]) -> Json:
    """The Job that runs `driver-assistant ARGUMENTS`."""
    spec = copy.deepcopy(cron_job["spec"]["jobTemplate"]["spec"])
    metadata = spec["template"]["metadata"]
    metadata["annotations"] = (metadata.get("annotations") or {}) | {naming.REQUESTED_BY: person}
    (container,) = spec["template"]["spec"]["containers"]
    container["command"] = ["driver-assistant", *arguments]
    spec |= {"activeDeadlineSeconds": LASTING_S, "ttlSecondsAfterFinished": LASTING_S}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": f"{cron_job['metadata']['name']}-{secrets.token_hex(4)}",
            "namespace": cron_job["metadata"]["namespace"],
        },
        "spec": spec,
    }


def run(kubectl: Kubectl, assistant: Json, arguments: list[str]) -> str:
    """What the command printed.

    Raises:
        KubectlFailed: the command failed, with its last words; or it did not end in time.
    """
    name, namespace = assistant["metadata"]["name"], assistant["metadata"]["namespace"]
    there = ["-n", namespace]
    cron_job = kubectl.json(*there, "get", "cronjob", naming.child(name, "ops"))
    who = kubectl.json("auth", "whoami")
    job = job_of(cron_job, who["status"]["userInfo"]["username"], arguments)
    called = f"job/{job['metadata']['name']}"
    kubectl.run(*there, "create", "-f", "-", given=json.dumps(job))
    try:
        ended = _wait(kubectl, there, called)
        said = kubectl.run(*there, "logs", called, "--tail=-1")
    finally:
        kubectl.run(*there, "delete", called, "--wait=false", "--ignore-not-found")
    if ended != "Complete":
        raise KubectlFailed(f"`driver-assistant {' '.join(arguments)}` failed:\n{said.strip()}")
    return said


def _wait(kubectl: Kubectl, there: list[str], called: str) -> str:
    """`Complete` or `Failed`."""
    end = time.monotonic() + LASTING_S
    while time.monotonic() < end:
        for condition in (
            kubectl.json(*there, "get", called).get("status", {}).get("conditions", [])
        ):
            if condition["type"] in {"Complete", "Failed"} and condition["status"] == "True":
                found: str = condition["type"]
                return found
        _pause(kubectl, there, called)
    raise KubectlFailed(f"{called} has not ended after {LASTING_S} s: kubectl describe {called}")


def _pause(kubectl: Kubectl, there: list[str], called: str) -> None:
    """Kubectl waits for us, and says nothing when it waited in vain."""
    try:
        wait = ["wait", "--for=condition=Complete", f"--timeout={LOOK_EVERY_S}"]
        kubectl.run(*there, *wait, called)
    except KubectlFailed:
        return
