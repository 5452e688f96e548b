"""Is this a message Meta would take? Plain checks, cheap enough for a thousand sends a second.

Called by `cloud.py` with the parsed body. Checks the shape only: who may be written to and when
is not its business. Limits are those of Meta's message pages (v23 to v26).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.interactive import check_interactive
from driver_assistant.sandbox.meta.require import invalid, missing, obj, optional_text, text

Json = dict[str, Any]

TEXT_MAX: Final = 4096
CAPTION_MAX: Final = 1024
OPAQUE_MAX: Final = 512  # not on Meta's pages; what pywa documents
MEDIA_TYPES: Final = frozenset({"image", "audio", "video", "document", "sticker"})
_WITHOUT_CAPTION: Final = frozenset({"audio", "sticker"})


def check_send(payload: Json, has_media: Callable[[str], bool]) -> str:
    """The type of a message that may be sent; templates are checked by their registry.

    Raises:
        GraphError: in Meta's words, with the field that is wrong.
    """
    check_product(payload)
    if payload.get("recipient_type", "individual") != "individual":
        raise invalid("recipient_type", "only 'individual' is supported")
    optional_text(payload, "biz_opaque_callback_data", OPAQUE_MAX)
    if "context" in payload:
        text(obj(payload, "context"), "message_id", 512, "context")
    kind = payload.get("type", "text")
    if not isinstance(kind, str):
        raise invalid("type", "must be a string")
    if kind == "text":
        _check_text(payload)
    elif kind in MEDIA_TYPES:
        _check_media(obj(payload, kind), kind, has_media)
    elif kind in _CHECKS:
        _CHECKS[kind](obj(payload, kind))
    else:
        raise GraphError(131051, f"Message type '{kind}' is not supported.")
    return kind


def check_product(payload: Json) -> None:
    """Every call names the product.

    Raises:
        GraphError: it doesn't.
    """
    if payload.get("messaging_product") != "whatsapp":
        details = "Param messaging_product must be one of {WHATSAPP}"
        raise GraphError(100, details, message=f"(#100) {details}")


def _check_text(payload: Json) -> None:
    part = obj(payload, "text")
    body = part.get("body")
    if not isinstance(body, str) or not body:
        raise missing("text['body']")
    if len(body) > TEXT_MAX:
        details = f"Param text['body'] must be at most {TEXT_MAX} characters long."
        raise GraphError(100, details, message=f"(#100) {details}")
    if not isinstance(part.get("preview_url", False), bool):
        raise invalid("text['preview_url']", "must be a boolean")


def _check_media(part: Json, kind: str, has_media: Callable[[str], bool]) -> None:
    if ("id" in part) == ("link" in part):
        raise GraphError(100, f"{kind}: exactly one of 'id' and 'link' is required")
    if "id" in part and not has_media(str(part["id"])):
        raise GraphError(131053, f"{kind}['id']: no such media, or older than 30 days")
    if "link" in part and not str(part["link"]).startswith(("https://", "http://")):
        raise invalid(f"{kind}['link']", "must be an http or https URL")
    if "caption" in part and kind in _WITHOUT_CAPTION:
        raise invalid(f"{kind}['caption']", "this type has no caption")
    optional_text(part, "caption", CAPTION_MAX, kind)
    if "filename" in part and kind != "document":
        raise invalid(f"{kind}['filename']", "only documents have a file name")
    optional_text(part, "filename", 240, kind)


def _check_location(part: Json) -> None:
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        if name not in part:
            raise missing(f"location['{name}']")
        try:
            degrees = float(part[name])  # Meta's schema says string, its examples say number
        except (TypeError, ValueError):
            raise invalid(f"location['{name}']", "must be a number") from None
        if not -limit <= degrees <= limit:
            raise invalid(f"location['{name}']", f"must be within ±{limit:g}")
    optional_text(part, "name", 1000, "location")
    optional_text(part, "address", 1000, "location")


def _check_reaction(part: Json) -> None:
    text(part, "message_id", 512, "reaction")
    if not isinstance(part.get("emoji", ""), str):
        raise invalid("reaction['emoji']", "must be a string; empty takes the reaction back")


def _check_template(part: Json) -> None:
    text(part, "name", 512, "template")
    text(obj(part, "language", "template"), "code", 16, "template['language']")
    for component in _objects(part, "components"):
        _objects(component, "parameters")


def _objects(part: Json, name: str) -> list[Json]:
    value = part.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid(f"template['{name}']", "must be an array of objects")
    return value


_CHECKS: Final[dict[str, Callable[[Json], None]]] = {
    "interactive": check_interactive,
    "location": _check_location,
    "reaction": _check_reaction,
    "template": _check_template,
}
