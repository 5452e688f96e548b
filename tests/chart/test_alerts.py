"""Every alert is well-formed, fires when it should and not before, and has a runbook that is true.

The rules are promtool's to judge: those of the chart as they are shipped, those about a company as
the operator builds them.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from driver_assistant_operator.desired import monitoring
from driver_assistant_operator.facts import Assistant

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
CHART_RULES = ROOT / "charts" / "driver-assistant-operator" / "files" / "rules.yaml"
Json = dict[str, Any]


def company_rules() -> Json:
    """The rules about the example company, as the operator makes them."""
    body = yaml.safe_load((ROOT / "examples" / "03-production-eks.yaml").read_text())
    body["metadata"] |= {"namespace": "trucks", "uid": "u", "generation": 1}
    spec: Json = monitoring.prometheus_rule(Assistant.parse(body))["spec"]
    return spec


def alerts() -> list[Json]:
    rules = [company_rules(), yaml.safe_load(CHART_RULES.read_text())]
    return [rule for spec in rules for group in spec["groups"] for rule in group["rules"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules and their tests, side by side, as promtool wants them."""
    found = tmp_path_factory.mktemp("rules")
    (found / "operator.yaml").write_text(CHART_RULES.read_text())
    (found / "company.yaml").write_text(yaml.safe_dump(company_rules()))
    for tests in (Path(__file__).parent / "rules").glob("*.yaml"):
        shutil.copy(tests, found / tests.name)
    return found


def test_the_rules_are_well_formed(promtool: str, folder: Path) -> None:
    done = subprocess.run(
        [promtool, "check", "rules", "--lint-fatal", "operator.yaml", "company.yaml"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["operator_test.yaml", "company_test.yaml"])
def test_the_rules_fire_when_they_should_and_not_before(
    promtool: str, folder: Path, name: str
) -> None:
    done = subprocess.run(
        [promtool, "test", "rules", name], cwd=folder, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested() -> None:
    tested = {
        case["alertname"]
        for file in (Path(__file__).parent / "rules").glob("*_test.yaml")
        for test in yaml.safe_load(file.read_text())["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }

    assert tested == {alert["alert"] for alert in alerts()}


def test_every_alert_has_its_runbook_and_every_runbook_its_alert() -> None:
    names = {alert["alert"] for alert in alerts()}

    assert {path.stem for path in RUNBOOKS.glob("*.md")} == names | {"README"}
    listed = set(re.findall(r"\]\((\w+)\.md\)", (RUNBOOKS / "README.md").read_text()))
    assert listed == names
    for alert in alerts():
        assert alert["annotations"]["runbook_url"].endswith(f"/docs/runbooks/{alert['alert']}.md")
        assert alert["labels"]["severity"] in {"page", "ticket"}


@pytest.mark.parametrize("path", sorted(RUNBOOKS.glob("[!R]*.md")), ids=lambda path: path.stem)
def test_a_runbook_says_symptom_meaning_what_to_check_and_what_to_do(path: Path) -> None:
    text = path.read_text()

    for part in (f"# {path.stem}\n", "**Symptom.**", "**Meaning.**", "## Check\n", "## Do\n"):
        assert part in text, part
    assert "```console\n" in text.partition("## Check")[2]


def test_runbooks_name_metrics_and_log_events_that_exist() -> None:
    text = "".join(path.read_text() for path in RUNBOOKS.glob("*.md"))
    reference = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    code = _words_of_the_code()

    for metric in re.findall(r"\bdriver_assistant_\w+", text):
        assert re.sub(r"_(bucket|sum|count)$", "", metric) in reference, metric
    for said in re.findall(r"grep (?:-E )?'?([a-z_.|]+\.[a-z_.|]+)", text):
        for event in said.split("|"):
            assert event in code, event


def test_alerts_read_metrics_that_exist() -> None:
    reference = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    used = {
        metric
        for alert in alerts()
        for metric in re.findall(r"\b(\w+)(?:\{|\[|\))", alert["expr"])
        if "_" in metric
    }

    assert used
    for metric in used:
        assert f"`{metric}`" in reference, metric


def _words_of_the_code() -> set[str]:
    """Every string constant of the services and the operator: log events are among them."""
    return {
        node.value
        for root in ("operator", "services")
        for path in (ROOT / root).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
