"""The first schema: drivers, conversations, messages, responses, actions, evidence."""

from __future__ import annotations

from driver_assistant.store.migrations import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything; the statements are in the file beside this one."""
    run_script("0001_first.sql")
