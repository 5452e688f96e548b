"""Intents as strict functions, and a model's arguments as typed values."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, WithJsonSchema

from driver_assistant.worker.model.errors import BadArguments, MalformedAnswer, UnknownTool
from driver_assistant.worker.model.tools import ToolError, ToolSet, tool, tool_set


class Kind(StrEnum):
    CMR = "cmr"
    POD = "pod"


class Place(BaseModel):
    city: str
    dock: int | None = None


class Wish(BaseModel):
    """Docstrings of parameters are for developers."""

    day: Literal["today", "tomorrow"] = Field("today", description="Which day.")
    kind: Kind | None = None
    place: Place
    note: str = Field("", max_length=200, pattern="^.*$")
    minutes: int = Field(ge=1, le=90)
    paper: Annotated[str, WithJsonSchema({"type": "string", "x-extensible-enum": ["cmr", "pod"]})]


class Taught:
    def __init__(
        self,
        name: str = "wish",
        parameters: type[BaseModel] = Wish,
        examples: tuple[str, ...] = ("one", 'two  "quoted"'),
    ) -> None:
        self.name = name
        self.description = "What it\n   is for."
        self.parameters = parameters
        self.examples = examples


def test_a_schema_lists_every_parameter_as_required_and_allows_no_other() -> None:
    function = tool(Taught()).wire["function"]

    assert function == {
        "name": "wish",
        "description": 'What it is for. Examples: "one" | "two "quoted""',
        "strict": True,
        "parameters": {
            "type": "object",
            "description": "Docstrings of parameters are for developers.",
            "required": ["day", "kind", "place", "note", "minutes", "paper"],
            "additionalProperties": False,
            "properties": {
                "day": {
                    "type": ["string", "null"],
                    "enum": ["today", "tomorrow", None],
                    "description": "Which day.",
                },
                "kind": {"type": ["string", "null"], "enum": ["cmr", "pod", None]},
                "place": {
                    "type": "object",
                    "required": ["city", "dock"],
                    "additionalProperties": False,
                    "properties": {
                        "city": {"type": "string"},
                        "dock": {"type": ["integer", "null"]},
                    },
                },
                "note": {"type": ["string", "null"], "pattern": "^.*$"},
                "minutes": {"type": "integer", "minimum": 1, "maximum": 90},
                "paper": {"type": "string", "enum": ["cmr", "pod"]},
            },
        },
    }


@pytest.mark.parametrize(
    "name",
    ["driver", "driver_id", "driverId", "company", "tenant_id", "phone", "phoneNumber",
     "user_id", "vehicle_plate", "customerNumber"],
)  # fmt: skip
def test_a_parameter_that_names_an_identity_is_refused(name: str) -> None:
    parameters = type("P", (BaseModel,), {"__annotations__": {name: str}})

    with pytest.raises(ToolError, match="authenticated driver"):
        tool(Taught(parameters=parameters))


def test_an_identity_hidden_in_a_nested_object_is_refused_too() -> None:
    class Inner(BaseModel):
        driver_id: str

    class Outer(BaseModel):
        of: list[Inner]

    with pytest.raises(ToolError, match="driver_id"):
        tool(Taught(parameters=Outer))


@pytest.mark.parametrize("name", ["", "Has Space", "UPPER", "x" * 65])
def test_a_malformed_name_is_refused(name: str) -> None:
    with pytest.raises(ToolError):
        tool(Taught(name=name))


def test_two_intents_of_one_name_are_refused() -> None:
    with pytest.raises(ToolError, match="twice"):
        tool_set([Taught(), Taught()])


def test_the_order_of_discovery_changes_no_byte() -> None:
    a, b = Taught("a_tool"), Taught("b_tool")

    assert json.dumps(tool_set([a, b]).wire) == json.dumps(tool_set([b, a]).wire)
    assert tool_set([a, b]).digest == tool_set([b, a]).digest


def test_another_example_is_another_tool_set() -> None:
    assert tool_set([Taught()]).digest != tool_set([Taught(examples=("one",))]).digest


@pytest.fixture
def tools() -> ToolSet:
    return tool_set([Taught()])


def test_nulls_take_the_default(tools: ToolSet) -> None:
    place = {"city": "Poznań", "dock": None}
    written = {"day": None, "place": place, "minutes": 5, "note": None, "paper": "x"}

    arguments = tools.arguments("wish", json.dumps(written))

    assert arguments == Wish(place=Place(city="Poznań"), minutes=5, paper="x")


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null,", '"x"', "{}", '{"place":{"city":"x"},"minutes":91,"paper":""}', "[" * 5000],
)
def test_arguments_that_dont_fit_are_an_error(tools: ToolSet, text: str) -> None:
    with pytest.raises(BadArguments):
        tools.arguments("wish", text)


def test_no_arguments_fit_a_tool_without_parameters() -> None:
    class Nothing(BaseModel):
        pass

    tools = tool_set([Taught(parameters=Nothing)])

    assert [Nothing(), Nothing()] == [tools.arguments("wish", text) for text in ("", None)]


def test_a_tool_nobody_defined_is_an_error(tools: ToolSet) -> None:
    with pytest.raises(UnknownTool):
        tools.arguments("drop_tables", "{}")


@given(st.text(max_size=200))
def test_no_text_of_a_model_breaks_the_reader(text: str) -> None:
    tools = tool_set([Taught()])

    try:
        arguments = tools.arguments("wish", text)
    except MalformedAnswer:
        return
    assert isinstance(arguments, Wish)
