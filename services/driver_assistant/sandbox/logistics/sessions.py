"""Who is calling: service credentials of tenants, and ten-minute tokens of drivers."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A driver's token and when it ends, in seconds of `Sessions`' clock."""

    token: str
    alias: str
    ends_at: float


class Sessions:
    """Issues tokens and knows whose they are. Lives by the machine's monotonic clock.

    The virtual clock is left out on purpose: stepping it by a day must not end every session.
    """

    def __init__(
        self,
        credentials: Mapping[str, SecretStr],
        ttl: timedelta,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._credentials = credentials
        self.ttl = ttl
        self._monotonic = monotonic
        self._sessions: dict[str, Session] = {}

    def tenant_of(self, credential: str) -> str | None:
        """The tenant of a service credential."""
        found = None
        for tenant, secret in self._credentials.items():
            if hmac.compare_digest(secret.get_secret_value().encode(), credential.encode()):
                found = tenant
        return found

    def open(self, alias: str) -> Session:
        """A new token for a driver."""
        now = self._monotonic()
        self._sessions = {t: s for t, s in self._sessions.items() if s.ends_at > now}
        token = f"drvtok_{secrets.token_urlsafe(24)}"
        session = Session(token=token, alias=alias, ends_at=now + self.ttl.total_seconds())
        self._sessions[token] = session
        return session

    def alias_of(self, token: str) -> str | None:
        """Whose token this is; None when unknown or over."""
        session = self._sessions.get(token)
        return session.alias if session and session.ends_at > self._monotonic() else None

    def expire(self, alias: str | None = None) -> int:
        """End the sessions of a driver, or all; gives how many."""
        ended = [t for t, s in self._sessions.items() if alias in {None, s.alias}]
        for token in ended:
            del self._sessions[token]
        return len(ended)
