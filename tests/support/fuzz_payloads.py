"""Webhook bodies gone wrong: Meta's shapes with odd values in them, and bytes that are no JSON.

Seeded: the same seed gives the same bodies, but for the time they say they were written at. Most
are built as Meta builds them and then changed in some places (keys lost, types swapped, values out
of any range); the rest are raw bytes. Many still hold messages and statuses to be processed.
"""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

NUMBER = "106540352242922"
WORDS = (
    "hi", "where is my next stop?", "menu", "ayuda", "I'm 40 minutes late",
    "he tenido un accidente", "pokaż trasę", "मेरा अगला स्टॉप", "¿?",
    "🚚🚚", "", " ", "ok", "\u202eright to left", "a" * 5000,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, -(2**70), 1.5, -0.0, 1e308, "", "\x00", "a\x00b",
    "\ud800", "x" * 20_000, "9" * 400, "٣", [], {}, [[]], {"id": {}}, "null", "-1",
    "99999999999999", "1e9", "NaN", "../../etc", "' OR 1=1 --", "${jndi:ldap://x}", NUMBER,
)  # fmt: skip


@dataclass(kw_only=True)
class Bodies:
    """An endless row of bodies; `opaque` are ids of parts that were really sent."""

    seed: int
    phones: Sequence[str]
    opaque: list[str] = field(default_factory=list)
    made: int = 0
    begun_s: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._last = b"{}"

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.made += 1
            yield self._one()

    def _one(self) -> bytes:
        body = _encoded(self._payload(), self._random)
        if self._random.random() < 0.3:
            body = self._random.choice(_RAW)(body, self._last, self._random)
        self._last = body
        return body

    def _payload(self) -> Any:
        dice = self._random
        entries = [
            {"id": "1", "changes": [self._change() for _ in range(_few(dice))]}
            for _ in range(_few(dice))
        ]
        payload: Any = {"object": "whatsapp_business_account", "entry": entries}
        for _ in range(dice.choice((0, 1, 1, 2, 3, 5))):
            payload = _changed(payload, dice)
        return payload

    def _change(self) -> dict[str, Any]:
        dice = self._random
        phone = self._phone()
        value: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER},
        }
        if dice.random() < 0.6:
            value["contacts"] = [{"profile": {"name": "A"}, "wa_id": phone, "user_id": "US.1"}]
            value["messages"] = [self._message(phone) for _ in range(_few(dice))]
        if dice.random() < 0.5:
            value["statuses"] = [self._status() for _ in range(_few(dice))]
        if dice.random() < 0.05:
            value["errors"] = [{"code": dice.choice((130429, "x", None))}]
        return {"field": dice.choice(("messages",) * 19 + ("user_preferences",)), "value": value}

    def _phone(self) -> str:
        dice = self._random
        known = dice.random() < 0.8
        return (
            dice.choice(self.phones) if known else f"34{dice.randrange(600_000_000, 600_000_200)}"
        )

    def _message(self, phone: str) -> dict[str, Any]:
        dice = self._random
        kind = dice.choice(tuple(_KINDS))
        message = {
            "from": phone,
            "id": f"wamid.{self.seed}.{self.made}.{dice.randrange(10**6)}",
            "timestamp": str(self.begun_s - dice.randrange(3600)),
            "type": kind,
        }
        if dice.random() < 0.1:
            message["context"] = {"from": NUMBER, "id": "wamid.x", "forwarded": True}  # type: ignore[assignment]  # JSON
        return message | _KINDS[kind](dice)

    def _status(self) -> dict[str, Any]:
        dice = self._random
        status: dict[str, Any] = {
            "id": f"wamid.out.{dice.randrange(1000)}",
            "status": dice.choice(("sent", "delivered", "read", "failed", "played", "deleted")),
            "timestamp": str(self.begun_s - dice.randrange(3600)),
            "recipient_id": self._phone(),
        }
        if self.opaque and dice.random() < 0.5:
            status["biz_opaque_callback_data"] = dice.choice(self.opaque)
        elif dice.random() < 0.3:
            status["biz_opaque_callback_data"] = dice.choice(("x.y", "0.0", f"{2**128:x}.1", ".9"))
        if status["status"] == "failed":
            status["errors"] = [{"code": dice.choice((131047, 131026, 131000, 1, 2**40))}]
        if dice.random() < 0.5:
            status["pricing"] = {"billable": True, "category": "service"}
        return status


_KINDS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "text": lambda dice: {"text": {"body": dice.choice(WORDS)}},
    "interactive": lambda dice: {
        "interactive": {
            "type": dice.choice(("button_reply", "list_reply", "nfm_reply")),
            "button_reply": {
                "id": dice.choice(("act:x:yes", "intent:get_help", "x")),
                "title": "t",
            },
            "list_reply": {"id": "intent:get_route?day=tomorrow", "title": "t"},
        }
    },
    "button": lambda _: {"button": {"payload": "again:x", "text": "t"}},
    "location": lambda dice: {
        "location": {"latitude": dice.uniform(-95, 95), "longitude": dice.uniform(-190, 190)}
    },
    "image": lambda _: {"image": {"id": "m", "mime_type": "image/jpeg", "caption": "menu"}},
    "audio": lambda _: {"audio": {"id": "m", "voice": True}},
    "sticker": lambda _: {"sticker": {"id": "m"}},
    "reaction": lambda _: {"reaction": {"message_id": "wamid.x", "emoji": "👍"}},
    "contacts": lambda _: {"contacts": [{"name": {"formatted_name": "A"}}]},
    "system": lambda _: {"system": {"type": "customer_identity_changed", "body": "x"}},
    "edit": lambda _: {
        "edit": {"original_message_id": "wamid.x", "message": {"text": {"body": "x"}}}
    },
    "revoke": lambda _: {"revoke": {"original_message_id": "wamid.x"}},
    "unsupported": lambda _: {"errors": [{"code": 131051}]},
    "hologram": lambda _: {"hologram": {}},
}


def _few(dice: random.Random) -> int:
    return dice.choice((0, 1, 1, 1, 1, 1, 2, 3))


def _changed(tree: Any, dice: random.Random) -> Any:
    """One place of the tree, changed."""
    if not isinstance(tree, dict | list) or not tree or dice.random() < 0.06:
        return copy.deepcopy(dice.choice(ODD))
    key: Any = dice.choice(list(tree) if isinstance(tree, dict) else range(len(tree)))
    if dice.random() < 0.75 and isinstance(tree[key], dict | list):
        tree[key] = _changed(tree[key], dice)
        return tree
    match dice.randrange(6):
        case 0:
            del tree[key]
        case 1:
            tree[key] = [copy.deepcopy(tree[key]) for _ in range(dice.choice((2, 3, 40)))]
        case 2:
            tree[key] = {"value": tree[key]}
        case 3:
            tree[key] = str(tree[key])
        case _:
            tree[key] = copy.deepcopy(dice.choice(ODD))
    return tree


def _encoded(payload: Any, dice: random.Random) -> bytes:
    text = json.dumps(payload, ensure_ascii=dice.random() < 0.8)
    return text.replace("/", "\\/").replace("@", "\\u0040").encode("utf-8", "surrogatepass")


def _flipped(body: bytes, _: bytes, dice: random.Random) -> bytes:
    changed = bytearray(body or b"x")
    for _n in range(dice.choice((1, 2, 8, 64))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _repeated(body: bytes, _: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(body) + 1)
    return body[:start] + body[start : start + 40] * dice.choice((2, 50)) + body[start:]


_RAW: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    _flipped,
    _flipped,
    _repeated,
    lambda body, _, dice: body[: dice.randrange(len(body) + 1)],
    lambda body, last, dice: body[: dice.randrange(len(body) + 1)] + last[len(last) // 2 :],
    lambda _body, _, dice: dice.randbytes(dice.choice((0, 1, 10, 1000))),
    lambda _body, _, dice: b"[" * dice.choice((10, 1000, 100_000)),
    lambda body, _, _dice: b'{"a":' * 500 + body + b"}" * 500,
    lambda _body, _, dice: b'{"entry":' + b"9" * dice.choice((20, 400, 20_000)) + b"}",
    lambda _body, _, _dice: b'{"entry":[{"changes":[1e400,-0,NaN,Infinity]}]}',
    lambda body, _, _dice: b"\xef\xbb\xbf" + body,
    lambda body, _, _dice: body.decode("utf-8", "replace").encode("utf-16"),
    lambda body, _, _dice: body.replace(b'"', b"'"),
    lambda body, _, _dice: body + body,
    lambda body, _, _dice: body.replace(b'"from"', b'"from":1,"from"'),
)
