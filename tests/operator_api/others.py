"""What other projects bring to a cluster: KEDA's kinds and its admission webhook, monitors' kinds.

KEDA's are its own, from the module and the binary that the test cluster is built from. Those of
the Prometheus and the Grafana operator are played: only that they exist matters here.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

import httpx2
import yaml
from tests.operator_api.harness import ROOT, Api, Json
from tests.operator_api.world import free_port, until

STATE = Path(os.environ.get("CLUSTER_STATE", "/var/lib/driver-assistant-cluster"))
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"


def program(name: str) -> str:
    """A program of the test cluster's, else of the PATH (`cluster exec` puts them there)."""
    built = STATE / "bin" / name
    found = str(built) if built.exists() else shutil.which(name)
    assert found, f"{name} is missing: run `make cluster-build`"
    return found


def keda_module() -> Path:
    """The folder of KEDA's sources."""
    done = subprocess.run(
        ["go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/kedacore/keda/v2"],
        cwd=ROOT / "tests" / "cluster" / "modules" / "keda",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(done.stdout.strip())


def keda_kinds() -> list[Json]:
    """All of KEDA's CRDs."""
    files = sorted((keda_module() / "config/crd/bases").glob("*.yaml"))
    return [yaml.safe_load(file.read_text()) for file in files]


def monitor_kinds() -> list[Json]:
    """The Prometheus operator's kinds that the operator writes, without their schemas."""
    return [_kind("monitoring.coreos.com", "v1", kind) for kind in ("PodMonitor", "PrometheusRule")]


def dashboard_kinds() -> list[Json]:
    """The Grafana operator's kind that the operator writes, without its schema."""
    return [_kind("grafana.integreatly.org", "v1beta1", "GrafanaDashboard")]


def _kind(group: str, version: str, kind: str) -> Json:
    plural = f"{kind.lower()}s"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, for tests"},
        },
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": plural},
            "scope": "Namespaced",
            "versions": [
                {
                    "name": version,
                    "served": True,
                    "storage": True,
                    "schema": {
                        "openAPIV3Schema": {
                            "type": "object",
                            "x-kubernetes-preserve-unknown-fields": True,
                        }
                    },
                }
            ],
        },
    }


def install(api: Api, definitions: list[Json]) -> None:
    """Apply CRDs and wait until their kinds are served."""
    for definition in definitions:
        api.apply(f"{CRDS}/{definition['metadata']['name']}", definition)
    for definition in definitions:
        path = f"{CRDS}/{definition['metadata']['name']}"
        until(partial(_is_served, api, path), f"{path} is served")


def _is_gone(api: Api, path: str) -> bool:
    return api.find(path) is None


def _is_served(api: Api, path: str) -> bool:
    conditions = api.get(path).get("status", {}).get("conditions") or []  # null at first
    return any(c["type"] == "Established" and c["status"] == "True" for c in conditions)


def remove(api: Api, definitions: list[Json]) -> None:
    """Delete CRDs with everything of their kinds, and wait until they are gone."""
    paths = [f"{CRDS}/{definition['metadata']['name']}" for definition in definitions]
    for path in paths:
        api.delete(path)
    for path in paths:
        until(partial(_is_gone, api, path), f"{path} is gone", within=60)


class KedaWebhook:
    """KEDA's own admission webhook, as a process beside the API server. `close` it."""

    def __init__(self, api: Api, kubeconfig: str, folder: Path) -> None:
        self._api = api
        self._folder = folder
        port, probe = free_port(), free_port()
        certificate = self._certificate()
        self._log = (folder / "keda-webhook.log").open("wb")
        self._process = subprocess.Popen(
            [program("keda-admission-webhooks"), f"--cert-dir={folder}", f"--port={port}",
             "--metrics-bind-address=0", f"--health-probe-bind-address=127.0.0.1:{probe}",
             f"--kubeconfig={kubeconfig}"],
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        until(lambda: _answers(f"http://127.0.0.1:{probe}/readyz"), "KEDA's webhook", within=60)
        self._configure(port, certificate)

    def _certificate(self) -> str:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-keyout", "tls.key", "-out", "tls.crt", "-subj", "/CN=keda",
             "-addext", "subjectAltName=IP:127.0.0.1"],
            cwd=self._folder, capture_output=True, check=True,
        )  # fmt: skip
        shutil.copy(self._folder / "tls.crt", self._folder / "ca.crt")
        return base64.b64encode((self._folder / "tls.crt").read_bytes()).decode()

    def _configure(self, port: int, certificate: str) -> None:
        file = keda_module() / "config/webhooks/validation_webhooks.yaml"
        found = yaml.safe_load(file.read_text())
        for webhook in found["webhooks"]:
            path = webhook["clientConfig"]["service"]["path"]
            address = f"https://127.0.0.1:{port}{path}"
            webhook["clientConfig"] = {"url": address, "caBundle": certificate}
            webhook["failurePolicy"] = "Fail"  # stricter than KEDA's own Ignore
        self._name = found["metadata"]["name"]
        self._api.apply(f"{WEBHOOKS}/{self._name}", found)

    def close(self) -> None:
        self._api.delete(f"{WEBHOOKS}/{self._name}")
        self._process.terminate()
        self._process.wait(20)
        self._log.close()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False
