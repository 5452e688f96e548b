"""The approved templates of the business account, and whether a send fills one correctly.

Filled from the settings, `PUT /_control/templates` or Meta's own `POST /{waba}/message_templates`;
read by `cloud.py` for each template send.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.require import invalid

Json = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_FILLED_MAX = 1024  # Meta: translated text too long, 132005


class Template(BaseModel):
    """One template in one language; `{{1}}` or `{{name}}` in `body` are its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9_]{1,512}$")
    language: str = Field(min_length=2, max_length=16)
    body: str = Field(min_length=1, max_length=1024)
    header: str = Field("", max_length=60)
    footer: str = Field("", max_length=60)
    category: Literal["UTILITY", "MARKETING", "AUTHENTICATION"] = "UTILITY"
    buttons: tuple[str, ...] = Field((), max_length=10)  # titles of quick replies
    status: Literal["APPROVED", "PAUSED", "DISABLED", "PENDING", "REJECTED"] = "APPROVED"

    def parameters(self, part: Literal["body", "header"]) -> list[str]:
        """The distinct placeholders of a part, in order."""
        return list(dict.fromkeys(_PLACEHOLDER.findall(getattr(self, part))))


class Templates:
    """Templates by name and language."""

    def __init__(self, templates: list[Template]) -> None:
        self._known: dict[tuple[str, str], Template] = {}
        self.put(templates)

    def put(self, templates: list[Template]) -> None:
        """Add or replace."""
        self._known.update({(item.name, item.language): item for item in templates})

    def all(self) -> list[Template]:
        """Every template."""
        return list(self._known.values())

    def fill(self, part: Json) -> tuple[Template, str, list[Json]]:
        """The template of a send, its text, and its buttons as `{kind, id, title}`.

        Raises:
            GraphError: unknown (132001), paused, or the parameters don't fit (132000, 132012).
        """
        template = self._find(part["name"], part["language"]["code"])
        components: list[Json] = part.get("components", [])
        head = _fill(template, "header", components)
        body = _fill(template, "body", components)
        if len(body) > _FILLED_MAX:
            raise GraphError(132005, f"body is {len(body)} characters long, {_FILLED_MAX} at most")
        text = "\n".join(line for line in (head, body, template.footer) if line)
        return template, text, _buttons(template, components)

    def _find(self, name: str, language: str) -> Template:
        template = self._known.get((name, language))
        if template is None or template.status in {"PENDING", "REJECTED"}:
            raise GraphError(132001, f"template name ({name}) does not exist in {language}")
        if template.status == "PAUSED":
            raise GraphError(132015, f"template ({name}) is paused due to low quality")
        if template.status == "DISABLED":
            raise GraphError(132016, f"template ({name}) has been disabled")
        return template


def template_from_meta(payload: Json) -> Template:
    """A template as Meta's management API describes it.

    Raises:
        ValueError: the body component is missing or the shape is wrong.
    """
    found: Json = {"BODY": "", "HEADER": "", "FOOTER": ""}
    buttons: list[str] = []
    for component in payload.get("components", []):
        kind = str(component.get("type", "")).upper()
        if kind == "BUTTONS":
            buttons = [str(button.get("text", "")) for button in component.get("buttons", [])]
        elif kind in found:
            found[kind] = component.get("text", "")
    return Template.model_validate(
        {
            "name": payload.get("name", ""),
            "language": payload.get("language", ""),
            "category": str(payload.get("category", "UTILITY")).upper(),
            "body": found["BODY"],
            "header": found["HEADER"],
            "footer": found["FOOTER"],
            "buttons": buttons,
        }
    )


def _fill(template: Template, part: Literal["body", "header"], components: list[Json]) -> str:
    given: list[Json] = []
    for component in components:
        if str(component.get("type", "")).lower() == part:
            given = component.get("parameters", [])
    wanted = template.parameters(part)
    if len(given) != len(wanted):
        details = (
            f"{part}: number of localizable_params ({len(given)}) does not match the "
            f"expected number of params ({len(wanted)})"
        )
        raise GraphError(132000, details)
    values: dict[str, str] = {}
    for position, parameter in enumerate(given):
        value = parameter.get("text")
        if parameter.get("type") != "text" or not isinstance(value, str) or not value:
            raise GraphError(132012, f"{part}: parameter {position + 1} must be a non-empty text")
        if "\n" in value or "\t" in value or "     " in value:
            details = "Param text cannot have new-line/tab characters or more than 4 spaces"
            raise GraphError(132007, details)
        values[str(parameter.get("parameter_name") or wanted[position])] = value
    if set(values) != set(wanted):
        raise GraphError(132000, f"{part}: expected {', '.join(wanted)}")
    text: str = getattr(template, part)
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _buttons(template: Template, components: list[Json]) -> list[Json]:
    payloads: dict[int, str] = {}
    for component in components:
        if str(component.get("type", "")).lower() != "button":
            continue
        index = str(component.get("index", ""))
        if not index.isdigit() or int(index) >= len(template.buttons):
            raise invalid("template['components']['index']", f"no button {index!r}")
        parameters = component.get("parameters") or [{}]
        payloads[int(index)] = str(parameters[0].get("payload", ""))
    return [
        {"kind": "template_button", "id": payloads.get(i) or title, "title": title}
        for i, title in enumerate(template.buttons)
    ]
