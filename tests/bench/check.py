"""`make bench-check`: have the ratios of the last bench become worse than the committed baseline?

    python -P -m tests.bench.check [--results FILE] [--baseline FILE] [--accept]

Only ratios within one run are compared, so the machine may be another one. A ratio fails when its
median is beyond the baseline's by more than the larger spread of the two runs, and 15 % at least.
`--accept` writes the results' ratios as the new baseline.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.bench.webhook_report import DISTURBED_CORES, TARGETS

LEAST_NOISE: Final = 0.15

Ratios = Mapping[str, Mapping[str, float]]


def main(options: argparse.Namespace) -> int:
    """0 when nothing became worse; says what did."""
    results = _read(Path(options.results), "run `make bench` first")
    measured: Ratios = results["ratios"]
    baseline_file = Path(options.baseline)
    if options.accept:
        disturbed = statistics.median(cell["others_cores"] for cell in results["cells"])
        if disturbed > DISTURBED_CORES:
            raise SystemExit(f"Not accepted: other work took {disturbed:.2f} cores in that run.")
        kept = {"conditions": results["conditions"], "ratios": measured}
        baseline_file.write_text(json.dumps(kept, indent=1) + "\n")
        return 0
    advice = "accept a quiet run with `make bench-check ARGS=--accept`"
    baseline: Ratios = _read(baseline_file, advice)["ratios"]
    lines, worse = compare(measured, baseline)
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if worse else 0


def compare(measured: Ratios, baseline: Ratios) -> tuple[list[str], list[str]]:
    """A line per ratio, and the names of those that became worse or are missing."""
    lines, worse = [], []
    for target in TARGETS:
        before, now = baseline.get(target.key), measured.get(target.key)
        if before is None:
            continue
        if now is None:
            worse.append(target.key)
            lines.append(f"MISSING {target.key}: not measured")
            continue
        noise = max(LEAST_NOISE, _spread(before), _spread(now))
        change = now["median"] / before["median"] - 1
        fell = -change if target.at_least else change
        verdict = "WORSE  " if fell > noise else "ok     "
        if fell > noise:
            worse.append(target.key)
        lines.append(
            f"{verdict} {target.key}: {before['median']:.2f} -> {now['median']:.2f}"
            f" ({change:+.0%}, noise {noise:.0%})"
        )
    return lines, worse


def _read(file: Path, advice: str) -> dict[str, Any]:
    if not file.exists():
        raise SystemExit(f"{file} is not there: {advice}.")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def _spread(ratio: Mapping[str, float]) -> float:
    """Half of the range of the rounds, as a share of the median."""
    return (ratio["high"] - ratio["low"]) / 2 / ratio["median"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", default="docs/results/bench-webhook.json")
    parser.add_argument("--baseline", default="tests/bench/baseline.json")
    parser.add_argument("--accept", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main(_options()))
