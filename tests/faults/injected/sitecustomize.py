"""Crash points: end, stop or hold a process of the platform at a named function.

Python itself imports a module of this name at start; the fault suite puts this folder on the
PYTHONPATH of the processes that it starts, and nothing of it is in the product. A function that
`FAULT_FUNCTIONS` names is wrapped when its module is loaded. Each call looks for a file named
`<function>.<before|after>` in `FAULT_FOLDER/<instance>`; its text says what happens there:

    kill             SIGKILL to this process, once
    stop             SIGSTOP to this process, once
    hold             the call waits until the file is gone; the process goes on
    poison <word>    SIGKILL whenever `word` is in the call's arguments
    break <word>     RuntimeError whenever `word` is in the call's arguments

`points.py` of the fault suite writes those files. FAULT_MONTH=last makes new ids of the last
day of the month before: what is written then is answered in the next month.
"""

from __future__ import annotations

import asyncio
import functools
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

_IDS = "driver_assistant.runtime.ids"
_FOLDER = Path(os.environ.get("FAULT_FOLDER", ""), os.environ.get("DA_INSTANCE", ""))
_FUNCTIONS = tuple(filter(None, os.environ.get("FAULT_FUNCTIONS", "").split(",")))


async def _reach(point: str, arguments: object) -> None:
    armed = _FOLDER / point
    try:
        act, _, word = armed.read_text(encoding="utf-8").partition(" ")
    except FileNotFoundError:
        return
    match act:
        case "kill" | "stop":
            try:
                armed.rename(armed.with_suffix(armed.suffix + ".reached"))
            except FileNotFoundError:
                return  # another call came first
            os.kill(os.getpid(), signal.SIGKILL if act == "kill" else signal.SIGSTOP)
        case "hold":
            armed.with_suffix(armed.suffix + ".reached").touch()
            while armed.exists():  # noqa: ASYNC110  # the file is the condition
                await asyncio.sleep(0.02)
        case "break" if word in repr(arguments):
            raise RuntimeError(f"broken by {word}")
        case "poison" if word in repr(arguments):
            with armed.with_suffix(armed.suffix + ".reached").open("a") as marks:
                marks.write("x")
            os.kill(os.getpid(), signal.SIGKILL)


def _wrapped(function: Any, name: str) -> Any:
    @functools.wraps(function)
    async def call(*arguments: Any, **named: Any) -> Any:
        await _reach(f"{name}.before", (arguments, named))
        result = await function(*arguments, **named)
        await _reach(f"{name}.after", (arguments, named))
        return result

    return call


def _last_month(new_id: Any) -> Any:
    """The same ids, of which the time is so many days ago that it was the last day of a month."""
    days = datetime.now(UTC).day
    earlier_ms = days * 24 * 3600 * 1000

    def call() -> UUID:
        usual: UUID = new_id()
        return UUID(int=usual.int - (earlier_ms << 80))  # UUIDv7: milliseconds in the upper 48 bits

    return call


def _wrap(module: ModuleType) -> None:
    if module.__name__ == _IDS and os.environ.get("FAULT_MONTH") == "last":
        module.new_id = _last_month(module.new_id)  # type: ignore[attr-defined]  # what is replaced
    for wanted in _FUNCTIONS:
        where, _, path = wanted.partition(":")
        if where != module.__name__:
            continue
        owner: Any = module
        *holders, last = path.split(".")
        for holder in holders:
            owner = getattr(owner, holder, None)
        # One that was renamed is never reached, and the test that waits for it says so.
        if (function := getattr(owner, last, None)) is not None:
            setattr(owner, last, _wrapped(function, wanted.replace(":", ".")))


class _Loader(importlib.abc.Loader):
    """Loads a module as usual, then wraps its functions."""

    def __init__(self, usual: importlib.abc.Loader) -> None:
        self._usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._usual.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._usual.exec_module(module)
        _wrap(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules in which something is to be wrapped, and only those."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _IDS and not any(wanted.partition(":")[0] == name for wanted in _FUNCTIONS):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


if _FUNCTIONS:
    sys.meta_path.insert(0, _Finder())
