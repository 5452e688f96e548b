"""Golden cases of a policy: what must be found, what must not, and what may never be stopped.

`policy_store.py` runs them before a policy comes into force and `policy_check.py` before anything
runs on it. The rules' own cases are in `policy_overlay.py`; these go through the whole chain of
input checks, so that an option (a limit of ten characters, a vote that is always enough) can't
shut every driver out.
"""

from __future__ import annotations

from functools import cache

from driver_assistant.contracts.guardrails import Caller, InputRequest
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.decide import decide
from driver_assistant.guardrails.policy import Policy, PolicyError
from driver_assistant.runtime.plugins import discover

_CALLER = Caller(driver_id="golden", company_id="golden")


def check_everyday(policy: Policy) -> None:
    """Raise `PolicyError` when the policy would stop an everyday message, naming it and why."""
    for text in policy.document.everyday:
        subject = Subject(
            request=InputRequest(text=text, caller=_CALLER),
            canonical=Canonical(text),
            policy=policy,
        )
        findings = [finding for check in _input_checks() for finding in check.run(subject)]
        outcome = decide(text, findings, policy)
        if outcome.decision in ("block", "escalate"):
            rules = ", ".join(sorted({finding.rule_id for finding in findings}))
            raise PolicyError(
                f"golden cases fail: the everyday message {text!r} would be stopped ({rules})"
            )


@cache
def _input_checks() -> tuple[Check, ...]:
    found = discover(checks, Check).values()
    return tuple(check for check in found if check.stage == "input")
