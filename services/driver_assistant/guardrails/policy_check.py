"""Tries policy files before anything runs on them: `driver-assistant guardrails check-policy`.

The operator runs it in a Job for each new version; people run it on their desk. It compiles each
overlay on the platform's floor and tests it on its own examples and on everyday messages. Reads
files, changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from driver_assistant.guardrails.golden import check_everyday
from driver_assistant.guardrails.policy import PolicyError, load_floor, read_policy_file
from driver_assistant.guardrails.policy_overlay import compiled, parse_overlay


def check_policies(paths: Sequence[Path]) -> int:
    """0 when every file is a policy that may come into force; else 1, with the reasons."""
    floor = load_floor()
    refused = 0
    for path in paths:
        try:
            policy = compiled(floor, [parse_overlay(read_policy_file(path), path.name)])
            check_everyday(policy)
        except PolicyError as error:
            refused = 1
            sys.stderr.write(f"{path.name} is refused: {error.detail}\n")
            continue
        sys.stdout.write(f"{path.name} is sound: version {policy.version}, {policy.sha256}\n")
    return refused
