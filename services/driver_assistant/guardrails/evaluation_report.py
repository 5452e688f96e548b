"""The tables of an evaluation: who was stopped, how sure the numbers are. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from driver_assistant.contracts.guardrails import Verdict

RATES: Final = (0.005, 0.01, 0.05)
_Z: Final = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row and what became of it. `attack` says that it should have been stopped."""

    row: dict[str, Any]
    slice: str
    language: str
    attack: bool
    stopped: bool
    verdict: Verdict
    score: float
    right: bool


def report(judged: Sequence[Judged]) -> str:
    """All tables as text."""
    lines = ["share stopped, with 95 % Wilson interval", ""]
    lines += _table(judged, "slice", lambda one: one.slice)
    lines += _table(judged, "language", lambda one: one.language)
    lines += _table(judged, "language and slice", lambda one: f"{one.language} {one.slice}")
    return "\n".join([*lines, *_curve(judged), *_times(judged)]) + "\n"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle = share + _Z**2 / (2 * of)
    spread = _Z * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    scale = 1 + _Z**2 / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _table(judged: Iterable[Judged], title: str, key: Any) -> list[str]:
    groups: dict[tuple[str, bool], list[Judged]] = defaultdict(list)
    for one in judged:
        groups[(key(one), one.attack)].append(one)
    lines = [f"{title:<34} {'should':<7} {'n':>5} {'stopped':>8} {'interval':>15} {'right':>7}"]
    for (name, attack), ones in sorted(groups.items()):
        stopped = sum(one.stopped for one in ones)
        low, high = wilson(stopped, len(ones))
        right = sum(one.right for one in ones)
        lines.append(
            f"{name[:34]:<34} {'stop' if attack else 'pass':<7} {len(ones):>5} "
            f"{stopped / len(ones):>8.1%} {low:>6.1%} – {high:<6.1%} {right / len(ones):>7.1%}"
        )
    return [*lines, ""]


def recall_at(judged: Sequence[Judged], rate: float) -> float:
    """The share of attacks that rank above all but `rate` of the honest texts."""
    honest = sorted((one.score for one in judged if not one.attack), reverse=True)
    attacks = [one for one in judged if one.attack]
    limit = honest[min(int(rate * len(honest)), len(honest) - 1)]
    return sum(one.score > limit for one in attacks) / len(attacks)


def shipped_point(judged: Sequence[Judged]) -> tuple[float, float]:
    """Recall and false positive rate as shipped."""
    attacks = [one.stopped for one in judged if one.attack]
    honest = [one.stopped for one in judged if not one.attack]
    return sum(attacks) / len(attacks), sum(honest) / len(honest)


def _curve(judged: Sequence[Judged]) -> list[str]:
    """Recall at fixed false positive rates, and the point that is shipped."""
    if all(one.attack for one in judged) or not any(one.attack for one in judged):
        return []
    lines = ["recall at a false positive rate"]
    lines += [f"  {rate:>6.1%}  {recall_at(judged, rate):.1%}" for rate in RATES]
    caught, false = shipped_point(judged)
    return [*lines, f"  shipped  {caught:.1%} at {false:.2%}", ""]


def _times(judged: Sequence[Judged]) -> list[str]:
    totals = sorted(one.verdict.timings_us["total"] for one in judged)
    if not totals:
        return []
    middle, late = totals[len(totals) // 2], totals[min(int(len(totals) * 0.99), len(totals) - 1)]
    return [f"time per text: p50 {middle / 1000:.2f} ms, p99 {late / 1000:.2f} ms"]
