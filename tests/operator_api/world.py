"""What surrounds the operator in these tests: its process, a node, and RabbitMQ's management API.

The operator is a real process against a real API server. The deployment and job controllers are
Kubernetes' own; only what a kubelet does is played, by writing the status of pods.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import yaml
from tests.operator_api.broker import FakeBroker
from tests.operator_api.harness import MINIMAL, ROOT, Api, Json, changed, example
from tests.operator_api.node import Node

GROUP = "/apis/driverassistant.dev/v1alpha1"


PATIENCE = 4  # a machine that is shared may be this much slower than a quiet one


def until(check: Callable[[], Any], why: str, *, within: float = 30.0) -> Any:
    """Wait for something true. `within`: the seconds a quiet machine has for it."""
    end = time.monotonic() + within * PATIENCE
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < end, f"{why}: not within {within * PATIENCE} s"
        time.sleep(0.1)  # noqa: TID251  tests of a process are synchronous


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Operator:
    """The operator as a process of its own."""

    namespace: str
    kubeconfig: str
    settings: dict[str, str] = field(default_factory=dict)
    log: Path = field(default_factory=lambda: Path(os.devnull))

    def start(self) -> Operator:
        self.port = free_port()
        environment = os.environ | {
            "KUBECONFIG": self.kubeconfig,
            "DA_OPERATOR_NAMESPACE": self.namespace,
            "DA_OPERATOR_LEASE_NAMESPACE": self.namespace,
            "DA_OPERATOR_IDENTITY": f"op-{self.port}",
            "DA_OPERATOR_HTTP_HOST": "127.0.0.1",
            "DA_OPERATOR_HTTP_PORT": str(self.port),
            "DA_OPERATOR_RESYNC_S": "3",
            "DA_OPERATOR_WAITING_S": "1",
            # a leader that is held up for longer ends itself, and nobody starts it again here
            "DA_OPERATOR_LEASE_DURATION_S": "60",
            **self.settings,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "driver_assistant_operator"],
                env=environment,
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        return self

    @property
    def identity(self) -> str:
        return f"op-{self.port}"

    def http(self, path: str) -> httpx2.Response:
        return httpx2.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def metric(self, name: str) -> float:
        """The sum of a metric's samples."""
        text = self.http("/metrics").text
        found = re.findall(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.e+-]+)$", text, re.MULTILINE)
        return sum(float(value) for value in found)

    def lives(self) -> bool:
        try:
            return self.http("/healthz").status_code == 200
        except httpx2.HTTPError:
            return False

    def leads(self) -> bool:
        try:
            return self.metric("driver_assistant_operator_leader") == 1
        except httpx2.HTTPError:
            return False

    def stop(self) -> None:
        """SIGTERM, and wait for the end."""
        self.process.terminate()
        self.process.wait(20 * PATIENCE)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)


@dataclass
class World:
    """One namespace with secrets, a node, a broker and (usually) an operator."""

    api: Api
    namespace: str
    broker: FakeBroker
    node: Node
    kubeconfig: str
    log: Path
    operators: list[Operator] = field(default_factory=list)
    neighbours: list[Node] = field(default_factory=list)

    def operator(self, **settings: str) -> Operator:
        found = Operator(self.namespace, self.kubeconfig, settings, self.log).start()
        self.operators.append(found)
        return found

    def path(self, plural: str, name: str = "", group: str = "") -> str:
        root = f"/apis/{group}" if group else "/api/v1"
        return f"{root}/namespaces/{self.namespace}/{plural}" + (f"/{name}" if name else "")

    def da(self, name: str = "") -> str:
        return f"{GROUP}/namespaces/{self.namespace}/driverassistants" + (
            f"/{name}" if name else ""
        )

    def gp(self, name: str = "") -> str:
        return f"{GROUP}/namespaces/{self.namespace}/guardrailpolicies" + (
            f"/{name}" if name else ""
        )

    def deployment(self, name: str) -> Json:
        return self.api.get(self.path("deployments", name, "apps/v1"))

    def secrets(self, **values: str) -> None:
        """The Secrets of the examples, with our broker's address."""
        for document in example("00-secrets"):
            if document["metadata"]["name"] == "acme-rabbitmq":
                document["stringData"]["management-url"] = self.broker.url
                document["stringData"]["amqp-url"] = "amqp://acme:made-up@127.0.0.1:5672/acme"
            for key, value in values.items():
                secret, _, name = key.partition("__")
                if document["metadata"]["name"] == secret.replace("_", "-"):
                    document["stringData"][name.replace("_", "-")] = value
            self.api.apply(self.path("secrets", document["metadata"]["name"]), document)

    def apply(self, document: Json) -> Json:
        plural = self.da if document["kind"] == "DriverAssistant" else self.gp
        return self.api.apply(plural(document["metadata"]["name"]), document)

    def condition(self, kind: str, name: str = "acme", *, policy: bool = False) -> Json:
        path = self.gp(name) if policy else self.da(name)
        status = self.api.get(path).get("status", {})
        return next((c for c in status.get("conditions", []) if c["type"] == kind), {})

    def is_ready(self, name: str = "acme") -> bool:
        """Ready, and said about the newest generation."""
        body = self.api.get(self.da(name))
        found = self.condition("Ready", name)
        newest = body["metadata"]["generation"]
        return found.get("status") == "True" and found.get("observedGeneration") == newest

    def children(self) -> dict[str, Json]:
        """Every child, by kind/name."""
        selector = "labelSelector=app.kubernetes.io/managed-by=driver-assistant-operator"
        found = {}
        for plural, group in _KINDS:
            answer = self.api.find(f"{self.path(plural, group=group)}?{selector}")
            for item in (answer or {}).get("items", []):
                found[f"{plural}/{item['metadata']['name']}"] = item
        return found

    def child_path(self, key: str) -> str:
        """The path of a child that `children` calls `key`."""
        plural, _, name = key.partition("/")
        return self.path(plural, name, dict(_KINDS)[plural])

    def versions(self) -> dict[str, str]:
        """resourceVersions of children, without what Kubernetes itself changes."""
        return {key: item["metadata"]["resourceVersion"] for key, item in self.children().items()}

    def settle(self) -> None:
        """Wait until Kubernetes' own controllers have nothing left to write."""

        def is_quiet() -> bool:
            before = self.versions()
            time.sleep(7)  # noqa: TID251  the autoscaler's controller looks every 5 s
            return before == self.versions()

        until(is_quiet, "settled", within=90)

    def revisions(self) -> dict[str, int]:
        """How often each Deployment's pods were replaced: Kubernetes counts pod templates."""
        note = "deployment.kubernetes.io/revision"
        found = self.api.items(self.path("deployments", group="apps/v1"))
        return {
            d["metadata"]["name"]: int(d["metadata"].get("annotations", {}).get(note, 0))
            for d in found
        }

    def beside(self, namespace: str) -> World:
        """Another namespace, with the same operators, the same broker and a node of its own."""
        node = Node(Api(self.api.credentials), namespace)
        self.neighbours.append(node)
        return replace(self, namespace=namespace, node=node)

    def close(self) -> None:
        for operator in self.operators:
            operator.kill()
        for node in (self.node, *self.neighbours):
            node.close()
        self.broker.close()


_KINDS = (
    ("serviceaccounts", ""),
    ("configmaps", ""),
    ("services", ""),
    ("networkpolicies", "networking.k8s.io/v1"),
    ("ingresses", "networking.k8s.io/v1"),
    ("jobs", "batch/v1"),
    ("cronjobs", "batch/v1"),
    ("deployments", "apps/v1"),
    ("poddisruptionbudgets", "policy/v1"),
    ("horizontalpodautoscalers", "autoscaling/v2"),
    ("scaledobjects", "keda.sh/v1alpha1"),
    ("triggerauthentications", "keda.sh/v1alpha1"),
    ("podmonitors", "monitoring.coreos.com/v1"),
    ("prometheusrules", "monitoring.coreos.com/v1"),
    ("grafanadashboards", "grafana.integreatly.org/v1beta1"),
)


def account_kubeconfig(world: World, account: str, folder: Path) -> str:
    """A kubeconfig with the token of a ServiceAccount of the world's namespace."""
    answer = world.api.request(
        "POST",
        world.path("serviceaccounts", f"{account}/token"),
        json={"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}},
    )
    credentials = world.api.credentials
    cluster = {
        "server": credentials.server,
        "certificate-authority": str(credentials.ca_file),
    }
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": cluster}],
        "users": [{"name": "u", "user": {"token": answer.json()["status"]["token"]}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    path = folder / "account.kubeconfig"
    path.write_text(yaml.safe_dump(config))
    return str(path)


def plain(minimal: Json) -> Json:
    """The minimal example outside production: TLS to a broker on the loopback is not the point."""
    found = changed(minimal, "spec.environment", "staging")
    found = changed(found, "spec.rabbitmq.tls", "disable")
    return changed(found, "spec.image", "registry.example/driver-assistant:1")


PLAIN = plain(MINIMAL)


def started(world: World, *, document: Json = PLAIN, **settings: str) -> Operator:
    """An operator and one Ready assistant."""
    world.secrets()
    operator = world.operator(**settings)
    world.apply(document)
    until(world.is_ready, "Ready", within=90)
    return operator
