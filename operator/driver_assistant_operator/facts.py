"""What the builders and the conditions are told: the resource, its secrets, what is installed.

Made by `reconcile.py` from the API server; every value is frozen, so builders stay pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self, TypeVar

from pydantic import ValidationError

from driver_assistant.contracts.crd.base import Part
from driver_assistant.contracts.crd.driver_assistant import DriverAssistant, DriverAssistantSpec
from driver_assistant.contracts.errors import Permanent
from driver_assistant_operator import naming

Json = dict[str, Any]
Resource = TypeVar("Resource", bound=Part)
Mode = Literal["enforce", "shadow"]
MODES: Final[tuple[Mode, Mode]] = ("enforce", "shadow")


def digest(value: object, length: int = 10) -> str:
    """A short hash of any JSON value; the order of keys does not matter."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


class NotUnderstood(Permanent):
    """A stored resource says what only another version of the operator knows."""

    code = "not_understood"


def understood(model: type[Resource], spec: Json) -> Resource:
    """A stored spec as its model; `NotUnderstood` names the fields that this version can't read.

    The CRD's schema has let it in, so only a CRD of another version, as after a rollback of the
    operator alone, makes this happen.
    """
    try:
        return model.model_validate({"spec": spec})
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
        )
        raise NotUnderstood(found) from error


def without_empty(value: Any) -> Any:
    """JSON without what the API server may leave out: nulls and what is empty."""
    if isinstance(value, dict):
        pairs = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """A `DriverAssistant` as it is stored."""

    name: str
    namespace: str
    uid: str
    generation: int
    created: str
    annotations: Mapping[str, str]
    finalizers: tuple[str, ...]
    deleting_since: str  # empty while it lives
    spec: DriverAssistantSpec
    status: Json
    resource_version: str = ""

    @classmethod
    def parse(cls, body: Json) -> Self:
        """From the API server's JSON, which has passed the CRD's schema; or `NotUnderstood`."""
        metadata = body["metadata"]
        return cls(
            name=metadata["name"],
            namespace=metadata["namespace"],
            uid=metadata["uid"],
            generation=metadata["generation"],
            created=metadata.get("creationTimestamp", ""),
            annotations=metadata.get("annotations") or {},
            finalizers=tuple(metadata.get("finalizers") or ()),
            deleting_since=metadata.get("deletionTimestamp", ""),
            spec=understood(DriverAssistant, body["spec"]).spec,
            status=body.get("status") or {},
            resource_version=metadata.get("resourceVersion", ""),
        )

    @property
    def deleting(self) -> bool:
        """Whether somebody has asked for its deletion."""
        return bool(self.deleting_since)

    @property
    def owner(self) -> str:
        """What vhost, database and prefix are stamped with: `namespace/name`."""
        return f"{self.namespace}/{self.name}"

    def flag(self, annotation: str) -> bool:
        """Whether an annotation is "true"."""
        return self.annotations.get(annotation, "").lower() == "true"

    def metadata(self, name: str, component: str = "", **annotations: str) -> Json:
        """The metadata of a child: ours by label, ours by controller reference."""
        found: Json = {
            "name": name,
            "namespace": self.namespace,
            "labels": naming.labels(self.name, component),
            "ownerReferences": [
                {
                    "apiVersion": "driverassistant.dev/v1alpha1",
                    "kind": "DriverAssistant",
                    "name": self.name,
                    "uid": self.uid,
                    "controller": True,
                    "blockOwnerDeletion": True,
                }
            ],
        }
        return found | ({"annotations": annotations} if annotations else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFacts:
    """The referenced Secrets: which keys they have and a keyed hash of their content.

    `problems` say what is missing or unsafe, with names and never with values.
    """

    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)  # "secret/key" -> hash of the value
    missing: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    vhost: str = "/"
    ports: Mapping[str, int] = field(default_factory=dict)  # postgres, rabbitmq, redis, management
    stamps: Mapping[str, str] = field(default_factory=dict)  # what only one company may use
    management_url: str = field(default="", repr=False)  # with credentials: never logged

    @property
    def resolved(self) -> bool:
        """Whether everything is there and safe."""
        return not self.missing and not self.unsafe


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The accepted guardrail policies of an assistant: mode -> file name -> text."""

    files: Mapping[Mode, Mapping[str, str]] = field(
        default_factory=lambda: {mode: {} for mode in MODES}
    )
    checks: tuple[Json, ...] = ()  # Jobs and candidate files of versions not yet accepted

    @property
    def hash(self) -> str:
        """What the status and the ConfigMaps name."""
        return digest(self.files, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a builder may depend on."""

    secrets: SecretFacts
    installed: frozenset[str]  # optional API versions: keda.sh/v1alpha1, ...
    policies: Policies = field(default_factory=Policies)
