"""Every query of the dashboards is PromQL: the company's as the operator builds it, the fleet's."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from driver_assistant_operator.desired import monitoring
from driver_assistant_operator.facts import Assistant

ROOT = Path(__file__).resolve().parents[2]
FLEET = ROOT / "charts" / "driver-assistant-operator" / "files" / "dashboards" / "fleet.json"
Json = dict[str, Any]


def dashboards() -> list[Json]:
    body = yaml.safe_load((ROOT / "examples" / "03-production-eks.yaml").read_text())
    body["metadata"] |= {"namespace": "trucks", "uid": "u", "generation": 1}
    company = monitoring.grafana_dashboard(Assistant.parse(body))["spec"]["json"]
    return [json.loads(company), json.loads(FLEET.read_text())]


def test_every_query_is_promql(promtool: str, tmp_path: Path) -> None:
    """As recording rules, which promtool parses; Grafana fills its variables in first."""
    expressions = [
        target["expr"].replace("$__rate_interval", "5m").replace("$__range", "6h")
        for dashboard in dashboards()
        for panel in dashboard["panels"]
        for target in panel.get("targets", [])
    ]
    rules = [
        {"record": f"panel:query:{number}", "expr": text} for number, text in enumerate(expressions)
    ]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}))

    done = subprocess.run(
        [promtool, "check", "rules", "--lint-fatal", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"SUCCESS: {len(rules)} rules found" in done.stdout


def test_dashboards_of_a_fleet_are_told_apart() -> None:
    company, fleet = dashboards()

    assert company["uid"] != fleet["uid"]
    assert company["title"] == "Driver assistant: acme"
