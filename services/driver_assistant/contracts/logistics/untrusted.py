"""Finds and replaces every text in a record that somebody outside wrote.

The worker calls it on each fetched record: `untrusted_texts` gives what must pass the guardrails
(source `api_field`) before a prompt or an answer sees it, `replace_untrusted` puts the cleaned
words back. Which fields count is in the models: `FreeText` and `Untrusted`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from driver_assistant.contracts.logistics.record import FreeText

M = TypeVar("M", bound=BaseModel)


def untrusted_texts(record: BaseModel, path: str = "") -> Iterator[tuple[str, str]]:
    """Each untrusted text with its JSON path, e.g. `("stops[0].instructions.text", "Ring...")`."""
    for name, alias, words in _fields(type(record)):
        here = f"{path}.{alias}".removeprefix(".")
        yield from _texts(getattr(record, name), here, words=words)


def replace_untrusted(record: M, replace: Mapping[str, str] | Callable[[str], str]) -> M:
    """A copy in which each untrusted text is replaced; a mapping leaves what it does not name."""
    new = replace if callable(replace) else lambda text: replace.get(text, text)
    changes = {}
    for name, _, words in _fields(type(record)):
        old = getattr(record, name)
        value = _replaced(old, new, words=words)
        if value is not old:
            changes[name] = value
    return record.model_copy(update=changes) if changes else record


def _texts(value: Any, path: str, *, words: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from untrusted_texts(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]", words=words)
    elif words and isinstance(value, str) and value:
        yield path, value


def _replaced(value: Any, new: Callable[[str], str], *, words: bool) -> Any:
    if isinstance(value, BaseModel):
        return replace_untrusted(value, new)
    if isinstance(value, tuple):
        items = tuple(_replaced(item, new, words=words) for item in value)
        changed = any(a is not b for a, b in zip(items, value, strict=True))
        return items if changed else value
    if words and isinstance(value, str) and value:
        return new(value)
    return value


@cache  # a model's fields never change, and most of them are numbers, times and ids
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, bool], ...]:
    """Name, JSON name and "is untrusted itself" of the fields that may hold untrusted text."""
    fields = [
        (name, info.alias or name, _is_untrusted(model, name), holds_models(info.annotation))
        for name, info in model.model_fields.items()
    ]
    return tuple((name, alias, words) for name, alias, words, deep in fields if words or deep)


def holds_models(annotation: Any) -> bool:
    """Whether a field of this type may hold a record, or several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    if annotation in (Any, object) or isinstance(annotation, TypeVar | str):
        return True  # it may be anything: look
    if (value := getattr(annotation, "__value__", None)) is not None:  # a named alias
        return holds_models(value)
    return any(holds_models(argument) for argument in get_args(annotation))


def _is_untrusted(model: type[BaseModel], name: str) -> bool:
    if issubclass(model, FreeText):
        return name == "text"
    return _marked(model.model_fields[name])


def _marked(info: FieldInfo) -> bool:
    if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("x-untrusted"):
        return True
    return _mark_inside(info.annotation)


def _mark_inside(annotation: Any) -> bool:
    """Whether `Untrusted` appears in a union, tuple or alias of the annotation."""
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, FieldInfo) and _marked(meta):
            return True
    return any(_mark_inside(argument) for argument in getattr(annotation, "__args__", ()))
