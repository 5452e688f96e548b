"""What a message says, as plain words: for the ledger, the transcript and the terminal chat.

Pure functions over Meta's JSON; both directions use the same field names.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def words_of(message: Json) -> str:
    """The text a person would read, without buttons; empty where nothing makes sense."""
    kind = message.get("type", "text")
    part = _object(message, kind) if isinstance(kind, str) else {}
    if kind == "text":
        return _said(part.get("body"))
    if kind == "interactive":
        return _interactive(part)
    if kind == "location":
        name = ", ".join(_said(part.get(key)) for key in ("name", "address") if part.get(key))
        pin = f"📍 {part.get('latitude')},{part.get('longitude')}"
        return f"{pin} {name}".rstrip()
    plain = {
        "button": part.get("text"),
        "reaction": part.get("emoji"),
        "system": part.get("body"),
        "template": part.get("name"),
        "edit": words_of(_object(part, "message")) if kind == "edit" else "",
    }
    if isinstance(kind, str) and kind in plain:
        return _said(plain[kind])
    return _said(part.get("caption")) or _said(part.get("filename"))


def choices_of(message: Json) -> list[dict[str, str]]:
    """Buttons and list rows in the order shown: `{kind, id, title, description?}`."""
    part = message.get("interactive")
    if message.get("type") != "interactive" or not isinstance(part, dict):
        return []
    action = part.get("action", {})
    if part.get("type") == "button":
        return [{"kind": "button", **button["reply"]} for button in action["buttons"]]
    if part.get("type") == "list":
        return [{"kind": "row", **row} for section in action["sections"] for row in section["rows"]]
    return []


def _interactive(part: Json) -> str:
    for reply in ("button_reply", "list_reply"):
        if reply in part:
            return _said(_object(part, reply).get("title"))
    texts = [_said(_object(part, name).get("text")) for name in ("header", "body", "footer")]
    if part.get("type") == "cta_url":
        link = _object(_object(part, "action"), "parameters")
        texts.append(f"{_said(link.get('display_text'))}: {_said(link.get('url'))}")
    return "\n".join(text for text in texts if text)


def _object(container: Json, name: str) -> Json:
    value = container.get(name)
    return value if isinstance(value, dict) else {}


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""
