"""The parts of a reply as Meta's messages. Pure."""

from __future__ import annotations

from typing import Any

from driver_assistant.contracts.messages import (
    ButtonsPart,
    ListPart,
    LocationPart,
    Part,
    TemplatePart,
    TextPart,
)


def render(part: Part) -> dict[str, Any]:
    """The fields `type` and its body of a message to send."""
    match part:
        case TextPart():
            return {"type": "text", "text": {"body": part.body, "preview_url": False}}
        case ButtonsPart():
            buttons = [
                {"type": "reply", "reply": {"id": button.payload, "title": button.title}}
                for button in part.buttons
            ]
            return _interactive("button", part.body, {"buttons": buttons})
        case ListPart():
            rows = [
                {"id": row.payload, "title": row.title, "description": row.description}
                if row.description
                else {"id": row.payload, "title": row.title}
                for row in part.rows
            ]
            sections = [{"title": part.button[:24], "rows": rows}]
            return _interactive("list", part.body, {"button": part.button, "sections": sections})
        case LocationPart():
            return {"type": "location", "location": part.model_dump(exclude={"type"})}
        case TemplatePart():
            return {"type": "template", "template": _template(part)}


def _interactive(kind: str, body: str, action: dict[str, Any]) -> dict[str, Any]:
    interactive = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _template(part: TemplatePart) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if part.body_parameters:
        texts = [{"type": "text", "text": text} for text in part.body_parameters]
        components.append({"type": "body", "parameters": texts})
    components.extend(
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate(part.button_payloads)
    )
    return {
        "name": part.name,
        "language": {"code": part.language},
        "components": components,
    }
