"""The charts render what they promise, refuse what they don't know, and pass a checker."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from driver_assistant_operator import kinds

Json = dict[str, Any]
Helm = Callable[..., subprocess.CompletedProcess[str]]
Render = Callable[..., list[Json]]
CHARTS = Path(__file__).resolve().parents[2] / "charts"
OPERATOR, BACKING = "driver-assistant-operator", "backing-services"
VALUES: tuple[list[str], ...] = (
    [],
    ["-f", f"{OPERATOR}/values-eks.yaml"],
    ["-f", f"{OPERATOR}/values-gke.yaml"],
)

# kube-score's findings that are meant, each with its reason.
WAIVED = {
    "container-image-pull-policy": "tags are fixed: Always costs a registry call at each start",
}
WAIVED_IN_DEVELOPMENT = WAIVED | {
    "container-security-context-user-group-id": "the users of the official images",
    "statefulset-has-host-podantiaffinity": "one replica each",
    "pod-probes-identical": "TCP is all that these servers offer without a client",
}


def of(documents: list[Json], kind: str) -> list[Json]:
    return [document for document in documents if document["kind"] == kind]


@pytest.mark.parametrize("values", VALUES, ids=["defaults", "eks", "gke"])
def test_the_operators_chart_is_clean(helm: Helm, values: list[str]) -> None:
    done = helm("lint", "--strict", OPERATOR, *values)

    assert done.returncode == 0, done.stdout


def test_the_backing_services_chart_is_clean(helm: Helm) -> None:
    assert helm("lint", "--strict", BACKING).returncode == 0


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("replica=3", "replica"),
        ("replicas=0", "replicas"),
        ("replicas=many", "replicas"),
        ("image.digest=sha256:abc", "digest"),
        ("operator.logFormat=xml", "logFormat"),
        ("lease.durationSeconds=1", "durationSeconds"),
        ("resources.limits.gpu=1", "gpu"),
    ],
)
def test_unknown_and_wrong_values_are_refused(helm: Helm, setting: str, said: str) -> None:
    done = helm("template", "test", OPERATOR, "--set", setting)

    assert done.returncode != 0
    assert said in done.stderr


def test_crds_are_templates_that_upgrade_and_stay(render: Render) -> None:
    found = of(render(OPERATOR), "CustomResourceDefinition")

    assert [c["spec"]["names"]["kind"] for c in found] == ["DriverAssistant", "GuardrailPolicy"]
    for definition in found:
        assert definition["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
        path = CHARTS.parent / "crds" / f"{definition['metadata']['name']}.yaml"
        assert definition["spec"] == yaml.safe_load(path.read_text())["spec"]
    assert not of(render(OPERATOR, "--set", "crds.enabled=false"), "CustomResourceDefinition")


def test_a_namespaced_operator_needs_no_cluster_role(render: Render) -> None:
    documents = render(OPERATOR, "--set", "watchNamespace=trucks")

    assert not of(documents, "ClusterRole")
    assert not of(documents, "ClusterRoleBinding")
    roles = {r["metadata"]["name"]: r["metadata"]["namespace"] for r in of(documents, "Role")}
    assert roles["test-driver-assistant-operator"] == "trucks"
    assert roles["test-driver-assistant-operator-lease"] == "sys"


def test_secrets_are_read_by_name_only(render: Render) -> None:
    (role,) = [
        r for r in of(render(OPERATOR), "ClusterRole") if not r["metadata"]["name"].endswith("edit")
    ]

    verbs = [rule["verbs"] for rule in role["rules"] if "secrets" in rule["resources"]]
    assert verbs == [["get"]]
    assert "*" not in json.dumps(role["rules"])


def test_every_kind_the_operator_writes_is_in_the_role_and_no_other(render: Render) -> None:
    (role,) = [
        r for r in of(render(OPERATOR), "ClusterRole") if not r["metadata"]["name"].endswith("edit")
    ]

    granted = {
        (group, resource)
        for rule in role["rules"]
        if "create" in rule["verbs"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    assert granted == {(kind.group, kind.plural) for kind in kinds.CHILDREN} | {("", "events")}


def test_the_operators_pod_is_hardened(render: Render) -> None:
    (deployment,) = of(render(OPERATOR), "Deployment")

    spec = deployment["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert deployment["spec"]["replicas"] == 2


def test_monitoring_is_optional_and_complete(render: Render) -> None:
    assert not of(render(OPERATOR), "PrometheusRule")
    documents = render(OPERATOR, "-f", f"{OPERATOR}/values-eks.yaml")

    (rule,) = of(documents, "PrometheusRule")
    alerts = [alert for group in rule["spec"]["groups"] for alert in group["rules"]]
    for alert in alerts:
        assert alert["annotations"]["runbook_url"].startswith("https://"), alert["alert"]
    assert of(documents, "ServiceMonitor")
    (dashboards,) = [c for c in of(documents, "ConfigMap") if "dashboards" in c["metadata"]["name"]]
    assert json.loads(dashboards["data"]["fleet.json"])["panels"]


def test_alerts_and_dashboards_read_metrics_that_exist() -> None:
    from driver_assistant_operator import metrics

    names = {metric._name for metric in vars(metrics).values() if hasattr(metric, "_name")}
    folder = CHARTS / OPERATOR / "files"
    text = (folder / "rules.yaml").read_text() + (folder / "dashboards/fleet.json").read_text()
    used = {
        re.sub(r"_(total|bucket|count|sum)$", "", name)
        for name in re.findall(r"driver_assistant_operator_[a-z_]+", text)
    }
    assert used <= names
    assert used


def test_each_company_gets_a_database_a_vhost_and_its_secrets(render: Render) -> None:
    documents = render(BACKING, "--set", "companies={acme,globex}")

    secrets = {s["metadata"]["name"]: s["stringData"] for s in of(documents, "Secret")}
    assert secrets["globex-rabbitmq"]["amqp-url"].endswith("@rabbitmq.sys.svc:5672/globex")
    assert secrets["acme-postgres"]["url"].endswith("@postgresql.sys.svc:5432/acme")
    vhosts = json.loads(secrets["backing-config"]["definitions.json"])["vhosts"]
    assert vhosts == [{"name": "acme"}, {"name": "globex"}]


@pytest.mark.parametrize(
    ("chart", "arguments", "waived"),
    [
        (OPERATOR, ["-f", f"{OPERATOR}/values-eks.yaml"], WAIVED),
        (OPERATOR, ["--set", "watchNamespace=trucks"], WAIVED),
        (BACKING, [], WAIVED_IN_DEVELOPMENT),
    ],
    ids=["operator", "namespaced", "backing"],
)
def test_kube_score_finds_nothing_but_what_is_waived(
    helm: Helm, kube_score: str, chart: str, arguments: list[str], waived: dict[str, str]
) -> None:
    rendered = helm("template", "test", chart, "-n", "sys", *arguments).stdout

    assert findings(kube_score, rendered) <= waived.keys()


def findings(kube_score: str, rendered: str) -> set[str]:
    """The checks that are warned about or worse."""
    done = subprocess.run(
        [kube_score, "score", "-", "--output-format", "json"],
        input=rendered,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        check["check"]["id"]
        for scored in json.loads(done.stdout)
        for check in scored["checks"]
        if not check["skipped"] and check["grade"] < 10
    }
