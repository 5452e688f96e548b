"""Where the demo runs and which phone belongs to a driver's name.

Read once at the start of a chat: the demo's state file, and the stand-in for the logistics API for
its drivers. Writes nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from driver_assistant.sandbox.chat.errors import ChatError, NoAnswer, NoDemo, UnknownDriver

Json = dict[str, Any]

_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """Whose phone this is."""

    phone: str
    name: str = ""


def read_state(path: Path) -> Json:
    """The demo's state; empty without a demo.

    Raises:
        ChatError: the file is not what a demo writes.
    """
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ChatError(f"{path} is not JSON; delete it and start the demo again.") from error
    if not isinstance(state, dict):
        raise ChatError(f"{path} is not a demo's state; delete it and start the demo again.")
    return state


def meta_url_of(given: str | None, state: Json) -> str:
    """The stand-in's address.

    Raises:
        NoDemo: none was given and no demo runs.
    """
    url = given or state.get("meta_url")
    if not isinstance(url, str) or not url:
        raise NoDemo
    return url.rstrip("/")


async def find_driver(who: str, logistics_url: str | None, state: Json) -> Driver:
    """The driver with this first name, or this phone number.

    Raises:
        UnknownDriver: neither.
        NoAnswer: the stand-in for the logistics API is not there.
    """
    if re.fullmatch(r"\+?[\d\s()./-]{6,}", who):
        return Driver(phone=re.sub(r"\D", "", who))
    url = logistics_url or state.get("logistics_url")
    known = state.get("drivers") or []
    if not known and url:
        known = await _seeded_drivers(str(url))
    wanted = who.casefold()
    for entry in known:
        names = {str(entry.get("alias", "")).casefold(), str(entry.get("name", "")).casefold()}
        if wanted in names or wanted in {name.split(" ")[0] for name in names}:
            return Driver(
                phone=re.sub(r"\D", "", str(entry["phone"])), name=str(entry.get("name", ""))
            )
    aliases = ", ".join(sorted(str(entry.get("alias")) for entry in known)) or "none known"
    raise UnknownDriver(f"{who!r}: {aliases}.")


async def _seeded_drivers(logistics_url: str) -> list[Json]:
    base = logistics_url.rstrip("/").removesuffix("/v1")
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_S) as client:
            response = await client.get(f"{base}/_control/seed/drivers")
            response.raise_for_status()
    except httpx2.HTTPError as error:
        raise NoAnswer(f"({base}: {type(error).__name__})") from error
    answer = response.json()
    drivers = answer.get("drivers", []) if isinstance(answer, dict) else answer
    return [entry for entry in drivers if isinstance(entry, dict) and entry.get("phone")]
