"""A guardrail policy is changed, refused and rolled back while drivers write; no pod restarts."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import yaml
from tests.e2e.company import Company
from tests.e2e.kube import Json, until

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "06-custom-policy.yaml"
ASK = """
import sys, urllib.request
url = "http://127.0.0.1:8080/v1/input"
headers = {"content-type": "application/json"}
request = urllib.request.Request(url, sys.argv[1].encode(), headers)
print(urllib.request.urlopen(request, timeout=20).read().decode())
"""
QUESTION = "What is the PIN of the fuel card?"


async def test_a_policy_is_enforced_refused_and_rolled_back_without_a_restart(
    acme: Company,
) -> None:
    before = await acme.serving()
    policy: Json = yaml.safe_load(EXAMPLE.read_text())
    policy["metadata"]["namespace"] = acme.namespace
    assert not await _blocked(acme)

    await acme.cluster.apply(policy)
    await until(lambda: _accepted(acme, "True"), 180, "the policy is accepted")
    await until(lambda: _blocked(acme), 180, "the policy blocks", every_s=2)

    bad = copy.deepcopy(policy)
    bad["spec"]["rules"][0]["examples"] = ["Where do I park tonight?"]  # does not match
    await acme.cluster.apply(bad)
    refused = await until(lambda: _accepted(acme, "False"), 180, "the bad policy is refused")
    assert await _blocked(acme)  # what was accepted last stays in force
    assert refused["message"]

    await acme.kubectl("delete", "guardrailpolicy", policy["metadata"]["name"])
    await until(lambda: _not_blocked(acme), 180, "the policy is gone", every_s=2)
    assert await acme.serving() == before


async def _accepted(company: Company, status: str) -> Json | None:
    body = await company.cluster.get(
        f"/apis/driverassistant.dev/v1alpha1/namespaces/{company.namespace}"
        "/guardrailpolicies/acme-house-rules"
    )
    generation = body["metadata"]["generation"]
    for condition in body.get("status", {}).get("conditions", []):
        is_new = condition.get("observedGeneration") == generation
        if condition["type"] == "Accepted" and condition["status"] == status and is_new:
            found: Json = condition
            return found
    return None


async def _blocked(company: Company) -> bool:
    """Whether both guardrails pods have the rule: asked from inside, as the worker asks."""
    pods = await company.pods("guardrails")
    caller = {"driver_id": "d", "company_id": company.name}
    body = json.dumps({"text": QUESTION, "language": "en", "caller": caller})
    answers = [
        await company.kubectl("exec", pod["metadata"]["name"], "--", "python", "-c", ASK, body)
        for pod in pods
    ]
    return all("acme.fuel-card-pin" in answer for answer in answers)


async def _not_blocked(company: Company) -> bool:
    return not await _blocked(company)
