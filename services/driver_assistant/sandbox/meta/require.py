"""The three complaints every check makes: a field is missing, wrong, or too long.

Used by `sends.py`, `interactive.py` and `templates.py`.
"""

from __future__ import annotations

from typing import Any

from driver_assistant.sandbox.meta.errors import GraphError

Json = dict[str, Any]


def missing(field: str) -> GraphError:
    """131008 for `field`."""
    return GraphError(131008, f"The parameter {field} is required.")


def invalid(field: str, why: str) -> GraphError:
    """131009 for `field`."""
    return GraphError(131009, f"{field}: {why}")


def obj(container: Json, name: str, where: str = "") -> Json:
    """A required object."""
    value = container.get(name)
    if value is None:
        raise missing(_path(where, name))
    if not isinstance(value, dict):
        raise invalid(_path(where, name), "must be an object")
    return value


def items(container: Json, name: str, where: str, most: int) -> list[Json]:
    """A required array of 1 to `most` objects."""
    value = container.get(name)
    if value is None:
        raise missing(_path(where, name))
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid(_path(where, name), "must be an array of objects")
    if not 1 <= len(value) <= most:
        raise invalid(_path(where, name), f"count {len(value)}. Min: 1, Max: {most}")
    return value


def text(container: Json, name: str, most: int, where: str = "") -> str:
    """A required string of 1 to `most` characters."""
    value = container.get(name)
    if value is None:
        raise missing(_path(where, name))
    if not isinstance(value, str):
        raise invalid(_path(where, name), "must be a string")
    if not 1 <= len(value) <= most or not value.strip():
        raise invalid(_path(where, name), f"length {len(value)}. Min length: 1, Max length: {most}")
    return value


def optional_text(container: Json, name: str, most: int, where: str = "") -> None:
    """A string of at most `most` characters, if there is one."""
    value = container.get(name)
    if value is None:
        return
    if not isinstance(value, str):
        raise invalid(_path(where, name), "must be a string")
    if len(value) > most:
        raise invalid(_path(where, name), f"length {len(value)}. Max length: {most}")


def _path(where: str, name: str) -> str:
    return f"{where}['{name}']" if where else name
