"""Makes the cluster equal to what is wanted: server-side apply, prune, or only a plan.

Called by `reconcile.py`. An object that already carries everything we want is not written at all,
so an unchanged resource costs no request. Never touches an object that another controller owns,
and never `spec.replicas` except through the scale subresource of a Deployment without autoscaler.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import structlog

from driver_assistant_operator import kinds, naming
from driver_assistant_operator.children import Children
from driver_assistant_operator.desired.children import Wanted
from driver_assistant_operator.facts import Assistant, Json, digest, without_empty
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.metrics import DRIFT, WRITES

log = structlog.get_logger()

Action = Literal["create", "update", "delete"]

# A Job's template can't change, and its name says what it is about: it is made once.
_CREATED_ONCE: Final = frozenset({"Job"})
# Maps that the API server replaces whole: an extra key would change what they select.
_ATOMIC: Final = frozenset(
    {"selector", "podSelector", "namespaceSelector", "labelSelector", "matchLabels", "nodeSelector"}
)
# Lists that the API server merges by a key: another entry is somebody else's, and stays. All
# other lists are replaced whole.
_MERGED: Final = {
    "containers": "name",
    "env": "name",
    "imagePullSecrets": "name",
    "ownerReferences": "uid",
    "topologySpreadConstraints": "topologyKey",
    "volumeMounts": "mountPath",
    "volumes": "name",
}
# Nothing may be added to who may meet whom.
_EXACT: Final = frozenset({"NetworkPolicy"})
_VOLATILE: Final = frozenset({"managedFields", "resourceVersion", "generation", "status"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write that was made, or would be; `drift` says that somebody else had changed it."""

    action: Action
    kind: str
    name: str
    fields: tuple[str, ...] = ()
    drift: bool = False


async def converge(
    kube: Kube, children: Children, assistant: Assistant, wanted: Wanted
) -> list[Change]:
    """Write what differs and prune what is not wanted any more."""
    changes = []
    for manifest, live in _differing(children, assistant, wanted):
        change = _change(manifest, live, lost=children.was_deleted(manifest))
        children.remember(await kube.apply(manifest))
        changes.append(change)
    for found in _orphans(children, assistant, wanted):
        await kube.delete(kinds.path_of(found), found["metadata"]["uid"])
        children.deleted(found)
        changes.append(Change(action="delete", kind=found["kind"], name=found["metadata"]["name"]))
    for found, replicas, change in _scalings(children, assistant, wanted):
        await kube.merge(f"{kinds.path_of(found)}/scale", {"spec": {"replicas": replicas}})
        changes.append(change)
    for change in changes:
        WRITES.labels(change.kind, change.action).inc()
        if change.drift:
            DRIFT.labels(change.kind).inc()
        log.info("child.written", assistant=assistant.owner, action=change.action,
                 kind=change.kind, name=change.name, drift=change.drift)  # fmt: skip
    return changes


async def plan(
    kube: Kube, children: Children, assistant: Assistant, wanted: Wanted
) -> list[Change]:
    """The writes that `converge` would make, answered by the API server's own dry run."""
    changes = []
    for manifest, live in _differing(children, assistant, wanted):
        result = await kube.apply(manifest, dry_run=True)
        fields = tuple(difference(live or {}, result)) if live else ()
        if fields or live is None:
            made = _change(manifest, live, lost=False)
            changes.append(
                Change(action=made.action, kind=made.kind, name=made.name, fields=fields)
            )
    changes += [
        Change(action="delete", kind=found["kind"], name=found["metadata"]["name"])
        for found in _orphans(children, assistant, wanted)
    ]
    return changes + [change for *_, change in _scalings(children, assistant, wanted)]


def _differing(
    children: Children, assistant: Assistant, wanted: Wanted
) -> Iterator[tuple[Json, Json | None]]:
    live = children.of(assistant.namespace, assistant.name, assistant.uid)
    for bare in wanted.manifests:
        key = (bare["kind"], bare["metadata"]["name"])
        found = live.get(key)
        if found and bare["kind"] in _CREATED_ONCE:
            continue
        manifest = _stamped(bare)
        if found is None or not is_as_wanted(found, manifest):
            yield manifest, found


def _stamped(manifest: Json) -> Json:
    """The manifest with its own hash, which tells removed fields from foreign ones."""
    metadata = manifest["metadata"]
    notes = metadata.get("annotations", {}) | {naming.MANIFEST: digest(manifest, 16)}
    return manifest | {"metadata": metadata | {"annotations": notes}}


def _change(manifest: Json, live: Json | None, *, lost: bool) -> Change:
    had = (live or {}).get("metadata", {}).get("annotations", {}).get(naming.MANIFEST)
    return Change(
        action="update" if live else "create",
        kind=manifest["kind"],
        name=manifest["metadata"]["name"],
        drift=had == manifest["metadata"]["annotations"][naming.MANIFEST] if live else lost,
    )


def _orphans(children: Children, assistant: Assistant, wanted: Wanted) -> list[Json]:
    """Children of ours that are neither wanted nor kept."""
    names = {(m["kind"], m["metadata"]["name"]) for m in wanted.manifests} | wanted.keep
    return [
        found
        for key, found in children.of(assistant.namespace, assistant.name, assistant.uid).items()
        if key not in names and "deletionTimestamp" not in found["metadata"]
    ]


def _scalings(
    children: Children, assistant: Assistant, wanted: Wanted
) -> Iterator[tuple[Json, int, Change]]:
    """Deployments that nobody else scales and that are out of their range."""
    live = children.of(assistant.namespace, assistant.name, assistant.uid)
    for name, (least, most) in wanted.replicas.items():
        found = live.get(("Deployment", name))
        has = found["spec"].get("replicas", 1) if found else least
        wants = min(max(has, least), most)
        if found and wants != has:
            fields = (f"spec.replicas: {has} -> {wants}",)
            yield found, wants, Change(action="update", kind="Deployment", name=name, fields=fields)


def is_as_wanted(live: Json, manifest: Json) -> bool:
    """Whether an object needs no write."""
    if manifest["kind"] in _EXACT:
        spec, wants = without_empty(live.get("spec")), without_empty(manifest["spec"])
        return bool(spec == wants) and covers(live, manifest)
    return covers(live, manifest)


def covers(live: Any, wanted: Any, key: str = "") -> bool:
    """Whether `live` has everything of `wanted`; what others added is theirs to keep.

    The API server leaves out what is empty, so an empty value equals a missing one.
    """
    if live is None and wanted in ({}, []):
        return True
    if isinstance(wanted, dict):
        if not isinstance(live, dict) or (key in _ATOMIC and live.keys() != wanted.keys()):
            return False
        return all(covers(live.get(name), wanted[name], name) for name in wanted)
    if isinstance(wanted, list):
        return isinstance(live, list) and _covers_list(live, wanted, _identity(key, wanted))
    return bool(live == wanted)


def _identity(field: str, items: list[Any]) -> str | None:
    """What tells a list's entries apart; None for a list that is one value."""
    if field == "ports":  # of a container, of a Service; those of a NetworkPolicy are one value
        first = items[0] if items else {}
        return next((k for k in ("containerPort", "targetPort") if k in first), None)
    return _MERGED.get(field)


def _covers_list(live: list[Any], wanted: list[Any], identity: str | None) -> bool:
    if identity is None:
        return len(live) == len(wanted) and all(
            covers(a, b) for a, b in zip(live, wanted, strict=True)
        )
    found = {item.get(identity): item for item in live if isinstance(item, dict)}
    return all(item[identity] in found and covers(found[item[identity]], item) for item in wanted)


def difference(before: Json, after: Json) -> Iterator[str]:
    """Changed fields, one line each: `spec.template...image: "old" -> "new"`."""
    left, right = dict(_leaves(before)), dict(_leaves(after))
    for path in sorted(left.keys() | right.keys()):
        if left.get(path) != right.get(path):
            yield f"{path}: {_shown(left.get(path))} -> {_shown(right.get(path))}"


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping) and node:
        for key, value in node.items():
            if key in _VOLATILE and path in {"", "metadata"}:
                continue
            if key in {naming.MANIFEST, naming.TEMPLATE}:
                continue
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list) and node:
        for index, value in enumerate(node):
            yield from _leaves(value, f"{path}[{index}]")
    else:
        yield path, node


def _shown(value: Any) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)[:120]
