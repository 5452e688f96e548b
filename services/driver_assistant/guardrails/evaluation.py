"""Measures the guardrails as shipped on labelled files: `driver-assistant guardrails evaluate`.

Input rows are `{id, lang, slice, text, expected}`, where `expected` is `allow` or a category.
Output rows are `{id, lang, driver_id, now, question, evidence, answer, label, expected_masked}`.
Prints a table per language and slice with Wilson intervals, recall at fixed false positive rates
beside the shipped operating point, and writes every wrong decision with its findings to a file.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.guardrails import Caller, InputRequest, OutputRequest, Verdict
from driver_assistant.guardrails.canonical import fold
from driver_assistant.guardrails.evaluation_report import Judged, report
from driver_assistant.guardrails.scorers import load_scorer
from driver_assistant.guardrails.service import Service, build_service
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.guardrails.warm import preload_output

WRONG_FILE: Final = "guardrails-wrong.jsonl"

# What a label means in findings: the check's category that must lead to stopping or masking.
STOPPED: Final = frozenset({"block", "redact", "escalate"})


class BadRow(Permanent):
    """A row needs `text` and `expected`, or `answer` and `label`."""

    code = "bad_row"


def evaluate_files(paths: Sequence[Path], *, wrong_file: Path | None = None) -> int:
    """Judge every row of the files; 0 when all could be read, 2 when a row is malformed."""
    try:
        rows = [row for path in paths for row in _rows(path)]
    except (OSError, ValueError, BadRow) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    judged = asyncio.run(judge_rows(rows))
    sys.stdout.write(report(judged))
    target = wrong_file or Path(WRONG_FILE)
    wrong = [one for one in judged if not one.right]
    target.write_text(
        "".join(json.dumps(_wrong(one), ensure_ascii=False) + "\n" for one in wrong), "utf-8"
    )
    sys.stdout.write(f"\n{len(wrong)} of {len(judged)} decisions wrong, see {target}\n")
    return 0


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        row = json.loads(line)
        if not ({"text", "expected"} <= row.keys() or {"answer", "label"} <= row.keys()):
            raise BadRow(f"{path}:{number}")
        yield row


async def judge_rows(rows: Sequence[dict[str, Any]]) -> list[Judged]:
    """What the service as shipped makes of each row."""
    service = build_service(GuardrailsSettings())
    if any("answer" in row for row in rows):
        preload_output(service.policy_of(GuardrailsSettings().company))
    try:
        return [await _judge(service, row) for row in rows]
    finally:
        service.close()


async def _judge(service: Service, row: dict[str, Any]) -> Judged:
    if "answer" in row:
        return await _judge_answer(service, row)
    request = InputRequest(
        text=row["text"],
        source=row.get("source", "driver_text"),
        language=row.get("lang"),
        caller=_caller(row),
    )
    verdict = await service.input(request)
    expected = str(row["expected"])
    scores = load_scorer().score(fold(row["text"]))
    return Judged(
        row=row,
        slice=str(row.get("slice", "")),
        language=str(row.get("lang", "")),
        attack=expected != "allow",
        stopped=verdict.decision in STOPPED,
        verdict=verdict,
        score=_rank(verdict, max(score.probability for score in scores.values())),
        right=(verdict.decision in STOPPED) == (expected != "allow"),
    )


async def _judge_answer(service: Service, row: dict[str, Any]) -> Judged:
    request = OutputRequest(
        text=row["answer"],
        question=row.get("question", ""),
        evidence=row.get("evidence"),
        now=row.get("now") or datetime.now(UTC),
        language=row.get("lang"),
        caller=_caller(row),
    )
    verdict = await service.output(request)
    label = str(row["label"])
    masked = row.get("expected_masked")
    stopped = verdict.decision in STOPPED
    right = stopped == (label != "grounded") and (not masked or _is_masked(verdict, masked))
    return Judged(
        row=row,
        slice=label,
        language=str(row.get("lang", "")),
        attack=label != "grounded",
        stopped=stopped,
        verdict=verdict,
        score=_rank(verdict, 0.0),
        right=right,
    )


def _caller(row: dict[str, Any]) -> Caller:
    return Caller(
        driver_id=str(row.get("driver_id", "driver")),
        company_id=GuardrailsSettings().company,
        name=str(row.get("driver_name", "")),
        own_ids=tuple(map(str, row.get("own_ids", ()))),
    )


def _is_masked(verdict: Verdict, expected: str | Sequence[str]) -> bool:
    """Whether the values that had to go are gone (a list), or the text is just so (a string)."""
    if isinstance(expected, str):
        return verdict.text == expected
    return not any(value in verdict.text for value in expected)


def _rank(verdict: Verdict, score: float) -> float:
    """One number per text for the curve: stopped texts above flagged ones above the rest."""
    steps = {"allow": 0, "flag": 1, "redact": 2, "block": 2, "escalate": 2}
    return steps[verdict.decision] + score


def _wrong(judged: Judged) -> dict[str, Any]:
    verdict = judged.verdict
    return {
        **judged.row,
        "decision": verdict.decision,
        "category": verdict.category,
        "findings": [finding.model_dump(mode="json") for finding in verdict.findings],
        "policy_version": verdict.policy_version,
    }
