"""E-mail, IBAN, payment card, network address and person number: formats with a check digit."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from driver_assistant.guardrails.pii.matches import PiiMatch, digits_of

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+%'-]{1,64}(?:\.[\w+%'-]{1,64}){0,6}\s?(?:@|\(at\)|\[at\])\s?"
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.\w{2,24}(?![\w@])"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]{2,4}){2,8}")
# Length per country of the SWIFT IBAN registry (release 97); others by check digits and 15-34.
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20,
    "LU": 20, "LV": 21, "MD": 24, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22,
    "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
_CARD = re.compile(r"(?<![\w.+-])\d(?:[ \u00a0-]?\d){11,18}")
# Issuer ranges of ISO/IEC 7812 with their lengths: Visa, Mastercard, Amex, Diners, Discover,
# JCB, UnionPay, Maestro. Without them one random number in ten would pass Luhn.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[68])"), (14, 16)),
    (re.compile(r"6(?:011|4[4-9]|5)|62"), (16, 17, 18, 19)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),
    (re.compile(r"1800|2131"), (15,)),
    (re.compile(r"5[0678]|6(?:0[14]|3|7)"), (12, 13, 14, 15, 16, 17, 18, 19)),
)
_CARD_CONTEXT = re.compile(
    r"(?:card|\bcc|visa|master\w*|amex|karte\w*|tarjeta|cartão|carte|kart\w*|card\w*|карт\w*|कार्ड)"
    r"\W{0,3}(?:\w{1,10}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"
    r"|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::|[0-9a-fA-F]{1,4}|:[0-9a-fA-F]{1,4})(?![\w:])"
)
_SSN = re.compile(r"(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")


def find_structured(text: str) -> Iterator[PiiMatch]:
    """Every value whose own format proves it. Decoys need no blanking here."""
    for found in _EMAIL.finditer(text):
        value = re.sub(r"\s?(?:@|\(at\)|\[at\])\s?", "@", found[0]).casefold()
        yield PiiMatch(kind="email", start=found.start(), end=found.end(), value=value)
    yield from _ibans(text)
    yield from _cards(text)
    for found in _SSN.finditer(text):
        yield PiiMatch(kind="national_id", start=found.start(), end=found.end(), value=found[0])
    for found in _NETWORK.finditer(text):
        if address := _address(found[0]):
            yield PiiMatch(kind="ip_address", start=found.start(), end=found.end(), value=address)


def _ibans(text: str) -> Iterator[PiiMatch]:
    at = 0
    while found := _IBAN.search(text, at):
        at = found.start() + 4  # the next one may stand right behind
        end = found.end()
        while end - found.start() >= 15:
            compact = re.sub(r"[ \u00a0-]", "", text[found.start() : end]).upper()
            if _is_iban(compact):
                yield PiiMatch(kind="iban", start=found.start(), end=end, value=compact)
                at = end
                break
            end = text.rfind(" ", found.start(), end)  # a word after it may have been taken in


def _is_iban(compact: str) -> bool:
    if len(compact) != _IBAN_LENGTH.get(compact[:2], len(compact)) or not 15 <= len(compact) <= 34:
        return False
    rearranged = compact[4:] + compact[:4]
    try:
        return int("".join(str(int(c, 36)) for c in rearranged)) % 97 == 1
    except ValueError:
        return False


def _cards(text: str) -> Iterator[PiiMatch]:
    at = 0
    while found := _CARD.search(text, at):
        at = end = found.end()
        while end - found.start() >= 12:
            digits = digits_of(text[found.start() : end])
            if _is_card(digits, text[max(0, found.start() - 40) : found.start()]):
                yield PiiMatch(kind="card", start=found.start(), end=end, value=digits)
                at = end
                break
            end = text.rfind(" ", found.start(), end)  # the next card's group was taken in


def _is_card(digits: str, before: str) -> bool:
    if len(digits) >= 12 and _CARD_CONTEXT.search(before):
        return True
    return _luhn(digits) and any(
        issuer.match(digits) and len(digits) in lengths for issuer, lengths in _ISSUERS
    )


def _luhn(digits: str) -> bool:
    odd = [int(d) for d in digits[-1::-2]]
    even = [sum(divmod(2 * int(d), 10)) for d in digits[-2::-2]]
    return (sum(odd) + sum(even)) % 10 == 0


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
