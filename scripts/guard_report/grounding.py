"""The grounding check on answers made from generated records, right and wrong in one atom."""

from __future__ import annotations

from collections.abc import Sequence

from grounding_corpus import KINDS
from grounding_report import measure, share

from driver_assistant.guardrails.evaluation_report import wilson

LANGUAGES = ("en", "de", "es", "fr", "pl", "pt", "ro", "tr", "uk", "hi")


def section(records: int) -> Sequence[str]:
    """A table: recall per corruption and false alarms, per language."""
    counts, _ = measure(list(LANGUAGES), records)
    lines = [
        f"| language | {' | '.join(KINDS)} | false alarms |",
        "|---|" + "---|" * (len(KINDS) + 1),
    ]
    for group in [[language] for language in LANGUAGES] + [list(LANGUAGES)]:
        shares = [share(counts, group, kind) for kind in (*KINDS, "")]
        cells = " | ".join(f"{part:.1%}" if of else "–" for part, of in shares)
        lines.append(f"| {group[0] if len(group) == 1 else '**all**'} | {cells} |")
    every = [share(counts, list(LANGUAGES), kind) for kind in KINDS]
    total = sum(of for _, of in every)
    hits = round(sum(part * of for part, of in every))
    low, high = wilson(hits, total)
    lines += ["", f"Recall {hits / total:.1%} of {total} corruptions ({low:.1%} – {high:.1%})."]
    return lines
