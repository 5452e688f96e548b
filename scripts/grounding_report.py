"""Prints recall per corruption and false alarms per language of the grounding check.

python scripts/grounding_report.py [records per language] [--misses N]
"""

# ruff: noqa: INP001, T201  # a script: run by path, prints its report

from __future__ import annotations

import sys
from collections import Counter
from math import sqrt

from grounding_corpus import KINDS, Case, cases
from grounding_phrases import PHRASES

from driver_assistant.guardrails.grounding.ground import Answer, ground
from driver_assistant.guardrails.leaves import leaves_of


def flagged(case: Case) -> bool:
    """Whether any statement of the answer is contradicted or unsupported."""
    answer = Answer(
        text=case.text, evidence=leaves_of(case.evidence), now=case.now, language=case.language
    )
    return any(not judgement.holds for judgement in ground(answer))


def measure(
    languages: list[str], records: int, seed: int = 7
) -> tuple[Counter[tuple[str, str, bool]], list[Case]]:
    """Counts by (language, corruption or "", flagged), and the cases judged wrongly."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    wrong: list[Case] = []
    for language in languages:
        for case in cases(language, records, seed):
            found = flagged(case)
            counts[language, case.wrong, found] += 1
            if found != bool(case.wrong):
                wrong.append(case)
    return counts, wrong


def share(
    counts: Counter[tuple[str, str, bool]], languages: list[str], kind: str
) -> tuple[float, int]:
    """The flagged share of a kind over some languages, and of how many."""
    hit = sum(counts[language, kind, True] for language in languages)
    total = hit + sum(counts[language, kind, False] for language in languages)
    return (hit / total if total else 0.0), total


def wilson(p: float, n: int) -> float:
    """Half the width of the 95 % Wilson interval."""
    z = 1.96
    return z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n) if n else 0.0


def main() -> None:
    """Print the table."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdecimal()]
    records = numbers[0] if numbers else 20
    languages = list(PHRASES)
    counts, wrong = measure(languages, records)
    print("language " + "".join(f"{kind:>10}" for kind in (*KINDS, "false al.")))
    for group in [[language] for language in languages] + [languages]:
        cells = "".join(f"{share(counts, group, kind)[0]:>10.1%}" for kind in (*KINDS, ""))
        print(f"{group[0] if len(group) == 1 else 'all':<9}{cells}")
    every = [share(counts, languages, kind) for kind in KINDS]
    total = sum(n for _, n in every)
    recall = sum(p * n for p, n in every) / total
    alarms, right = share(counts, languages, "")
    print(f"recall {recall:.2%} ± {wilson(recall, total):.2%} of {total}; "
          f"false alarms {alarms:.2%} ± {wilson(alarms, right):.2%} of {right}")  # fmt: skip
    shown = numbers[1] if "--misses" in sys.argv and len(numbers) > 1 else 0
    for case in wrong[:: max(1, len(wrong) // shown)] if shown else ():
        print(f"[{case.language} {case.wrong or 'right'} #{case.phrase}] {case.text!r}")


if __name__ == "__main__":
    main()
