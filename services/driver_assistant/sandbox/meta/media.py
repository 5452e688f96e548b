"""Media: uploaded by the business or sent by users, fetched in two steps with the token.

Used by `cloud.py` and `graph_api.py`. Bytes are kept up to `media_max_bytes`; the oldest go first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from driver_assistant.sandbox.meta.errors import GraphError

URL_LIFETIME_S: Final = 300  # Meta: five minutes
UPLOADED_LIFETIME_S: Final = 30 * 86_400
RECEIVED_LIFETIME_S: Final = 7 * 86_400

_MB: Final = 1024 * 1024
# Meta's table of supported media types and sizes.
_LIMITS: Final[dict[str, int]] = {
    "image/jpeg": 5 * _MB,
    "image/png": 5 * _MB,
    "image/webp": _MB // 2,
    "audio/aac": 16 * _MB,
    "audio/amr": 16 * _MB,
    "audio/mpeg": 16 * _MB,
    "audio/mp4": 16 * _MB,
    "audio/ogg": 16 * _MB,
    "video/3gp": 16 * _MB,
    "video/mp4": 16 * _MB,
    "text/plain": 100 * _MB,
    "application/pdf": 100 * _MB,
    "application/msword": 100 * _MB,
    "application/vnd.ms-excel": 100 * _MB,
    "application/vnd.ms-powerpoint": 100 * _MB,
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file with its end of life."""

    id: str
    mime_type: str
    content: bytes
    expires_at: float

    @property
    def sha256(self) -> str:
        """Base64, as in webhooks."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()


class MediaStore:
    """Media by id, and the signed short-lived URLs to them."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._known: dict[str, Medium] = {}
        self._key = secrets.token_bytes(32)
        # Distinct over restarts too, and as long as the real ones.
        self._ids = count(secrets.randbelow(9 * 10**14) + 10**14)

    def upload(self, content: bytes, mime_type: str, now: float) -> Medium:
        """Keep what the business uploads.

        Raises:
            GraphError: 100 for a type WhatsApp doesn't take, 131053 when empty or too large.
        """
        plain = mime_type.split(";", 1)[0].strip().lower()
        limit = 100 * _MB if plain.startswith(_OFFICE) else _LIMITS.get(plain)
        if limit is None:
            details = f"Param file must be a file with one of the supported types, not '{plain}'"
            raise GraphError(100, details, message=f"(#100) {details}")
        if not 0 < len(content) <= limit:
            raise GraphError(131053, f"{len(content)} bytes of {plain}; 1 to {limit} are allowed")
        return self._keep(content, mime_type, now + UPLOADED_LIFETIME_S)

    def receive(self, content: bytes, mime_type: str, now: float) -> Medium:
        """Keep what a user sends."""
        return self._keep(content, mime_type, now + RECEIVED_LIFETIME_S)

    def find(self, media_id: str, now: float) -> Medium | None:
        """The medium, unless its time is over."""
        medium = self._known.get(media_id)
        return medium if medium is not None and now < medium.expires_at else None

    def delete(self, media_id: str) -> bool:
        """Forget a medium; whether there was one."""
        medium = self._known.pop(media_id, None)
        self._bytes -= len(medium.content) if medium else 0
        return medium is not None

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
        self._bytes = 0

    def describe(self, medium: Medium, base_url: str, now: float) -> dict[str, Any]:
        """What `GET /{media-id}` answers; here the hash is hexadecimal, the size a string."""
        return {
            "url": self.url(medium, base_url, now),
            "mime_type": medium.mime_type,
            "sha256": hashlib.sha256(medium.content).hexdigest(),
            "file_size": str(len(medium.content)),
            "id": medium.id,
            "messaging_product": "whatsapp",
        }

    def url(self, medium: Medium, base_url: str, now: float) -> str:
        """A URL that works for five minutes, for whoever has the token too."""
        expires = int(now) + URL_LIFETIME_S
        mark = self._mark(medium.id, expires)
        path = "whatsapp_business/attachments/"
        return f"{base_url}/{path}?mid={medium.id}&ext={expires}&hash={mark}"

    def at_url(self, media_id: str, expires: str, mark: str, now: float) -> Medium | None:
        """The medium behind a URL's query, None when expired, forged or gone."""
        if not expires.isdigit() or int(expires) <= now:
            return None
        if not hmac.compare_digest(mark, self._mark(media_id, int(expires))):
            return None
        return self.find(media_id, now)

    def _mark(self, media_id: str, expires: int) -> str:
        return hmac.new(self._key, f"{media_id}.{expires}".encode(), hashlib.sha256).hexdigest()

    def _keep(self, content: bytes, mime_type: str, expires_at: float) -> Medium:
        medium = Medium(
            id=str(next(self._ids)), mime_type=mime_type, content=content, expires_at=expires_at
        )
        self._known[medium.id] = medium
        self._bytes += len(content)
        while self._bytes > self._max_bytes and len(self._known) > 1:
            self.delete(next(iter(self._known)))
        return medium
