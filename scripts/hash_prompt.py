"""Writes the hashed shingles of prompts and tool schemas, for the guardrails service.

    python scripts/hash_prompt.py OUT.json PROMPT... [--public TEXT...] [--canary WORD...]

Windows that also occur in `--public` texts (the message catalogue) may be said.
"""

# ruff: noqa: INP001  # a script: run by path

from __future__ import annotations

import argparse
from pathlib import Path

from driver_assistant.guardrails.leak import ShingleSet


def main() -> None:
    """Read the files, write the hashes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("prompts", type=Path, nargs="+")
    parser.add_argument("--public", type=Path, nargs="*", default=[])
    parser.add_argument("--canary", nargs="*", default=[])
    given = parser.parse_args()
    ShingleSet.of(
        (path.read_text() for path in given.prompts),
        public=(path.read_text() for path in given.public),
        canaries=given.canary,
    ).save(given.out)


if __name__ == "__main__":
    main()
