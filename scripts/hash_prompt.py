"""Writes the hashes by which the guardrails know the system prompts and tool schemas again.

    python -P scripts/hash_prompt.py [--check]

The service may not hold the prompts, and can't import the worker, so it carries their hashed
8-word windows. What anybody may say is left out: the phrase catalogues, and the examples of what
drivers write. Run it after a change of a prompt or an intent; a test fails until then.
"""

# ruff: noqa: INP001  # a script: run by path

from __future__ import annotations

import argparse
import json
import sys
from importlib import resources
from pathlib import Path

from driver_assistant.guardrails.leak import SHIPPED, ShingleSet
from driver_assistant.runtime.plugins import discover
from driver_assistant.worker import intents
from driver_assistant.worker.intent import Intent
from driver_assistant.worker.model.prompt import SYSTEM_PROMPTS
from driver_assistant.worker.model.tools import tool_set


def main() -> int:
    """Write, or only say whether the file is in step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    check = parser.parse_args().check
    fresh = shingles().dumped()
    if SHIPPED.exists() and SHIPPED.read_text() == fresh:
        return 0
    if check:
        sys.stdout.write("run `python -P scripts/hash_prompt.py` and commit the result\n")
        return 1
    SHIPPED.write_text(fresh)
    sys.stdout.write(f"wrote {SHIPPED.name}\n")
    return 0


def shingles() -> ShingleSet:
    """Of everything the model is told that is the same for every driver."""
    return ShingleSet.of(protected_texts(), public=public_texts())


def protected_texts() -> list[str]:
    """The system prompts, and each tool as the model reads it."""
    tools = tool_set(discover(intents, Intent).values())
    return [*SYSTEM_PROMPTS, *(json.dumps(tool, ensure_ascii=False) for tool in tools.wire)]


def public_texts() -> list[str]:
    """What the assistant says itself, line by line, and what drivers say."""
    folder = Path(str(resources.files("driver_assistant.worker").joinpath("phrases")))
    said = [path.read_text("utf-8") for path in sorted(folder.glob("*.ftl"))]
    heard = [one for intent in discover(intents, Intent).values() for one in intent.examples]
    return said + heard


if __name__ == "__main__":
    sys.exit(main())
