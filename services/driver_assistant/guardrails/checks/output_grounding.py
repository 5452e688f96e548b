"""Stops an answer that says what the fetched record does not.

Every figure, date, identifier, state and name is judged by `grounding/`; only what doesn't hold
is reported, with the JSON path of the value that comes closest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from driver_assistant.contracts.guardrails import Finding, OutputRequest, Severity
from driver_assistant.guardrails.canonical import View
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.grounding.evidence import zone_named
from driver_assistant.guardrails.grounding.ground import Answer, ground
from driver_assistant.guardrails.grounding.verdicts import Judgement

CATEGORY = "grounding"
# One unknown capitalised word may be anything; two side by side are a name. A wrong phone number
# is masked by `output_pii`, and the rest of the answer is good.
_SEVERITY: dict[str, Severity] = {"word": "medium", "phone": "medium"}


def run(subject: Subject) -> Sequence[Finding]:
    request = subject.request
    if not isinstance(request, OutputRequest):
        return ()
    view = subject.canonical.nfc
    judgements = ground(
        Answer(
            text=view.text,
            evidence=subject.leaves,
            now=request.now,
            language=request.language,
            question=request.question,
            own=(request.caller.name, *request.caller.own_ids),
            home=_home(request.caller.time_zone),
            template=request.template,
            fetch_failed=request.fetch_failed,
        )
    )
    return [_finding(judgement, view) for judgement in judgements if not judgement.holds]


def _home(name: str) -> tzinfo | None:
    """The caller's zone; "UTC" is the contract's default and says that nobody knows it."""
    return None if name == "UTC" else zone_named(name)


def _finding(judgement: Judgement, view: View) -> Finding:
    nearest = f"; the record has {judgement.nearest}" if judgement.nearest else ""
    return Finding(
        check="output_grounding",
        category=CATEGORY,
        severity=_SEVERITY.get(judgement.kind, "high"),
        score=0.5 if judgement.kind == "word" else 1.0,
        rule_id=f"grounding.{judgement.verdict}.{judgement.kind}",
        spans=(view.span(judgement.start, judgement.end),),
        message=f"A {judgement.kind} of the answer is {judgement.verdict}{nearest}.",
        evidence_path=judgement.path,
    )


PLUGIN = Check(name="output_grounding", stage="output", order=60, categories=(CATEGORY,), run=run)
