"""Early warning when a driver asks about somebody else: other people, foreign ids, other phones.

The driver is who WhatsApp says, never who the text says. Ids are compared with `caller.own_ids`:
one of the same shape that is not theirs is foreign. The tool boundary checks again, exactly; this
check only spares the model the question, and its reply is the same for "not yours" and "unknown".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from driver_assistant.contracts.guardrails import Caller, Finding, Severity, Span
from driver_assistant.guardrails.canonical import View, fold
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.policy import Policy

_SHORTEST_ID: Final = 3
# One token with a digit, dashes and dots inside allowed: LD-48213, stp_9f3, 4821-LKM, WPR4821K.
_ID: Final = re.compile(r"(?<![\w+/.-])(?=[\w./#-]*\d)[^\W_](?:[\w./-]*[^\W_])?", re.UNICODE)
# Plates in groups: WPR 4821K, M-KL 4821, 4821 LKM, CJ 48 KLM.
_PLATE: Final = re.compile(
    r"(?<!\w)(?:(?:[A-Za-z]{1,3}-)?[A-Za-z]{1,3} \d[A-Za-z0-9]{2,5}|\d{3,4} [A-Za-z]{2,3}"
    r"|[A-Za-z]{1,2} \d{2,3} [A-Za-z]{3})(?!\w)"
)
_PHONE: Final = re.compile(r"(?<![\w])\+\d[\d\s().-]{6,18}\d")
_TIME_OR_AMOUNT: Final = re.compile(
    r"^\d{1,2}[:.h]\d{2}$|^\d{1,2}(h|am|pm)$|^\d+([.,]\d+)?(km|kg|t|m|min|mins|h|l|eur|usd|c|f)?$"
    r"|^\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?$|^\d{4}-\d\d-\d\d$|^[a-z]{1,2}\d{1,3}$",
    re.IGNORECASE,
)
# "driver 1234", "kierowca Jan Kowalski": the noun, then a number or a capitalised name.
_DRIVER: Final = re.compile(
    r"(?i:drivers?|trucker|conductor|chofer|motorista|condutor|chauffeur|fahrers?|kierowc\w{1,3}"
    r"|[sș]ofer\w{0,4}|[sş]of[oö]r\w{0,4}|s[uü]r[uü]c[uü]\w{0,4}|воді\w{1,3}|водител\w{1,3}"
    r"|ड्राइवर|سائق|السائق|ਡਰਾਈਵਰ|autista|conducente)"
    r"(?i:'s)?\s+(?:(?i:id|no|nr|number|num|nummer|numer|numéro|numero|número|номер|#)[.:]?\s*)?"
    r"(?P<who>#?\d{2,}|[A-Za-z]{1,4}[-_]?\d{2,}|[^\W\d_][\w'’-]{2,}(?:\s+[^\W\d_][\w'’-]+)?)"
)
# "Marek's salary", "Piotr's load": somebody with a name owns what is asked for.
_POSSESSIVE: Final = re.compile(
    r"\b(?P<who>[A-ZÀ-Þ][\w-]{2,}(?:\s[A-ZÀ-Þ][\w-]+)?)['’]s?\s+(?:\w+\s+)?"
    r"(?:phone|number|mobile|address|salary|pay|wages?|earnings|route|loads?|trips?|stops?"
    r"|schedule|location|position|truck|hours|documents?|licen[cs]e|payslip|messages)\b"
)
# "la tournée de Karim", "what load is Pete on", "Ahmet'in seferi": a given name and what they do.
_OF_SOMEBODY: Final = re.compile(
    r"(?:\b(?i:tourn[ée]e|planning|salaire|ruta|turno|carga|sueldo|rota|sal[áa]rio|tour|schicht|lohn"
    r"|tras\w|kurs|zmian\w|viaggio|turno|stipendio|cursa|tura|salariul|рейс|маршрут|зарплат\w)"
    r"\s+(?i:de|d'|del|do|da|von|di|lui|у)?\s*"
    r"|\b(?i:load|trip|run|job|stop|route|shift|truck)\s+(?i:is|does|has)\s+"
    r"|\b(?i:where|what|which)\s+(?i:is|does|did|will)\s+)"
    r"(?P<who>[A-ZÀ-ÞА-ЯІЇЄ][^\W\d_]{2,})(?=\W|$)"
)
_TURKISH_POSSESSIVE: Final = re.compile(
    r"(?P<who>[A-ZÇĞİÖŞÜ][^\W\d_]{2,})['’](?:n?[ıiuü]n)\s+(?:\w+\s+){0,2}"
    r"(?i:sefer|yük|rota|maaş|numara|telefon|durak|adres)\w*"
)
_FAMILY_NAME: Final = re.compile(r"\s+([^\W\d_]['’\w-]{2,})(?=\W|$)", re.UNICODE)
_NOT_PEOPLE: Final = frozenset(
    [
        "what",
        "that",
        "it",
        "who",
        "where",
        "today",
        "tomorrow",
        "yesterday",
        "customer",
        "dispatch",
        "dispatcher",
        "company",
        "shipper",
        "consignee",
        "receiver",
        "warehouse",
        "gate",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "next",
        "last",
        "this",
        "the",
        "here",
        "there",
        "let",
        "how",
        "boss",
        "manager",
        "there's",
        "driver",
    ]
)


def run(subject: Subject) -> Sequence[Finding]:
    if not subject.may_ask:
        return []  # a note can't ask for anything: the driver's own question is what is answered
    caller = subject.request.caller
    visible = subject.canonical.visible
    asks = _asks(subject)
    findings = [
        _finding(
            hit.rule.id, hit.rule.severity, hit.rule.message, [hit.reading.span(hit.start, hit.end)]
        )
        for hit in subject.policy.hits(subject.canonical)
        if hit.rule.category == "authorization" and not hit.reading.guess
    ]
    findings += _foreign_ids(visible, caller, asks=asks)
    findings += _named_drivers(visible, caller, asks=asks)
    findings += _named_people(subject, caller, asks=asks)
    findings += _first_names(subject, caller)
    return findings


def _asks(subject: Subject) -> bool:
    """Whether the text wants something: a question mark, an asking word, or nothing but an id."""
    text = subject.canonical.folded.text
    if "?" in text or "؟" in text or len(text.split()) <= 2:
        return True
    return "asking" in subject.policy.places(subject.canonical)


def _foreign_ids(visible: View, caller: Caller, *, asks: bool) -> Iterator[Finding]:
    own = {_plain(each) for each in (*caller.own_ids, caller.driver_id)}
    shapes = {_shape(each) for each in own}
    for token, start, end in _tokens(visible.text):
        plain = _plain(token)
        if len(plain) < _SHORTEST_ID or _TIME_OR_AMOUNT.match(token) or _is_own(plain, own):
            continue
        if _shape(plain) in shapes and not plain.isdigit() and not plain.isalpha():
            yield _finding(
                "authorization.foreign-id",
                "high" if asks else "low",
                "names an id of the caller's own kind that isn't the caller's",
                [visible.span(start, end)],
            )
    for found in _PHONE.finditer(visible.text):
        if asks and not _is_own(_plain(found.group()), own):
            yield _finding(
                "authorization.foreign-phone",
                "low",
                "names a phone number that isn't the caller's",
                [visible.span(*found.span())],
            )


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Every id-like token, and plates written in two or three groups: WPR 4821K, M KL 4821."""
    for found in _ID.finditer(text):
        yield found.group(), *found.span()
    for found in _PLATE.finditer(text):
        yield found.group(), *found.span()


def _named_drivers(visible: View, caller: Caller, *, asks: bool) -> Iterator[Finding]:
    own_names = set(fold(caller.name).split())
    for pattern in (_DRIVER, _POSSESSIVE):
        for found in pattern.finditer(visible.text):
            who = found.group("who")
            if _is_person(who, pattern) and not _is_caller(who, own_names, caller):
                yield _finding(
                    "authorization.named-driver",
                    "high" if asks else "medium",
                    "asks about another driver by name or number",
                    [visible.span(*found.span())],
                )


def _named_people(subject: Subject, caller: Caller, *, asks: bool) -> Iterator[Finding]:
    """Report "what load does Piotr Nowak have": two names beside somebody's data."""
    places = subject.policy.places(subject.canonical)
    original, folded = subject.canonical.original, subject.canonical.folded
    if not asks or "their_data" not in places:
        return
    own_names = set(fold(caller.name).split())
    for place in places.get("given_names", ()):
        low, high = folded.origin(place.start, place.end)
        family = _FAMILY_NAME.match(original, high)
        given = original[low:high]
        if (
            family is None
            or not given[:1].isupper()
            or not family[1][:1].isupper()
            or {fold(given), fold(family[1])} & own_names
        ):
            continue
        yield _finding(
            "authorization.named-person",
            "high",
            "asks for the data of a person by name",
            [Span(start=low, end=family.end())],
        )


def _first_names(subject: Subject, caller: Caller) -> Iterator[Finding]:
    """Report "what load is Pete on": a given name owns what is asked for."""
    own_names = set(fold(caller.name).split())
    visible = subject.canonical.visible
    given = _given_names(subject.policy) - own_names
    for pattern in (_OF_SOMEBODY, _TURKISH_POSSESSIVE):
        for found in pattern.finditer(visible.text):
            if fold(found["who"]) in given:
                yield _finding(
                    "authorization.first-name",
                    "high",
                    "asks about somebody by first name",
                    [visible.span(*found.span())],
                )


@lru_cache(maxsize=16)
def _given_names(policy: Policy) -> frozenset[str]:
    return frozenset(
        fold(name.strip("*")) for names in policy.words("given_names").values() for name in names
    )


def _is_person(who: str, pattern: re.Pattern[str]) -> bool:
    words = fold(who).split()
    if any(word in _NOT_PEOPLE for word in words):
        return False
    if pattern is _POSSESSIVE:
        return True
    return who[0] == "#" or who[-1].isdigit() or who[0].isupper()


def _is_caller(who: str, own_names: set[str], caller: Caller) -> bool:
    own_ids: Iterable[str] = (*caller.own_ids, caller.driver_id)
    words = set(fold(who).split())
    return bool(words & own_names) or _is_own(_plain(who), {_plain(each) for each in own_ids})


def _is_own(plain: str, own: set[str]) -> bool:
    """Whether it is an own id, or the end of one: drivers say "213" for LD-48213."""
    return plain in own or any(len(plain) >= _SHORTEST_ID and each.endswith(plain) for each in own)


def _plain(identifier: str) -> str:
    return "".join(character for character in fold(identifier) if character.isalnum())


def _shape(plain: str) -> str:
    """`ld48213` as `aa99999`; ids of one system look alike."""
    return "".join("9" if character.isdigit() else "a" for character in plain)


def _finding(rule_id: str, severity: Severity, message: str, spans: Sequence[object]) -> Finding:
    return Finding.model_validate(
        {
            "check": "authorization",
            "category": "authorization",
            "severity": severity,
            "score": 1.0,
            "rule_id": rule_id,
            "spans": spans,
            "message": message,
        }
    )


PLUGIN = Check(
    name="authorization", stage="input", order=10, categories=("authorization",), run=run
)
