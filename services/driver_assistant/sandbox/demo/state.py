"""Where a running demo is: a small file that `driver-assistant chat` and others read.

`run.py` writes it when all is up and removes it at the end; should the demo be killed, its warden
does. It holds secrets of the demo's own servers, so only its owner may read it.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from driver_assistant.sandbox.demo.errors import NoDemo


class DemoState(BaseModel):
    """URLs, pids and logs of the demo that runs."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: float  # when that process began, Unix seconds: a number may be given again
    sandbox_url: str
    meta_url: str  # the stand-ins, each with its `/_control`
    openrouter_url: str
    logistics_url: str
    webhook_url: str
    control_url: str
    processes: dict[str, int | None]
    logs: Path
    environment: dict[str, str]  # DA_* for commands such as `driver-assistant dead-letters`


def state_path() -> Path:
    """`demo.json` in the XDG runtime directory, else in the state directory."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / "driver-assistant" / "demo.json"
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "driver-assistant" / "demo.json"


def find_demo() -> DemoState | None:
    """The demo that runs, None where none does."""
    try:
        state = DemoState.model_validate_json(state_path().read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return state if _lives(state) else None


def read_state() -> DemoState:
    """The demo that runs.

    Raises:
        NoDemo: there's none, or it's another user's.
    """
    state = find_demo()
    if state is None:
        raise NoDemo(f"Start one with `make demo` (looked in {state_path()}).")
    return state


def write_state(state: DemoState) -> Path:
    """Replace the file at once, so that a reader never sees half of it."""
    path = state_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{state.pid}")
    draft.touch(mode=0o600)
    draft.write_text(state.model_dump_json(indent=2))
    return draft.replace(path)


def began(pid: int) -> float:
    """When a process began, Unix seconds."""
    return psutil.Process(pid).create_time()


def _lives(state: DemoState) -> bool:
    try:
        # Rounded: the clock may be set between two readings of the same fact.
        return abs(began(state.pid) - state.started) < 2  # seconds
    except psutil.NoSuchProcess:
        return False
