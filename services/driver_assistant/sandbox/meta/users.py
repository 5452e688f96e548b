"""Simulated phones: who they are, when they read, and what stands in their chat.

Used by `cloud.py`. A user is registered through the control API or appears on first use; at
`users_max` the one that was created first is forgotten.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.limits import Bucket
from driver_assistant.sandbox.meta.settings import MetaSettings, Reads

BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")

# Brazilian area codes up to 28 kept the ninth digit in WhatsApp ids, the later ones never got it.
_BRAZIL_MOBILE = re.compile(r"55(3[1-9]|[4-9]\d)9(\d{8})")


@dataclass(slots=True, kw_only=True, eq=False)
class Received:
    """A message the user wrote. `webhook` is its single or double tick, `read` the blue ones."""

    wamid: str
    at: float
    phone_number_id: str
    user: str
    message: dict[str, Any]
    webhook: str = "pending"  # pending | delivered
    read: bool = False
    edited: str = ""
    revoked: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """One phone. `user_id` is the business-scoped id that stands in for a hidden number."""

    wa_id: str
    user_id: str
    name: str
    username: str = ""
    phone_hidden: bool = False
    reads: Reads = "at_once"
    on_whatsapp: bool = True
    marketing: bool = True
    typing_until: float = 0.0  # Unix time
    thread: deque[Sent | Received]
    last_inbound: dict[str, float] = field(default_factory=dict)  # by phone_number_id, Unix time
    buckets: dict[str, Bucket] = field(default_factory=dict)  # by phone_number_id

    @property
    def key(self) -> str:
        """What identifies the user towards the business: the number, or the id if it is hidden."""
        return self.user_id if self.phone_hidden else self.wa_id

    def contact(self) -> dict[str, Any]:
        """The user as an entry of a webhook's `contacts`."""
        profile = {"name": self.name}
        if self.username:
            profile["username"] = self.username
        contact: dict[str, Any] = {"profile": profile}
        if not self.phone_hidden:
            contact["wa_id"] = self.wa_id
        contact["user_id"] = self.user_id
        return contact

    def view(self) -> dict[str, Any]:
        """The user as the control API shows it."""
        return {
            "wa_id": self.wa_id,
            "user_id": self.user_id,
            "name": self.name,
            "username": self.username,
            "phone_hidden": self.phone_hidden,
            "reads": self.reads,
            "on_whatsapp": self.on_whatsapp,
            "marketing": self.marketing,
            "last_inbound": self.last_inbound,
            "messages": len(self.thread),
        }


class Users:
    """All phones, found by number or by business-scoped id."""

    def __init__(self, settings: MetaSettings) -> None:
        self._thread_max = settings.transcript_max
        self._max = settings.users_max
        self._by_wa_id: dict[str, User] = {}
        self._by_user_id: dict[str, User] = {}
        self.forgotten = 0

    def __len__(self) -> int:
        return len(self._by_wa_id)

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_wa_id.values())

    def find(self, address: str) -> User | None:
        """The user with this number (any spelling) or business-scoped id."""
        if user := self._by_wa_id.get(address) or self._by_user_id.get(address):
            return user
        return self._by_wa_id.get(wa_id_of(address))

    def get(self, address: str, reads: Reads) -> User:
        """The user with this number, created if need be."""
        return self.find(address) or self._create(wa_id_of(address), reads)

    def move(self, user: User, new_number: str) -> None:
        """Give the user another number, and with it another business-scoped id.

        Raises:
            ValueError: somebody else has that number.
        """
        wa_id = wa_id_of(new_number)
        if self._by_wa_id.get(wa_id, user) is not user:
            msg = f"{new_number} belongs to another user"
            raise ValueError(msg)
        del self._by_wa_id[user.wa_id]
        user.wa_id = wa_id
        self._by_wa_id[wa_id] = user
        self.set_user_id(user, _user_id_of(wa_id))

    def set_user_id(self, user: User, user_id: str) -> None:
        """Give the user a chosen business-scoped id.

        Raises:
            ValueError: somebody else has it.
        """
        if self._by_user_id.get(user_id, user) is not user:
            msg = f"{user_id} belongs to another user"
            raise ValueError(msg)
        del self._by_user_id[user.user_id]
        user.user_id = user_id
        self._by_user_id[user_id] = user

    def renew_user_id(self, user: User) -> None:
        """Give the user a fresh business-scoped id, as after a change of the portfolio."""
        self.set_user_id(user, f"{user.user_id[:2]}.{_digits_of(user.user_id)}")

    def _create(self, wa_id: str, reads: Reads) -> User:
        if len(self._by_wa_id) >= self._max:
            oldest = next(iter(self._by_wa_id.values()))
            del self._by_wa_id[oldest.wa_id]
            del self._by_user_id[oldest.user_id]
            self.forgotten += 1
        user = User(
            wa_id=wa_id,
            user_id=_user_id_of(wa_id),
            name=f"Phone {wa_id[-4:]}",
            reads=reads,
            thread=deque(maxlen=self._thread_max),
        )
        self._by_wa_id[wa_id] = user
        self._by_user_id[user.user_id] = user
        return user


def wa_id_of(number: str) -> str:
    """WhatsApp's id of a number: its digits, which in most of Brazil lack the ninth."""
    digits = number if number.isdigit() else re.sub(r"\D", "", number)
    if brazilian := _BRAZIL_MOBILE.fullmatch(digits):
        return f"55{brazilian[1]}{brazilian[2]}"
    return digits


def _user_id_of(wa_id: str) -> str:
    try:
        number = phonenumbers.parse(f"+{wa_id}")
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    except phonenumbers.NumberParseException:
        region = "US"
    region = region if region.isalpha() and region != "ZZ" else "US"  # "ZZ", "001": no country
    return f"{region}.{_digits_of(wa_id)}"


def _digits_of(identity: str) -> str:
    digest = hashlib.sha256(identity.encode()).digest()
    return f"{int.from_bytes(digest[:7], 'big'):017d}"
