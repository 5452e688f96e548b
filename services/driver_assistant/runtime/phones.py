"""Contact addresses at rest: a keyed hash to find them, a cipher text to send to them.

Used by the webhook (hash, encrypt), delivery (decrypt) and `ops` (register drivers). A contact
address is an E.164 number without `+`, or WhatsApp's business-scoped user id (`US.1349...`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from driver_assistant.contracts.errors import Permanent
from driver_assistant.runtime.settings import PhoneSettings

_NONCE_BYTES = 12  # AES-GCM's nonce (NIST SP 800-38D)


class ContactUnreadable(Permanent):
    """No key decrypts this contact address."""

    code = "contact_unreadable"


class ContactInvalid(Permanent):
    """This is neither a phone number nor a WhatsApp user id."""

    code = "contact_invalid"


def canonical_contact(address: str) -> str:
    """One spelling per contact.

    WhatsApp's `wa_id` differs from the number people register in three countries: Brazil's
    mobile numbers may lack the ninth digit, Mexico's may carry a 1 after the country code,
    Argentina's a 9.

    Raises:
        ContactInvalid: not 6 to 15 digits and no user id.
    """
    if re.fullmatch(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}", address):
        return address
    digits = re.sub(r"[\s()+./-]", "", address)
    if not re.fullmatch(r"[0-9]{6,15}", digits):
        raise ContactInvalid
    if re.fullmatch(r"55\d{2}[6-9]\d{7}", digits):
        return f"{digits[:4]}9{digits[4:]}"
    if re.fullmatch(r"521\d{10}", digits):
        return f"52{digits[3:]}"
    if re.fullmatch(r"54[1-8]\d{9}", digits):
        return f"549{digits[2:]}"
    return digits


class ContactBook:
    """Hashes and encrypts contact addresses with the company's keys."""

    def __init__(self, settings: PhoneSettings) -> None:
        self._hash_key = base64.b64decode(settings.phone_hash_key.get_secret_value())
        keys = settings.phone_encryption_key.get_secret_value().split(",")
        self._ciphers = [AESGCM(base64.b64decode(key)) for key in keys]

    def hash(self, address: str) -> bytes:
        """HMAC-SHA256 of the canonical address: equal addresses, equal hashes, no way back."""
        return hmac.digest(self._hash_key, canonical_contact(address).encode(), hashlib.sha256)

    def encrypt(self, address: str) -> bytes:
        """Nonce and AES-256-GCM cipher text under the newest key."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, address.encode(), None)

    def decrypt(self, sealed: bytes) -> str:
        """The address.

        Raises:
            ContactUnreadable: made with a key that is not configured any more, or damaged.
        """
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()
            except InvalidTag:
                continue
        raise ContactUnreadable
