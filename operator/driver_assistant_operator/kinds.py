"""The kinds the operator writes: their API versions, plurals and whether a cluster must have them.

RBAC in the chart, the watches and the pruning are made from this one table; a test compares it
with the chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from driver_assistant.contracts.crd.base import API_VERSION

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of child; `optional` ones come with KEDA, the Prometheus operator or Grafana's."""

    kind: str
    api_version: str
    plural: str
    optional: bool = False

    @property
    def group(self) -> str:
        """The API group; empty for the core."""
        return self.api_version.rpartition("/")[0]

    def path(self, namespace: str | None = None, name: str | None = None) -> str:
        """The URL path of the collection, or of one object."""
        root = f"/apis/{self.api_version}" if self.group else f"/api/{self.api_version}"
        scope = f"/namespaces/{namespace}" if namespace else ""
        return f"{root}{scope}/{self.plural}" + (f"/{name}" if name else "")


CHILDREN: Final[tuple[Kind, ...]] = (
    Kind(kind="ServiceAccount", api_version="v1", plural="serviceaccounts"),
    Kind(kind="ConfigMap", api_version="v1", plural="configmaps"),
    Kind(kind="NetworkPolicy", api_version="networking.k8s.io/v1", plural="networkpolicies"),
    Kind(kind="Job", api_version="batch/v1", plural="jobs"),
    Kind(kind="Service", api_version="v1", plural="services"),
    Kind(kind="Deployment", api_version="apps/v1", plural="deployments"),
    Kind(kind="PodDisruptionBudget", api_version="policy/v1", plural="poddisruptionbudgets"),
    Kind(
        kind="HorizontalPodAutoscaler",
        api_version="autoscaling/v2",
        plural="horizontalpodautoscalers",
    ),
    Kind(
        kind="TriggerAuthentication",
        api_version="keda.sh/v1alpha1",
        plural="triggerauthentications",
        optional=True,
    ),
    Kind(
        kind="ScaledObject", api_version="keda.sh/v1alpha1", plural="scaledobjects", optional=True
    ),
    Kind(kind="Ingress", api_version="networking.k8s.io/v1", plural="ingresses"),
    Kind(kind="CronJob", api_version="batch/v1", plural="cronjobs"),
    Kind(
        kind="PodMonitor",
        api_version="monitoring.coreos.com/v1",
        plural="podmonitors",
        optional=True,
    ),
    Kind(
        kind="PrometheusRule",
        api_version="monitoring.coreos.com/v1",
        plural="prometheusrules",
        optional=True,
    ),
    Kind(
        kind="GrafanaDashboard",
        api_version="grafana.integreatly.org/v1beta1",
        plural="grafanadashboards",
        optional=True,
    ),
)

ASSISTANT: Final = Kind(kind="DriverAssistant", api_version=API_VERSION, plural="driverassistants")
POLICY: Final = Kind(kind="GuardrailPolicy", api_version=API_VERSION, plural="guardrailpolicies")
POD: Final = Kind(kind="Pod", api_version="v1", plural="pods")
SECRET: Final = Kind(kind="Secret", api_version="v1", plural="secrets")
LEASE: Final = Kind(kind="Lease", api_version="coordination.k8s.io/v1", plural="leases")
EVENT: Final = Kind(kind="Event", api_version="v1", plural="events")

_BY_NAME: Final = {kind.kind: kind for kind in (*CHILDREN, ASSISTANT, POLICY, POD, SECRET, LEASE)}


def kind_of(manifest: Json) -> Kind:
    """The kind of a manifest; `KeyError` for one that the operator never writes."""
    return _BY_NAME[manifest["kind"]]


def path_of(manifest: Json) -> str:
    """The URL path of a manifest's object."""
    metadata = manifest["metadata"]
    return kind_of(manifest).path(metadata["namespace"], metadata["name"])


def optional_groups() -> dict[str, tuple[Kind, ...]]:
    """Optional API versions with their kinds: `{"keda.sh/v1alpha1": (...)}`."""
    found: dict[str, tuple[Kind, ...]] = {}
    for kind in CHILDREN:
        if kind.optional:
            found[kind.api_version] = (*found.get(kind.api_version, ()), kind)
    return found
