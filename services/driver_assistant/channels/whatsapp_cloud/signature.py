"""Meta's webhook signature, over the raw bytes: checked before anything is parsed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final

SIGNATURE_HEADER: Final = "x-hub-signature-256"


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[bytes]) -> bool:
    """Whether one of the app secrets signed these raw bytes (two while a secret is rotated)."""
    scheme, _, digest = headers.get(SIGNATURE_HEADER, "").partition("=")
    if scheme != "sha256" or len(digest) != 64:  # hex of SHA-256
        return False
    try:
        given = bytes.fromhex(digest)
    except ValueError:
        return False
    return any(
        hmac.compare_digest(hmac.digest(secret, body, hashlib.sha256), given) for secret in secrets
    )
