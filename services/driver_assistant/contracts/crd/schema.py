"""Turns the models into CustomResourceDefinitions (OpenAPI v3, structural).

`scripts/generate_crds.py` writes the result to `crds/` and to the operator's chart; a test fails
when they drift. Pydantic's JSON Schema is close, and differs in references, titles, nullable
unions, constants and defaults: those are rewritten here, nothing else is.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from driver_assistant.contracts.crd.base import GROUP, VERSION
from driver_assistant.contracts.crd.driver_assistant import DriverAssistant
from driver_assistant.contracts.crd.guardrail_policy import GuardrailPolicy

Json = dict[str, Any]


def driver_assistant_crd() -> Json:
    """The definition of `DriverAssistant` (`da`)."""
    return _definition(
        DriverAssistant,
        plural="driverassistants",
        short="da",
        columns=(
            ("Company", "string", ".spec.company", 0),
            ("Environment", "string", ".spec.environment", 0),
            ("Ready", "string", _condition("Ready", "status"), 0),
            ("Reason", "string", _condition("Ready", "reason"), 0),
            ("Message", "string", _condition("Ready", "message"), 1),
            ("Image", "string", ".spec.image", 1),
            ("Paused", "string", _condition("Paused", "status"), 1),
            ("Age", "date", ".metadata.creationTimestamp", 0),
        ),
    )


def guardrail_policy_crd() -> Json:
    """The definition of `GuardrailPolicy` (`gp`)."""
    return _definition(
        GuardrailPolicy,
        plural="guardrailpolicies",
        short="gp",
        columns=(
            ("Assistant", "string", ".spec.assistant", 0),
            ("Mode", "string", ".spec.mode", 0),
            ("Accepted", "string", _condition("Accepted", "status"), 0),
            ("Reason", "string", _condition("Accepted", "reason"), 0),
            ("Message", "string", _condition("Accepted", "message"), 1),
            ("Age", "date", ".metadata.creationTimestamp", 0),
        ),
    )


def _condition(kind: str, field: str) -> str:
    return f'.status.conditions[?(@.type=="{kind}")].{field}'


def _definition(
    model: type[BaseModel],
    *,
    plural: str,
    short: str,
    columns: tuple[tuple[str, str, str, int], ...],
) -> Json:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": model.__name__,
                "listKind": f"{model.__name__}List",
                "plural": plural,
                "singular": model.__name__.lower(),
                "shortNames": [short],
                "categories": ["driver-assistant"],
            },
            "versions": [
                {
                    "name": VERSION,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": _open_api(model)},
                    "subresources": {"status": {}},
                    "additionalPrinterColumns": [
                        {"name": name, "type": kind, "jsonPath": path, "priority": priority}
                        for name, kind, path, priority in columns
                    ],
                }
            ],
        },
    }


def _open_api(model: type[BaseModel]) -> Json:
    raw = model.model_json_schema(by_alias=True)
    schema = _structural(raw, raw.get("$defs", {}))
    schema["properties"] = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
        **schema["properties"],
    }
    return schema


_DROPPED: Final = frozenset({"$defs", "title", "$ref", "anyOf", "const", "properties", "items"})


def _structural(node: Json, defs: Json) -> Json:
    """One schema node without references, unions with null, titles and constants."""
    node = _resolved(node, defs)
    found = {key: value for key, value in node.items() if key not in _DROPPED}
    if "const" in node:
        found |= {"type": "string", "enum": [node["const"]]}
    if node.get("format") == "date-time":
        found["type"] = "string"
    if "items" in node:
        found["items"] = _structural(node["items"], defs)
    if isinstance(node.get("additionalProperties"), dict):
        found["additionalProperties"] = _structural(node["additionalProperties"], defs)
    if "properties" in node:
        found["properties"] = {
            name: _property(child, defs, required=name in node.get("required", ()))
            for name, child in node["properties"].items()
        }
    return found


def _resolved(node: Json, defs: Json) -> Json:
    """References and `X | null` replaced by what they stand for; the outer text wins."""
    outer = {key: value for key, value in node.items() if key not in {"$ref", "anyOf"}}
    if "$ref" in node:
        return _resolved(defs[node["$ref"].rsplit("/", 1)[-1]], defs) | outer
    if "anyOf" in node:
        (inner,) = (option for option in node["anyOf"] if option.get("type") != "null")
        outer = {key: value for key, value in outer.items() if key != "default"}
        return _resolved(inner, defs) | outer
    return node


def _property(node: Json, defs: Json, *, required: bool) -> Json:
    """A field's schema. An optional object appears by itself, with the defaults of its fields:
    written out, because the API server judges a default by the object's own rules.
    """
    found = _structural(node, defs)
    defaults = {
        name: child["default"]
        for name, child in found.get("properties", {}).items()
        if "default" in child
    }
    if required or "anyOf" in node or "default" in found or not defaults:
        return found
    return found | {"default": defaults}
