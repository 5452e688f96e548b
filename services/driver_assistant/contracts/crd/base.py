"""The ground the custom resources' models stand on: aliases, references, CEL rules, quantities.

Read by the operator (to parse a stored resource) and by `schema.py` (to generate the CRDs). A
rule that the schema can't say is a `Rule`: CEL that the API server runs at `kubectl apply`, with a
message that tells its reader what to do. Never imports a Kubernetes client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

GROUP: Final = "driverassistant.dev"
VERSION: Final = "v1alpha1"
API_VERSION: Final = f"{GROUP}/{VERSION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One CEL rule; `field` is the path the API server names in its refusal."""

    rule: str
    message: str
    field: str = ""

    def as_schema(self) -> dict[str, str]:
        """The entry of `x-kubernetes-validations`."""
        entry = {"rule": self.rule, "message": self.message}
        return entry | ({"fieldPath": self.field} if self.field else {})


def rules(*found: Rule, **extra: Any) -> dict[str, Any]:
    """The `json_schema_extra` that carries CEL rules (and other `x-kubernetes-` keys)."""
    return {"x-kubernetes-validations": [rule.as_schema() for rule in found], **extra}


def unique(key: str | None = None) -> dict[str, Any]:
    """A list whose entries (or whose `key`) may not repeat; server-side apply merges by it."""
    if key is None:
        return {"x-kubernetes-list-type": "set"}
    return {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [key]}


class Part(BaseModel):
    """A piece of a resource: camelCase in YAML, unknown fields ignored (versions mix)."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


DNS_LABEL = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
DNS_NAME = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"

Name = Annotated[str, Field(pattern=DNS_NAME, min_length=1, max_length=253)]
Cpu = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,3}|[1-9][0-9]{0,5}m)$", max_length=8)]
Memory = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}(Mi|Gi)$", max_length=10)]
HttpsUrl = Annotated[
    str, Field(pattern=r"^https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[^\s?#@]*)?$", max_length=512)
]
Cidr = Annotated[
    str, Field(pattern=r"^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])$", max_length=18)
]
Money = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,4})?$", max_length=11)]


class SecretRef(Part):
    """The name of a Secret in the resource's own namespace."""

    name: Name = Field(description="Name of the Secret; it may be created after this resource.")
