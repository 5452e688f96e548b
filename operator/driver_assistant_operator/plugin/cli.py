"""The command line of `kubectl driver-assistant`; the console script `kubectl-driver_assistant`.

Exit codes: 0, 1 when an assistant is not ready (`status`), 2 when the question could not be
answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from driver_assistant.contracts.errors import AssistantError
from driver_assistant_operator import naming, planning
from driver_assistant_operator.credentials import Credentials
from driver_assistant_operator.facts import Json
from driver_assistant_operator.plugin import commands, report
from driver_assistant_operator.plugin.kubectl import KIND, Kubectl

_EXTERNAL: Final = "/apis/external.metrics.k8s.io/v1beta1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, ask, print; the exit code."""
    options = _parser().parse_args(arguments)
    kubectl = Kubectl(namespace=options.namespace, context=options.context)
    try:
        code: int = options.run(kubectl, options)
    except AssistantError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("-n", "--namespace", help="default: the context's")
    shared.add_argument("--context", help="default: the current one")
    shared.add_argument("-o", "--output", choices=["text", "json"], default="text")
    parser = argparse.ArgumentParser(prog="kubectl driver-assistant", description=__doc__)
    parts = parser.add_subparsers(required=True, metavar="COMMAND")
    one = "name of the DriverAssistant; may be left out when there is one"

    def add(name: str, run: Callable[[Kubectl, Any], int], says: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=says, description=says, parents=[shared])
        part.set_defaults(run=run)
        return part

    for name, run, says in (
        ("status", _status, "is it well: components and conditions"),
        ("pause", _pause, "the operator writes nothing but the status, which shows the plan"),
        ("resume", _resume, "the operator goes on"),
        ("backlog", _backlog, "waiting messages per queue, and who works on them"),
    ):
        add(name, run, says).add_argument("name", nargs="?", help=one)
    plan = add("plan", _plan, "what applying a file would change, or what a pause holds back")
    plan.add_argument("name", nargs="?", help=one)
    plan.add_argument("-f", "--filename", type=Path, help="file with the resource")
    letters = add("dead-letters", _dead_letters, "what was given up: list, show, replay, discard")
    letters.add_argument("name", help="name of the DriverAssistant")
    letters.add_argument("rest", nargs=argparse.REMAINDER, metavar="list|show|replay|discard ...")
    explain = add("explain", _explain, "what is wrong, what it means, which command helps")
    explain.add_argument("name", nargs="?", help=one)
    explain.add_argument("--condition", default="", help="only this one, also when it is fine")
    return parser


def _status(kubectl: Kubectl, options: Any) -> int:
    bodies = [kubectl.assistant(options.name)] if options.name else kubectl.assistants()
    found = [report.status(body, _deployments(kubectl, body).values()) for body in bodies]
    if options.output == "json":
        _print_json(found[0] if options.name else found)
    elif options.name or len(found) == 1:
        _print_status(found[0])
    else:
        columns = ["name", "namespace", "company", "ready", "image"]
        _print(report.as_text(found, columns) if found else "no DriverAssistant here")
    return int(not all(one["ready"] for one in found))


def _print_status(found: Json) -> None:
    ready = "Ready" if found["ready"] else "NOT READY"
    stale = " (the operator has not seen the newest change yet)" if found["stale"] else ""
    _print(f"{found['namespace']}/{found['name']}: {ready}{stale}\n")
    columns = ["component", "available", "wanted", "updated", "deployment", "image"]
    _print(report.as_text(found["components"], columns) + "\n")
    _print(report.as_text(found["conditions"], ["type", "status", "reason", "message"]))
    if any(not one["ok"] for one in found["conditions"]):
        _print(f"\nWhat helps: kubectl driver-assistant explain {found['name']}")


def _deployments(kubectl: Kubectl, body: Json) -> dict[str, Json]:
    selector = f"{naming.ASSISTANT}={body['metadata']['name']}"
    there = ["-n", body["metadata"]["namespace"]]
    found = kubectl.json(*there, "get", "deployments", "-l", selector)["items"]
    return {one["metadata"]["name"]: one for one in found}


def _pause(kubectl: Kubectl, options: Any) -> int:
    return _annotate(kubectl, options, "true", "paused: only the status is written")


def _resume(kubectl: Kubectl, options: Any) -> int:
    return _annotate(kubectl, options, None, "resumed")


def _annotate(kubectl: Kubectl, options: Any, value: str | None, said: str) -> int:
    body = kubectl.assistant(options.name)
    name, namespace = body["metadata"]["name"], body["metadata"]["namespace"]
    patch = json.dumps({"metadata": {"annotations": {naming.PAUSED: value}}})
    kubectl.run("-n", namespace, "patch", KIND, name, "--type=merge", "-p", patch)
    if options.output == "json":
        _print_json({"name": name, "namespace": namespace, "paused": value == "true"})
    else:
        _print(f"{namespace}/{name} {said}")
    return 0


def _plan(kubectl: Kubectl, options: Any) -> int:
    if options.filename:
        text = options.filename.read_text(encoding="utf-8")
        with kubectl.proxy() as address:
            there = Credentials(server=address)
            return asyncio.run(planning.print_plan(text, options.namespace or "default", there))
    body = kubectl.assistant(options.name)
    planned = (body.get("status") or {}).get("plan") or []
    if options.output == "json":
        _print_json(planned)
    elif planned:
        _print("\n".join(_planned(one) for one in planned))
    else:
        _print("nothing waits; `plan -f FILE` shows what a file would change")
    return 0


def _planned(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    lines = [f"{one.get('action')} {one.get('kind')}/{one.get('name')}"]
    return "\n".join([*lines, *(f"    {field}" for field in one.get("fields") or [])])


def _backlog(kubectl: Kubectl, options: Any) -> int:
    body = kubectl.assistant(options.name)
    namespace, name = body["metadata"]["namespace"], body["metadata"]["name"]
    selector = f"{naming.ASSISTANT}={name}"
    scaled = kubectl.json("-n", namespace, "get", "scaledobjects.keda.sh", "-l", selector)["items"]
    depths = {
        metric: _depth(kubectl, namespace, one["metadata"]["name"], metric)
        for one in scaled
        for metric in (one.get("status") or {}).get("externalMetricNames") or []
    }
    found = report.backlog(scaled, depths, _deployments(kubectl, body))
    if options.output == "json":
        _print_json(found)
    elif found:
        columns = ["queue", "messages", "perReplica", "deployment", "replicas", "most"]
        _print(report.as_text(found, columns))
    else:
        _print("no component follows its queue: scaling.min equals max, or KEDA is missing")
    return 0


def _depth(kubectl: Kubectl, namespace: str, scaled: str, metric: str) -> int | None:
    """What KEDA says, which is what it scales on."""
    query = f"labelSelector=scaledobject.keda.sh%2Fname%3D{scaled}"
    found = kubectl.raw(f"{_EXTERNAL}/namespaces/{namespace}/{metric}?{query}")
    values = [str(item["value"]) for item in (found or {}).get("items", [])]
    return sum(_number(value) for value in values) if values else None


def _number(quantity: str) -> int:
    return int(quantity[:-1]) // 1000 if quantity.endswith("m") else int(float(quantity))


def _dead_letters(kubectl: Kubectl, options: Any) -> int:
    body = kubectl.assistant(options.name)
    rest = options.rest or ["list"]
    as_json = ["-o", "json"] if options.output == "json" and rest[0] == "list" else []
    sys.stdout.write(commands.run(kubectl, body, ["dead-letters", *rest, *as_json]))
    return 0


def _explain(kubectl: Kubectl, options: Any) -> int:
    body = kubectl.assistant(options.name)
    found = report.explain(body, options.condition)
    if options.output == "json":
        _print_json(found)
    elif not found:
        _print("nothing is wrong" if not options.condition else "no such condition")
    for one in found if options.output == "text" else []:
        _print(f"{one['type']}={one['status']} ({one['reason']}) {one['message']}".rstrip())
        _print(f"    {one['meaning']}\n    $ {one['command']}\n")
    return 0


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _print_json(value: Any) -> None:
    _print(json.dumps(value, indent=2))


if __name__ == "__main__":
    sys.exit(main())
