"""`plan`: what applying a resource would change, without changing it. Called by `__main__.py`.

Where a migration comes first, what follows it is told, too, under a line of its own. Runs with
the credentials of whoever asks; the API server's own dry run answers, defaults and admission
included.
"""

from __future__ import annotations

import sys
from typing import Final

import yaml

from driver_assistant.contracts.errors import AssistantError
from driver_assistant_operator import apply, children, kinds, policies, references
from driver_assistant_operator.apply import Change
from driver_assistant_operator.children import Children
from driver_assistant_operator.credentials import Credentials, credentials_found
from driver_assistant_operator.desired.children import wanted
from driver_assistant_operator.facts import Assistant, Json, Situation
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.rollout import Live, as_migrated, migration_state, now_utc
from driver_assistant_operator.term import discover

AFTER_MIGRATION: Final = "and once the migration has succeeded:"


async def print_plan(text: str, namespace: str, credentials: Credentials | None = None) -> int:
    """Print one line for each write and field; 1 when there is no plan, and why on stderr."""
    kube = Kube(credentials or credentials_found(), identity="plan")
    try:
        for document in yaml.safe_load_all(text):
            if document and document.get("kind") == kinds.ASSISTANT.kind:
                return await _print_one(kube, document, namespace)
    except AssistantError as error:  # the API server refuses it, or the person may not ask
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        await kube.close()
    sys.stderr.write("the file has no DriverAssistant\n")
    return 1


async def _print_one(kube: Kube, document: Json, namespace: str) -> int:
    where = document["metadata"].get("namespace", namespace)
    assistant = Assistant.parse(await _as_stored(kube, document, where))
    secrets = await references.read(kube, assistant)
    if not secrets.resolved:
        sys.stderr.write("\n".join((*secrets.missing, *secrets.unsafe)) + "\n")
        return 1
    installed = await discover(kube)
    known = Children(kube, namespace=where, wake=lambda _namespace, _name: None)
    await known.fill(children.watched(installed))
    live = known.of(where, assistant.name, assistant.uid)
    bodies, _ = await kube.list(kinds.POLICY, where)
    mine = [body for body in bodies if policies.applies_to(body, assistant.name)]
    accepted, _judged = policies.judge(assistant, mine, secrets, live, {})
    situation = Situation(secrets=secrets, installed=installed, policies=accepted)
    exist = any(kind == "ScaledObject" for kind, _name in live)

    async def changes_with(found: Live) -> list[Change]:
        wants = wanted(assistant, situation, found, now_utc(), queues_exist=exist)
        return await apply.plan(kube, known, assistant, wants)

    first = await changes_with(live)
    _write(first)
    if migration_state(assistant, live) != "done":
        told = {(change.action, change.kind, change.name) for change in first}
        every = await changes_with(as_migrated(assistant, live))
        then = [change for change in every if (change.action, change.kind, change.name) not in told]
        if then:
            sys.stdout.write(f"{AFTER_MIGRATION}\n")
            _write(then)
    return 0


def _write(changes: list[Change]) -> None:
    for change in changes:
        sys.stdout.write(f"{change.action} {change.kind}/{change.name}\n")
        sys.stdout.writelines(f"    {field}\n" for field in change.fields)


async def _as_stored(kube: Kube, document: Json, namespace: str) -> Json:
    """The resource as applying the file would leave it, with defaults; the server's dry run.

    What the file does not say is gone from the spec; metadata that others have set stays.
    """
    metadata = document["metadata"] | {"namespace": namespace}
    path = kinds.ASSISTANT.path(namespace, metadata["name"])
    live = await kube.get(path)
    if live is None:
        collection = kinds.ASSISTANT.path(namespace)
        return await kube.create(collection, document | {"metadata": metadata}, dry_run=True)
    noted = (live["metadata"].get("annotations") or {}) | (metadata.get("annotations") or {})
    wants = live | {
        "metadata": live["metadata"] | {"annotations": noted},
        "spec": document.get("spec"),
    }
    return await kube.replace(path, wants, dry_run=True)
