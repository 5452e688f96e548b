"""Small valid files for users who send "a photo" without having one.

Used by `inbound.py`. Each is a real file of its type, so a product that looks inside is content.
"""

from __future__ import annotations

import base64
import struct
from functools import cache
from typing import Final

DEFAULT_MIME: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}
# A grey pixel, quality 1, baseline JPEG.
_JPEG: Final = (
    "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
    "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
_WEBP: Final = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="  # one transparent pixel
_SILENCE: Final = b"\xf8\xff\xfe"  # one 20 ms Opus frame of silence (RFC 6716)


@cache
def sample(kind: str) -> bytes:
    """A file for `kind`: image, video, audio, document or sticker."""
    if kind == "image":
        return base64.b64decode(_JPEG)
    if kind == "sticker":
        return base64.b64decode(_WEBP)
    if kind == "audio":
        return _ogg_opus(seconds=2)
    if kind == "video":
        return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + struct.pack(">I", 8) + b"mdat"
    return _pdf()


def _ogg_opus(seconds: int) -> bytes:
    """A voice note of silence in an Ogg container (RFC 3533, RFC 7845)."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 7) + b"sandbox" + struct.pack("<I", 0)
    frames = [_SILENCE] * (seconds * 50)
    pages = [_page(head, [len(head)], 0, 0, 2), _page(tags, [len(tags)], 0, 1, 0)]
    sizes = [len(frame) for frame in frames]
    pages.append(_page(b"".join(frames), sizes, len(frames) * 960, 2, 4))
    return b"".join(pages)


def _page(body: bytes, sizes: list[int], granule: int, sequence: int, flags: int) -> bytes:
    header = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 1, sequence, 0, len(sizes))
    page = bytearray(header + bytes(sizes) + body)
    page[22:26] = struct.pack("<I", _crc(page))
    return bytes(page)


def _crc(data: bytes | bytearray) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def _pdf() -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer
