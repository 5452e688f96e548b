"""Phone numbers that reach nobody.

The United States, Germany and France reserve ranges for fiction. The other countries do not: there
the numbers start with a prefix that the numbering plan leaves unassigned (checked against the
metadata of libphonenumber 9). The sandbox never sends to real WhatsApp either way.
"""

from __future__ import annotations

from typing import Final

_RANGES: Final = {
    "US": "+1312555{:04d}",  # 555-0100 to 555-0199
    "DE": "+4917139200{:02d}",  # 0171 39200 00 to 99
    "FR": "+33639980{:03d}",  # 06 39 98 00 00 to 99 99
    "ES": "+34750000{:03d}",
    "PL": "+48499000{:03d}",
    "RO": "+40795000{:03d}",
    "PT": "+351940000{:03d}",
    "BG": "+359809000{:03d}",
}
_US_FICTION_STARTS: Final = 100


def phone(country: str, number: int) -> str:
    """The number-th phone of a country (0 to 99), E.164."""
    start = _US_FICTION_STARTS if country == "US" else 0
    return _RANGES[country].format(start + number)


DRIVERS: Final = 0  # drivers have 0 to 63 of their country
DESKS: Final = 64  # dispatch desks and sites have 64 to 99
