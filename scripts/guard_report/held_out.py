"""Rows of public sets that training leaves out: CLINC's test parts, some banking intents."""

from __future__ import annotations

import csv
import json
from typing import Any, Final

from guard_training.public import IN_SCOPE, UNCLEAR, held_out_intent
from guard_training.rows import DATA

_EVERY: Final = 3  # of CLINC's 4,500 in-domain test rows


def held_out_rows() -> list[dict[str, Any]]:
    """Rows `{id, lang, slice, text, expected}`."""
    return [*_clinc(), *_banking()]


def _clinc() -> list[dict[str, Any]]:
    rows = []
    with (DATA / "clinc-oos" / "data_small.jsonl").open(encoding="utf-8") as file:
        for at, line in enumerate(map(json.loads, file)):
            text, intent = line["item"]
            if line["group"] == "oos_test":
                rows.append(_row(f"clinc-{at}", "CLINC out-of-scope test", text, "scope"))
            elif line["group"] == "test" and at % _EVERY == 0 and intent not in UNCLEAR:
                inside = intent in IN_SCOPE
                name = "CLINC test, a driver's intents" if inside else "CLINC test, other intents"
                rows.append(_row(f"clinc-{at}", name, text, "allow" if inside else "scope"))
    return rows


def _banking() -> list[dict[str, Any]]:
    with (DATA / "banking77" / "train.csv").open(encoding="utf-8") as file:
        return [
            _row(f"banking-{at}", "banking77, held-out intents", line["text"], "scope")
            for at, line in enumerate(csv.DictReader(file))
            if held_out_intent(line["category"]) and at % _EVERY == 0
        ]


def _row(name: str, part: str, text: str, expected: str) -> dict[str, Any]:
    return {"id": name, "lang": "en", "slice": part, "text": text, "expected": expected}
