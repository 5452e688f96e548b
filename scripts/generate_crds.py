# ruff: noqa: INP001  a script, not a package
"""Writes the CRDs from the typed models; `--check` only says whether they drifted.

Run by `make crds`. The root `crds/` is for `kubectl apply`; the chart renders its own copy as a
template, because Helm never upgrades what lies in a chart's special `crds/` folder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from driver_assistant.contracts.crd.schema import driver_assistant_crd, guardrail_policy_crd

ROOT = Path(__file__).resolve().parent.parent
TARGETS = (ROOT / "crds", ROOT / "charts" / "driver-assistant-operator" / "files" / "crds")
HEADER = (
    "# Generated from driver_assistant.contracts.crd by scripts/generate_crds.py: do not edit.\n"
)


def rendered() -> dict[Path, str]:
    """Every file that is generated, with its text."""
    definitions = (driver_assistant_crd(), guardrail_policy_crd())
    return {
        target / f"{definition['metadata']['name']}.yaml": HEADER + _as_yaml(definition)
        for target in TARGETS
        for definition in definitions
    }


def main() -> int:
    """Write or check; 1 when a checked file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    check = parser.parse_args().check
    drifted = [path for path, text in rendered().items() if _differs(path, text)]
    for path in drifted:
        sys.stdout.write(f"{'drifted' if check else 'wrote'} {path.relative_to(ROOT)}\n")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rendered()[path], encoding="utf-8")
    if check and drifted:
        sys.stdout.write("run `make crds` and commit the result\n")
    return int(check and bool(drifted))


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


class _Plain(yaml.SafeDumper):
    """Writes repeated objects out instead of using YAML's anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  the signature is yaml's
        return True


def _as_yaml(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, width=100, allow_unicode=True)


if __name__ == "__main__":
    sys.exit(main())
