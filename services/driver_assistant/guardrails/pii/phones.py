"""Phone numbers, international and local, told apart from load numbers by shape and context.

`phonenumbers` knows every country's ranges; the regions tried are the driver's own first. A
number the library calls invalid still counts where words or shape say that it is a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import phonenumbers

from driver_assistant.guardrails.pii.matches import PiiMatch, digits_of

# Where the fleet drives; tried after the caller's own regions, with stricter proof.
REGIONS: tuple[str, ...] = (
    "DE", "PL", "ES", "PT", "FR", "RO", "BG", "US", "GB", "UA", "IN", "TR", "IT", "NL", "BE",
    "AT", "CH", "CZ", "SK", "HU", "LT", "LV", "EE", "SE", "DK", "FI", "NO", "IE", "GR", "HR",
    "SI", "RS", "MD", "LU", "BR", "MX",
)  # fmt: skip

LANGUAGE_REGIONS: dict[str, tuple[str, ...]] = {
    "en": ("GB", "US", "IE"),
    "es": ("ES", "MX"),
    "pt": ("PT", "BR"),
    "fr": ("FR", "BE"),
    "de": ("DE", "AT", "CH"),
    "pl": ("PL",),
    "ro": ("RO", "MD"),
    "tr": ("TR",),
    "uk": ("UA",),
    "hi": ("IN",),
}

# Emergency calls of Europe, America, Britain and India: "112 (911 in the US)" is nobody's phone.
_EMERGENCY = frozenset({"112", "911", "999", "988", "100", "101", "102", "108", "110", "155"})
# No message to a driver has more numbers; from there on a phone's shape is proof enough.
_MAX_CANDIDATES = 64
_CANDIDATE = re.compile(
    r"(?<![\w:/+-])(?<!\d[.,])(?:\+|\(\+)?\(?\d[\d()./\-\u2010-\u2013\u00a0\u202f· ]{4,22}\d"
    r"(?:x\d{2,6})?(?![\w:])(?!\s?(?:km|mi|kg|м|км|кг|किमी|किग्रा)\b)"  # an amount has its unit
)
_CONTEXT_AFTER = re.compile(
    r"\W{0,3}(?:office|fax|mobile|cell|work|home|desk|phone|büro|oficina|bureau|biuro)\b",
    re.IGNORECASE,
)
_CONTEXT_BEFORE = re.compile(
    r"(?:(?<!\w)(?:tel|cell|ring|text|kom|cep|at)|"  # short ones are part of other words
    r"telefon\w*|tél\w*|phone\w*|mobile?|mobil\w*|call\w*|sms|fax|whats\w*|"
    r"handy\w*|nummer|number|móvil|celular|llam\w+|número|ligue|ligar|telem\w+|appel\w*|numéro|"
    r"joign\w+|ruf\w*|anruf\w*|zadzwo\w+|dzwo\w+|komórk\w*|numer\w*|sun\w+|apel\w*|"
    r"numărul|ara\w*|numara\w*|дзвон\w*|подзвон\w*|тел\w*|номер\w*|моб\w*|फ़?ोन|कॉल|मोबाइल|"
    r"नंबर|contact\w*|reach\w*|hotline|dispatch\w*|[☎📞📱])\W{0,4}(?:\w{1,14}\W{1,3}){0,2}$",
    re.IGNORECASE,
)
_ID_BEFORE = re.compile(
    r"(?:load|order|po|p\.o\.|ref\w*|shipment|booking|container|seal|invoice|consignment|"
    r"tracking|document|doc|cmr|pod|bol|ticket|trip|route|stop|pallet\w*|batch|lot|vin|id|un|"
    r"auftrag\w*|ladung\w*|sendung\w*|rechnung\w*|bestell\w*|siegel|tour|liefer\w*|"
    r"pedido|carga|reserva|factura|precinto|albarán|encomenda|guia|fatura|selo|"
    r"commande|chargement|livraison|réservation|facture|plomb|colis|"
    r"zleceni\w*|zamówieni\w*|ładun\w*|przesył\w*|faktur\w*|plomb\w*|"
    r"comand\w*|încărc\w*|factur\w*|sigili\w*|transport\w*|"
    r"sipariş\w*|yük\w*|fatura|mühür|sevkiyat|"
    r"замовл\w*|вантаж\w*|рейс\w*|рахунок|накладн\w*|пломб\w*|ऑर्डर|लोड|बुकिंग)"
    r"(?:\s+(?:number|no|nr|num|nummer|número|numéro|numer|номер|नंबर))?[\s.:#°ºnNoO№-]{0,5}$",
    re.IGNORECASE,
)
_NANP = re.compile(r"(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}")
_LOCAL_GROUPS = re.compile(r"\(?0\d{1,5}\)?[ ./\-\u2010-\u2013]\d{2,8}(?:[ ./-]\d{2,6}){0,4}")


def preload() -> None:
    """Read the numbering plans of the world now; countries share codes, so all of them."""
    phonenumbers.PhoneMetadata.load_all()


def find_phones(text: str, regions: Sequence[str]) -> Iterator[PiiMatch]:
    """Phones in a text whose decoys are blanked; `regions` are the caller's, most likely first."""
    tried = 0
    for found in _CANDIDATE.finditer(text):
        at, end = found.span()
        while end - at > 5:
            tried += 1
            match = _first_phone(text, at, end, tuple(regions), by_shape=tried > _MAX_CANDIDATES)
            if match is None:
                break
            yield match
            at = match.end + 1  # two numbers may stand side by side


def _first_phone(
    text: str, at: int, end: int, regions: tuple[str, ...], *, by_shape: bool
) -> PiiMatch | None:
    before = text[max(0, at - 40) : at]
    for start, stop in _trims(text, at, end):
        if by_shape:
            value = digits_of(text[start:stop])
        else:
            value = _as_phone(text[start:stop], (before, text[stop : stop + 12]), regions) or ""
        if value:
            return PiiMatch(kind="phone", start=start, end=stop, value=value)
    return None


def national_digits(value: str) -> str:
    """The last nine digits: what two spellings of one number share."""
    return digits_of(value)[-9:]


def regions_for(language: str, phones: Sequence[str], countries: Sequence[str]) -> tuple[str, ...]:
    """Regions to try for local numbers: of the caller's phones, the record, then the language."""
    regions = [region for phone in phones if (region := _region_of(phone))]
    regions += [country for country in countries if country in REGIONS]
    regions += LANGUAGE_REGIONS.get(language, ())
    return tuple(dict.fromkeys(regions))


@lru_cache(maxsize=1024)
def _region_of(phone: str) -> str | None:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return None


def _trims(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The candidate whole, then without one leading or trailing group ("Dock 4 0171 234567")."""
    whole = text[start:end]
    if whole.count("(") > whole.count(")"):  # "(call +49 …" keeps no lone bracket
        start += 1 if whole.startswith("(") else 0
    yield start, end
    gap = re.search(r"[ \u00a0](?=[\d(+])", text[start:end])
    if gap and gap.start() <= 3:
        yield start + gap.end(), end
    tail = text.rfind(" ", start, end)
    if tail > start and end - tail <= 4:
        yield start, tail
    if sum(c.isdecimal() for c in text[start:end]) > 15:
        while (tail := text.rfind(" ", start, tail)) > start:
            yield start, tail


def _as_phone(candidate: str, around: tuple[str, str], regions: tuple[str, ...]) -> str | None:
    before, after = around
    candidate = candidate.split("x", 1)[0]  # "x739" is an extension
    digits = digits_of(candidate)
    if not 6 <= len(digits) <= 15 or _EMERGENCY.issuperset(re.findall(r"\d+", candidate)):
        return None
    if candidate.lstrip("(").startswith("+") or digits.startswith("00"):
        return f"+{digits.lstrip('0')}" if len(digits) >= 8 else None
    named_id = bool(_ID_BEFORE.search(before))
    named_phone = bool(_CONTEXT_BEFORE.search(before) or _CONTEXT_AFTER.match(after))
    if named_id and not _NANP.fullmatch(candidate):
        return None
    if named_phone or _shaped(candidate, digits):
        return _e164(candidate, regions) or digits
    return _valid_local(candidate, digits, regions)


def _shaped(candidate: str, digits: str) -> bool:
    """Written the way people write phones: an area code in brackets, or groups after a zero."""
    if _NANP.fullmatch(candidate):
        return True
    return len(digits) >= 9 and bool(_LOCAL_GROUPS.fullmatch(candidate))


def _valid_local(candidate: str, digits: str, regions: tuple[str, ...]) -> str | None:
    if len(digits) < 7:
        return None
    own = regions[:3]
    if (value := _e164(candidate, own)) and (len(digits) >= 9 or not candidate.isdecimal()):
        return value
    for region in dict.fromkeys((*regions, *REGIONS)):
        if value := _grouped_as_in(candidate, digits, region):
            return value
    return None


def _e164(candidate: str, regions: tuple[str, ...]) -> str | None:
    return next((value for region in regions if (value := _valid_in(candidate, region))), None)


@lru_cache(maxsize=4096)
def _valid_in(candidate: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(candidate, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def _grouped_as_in(candidate: str, digits: str, region: str) -> str | None:
    """Valid in a region the caller isn't from counts only in that region's own grouping."""
    value = _valid_in(candidate, region)
    if value is None or candidate.isdecimal():
        return value if value and digits.startswith("0") and len(digits) >= 10 else None
    national = phonenumbers.format_number(
        phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.NATIONAL
    )
    same = re.split(r"\D+", national.strip("() ")) == re.split(r"\D+", candidate.strip("() "))
    return value if same else None
