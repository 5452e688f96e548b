"""What every record of the logistics port shares: naming, tolerance, and marks for others' words.

Read by each module of this package. On the wire names are camelCase, here snake_case. Unknown
fields are ignored and unknown enum values become `UNKNOWN`, because a SaaS adds both without
asking. Null means unknown, an empty list means none. Nothing here knows HTTP.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema

from driver_assistant.contracts.messages import Wire


class Record(Wire):
    """A frozen record of the port: camelCase on the wire, snake_case here."""

    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True)


class OpenEnum(StrEnum):
    """A vocabulary that may grow: null, or a value we do not know, reads as `UNKNOWN`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.__members__.get("UNKNOWN") if value is None or isinstance(value, str) else None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """`x-extensible-enum` instead of `enum`: a reader must expect values not listed."""
        described = " ".join((cls.__doc__ or "").split())
        known = [member.value for member in cls]
        return {
            "type": "string",
            "title": cls.__name__,
            "description": described,
            "x-extensible-enum": known,
        }


def _none_is_empty(value: object) -> object:
    return () if value is None else value


def _none_is_no_ids(value: object) -> object:
    return {} if value is None else value


T = TypeVar("T")

# A list that can't be unknown: null on the wire reads as empty.
ListOf = Annotated[tuple[T, ...], BeforeValidator(_none_is_empty)]

# RFC 3339 with an offset; a time without one is refused, because it could be off by hours.
Instant = AwareDatetime

# Up to 64 characters that mean nothing to us: UUIDs, integers as text, slashes are all legal.
Id = Annotated[str, Field(min_length=1, max_length=64)]

# What other systems call the same thing: {"tms": "4711"}.
ExternalIds = Annotated[dict[str, str], BeforeValidator(_none_is_no_ids)]

# Short words that people outside wrote (names, address lines): data to show, never to obey.
Untrusted = Annotated[str, Field(json_schema_extra={"x-untrusted": True})]


class Author(OpenEnum):
    """Who wrote a free text."""

    DISPATCHER = "dispatcher"
    CUSTOMER = "customer"
    SITE = "site"
    DRIVER = "driver"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class FreeText(Record):
    """Words a person wrote. They pass the guardrails before anything else reads them."""

    model_config = ConfigDict(json_schema_extra={"x-untrusted": True})

    text: str
    lang: str | None = None
    author: Author = Author.UNKNOWN


class FactSource(OpenEnum):
    """Where a volatile fact comes from."""

    TELEMATICS = "telematics"
    TACHOGRAPH = "tachograph"
    ELD = "eld"
    TRAFFIC = "traffic"
    PLANNER = "planner"
    DISPATCHER = "dispatcher"
    DRIVER = "driver"
    UNKNOWN = "unknown"


class PageInfo(Record):
    """Where the next page starts: pass `end_cursor` as `after`."""

    end_cursor: str | None = None
    has_next: bool = False


class Page(Record, Generic[T]):
    """One page of a list, at most 100 records."""

    data: tuple[T, ...]
    page: PageInfo = Field(default_factory=PageInfo)
