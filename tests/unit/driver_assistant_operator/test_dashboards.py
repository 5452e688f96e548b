"""The dashboard of a company: who gets which object, and that every picture can be drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from driver_assistant_operator.desired import jobs, monitoring
from driver_assistant_operator.desired.children import wanted
from driver_assistant_operator.desired.panels import PANELS
from driver_assistant_operator.facts import Assistant, SecretFacts, Situation

Make = Callable[..., Assistant]
Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROMETHEUS, GRAFANA = monitoring.MONITORING, monitoring.GRAFANA
# What other exporters bring: kube-state-metrics, and the Python client in every process.
FOREIGN = {
    "kube_deployment_status_replicas": {"deployment"},
    "process_cpu_seconds_total": set[str](),
    "process_resident_memory_bytes": set[str](),
}
ADDED = {"le", "app_kubernetes_io_component"}  # by histograms, and by the PodMonitor


@pytest.mark.parametrize(
    ("installed", "field", "made"),
    [
        ({PROMETHEUS}, "Auto", {("ConfigMap", "acme-dashboard")}),
        ({PROMETHEUS, GRAFANA}, "Auto", {("GrafanaDashboard", "acme")}),
        ({GRAFANA}, "Auto", {("GrafanaDashboard", "acme")}),
        (set[str](), "Auto", set[str]()),
        ({PROMETHEUS, GRAFANA}, "Off", set[str]()),
    ],
)
def test_a_company_has_one_dashboard_where_somebody_reads_it(
    make: Make, secrets: SecretFacts, installed: set[str], field: str, made: set[Any]
) -> None:
    assistant = make(**{"observability.dashboards": field})
    situation = Situation(secrets=secrets, installed=frozenset(installed))
    done = {"status": {"conditions": [{"type": "Complete", "status": "True"}]}}
    live = {("Job", jobs.migration_name(assistant)): done}

    found = wanted(assistant, situation, live, NOW, queues_exist=True)

    names = {(m["kind"], m["metadata"]["name"]) for m in found.manifests}
    assert {name for name in names if "ashboard" in "".join(name)} == made


def test_both_kinds_carry_the_same_dashboard(make: Make) -> None:
    (text,) = monitoring.dashboard_map(make())["data"].values()

    assert text == monitoring.grafana_dashboard(make())["spec"]["json"]
    labels = monitoring.dashboard_map(make())["metadata"]["labels"]
    assert labels["grafana_dashboard"] == "1"
    assert len(json.loads(text)["uid"]) <= 40


def test_two_companies_have_two_dashboards(make: Make, minimal: Json) -> None:
    first = json.loads(monitoring.grafana_dashboard(make())["spec"]["json"])
    minimal["metadata"]["namespace"] = "elsewhere"

    second = json.loads(monitoring.grafana_dashboard(make())["spec"]["json"])

    assert first["uid"] != second["uid"]


def test_panels_stand_in_rows_and_never_on_each_other(make: Make) -> None:
    panels = drawn(make())

    assert [p["title"] for p in panels if p["type"] == "row"] == list(PANELS)
    assert len({p["id"] for p in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_every_query_is_about_this_company_and_leaves_no_name_unfilled(make: Make) -> None:
    for expression, legend in queries(make()):
        rest = re.sub(r"\$__(range|rate_interval)\b", "", expression + legend)
        assert "$" not in rest, rest
        for selector in re.findall(r"\{([^}]*)\}", expression):
            assert 'namespace="trucks"' in selector
            assert re.search(r'="acme"|=~"acme-worker\|acme-delivery"', selector), selector


def test_every_query_reads_a_metric_and_labels_that_exist(make: Make) -> None:
    known = documented() | FOREIGN

    for expression, legend in queries(make()):
        grouped = re.findall(r"by \(([^)]*)\)", expression)
        asked = {label for group in grouped for label in group.split(", ")}
        for metric in re.findall(r"\b([a-z_]+)\{", expression):
            name = metric if metric in known else re.sub(r"_(bucket|count|sum)$", "", metric)
            assert name in known, metric
            assert asked <= known[name] | ADDED, expression
        assert set(re.findall(r"\{\{(\w+)\}\}", legend)) <= asked, legend


def drawn(assistant: Assistant) -> list[Json]:
    text = monitoring.grafana_dashboard(assistant)["spec"]["json"]
    panels: list[Json] = json.loads(text)["panels"]
    return panels


def queries(assistant: Assistant) -> list[tuple[str, str]]:
    return [
        (target["expr"], target["legendFormat"])
        for panel in drawn(assistant)
        for target in panel.get("targets", [])
    ]


def documented() -> dict[str, set[str]]:
    """The metrics of docs/reference/metrics.md with their labels."""
    text = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| ([^|]*) \|", text, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
