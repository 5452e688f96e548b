"""Message ids in WhatsApp's own form: base64 of a small record that holds the user's number.

Made by `cloud.py`. The number inside is why a wamid must never be logged as if it were anonymous.
"""

from __future__ import annotations

import base64
import secrets
from itertools import count


class Wamids:
    """Unique ids, also across restarts: the product's database outlives the stand-in."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4).upper()
        self._counter = count(1)

    def outbound(self, address: str) -> str:
        """The id of a message the business sent."""
        return self._make(address, b"\x11\x18\x12", f"{self._run}{next(self._counter):010X}")

    def inbound(self, address: str) -> str:
        """The id of a message the user sent."""
        return self._make(address, b"\x12\x18\x14", f"3A{self._run}{next(self._counter):010X}")

    def _make(self, address: str, mark: bytes, unique: str) -> str:
        name = address.encode()
        record = b"\x1c\x18" + bytes([len(name)]) + name + b"\x15\x02\x00" + mark
        return "wamid." + base64.b64encode(record + unique.encode() + b"\x00").decode()
