"""A kubelet, played by writing the status of pods; the controllers are Kubernetes' own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import httpx2
from tests.operator_api.harness import Api, Json


@dataclass
class Node:
    """Plays the kubelet: pods become Ready, Jobs' pods end, unless told otherwise."""

    api: Api
    namespace: str
    trouble: dict[str, str] = field(default_factory=dict)  # component -> waiting reason
    failing_jobs: set[str] = field(default_factory=set)  # components whose pods fail
    frozen: set[str] = field(default_factory=set)  # components whose pods stay pending
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self._stop.set()
        self.thread.join(5)
        self.api.http.close()

    def _run(self) -> None:
        took = 0.0
        while not self._stop.wait(max(0.15, 2 * took)):  # many pods leave time to the others
            began = time.monotonic()
            try:
                pods = self.api.items(f"/api/v1/namespaces/{self.namespace}/pods")
                for pod in pods:
                    self._play(pod)
            except (httpx2.HTTPError, AssertionError, KeyError):
                continue
            finally:
                took = time.monotonic() - began

    def _play(self, pod: Json) -> None:
        component = pod["metadata"]["labels"].get("app.kubernetes.io/component", "")
        is_job = "batch.kubernetes.io/job-name" in pod["metadata"]["labels"]
        if component in self.frozen or "deletionTimestamp" in pod["metadata"]:
            return
        status = self._status(component, is_job=is_job)
        phase = pod.get("status", {}).get("phase")
        had = _reason(pod.get("status", {}))
        if (phase, had) == (status["phase"], _reason(status)):
            return
        name = pod["metadata"]["name"]
        path = f"/api/v1/namespaces/{self.namespace}/pods/{name}/status"
        self.api.request(
            "PATCH",
            path,
            json={"status": status},
            headers={"content-type": "application/merge-patch+json"},
        )

    def _status(self, component: str, *, is_job: bool) -> Json:
        container: Json = {
            "name": component or "main",
            "image": "image",
            "imageID": "",
            "restartCount": 0,
            "ready": False,
            "started": False,
        }
        if is_job:
            code = 2 if component in self.failing_jobs else 0
            said = "example 1 was not found: rule acme.fuel-card-pin" if code else ""
            ended = {"exitCode": code, "message": said, "reason": "Error" if code else "Completed"}
            return {
                "phase": "Failed" if code else "Succeeded",
                "containerStatuses": [container | {"state": {"terminated": ended}}],
            }
        if reason := self.trouble.get(component):
            waiting = {"waiting": {"reason": reason, "message": "made up"}}
            return {"phase": "Pending", "containerStatuses": [container | {"state": waiting}]}
        running = {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
        return {
            "phase": "Running",
            "conditions": [
                {"type": kind, "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
                for kind in ("Ready", "ContainersReady", "PodScheduled", "Initialized")
            ],
            "containerStatuses": [container | {"ready": True, "started": True, "state": running}],
        }


def _reason(status: Json) -> str:
    containers = status.get("containerStatuses") or [{}]
    found: str = containers[0].get("state", {}).get("waiting", {}).get("reason", "")
    return found
