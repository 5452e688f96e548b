"""Media: limits at upload, URLs that expire, memory that is bounded."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.media import MediaStore
from driver_assistant.sandbox.meta.samples import DEFAULT_MIME, sample

NOW = 1_000_000.0


def query(url: str) -> tuple[str, str, str]:
    fields = parse_qs(urlsplit(url).query)
    return fields["mid"][0], fields["ext"][0], fields["hash"][0]


def test_a_url_works_for_five_minutes() -> None:
    store = MediaStore(1000)
    medium = store.upload(b"abc", "image/jpeg", NOW)
    url = store.url(medium, "http://meta.test", NOW)

    assert store.at_url(*query(url), NOW + 299) is medium
    assert store.at_url(*query(url), NOW + 300) is None


def test_a_url_can_not_be_made_up() -> None:
    store = MediaStore(1000)
    medium = store.upload(b"abc", "image/jpeg", NOW)
    media_id, expires, mark = query(store.url(medium, "http://meta.test", NOW))

    assert store.at_url(media_id, str(int(expires) + 1), mark, NOW) is None
    assert store.at_url(media_id, "soon", mark, NOW) is None


def test_the_hash_is_hexadecimal_here_and_base64_in_webhooks() -> None:
    store = MediaStore(1000)
    medium = store.upload(b"abc", "image/jpeg", NOW)
    digest = hashlib.sha256(b"abc").digest()

    described = store.describe(medium, "http://meta.test", NOW)

    assert (described["sha256"], described["file_size"]) == (digest.hex(), "3")
    assert base64.b64decode(medium.sha256) == digest


@pytest.mark.parametrize(
    ("mime_type", "size", "code"),
    [
        ("image/gif", 10, 100),
        ("image/jpeg", 5 * 1024 * 1024 + 1, 131053),
        ("image/webp", 512 * 1024 + 1, 131053),
        ("application/pdf", 0, 131053),
    ],
)
def test_what_whatsapp_does_not_take_is_refused(mime_type: str, size: int, code: int) -> None:
    with pytest.raises(GraphError) as caught:
        MediaStore(10**9).upload(bytes(size), mime_type, NOW)

    assert caught.value.code == code


def test_uploads_last_30_days_and_received_media_7() -> None:
    store = MediaStore(1000)
    uploaded = store.upload(b"a", "image/jpeg", NOW)
    received = store.receive(b"b", "image/jpeg", NOW)

    assert store.find(received.id, NOW + 7 * 86_400) is None
    assert store.find(uploaded.id, NOW + 7 * 86_400) is uploaded
    assert store.find(uploaded.id, NOW + 30 * 86_400) is None


def test_the_oldest_media_go_when_memory_is_full() -> None:
    store = MediaStore(10)
    media = [store.upload(bytes(4), "image/jpeg", NOW) for _ in range(3)]

    assert [store.find(medium.id, NOW) is not None for medium in media] == [False, True, True]


@pytest.mark.parametrize(
    ("kind", "magic"),
    [
        ("image", b"\xff\xd8\xff"),
        ("audio", b"OggS"),
        ("video", b"\x00\x00\x00\x18ftyp"),
        ("document", b"%PDF-"),
        ("sticker", b"RIFF"),
    ],
)
def test_samples_are_files_of_their_type(kind: str, magic: bytes) -> None:
    assert sample(kind).startswith(magic)
    assert kind in DEFAULT_MIME
