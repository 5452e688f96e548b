"""Structured personal data in one corpus, by this project's recognisers and by Presidio's patterns.

Presidio runs in an environment of its own (`PRESIDIO_PYTHON`), as `presidio_side.py`, with a blank
language engine: pattern recognisers only, no model. Without it the table says so.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from driver_assistant.contracts.guardrails import Caller
from driver_assistant.guardrails.evaluation_report import wilson
from driver_assistant.guardrails.leaves import leaves_of
from driver_assistant.guardrails.pii.field_policy import FieldPolicy, Permissions
from driver_assistant.guardrails.pii.names import Directory
from driver_assistant.guardrails.pii.phones import regions_for
from driver_assistant.guardrails.pii.scan import Scanner, withheld

_SEED: Final = 5
_FRAMES: Final = {
    "en": ("Call {} when you arrive.", "His contact is {}, he said.", "{} is on file."),
    "de": ("Bitte {} notieren.", "Der Kontakt ist {}."),
    "fr": ("Le contact est {}.", "Notez {} svp."),
    "es": ("El contacto es {}.", "Apunta {} por favor."),
    "pl": ("Kontakt to {}.", "Zapisz {} proszę."),
}
_VALUES: Final = {
    "phone": ("+48 601 234 567", "+49 171 2345678", "+33 6 12 34 56 78", "+34 612 345 678",
              "+44 7700 900123", "+1 212 555 0143", "+380 67 123 45 67", "+40 722 123 456",
              "+90 532 123 45 67", "+91 98765 43210", "+351 912 345 678", "+39 347 123 4567",
              "+31 6 12345678", "+420 777 123 456", "+36 20 123 4567"),
    "e-mail": ("jan.kowalski@example.com", "m.mueller@firma.example", "a_b+c@mail.example.org"),
    "iban": ("DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606", "GB29NWBK60161331926819",
             "PL61109010140000071219812874", "ES9121000418450200051332"),
    "card": ("4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009"),
}  # fmt: skip
_DECOYS: Final = (
    "LD-48213", "PO 4500123456", "reference 7712-55-0091", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "52.2297, 21.0122", "seal 00912834", "container MSCU1234567", "24 pallets, 11,430 kg",
    "2026-10-27 14:00", "dock 12B", "order 20261027-0042", "EAN 4006381333931",
)  # fmt: skip


def corpus() -> list[dict[str, str]]:
    """Rows `{text, lang, kind, value}`; a decoy's kind is empty."""
    rng = random.Random(_SEED)  # noqa: S311  # reproducible, not secret
    rows = []
    for lang, frames in _FRAMES.items():
        for kind, values in (*_VALUES.items(), ("", _DECOYS)):
            for value in values:
                text = rng.choice(frames).format(value)
                rows.append({"text": text, "lang": lang, "kind": kind, "value": value})
    return rows


def section() -> Sequence[str]:
    """A table: recall per kind and share of decoys masked, ours and Presidio's."""
    rows = corpus()
    ours = [_ours(row) for row in rows]
    theirs = _theirs(rows)
    columns = {"this project": ours} | ({"Presidio patterns": theirs} if theirs else {})
    lines = [f"| | n | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
    places: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        places[row["kind"] or "decoys masked"].append(at)
    for kind, of in places.items():
        cells = [_cell([found[at] for at in of]) for found in columns.values()]
        lines.append(f"| {kind} | {len(of)} | {' | '.join(cells)} |")
    if not theirs:
        lines += ["", "Presidio: not run (set `PRESIDIO_PYTHON` to a Python that has it)."]
    return lines


def _cell(found: Sequence[bool]) -> str:
    low, high = wilson(sum(found), len(found))
    return f"{sum(found) / len(found):.1%} ({low:.0%}–{high:.0%})"


def _ours(row: dict[str, str]) -> bool:
    caller = Caller(driver_id="drv_1", company_id="acme")
    permitted = Permissions(leaves_of({}), caller, FieldPolicy())
    scanner = Scanner(
        regions=regions_for(row["lang"], [], permitted.countries),
        directory=Directory(()),
        company=Directory(()),
    )
    start = row["text"].index(row["value"])
    return any(
        found.start < start + len(row["value"]) and found.end > start
        for found in withheld(row["text"], scanner, permitted)
    )


def _theirs(rows: Sequence[dict[str, str]]) -> list[bool]:
    python = os.environ.get("PRESIDIO_PYTHON", "")
    if not python:
        return []
    script = Path(__file__).with_name("presidio_side.py")
    done = subprocess.run(  # noqa: S603  # the interpreter that the caller named
        [python, str(script)], input=json.dumps(list(rows)), text=True, capture_output=True,
        check=True, timeout=600,
    )  # fmt: skip
    return [bool(found) for found in json.loads(done.stdout)]
