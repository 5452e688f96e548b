"""Checks of interactive messages: reply buttons, lists, URL buttons, location requests.

Called by `sends.py`. Limits: Meta's pages on interactive messages; the list's ten rows count over
all sections together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from driver_assistant.sandbox.meta.require import invalid, items, obj, optional_text, text

Json = dict[str, Any]

BODY_MAX: Final = 1024
HEADER_MAX: Final = 60
FOOTER_MAX: Final = 60
BUTTONS_MAX: Final = 3
BUTTON_TITLE_MAX: Final = 20
BUTTON_ID_MAX: Final = 256
SECTIONS_MAX: Final = 10
SECTION_TITLE_MAX: Final = 24
ROWS_MAX: Final = 10
ROW_ID_MAX: Final = 200
ROW_TITLE_MAX: Final = 24
ROW_DESCRIPTION_MAX: Final = 72

_ACTION: Final = "interactive['action']"


def check_interactive(part: Json) -> None:
    """Raise a `GraphError` unless this interactive object may be sent."""
    kind = text(part, "type", 64, "interactive")
    if kind not in _ACTIONS:
        raise invalid("interactive['type']", f"'{kind}' is none of {', '.join(_ACTIONS)}")
    text(obj(part, "body", "interactive"), "text", BODY_MAX, "interactive['body']")
    if "footer" in part:
        text(obj(part, "footer", "interactive"), "text", FOOTER_MAX, "interactive['footer']")
    if "header" in part:
        _check_header(obj(part, "header", "interactive"), kind)
    _ACTIONS[kind](obj(part, "action", "interactive"))


def _check_header(header: Json, kind: str) -> None:
    shape = text(header, "type", 16, "interactive['header']")
    if shape == "text":
        text(header, "text", HEADER_MAX, "interactive['header']")
    elif kind == "list" or shape not in {"image", "video", "document"}:
        raise invalid("interactive['header']['type']", f"'{shape}' can't head this message")


def _check_buttons(action: Json) -> None:
    buttons = items(action, "buttons", _ACTION, BUTTONS_MAX)
    ids, titles = [], []
    for button in buttons:
        if button.get("type") != "reply":
            raise invalid(f"{_ACTION}['buttons']['type']", "must be 'reply'")
        reply = obj(button, "reply", f"{_ACTION}['buttons']")
        ids.append(text(reply, "id", BUTTON_ID_MAX, "Button"))
        titles.append(text(reply, "title", BUTTON_TITLE_MAX, "Button"))
    _check_unique("Button", "title", titles)
    _check_unique("Button", "id", ids)


def _check_list(action: Json) -> None:
    text(action, "button", BUTTON_TITLE_MAX, _ACTION)
    sections = items(action, "sections", _ACTION, SECTIONS_MAX)
    ids = []
    for section in sections:
        if len(sections) > 1:
            text(section, "title", SECTION_TITLE_MAX, "Section")
        optional_text(section, "title", SECTION_TITLE_MAX, "Section")
        for row in items(section, "rows", "Section", ROWS_MAX):
            ids.append(text(row, "id", ROW_ID_MAX, "Row"))
            text(row, "title", ROW_TITLE_MAX, "Row")
            optional_text(row, "description", ROW_DESCRIPTION_MAX, "Row")
    if len(ids) > ROWS_MAX:
        raise invalid(_ACTION, f"Total row count exceed max allowed count: {ROWS_MAX}")
    _check_unique("Row", "id", ids)


def _check_link(action: Json) -> None:
    if action.get("name") != "cta_url":
        raise invalid(f"{_ACTION}['name']", "must be 'cta_url'")
    parameters = obj(action, "parameters", _ACTION)
    text(parameters, "display_text", BUTTON_TITLE_MAX, _ACTION)
    if not text(parameters, "url", 2000, _ACTION).startswith(("https://", "http://")):
        raise invalid(f"{_ACTION}['url']", "must be an http or https URL")


def _check_location_request(action: Json) -> None:
    if action.get("name") != "send_location":
        raise invalid(f"{_ACTION}['name']", "must be 'send_location'")


def _check_unique(what: str, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise invalid(f"{what}['{field}']", "Duplicate values are not allowed")
        seen.add(value)


_ACTIONS: Final[dict[str, Callable[[Json], None]]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_link,
    "location_request_message": _check_location_request,
}
