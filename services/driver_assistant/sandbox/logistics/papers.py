"""The bytes of the seeded documents: real, small files of the kinds that drivers send."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from driver_assistant.sandbox.logistics.problems import not_found
from driver_assistant.sandbox.logistics.world import Content

# the box that says "HEIC" and nothing behind it: enough for a type check, too little to show
_HEIC: Final = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
_JPEG: Final = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


class Tickets:
    """Short-lived names of documents, for URLs that need no token."""

    def __init__(self) -> None:
        self._issued: dict[str, tuple[str, str, datetime]] = {}

    def issue(self, alias: str, document_id: str, until: datetime) -> str:
        """A ticket for a driver's document."""
        ticket = secrets.token_urlsafe(24)
        self._issued[ticket] = (alias, document_id, until)
        return ticket

    def redeem(self, ticket: str, now: datetime) -> tuple[str, str]:
        """Whose document it is: alias and document id.

        Raises:
            Refusal: `not_found`, also when it is too late.
        """
        alias, document_id, until = self._issued.get(ticket, ("", "", now))
        if until <= now:
            raise not_found()
        return alias, document_id


def bytes_of(content: Content) -> bytes:
    """The file."""
    if content.size_bytes == 0:
        return b""
    match content.kind:
        case "upload":
            return content.upload
        case "heic":
            return _HEIC
        case "jpeg":
            return _JPEG
        case "pdf":
            return _pdf(content.pages)


def _pdf(pages: int) -> bytes:
    """A valid PDF with empty A4 pages."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages,
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
