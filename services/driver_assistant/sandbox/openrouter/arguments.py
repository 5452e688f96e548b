"""Fills a tool's parameters from what the user wrote, by their JSON Schema alone.

Enums and listed options are matched in `options.py`, numbers in `quantities.py`, pieces of text
in `excerpts.py`. What isn't said becomes null, or the most neutral value where null is not
allowed: like a model under a strict schema, it always returns every parameter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from driver_assistant.sandbox.openrouter import excerpts, options
from driver_assistant.sandbox.openrouter.folding import words
from driver_assistant.sandbox.openrouter.lexicon import ORDINALS, concepts_in
from driver_assistant.sandbox.openrouter.quantities import number_in

Schema = Mapping[str, Any]

_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SHORT_ANSWER = 3  # words up to which a yes or no answers a yes-or-no parameter

# What a parameter's own name or description calls its content.
_PROSE = frozenset(words("note text message comment details question remark words summary"))
_CODES = frozenset(words("reference ref number code id order load po cmr plate"))
_NAMES = frozenset(words("city place customer site street address town"))


def arguments(parameters: Schema, text: str) -> dict[str, Any]:
    """A value for every property of the schema `parameters`, read from `text`."""
    return _object(parameters, text, parameters.get("$defs", {}))


def _object(schema: Schema, text: str, defs: Schema) -> dict[str, Any]:
    return {
        name: _value(name, _resolved(part, defs), text, defs)
        for name, part in schema.get("properties", {}).items()
    }


def _value(name: str, schema: Schema, text: str, defs: Schema) -> Any:
    """The parameter's value, or what stands for "not said"."""
    if "const" in schema:
        return schema["const"]
    kinds = _kinds(schema)
    if "object" in kinds:
        return _object(schema, text, defs)
    if "array" in kinds:
        item = _resolved(schema.get("items", {}), defs)
        several = _meant(item, text) if "enum" in item else [_scalar(name, item, text)]
        return [value for value in several if value is not None]
    found = _scalar(name, schema, text)
    return found if found is not None else _not_said(schema, kinds)


def _scalar(name: str, schema: Schema, text: str) -> Any:
    if "enum" in schema:
        return next(iter(_meant(schema, text)), None)
    kinds = _kinds(schema)
    if "boolean" in kinds:
        return _truth(name, text)
    if kinds & {"integer", "number"}:
        return _number(name, schema, text, whole="integer" in kinds)
    return _string(name, schema, text, may_be_null="null" in kinds)


def _meant(schema: Schema, text: str) -> list[Any]:
    return options.meant(schema["enum"], str(schema.get("description", "")), text)


def _truth(name: str, text: str) -> bool | None:
    """A short yes or no, or whether the text speaks of what the parameter is named after."""
    said = concepts_in(text) & {"yes", "no"}
    if len(said) == 1 and len(words(text)) <= _SHORT_ANSWER:
        return "yes" in said
    return True if options.concept_named(name, text) else None


def _number(name: str, schema: Schema, text: str, *, whole: bool) -> float | int | None:
    hint = " ".join((name.replace("_", " "), str(schema.get("description", ""))))
    number = number_in(text, hint)
    if number is None:
        ordinals = [ORDINALS[concept] for concept in concepts_in(text) if concept in ORDINALS]
        number = float(min(ordinals)) if ordinals else None
    if number is None:
        return None
    low = schema.get("minimum", schema.get("exclusiveMinimum", number))
    high = schema.get("maximum", schema.get("exclusiveMaximum", number))
    if not low <= number <= high:
        return None
    return int(number) if whole else number


def _string(name: str, schema: Schema, text: str, *, may_be_null: bool) -> str | None:
    description = str(schema.get("description", ""))
    if "pattern" in schema:
        pattern = str(schema["pattern"])
        found = excerpts.by_pattern(pattern, text)
        return found or options.described(f"{pattern} {description}", text)
    if schema.get("format") == "date" or "YYYY-MM-DD" in description:
        date = _ISO_DATE.search(text)
        return date[0] if date else options.described(description, text)
    called = frozenset(words(name.replace("_", " ")))
    about = called | frozenset(words(description))
    if called & _PROSE:
        return excerpts.quoted(text) or excerpts.told(text)
    if called & _CODES:
        return excerpts.reference(text)
    if about & (_NAMES | _CODES):
        return _named(about, text)
    return text if not may_be_null or about & _PROSE else None


def _named(about: frozenset[str], text: str) -> str | None:
    """What a parameter that asks for a name, a number or a reference finds in the text."""
    found = excerpts.quoted(text)
    if found is None and about & _CODES:
        found = excerpts.reference(text) or excerpts.counted(text) or _ordinal(text)
    if found is None and about & _NAMES:
        found = excerpts.place(text)
    return found


def _ordinal(text: str) -> str | None:
    said = [number for concept, number in ORDINALS.items() if concept in concepts_in(text)]
    return str(min(said)) if said else None


def _not_said(schema: Schema, kinds: frozenset[str]) -> Any:
    """Null where allowed, else the declared or the most neutral value."""
    values = schema.get("enum", ())
    stated = options.unsaid(str(schema.get("description", "")), values)
    if stated is not None:
        return stated
    if "null" in kinds or None in values:
        return None
    if "default" in schema:
        return schema["default"]
    if values:
        neutral = [v for v in values if v in {"unspecified", "unknown", "any", "other"}]
        return (neutral or values)[0]
    if "boolean" in kinds:
        return False
    return schema.get("minimum", 0) if kinds & {"integer", "number"} else ""


def _resolved(schema: Schema, defs: Schema) -> Schema:
    """The schema with `$ref` followed and `anyOf`/`oneOf`/`allOf` merged into one."""
    if "$ref" in schema:
        target = _resolved(defs.get(str(schema["$ref"]).rsplit("/", 1)[-1], {}), defs)
        return {**target, **{key: part for key, part in schema.items() if key != "$ref"}}
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            branches = [_resolved(branch, defs) for branch in schema[union]]
            kinds = frozenset(kind for branch in branches for kind in _kinds(branch))
            real = next((b for b in branches if _kinds(b) != {"null"}), {})
            rest = {key: part for key, part in schema.items() if key != union}
            return {**real, **rest, "type": sorted(kinds)}
    return schema


def _kinds(schema: Schema) -> frozenset[str]:
    """The JSON types a value may have; an untyped schema means an object or a string."""
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return frozenset([kind] if isinstance(kind, str) else kind)
