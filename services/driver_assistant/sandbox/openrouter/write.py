"""Writes an answer without a model: the parts of the given record that fit the question.

Grounded by construction: every word of the answer stands in the record or in its field names.
It can't translate, weigh or explain; a stand-in shows that the record reaches the writer and its
answer comes back, not how well a model writes. Records are JSON found in the messages, or in
the result of a tool.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from driver_assistant.sandbox.openrouter.choose import user_texts
from driver_assistant.sandbox.openrouter.similarity import Index
from driver_assistant.sandbox.openrouter.wire import ChatRequest

_NOTHING_FITS = "I'm not sure what you need. Could you say it in other words?"
_NO_RECORD = "I have nothing about that."
_AGREED_WORD = re.compile(r"one\s+word\s+([A-Z][A-Z_]{2,})")
_SENTENCES = 3
_MIN_SHARE = 0.5  # of the best sentence's similarity: what fits much worse is left out
_JSON_START = re.compile(r"[{\[]")
_SENTENCE_END = re.compile(r"(?<=[.!?।])\s+|\n+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def answer(request: ChatRequest) -> str:
    """One to three short sentences from the record, the most fitting first."""
    facts = list(dict.fromkeys(_facts(_record(request))))
    if not facts:
        return _NO_RECORD
    said = user_texts(request)
    scores = Index(facts).similarities(said[-1] if said else "")
    ranked = sorted(range(len(facts)), key=lambda number: -scores[number])
    best = scores[ranked[0]]
    chosen = [n for n in ranked[:_SENTENCES] if scores[n] >= best * _MIN_SHARE]
    return " ".join(facts[number] for number in chosen)


def without_a_tool(request: ChatRequest, *, related: bool) -> str:
    """What to say when no tool fits.

    A system prompt may agree on words for that ("answer with the one word OUT_OF_SCOPE"): then
    the first one answers what is unrelated to the tools, the second one what is merely unclear.
    """
    told = " ".join(m.text for m in request.messages if m.role in {"system", "developer"})
    agreed: list[str] = list(dict.fromkeys(_AGREED_WORD.findall(told)))
    if not agreed:
        return _NOTHING_FITS
    return agreed[1] if related and len(agreed) > 1 else agreed[0]


def _record(request: ChatRequest) -> Any:
    """The last JSON object or list in the conversation, that of the system prompt excepted."""
    for message in reversed(request.messages):
        if message.role in {"user", "tool"}:
            for found in _json_values(message.text):
                return found
    return None


def _json_values(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    for start in _JSON_START.finditer(text):
        try:
            value, _ = decoder.raw_decode(text, start.start())
        except ValueError:
            continue
        if value:
            yield value
            return


def _facts(value: Any, label: str = "") -> Iterator[str]:
    """The record as sentences: `Gate: 4.`, and free text as it stands."""
    match value:
        case dict():
            for name, part in value.items():
                yield from _facts(part, f"{label} {_CAMEL.sub(' ', str(name))}".strip())
        case list():
            for part in value:
                yield from _facts(part, label)
        case None | "":
            return
        case str() if " " in value.strip():
            for sentence in _SENTENCE_END.split(value.strip()):
                yield sentence if sentence.endswith((".", "!", "?", "।")) else f"{sentence}."
        case _:
            shown = json.dumps(value) if isinstance(value, bool) else str(value)
            yield f"{label.replace('_', ' ').capitalize()}: {shown}."
