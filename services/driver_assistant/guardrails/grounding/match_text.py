"""The same statement inside a string of the record ("Mo-Fr 06:00-14:00", "max 12 t")."""

from __future__ import annotations

import re

from driver_assistant.guardrails.grounding.atoms import Atom, Meaning
from driver_assistant.guardrails.grounding.scope import Found, Scope

# Digits in these fields number something; they measure nothing.
_NAMELESS = re.compile(
    r"(?:postalCode|postcode|zip|phone|mobile|[iI]d|reference|plate|uuid|hash|url)(?:\[\d+\])?$"
    r"|externalIds|references\["
)


def in_text(atom: Atom, meaning: Meaning, scope: Scope) -> Found:
    """The same statement inside a string of the record ("Mo-Fr 06:00-14:00", "max 12 t")."""
    digits = "".join(c if c.isdecimal() or c in ".,:" else " " for c in atom.text).split()
    if not digits:
        return None
    wanted = digits[0].strip(".,:")
    for fact in scope.evidence.texts:
        if wanted not in fact.value or fact.record in scope.barred or _NAMELESS.search(fact.path):
            continue
        if meaning.kind == "number":
            says_so = _stands_alone(fact.value, wanted)
        else:
            says_so = (meaning.kind, meaning.value) in scope.read(fact.value)
        if says_so:
            return "supported", fact.path, "in text"
    return None


def _stands_alone(text: str, wanted: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(wanted) : at + len(wanted) + 2]
        if not (before.isalnum() or before in {":", "."} or after[:1].isdecimal()) and not (
            after[:1] in {":", ".", ","} and after[1:].isdecimal()
        ):
            return True
        at = text.find(wanted, at + 1)
    return False
