"""The CRDs say everything the models say, and the files are up to date."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from driver_assistant.contracts.crd.driver_assistant import DriverAssistant
from driver_assistant.contracts.crd.schema import driver_assistant_crd, guardrail_policy_crd

ROOT = Path(__file__).resolve().parents[3]
Json = dict[str, Any]


def test_the_committed_crds_are_those_of_the_models() -> None:
    path = ROOT / "scripts" / "generate_crds.py"
    found = importlib.util.spec_from_file_location("generate_crds", path)
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)

    for path, text in module.rendered().items():
        assert path.read_text() == text, f"{path} drifted: run `make crds`"


def properties(schema: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    for name, child in schema.get("properties", {}).items():
        yield f"{path}.{name}", child
        yield from properties(child, f"{path}.{name}")
    if "items" in schema:
        yield from properties(schema["items"], f"{path}[]")


@pytest.mark.parametrize("definition", [driver_assistant_crd(), guardrail_policy_crd()])
def test_every_field_has_a_description_and_a_bound(definition: Json) -> None:
    schema = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    for path, field in properties(schema):
        if path in {".apiVersion", ".kind", ".metadata"}:
            continue
        assert field.get("description"), f"{path} has no description for kubectl explain"
        if path.startswith(".spec") and field.get("type") == "string" and "enum" not in field:
            assert "maxLength" in field, f"{path} may be endless"
        if path.startswith(".spec") and field.get("type") == "array":
            assert "maxItems" in field, f"{path} may be endless"


def test_every_rule_has_a_message_that_says_what_to_do() -> None:
    for definition in (driver_assistant_crd(), guardrail_policy_crd()):
        schema = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        nodes = [schema, *(field for _, field in properties(schema))]
        for rule in (r for node in nodes for r in node.get("x-kubernetes-validations", [])):
            assert len(rule["message"]) >= 30, rule


def test_the_models_defaults_are_the_schemas(minimal: Json) -> None:
    schema = driver_assistant_crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    parsed = DriverAssistant.model_validate({"spec": minimal["spec"]})
    spec = parsed.model_dump(mode="json", by_alias=True)["spec"]
    for name, field in schema["properties"]["spec"]["properties"].items():
        if "default" in field:
            assert spec[name] == _filled(field, spec[name]), name


def _filled(field: Json, spoken: Any) -> Any:
    """The default as the API server completes it; absent optional fields stay absent."""
    default = field["default"]
    if not isinstance(default, dict):
        return default
    children = field.get("properties", {})
    return {
        name: _filled(children[name], spoken.get(name))
        if "default" in children.get(name, {})
        else spoken.get(name)
        for name in spoken
    }


def test_names_columns_and_the_status_subresource_are_declared() -> None:
    definition = driver_assistant_crd()
    version = definition["spec"]["versions"][0]

    assert definition["spec"]["names"]["shortNames"] == ["da"]
    assert version["subresources"] == {"status": {}}
    columns = [c["name"] for c in version["additionalPrinterColumns"]]
    assert columns[:4] == ["Company", "Environment", "Ready", "Reason"]
    assert guardrail_policy_crd()["spec"]["names"]["shortNames"] == ["gp"]
