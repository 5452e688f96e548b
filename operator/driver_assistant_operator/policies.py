"""GuardrailPolicies of an assistant: which versions are in force, which wait for their check.

Pure; called by `reconcile.py`. The policies' ConfigMaps are the memory: a version is in force when
its text is there. A new text is checked in a Job first; when the Job fails, the text that was
accepted last stays, and the GuardrailPolicy's condition says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from driver_assistant.contracts.crd.guardrail_policy import GuardrailPolicy, GuardrailPolicySpec
from driver_assistant_operator.desired import configuration, jobs
from driver_assistant_operator.facts import (
    MODES,
    Assistant,
    Json,
    Mode,
    NotUnderstood,
    Policies,
    SecretFacts,
    digest,
    understood,
)
from driver_assistant_operator.rollout import Live, job_state

Verdict = Literal["accepted", "checking", "refused", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One policy and what became of its newest version; `keeps` says an older one serves."""

    body: Json
    verdict: Verdict
    text_hash: str = ""  # of what was accepted
    detail: str = ""
    keeps: bool = False


def applies_to(body: Json, assistant: str) -> bool:
    """Whether a policy is meant for an assistant of its namespace."""
    return body["spec"].get("assistant") in {None, "", assistant}


def judge(
    assistant: Assistant,
    bodies: Sequence[Json],
    secrets: SecretFacts,
    live: Live,
    reasons: Mapping[str, str],
) -> tuple[Policies, list[Judged]]:
    """The policies in force and the checks under way. `reasons`: job -> why its pod failed."""
    files: dict[Mode, dict[str, str]] = {mode: {} for mode in MODES}
    checks: list[Json] = []
    judged = []
    for body in sorted(bodies, key=lambda b: str(b["metadata"]["name"])):
        one, texts, needed = _judge_one(assistant, body, secrets, live, reasons)
        judged.append(one)
        checks += needed
        for mode, text in texts.items():
            files[mode][_file(body["metadata"]["name"])] = text
    return Policies(files=files, checks=tuple(checks)), judged


def _judge_one(
    assistant: Assistant, body: Json, secrets: SecretFacts, live: Live, reasons: Mapping[str, str]
) -> tuple[Judged, Mapping[Mode, str], list[Json]]:
    """The verdict, the text to serve by mode, and the objects that a check still needs."""
    name = body["metadata"]["name"]
    found = {mode: _in_force(assistant, live, mode, name) for mode in MODES}
    kept = {mode: text for mode, text in found.items() if text is not None}
    try:
        spec = understood(GuardrailPolicy, body["spec"]).spec
    except NotUnderstood as error:
        unread = Judged(body=body, verdict="unreadable", detail=str(error), keeps=bool(kept))
        return unread, kept, []
    text = render(name, spec)
    job = jobs.policy_check_name(name, text)
    state = job_state(live, job)
    if text in kept.values() or state == "done":
        accepted = Judged(body=body, verdict="accepted", text_hash=digest(text, 16))
        return accepted, {spec.mode: text}, []
    waiting = Judged(
        body=body,
        verdict="refused" if state == "failed" else "checking",
        detail=reasons.get(job, ""),
        keeps=bool(kept),
    )
    candidate = jobs.policy_candidate(assistant, name, text)
    return waiting, kept, [candidate, jobs.policy_check(assistant, name, text, secrets)]


def render(name: str, spec: GuardrailPolicySpec) -> str:
    """The overlay file that guardrails reads: YAML in the service's own shape."""
    document: dict[str, Any] = {"version": "", "lexicon": spec.lexicon}
    document["checks"] = {
        check.name: {
            **({"fail": dict.fromkeys(_ENVIRONMENTS, "closed")} if check.fail_mode else {}),
            "options": {
                option.name: {"value": option.number if option.list is None else list(option.list)}
                for option in check.options
            },
        }
        for check in spec.checks
    }
    document["rules"] = [
        rule.model_dump(mode="json", by_alias=False, exclude_none=True, exclude_defaults=True)
        | {"category": rule.category, "severity": rule.severity}
        for rule in spec.rules
    ]
    plain = {key: value for key, value in _plain(document).items() if value}
    plain["version"] = f"{name}-{digest(plain)}"
    return yaml.safe_dump(plain, sort_keys=True, allow_unicode=True)


_ENVIRONMENTS = ("development", "staging", "production")


def _plain(value: Any) -> Any:
    """Tuples as lists: YAML's safe dumper knows no tuples."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _in_force(assistant: Assistant, live: Live, mode: Mode, name: str) -> str | None:
    found = live.get(("ConfigMap", configuration.policies_name(assistant, mode)), {})
    text: str | None = (found.get("data") or {}).get(_file(name))
    return text


def _file(name: str) -> str:
    return f"{name}.yaml"
