"""A running demo is found, one that isn't running is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from driver_assistant.sandbox.demo.errors import NoDemo
from driver_assistant.sandbox.demo.state import (
    DemoState,
    began,
    find_demo,
    read_state,
    state_path,
    write_state,
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def state(**changes: object) -> DemoState:
    facts: dict[str, object] = {
        "pid": os.getpid(),
        "started": began(os.getpid()),
        "sandbox_url": "http://127.0.0.1:1",
        "meta_url": "http://127.0.0.1:1/meta",
        "openrouter_url": "http://127.0.0.1:1/openrouter",
        "logistics_url": "http://127.0.0.1:1/logistics",
        "webhook_url": "http://127.0.0.1:2/webhook",
        "control_url": "http://127.0.0.1:3",
        "processes": {"worker": 1},
        "logs": Path("/var/log"),
        "environment": {"DA_DATABASE_URL": "postgresql://u:secret@h/d"},
    }
    return DemoState.model_validate(facts | changes)


def test_a_running_demo_is_found_by_its_owner_only() -> None:
    path = write_state(state())

    assert read_state() == state()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_number_of_a_process_that_was_given_again_is_no_demo() -> None:
    write_state(state(started=began(os.getpid()) - 3600))

    assert find_demo() is None


def test_a_demo_that_died_is_not_found() -> None:
    write_state(state(pid=2**22 + 1))  # above the largest pid of Linux

    with pytest.raises(NoDemo, match="make demo"):
        read_state()


def test_half_a_file_is_no_demo(home: Path) -> None:
    state_path().parent.mkdir()
    state_path().write_text('{"pid": 1')

    assert find_demo() is None


def test_without_a_runtime_directory_the_state_directory_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    assert state_path() == tmp_path / "state" / "driver-assistant" / "demo.json"
