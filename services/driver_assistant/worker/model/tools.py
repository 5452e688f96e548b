"""Turns intents into the functions a model may call, and its arguments back into typed ones.

The schema is strict: every parameter is listed as required, what may be left out is nullable,
nothing else is allowed. Examples stand in the description, where models learn most from them.
Parameters that would name a driver, a company or a phone are refused at start: identity never
comes from a model.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.errors import Permanent
from driver_assistant.worker.model.errors import BadArguments, UnknownTool

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_IDENTITY = frozenset(
    {"driver", "company", "tenant", "phone", "msisdn", "wamid", "recipient", "employee"}
)
_IDENTITY_ID = re.compile(r"(user|vehicle|truck|trailer|account|customer)_?(id|plate|number)")
# The strict subset of JSON Schema. The rest is refused there or is noise that costs tokens, such
# as titles; pydantic checks all of it when the arguments come back.
_KEPT = frozenset(
    {
        "type", "description", "enum", "const", "properties", "items", "anyOf", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems",
        "maxItems",
    }
)  # fmt: skip
_OPEN_ENUM = "x-extensible-enum"  # values known today: a model picks one of them

Json = dict[str, Any]


class ToolError(Permanent):
    """An intent can't be offered to a model as a tool."""

    code = "tool_error"


class Teachable(Protocol):
    """What an intent tells a model: `examples` are utterances, in several languages."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def parameters(self) -> type[BaseModel]: ...
    @property
    def examples(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One function: `wire` is its JSON as sent."""

    name: str
    parameters: type[BaseModel]
    wire: Mapping[str, Any]


@dataclass(frozen=True)  # no slots: what is derived is kept
class ToolSet:
    """All functions of a request, by name in alphabetical order: the same bytes every time."""

    tools: tuple[Tool, ...]

    @cached_property
    def wire(self) -> list[Mapping[str, Any]]:
        """The `tools` of a request."""
        return [tool.wire for tool in self.tools]

    @cached_property
    def text(self) -> str:
        """Everything a model is told about the tools, as canonical JSON."""
        return json.dumps(self.wire, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """A hash of that text, 12 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def arguments(self, name: str, text: str | None) -> BaseModel:
        """The arguments a model wrote for tool `name`, typed; nulls count as not said.

        Raises:
            UnknownTool: there is no such tool.
            BadArguments: they are no JSON object, or don't fit the parameters.
        """
        tool = next((tool for tool in self.tools if tool.name == name), None)
        if tool is None:
            raise UnknownTool("")  # the name is the model's text: not for logs
        try:
            written = json.loads(text or "{}")
            if not isinstance(written, dict):
                raise BadArguments(f"for {name}: not an object")
            return tool.parameters.model_validate(_without_nulls(written))
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
            raise BadArguments(f"for {name}: {fields or 'the whole'}") from error
        except (ValueError, RecursionError) as error:
            raise BadArguments(f"for {name}: not JSON") from error


def tool_set(intents: Iterable[Teachable]) -> ToolSet:
    """The functions of these intents.

    Raises:
        ToolError: a name is taken or malformed, or a parameter would carry an identity.
    """
    tools: dict[str, Tool] = {}
    for intent in intents:
        if intent.name in tools:
            raise ToolError(f"{intent.name!r} is defined twice")
        tools[intent.name] = tool(intent)
    return ToolSet(tuple(tools[name] for name in sorted(tools)))


def tool(intent: Teachable) -> Tool:
    """One intent as a function."""
    if not _NAME.fullmatch(intent.name):
        raise ToolError(f"{intent.name!r}: use a-z, 0-9 and _, at most 64")
    schema = intent.parameters.model_json_schema()
    parameters = _strict(schema, schema.get("$defs", {}))
    for name in _property_names(parameters):
        if _is_identity(name):
            raise ToolError(
                f"{intent.name}: parameter {name!r} names an identity; take it from the "
                "authenticated driver instead"
            )
    function = {
        "name": intent.name,
        "description": _description(intent),
        "strict": True,
        "parameters": parameters,
    }
    return Tool(
        name=intent.name,
        parameters=intent.parameters,
        wire={"type": "function", "function": function},
    )


def _description(intent: Teachable) -> str:
    purpose = " ".join(intent.description.split())
    if not intent.examples:
        return purpose
    quoted = " | ".join(f'"{" ".join(example.split())}"' for example in intent.examples)
    return f"{purpose} Examples: {quoted}"


def _strict(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Json:
    """The schema without references, with every property required and nothing else allowed."""
    if "$ref" in schema:
        target = defs[str(schema["$ref"]).rsplit("/", 1)[-1]]
        return _strict({**target, **_rest(schema, "$ref")}, defs)
    if "anyOf" in schema:
        return _merged(schema, defs)
    strict = {key: value for key, value in schema.items() if key in _KEPT}
    if _OPEN_ENUM in schema:
        strict["enum"] = list(schema[_OPEN_ENUM])
    if "const" in strict:
        strict["enum"] = [strict.pop("const")]
    if "items" in strict:
        strict["items"] = _strict(strict["items"], defs)
    if strict.get("type") == "object":
        strict["properties"] = {
            name: _optional(_strict(part, defs), part)
            for name, part in schema.get("properties", {}).items()
        }
        strict["required"] = list(strict["properties"])
        strict["additionalProperties"] = False
    return strict


def _merged(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Json:
    """`anyOf` of one thing and null as that thing, nullable; other unions stay unions."""
    branches = [_strict(branch, defs) for branch in schema["anyOf"]]
    rest = _strict(_rest(schema, "anyOf"), defs)
    real = [branch for branch in branches if branch.get("type") != "null"]
    if len(real) == 1:
        return {**_nullable(real[0]), **rest}
    return {"anyOf": branches, **rest}


def _optional(strict: Json, declared: Mapping[str, Any]) -> Json:
    """What has a default may be null: the model says null when the driver said nothing."""
    return _nullable(strict) if "default" in declared else strict


def _nullable(strict: Json) -> Json:
    kind = strict.get("type")
    if kind is None or kind == "null" or (isinstance(kind, list) and "null" in kind):
        return strict
    kinds = [*kind, "null"] if isinstance(kind, list) else [kind, "null"]
    values = {"enum": [*strict["enum"], None]} if "enum" in strict else {}
    return {**strict, "type": kinds, **values}


def _rest(schema: Mapping[str, Any], without: str) -> Json:
    return {key: value for key, value in schema.items() if key != without}


def _property_names(schema: Any) -> Iterable[str]:
    """Every property's name, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _property_names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _property_names(part)


def _is_identity(name: str) -> bool:
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return bool(_IDENTITY & set(plain.split("_"))) or bool(_IDENTITY_ID.fullmatch(plain))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value
