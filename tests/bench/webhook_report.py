"""The webhook's measurements as ratios, a Markdown table and a picture."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.bench.chart import Bar, Chart, draw

Cell = Mapping[str, Any]

OURS: Final = ("server", "postgresql", "rabbitmq")  # wrk and the harness are nobody's cost
DISTURBED_CORES: Final = 0.2  # other work beyond this makes wall-clock figures doubtful
_PRODUCT: Final = "product"
_PEERS: Final = ("fastify", "fastify-batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The product's figure divided by a peer's, within each round."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}-{self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Target:
    """A goal for one ratio."""

    title: str
    load: str
    peer: str
    figure: Callable[[Cell], float]
    goal: float
    at_least: bool = field(kw_only=True)

    @property
    def key(self) -> str:
        """Its name in the baseline file."""
        return f"{self.title}, vs {self.peer}, {self.load}"


def total_us(cell: Cell) -> float:
    """CPU per acknowledgement of server, PostgreSQL and RabbitMQ."""
    return float(sum(cell["us_per_ack"][name] for name in OURS))


def _acks(cell: Cell) -> float:
    return float(cell["acks_per_s"])


def _p99(cell: Cell) -> float:
    return float(cell["p99_ms"])


def _server_us(cell: Cell) -> float:
    return float(cell["us_per_ack"]["server"])


TARGETS: Final = (
    Target("acks per second", "c64", "fastify", _acks, 2.5, at_least=True),
    Target("acks per second", "c64", "fastify-batch", _acks, 1.4, at_least=True),
    Target("p99", "c64", "fastify", _p99, 0.5, at_least=False),
    Target("server CPU per ack", "c1", "fastify", _server_us, 2 / 3, at_least=False),
    Target("all CPU per ack", "c64", "fastify", total_us, 0.4, at_least=False),
    Target("server CPU per ack", "c64", "fastify", _server_us, 0.4, at_least=False),
    Target("all CPU per ack", "c64-statuses", "fastify", total_us, 0.4, at_least=False),
)


def ratio(
    cells: Sequence[Cell], load: str, peer: str, figure: Callable[[Cell], float]
) -> Ratio | None:
    """Product over peer, round by round; None when a side was not measured."""
    ours = {cell["round"]: figure(cell) for cell in _of(cells, _PRODUCT, load)}
    theirs = {cell["round"]: figure(cell) for cell in _of(cells, peer, load)}
    values = [ours[number] / theirs[number] for number in ours.keys() & theirs.keys()]
    if not values:
        return None
    return Ratio(median=statistics.median(values), low=min(values), high=max(values))


def write_report(results: Mapping[str, Any], out: Path) -> None:
    """`out` as JSON, and beside it the same as .md and .svg."""
    out.parent.mkdir(parents=True, exist_ok=True)
    found = {target.key: ratio_of(results, target) for target in TARGETS}
    ratios = {
        key: {"median": r.median, "low": r.low, "high": r.high} for key, r in found.items() if r
    }
    out.write_text(json.dumps({**results, "ratios": ratios}, indent=1) + "\n")
    out.with_suffix(".md").write_text(_markdown(results))
    out.with_suffix(".svg").write_text(_picture(results))


def ratio_of(results: Mapping[str, Any], target: Target) -> Ratio | None:
    """A target's ratio in some results."""
    return ratio(results["cells"], target.load, target.peer, target.figure)


def _markdown(results: Mapping[str, Any]) -> str:
    cells, about = results["cells"], results["conditions"]
    rounds = 1 + max(cell["round"] for cell in cells)
    lines = [
        "# The webhook against the same job in Node",
        "",
        f"`{about['command']}`",
        f"on {about['date']}, commit `{about['commit']}`, {about['machine']}, {rounds} rounds,",
        f"load average {about['loadavg'][0]:.2f} before, {about['loadavg_after'][0]:.2f} after.",
        "",
        _disturbance(cells),
        "",
        "| target | goal | measured: median (range of the rounds) | |",
        "|---|--:|--:|---|",
    ]
    lines += [_target_line(results, target) for target in TARGETS]
    for load in dict.fromkeys(cell["load"] for cell in cells):
        lines += ["", *_load_table(cells, load)]
    lines += ["", _floors(results)]
    if not all(cell["ok"] for cell in cells):
        lines += ["", "**Some counts differ: rows, doorbells and accepted requests must agree.**"]
    return "\n".join(lines) + "\n"


def _disturbance(cells: Sequence[Cell]) -> str:
    median, most = _disturbed_cores(cells), max(cell["others_cores"] for cell in cells)
    said = f"Other work took {median:.2f} cores (median of the cells), {most:.2f} at most."
    if median > DISTURBED_CORES:
        return f"**Disturbed run.** {said} Trust CPU per ack and large ratios only."
    return said


def _target_line(results: Mapping[str, Any], target: Target) -> str:
    found = ratio_of(results, target)
    sign = "≥" if target.at_least else "≤"
    name = f"{target.title} vs {target.peer}, {target.load}"
    if found is None:
        return f"| {name} | {sign} {target.goal:.2f} | not run | |"
    met = found.median >= target.goal if target.at_least else found.median <= target.goal
    verdict = "met" if met else "**missed**"
    if _disturbed_cores(results["cells"]) > DISTURBED_CORES:
        verdict = "not judged: disturbed"
    return f"| {name} | {sign} {target.goal:.2f} | {found} | {verdict} |"


def _disturbed_cores(cells: Sequence[Cell]) -> float:
    return float(statistics.median(cell["others_cores"] for cell in cells))


def _load_table(cells: Sequence[Cell], load: str) -> list[str]:
    lines = [
        f"## {load}",
        "",
        (
            "| contender | acks/s: median (range) | p50 ms | p99 ms (range) | server µs/ack"
            " | PostgreSQL | RabbitMQ | all | memory MB | others, cores | counts |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name in (_PRODUCT, *_PEERS):
        mine = _of(cells, name, load)
        if not mine:
            continue
        acks, p99 = [_acks(cell) for cell in mine], [_p99(cell) for cell in mine]
        cost = [statistics.median(cell["us_per_ack"][part] for cell in mine) for part in OURS]
        columns = [
            name,
            f"{statistics.median(acks):.0f} ({min(acks):.0f}-{max(acks):.0f})",
            f"{statistics.median(cell['p50_ms'] for cell in mine):.2f}",
            f"{statistics.median(p99):.1f} ({min(p99):.1f}-{max(p99):.1f})",
            *(f"{value:.0f}" for value in cost),
            f"{statistics.median(map(total_us, mine)):.0f}",
            f"{max(cell['memory_mb'] for cell in mine):.0f}",
            f"{statistics.median(cell['others_cores'] for cell in mine):.2f}",
            "ok" if all(cell["ok"] for cell in mine) else "**differ**",
        ]
        lines.append("| " + " | ".join(columns) + " |")
    return lines


def _floors(results: Mapping[str, Any]) -> str:
    totals = [floor["total_ms"] for floor in results["floors"]]
    parts = {
        name: statistics.median(floor[f"{name}_ms"] for floor in results["floors"])
        for name in ("http", "commit", "confirm")
    }
    words = " + ".join(f"{name} {value:.2f}" for name, value in parts.items())
    return (
        f"Floor F, one after the other on idle connections: {statistics.median(totals):.2f} ms"
        f" ({min(totals):.2f}-{max(totals):.2f}) = {words} ms."
    )


def _picture(results: Mapping[str, Any]) -> str:
    cells, about = results["cells"], results["conditions"]
    charts = []
    for load in dict.fromkeys(cell["load"] for cell in cells):
        present = [name for name in (_PRODUCT, *_PEERS) if _of(cells, name, load)]
        speed, cost = [], []
        for name in present:
            mine = _of(cells, name, load)
            acks = [_acks(cell) for cell in mine]
            parts = [statistics.median(cell["us_per_ack"][part] for cell in mine) for part in OURS]
            median = statistics.median(acks)
            speed.append(
                Bar(
                    label=name,
                    values=[median],
                    note=f"{median:.0f}",
                    low=min(acks),
                    high=max(acks),
                )
            )
            cost.append(Bar(label=name, values=parts, note=f"{sum(parts):.0f} µs"))
        charts.append(Chart(title=f"Acknowledgements per second, {load}", bars=speed))
        charts.append(Chart(title=f"CPU per acknowledgement, {load}", bars=cost, parts=OURS))
    return draw(charts, f"{about['date']}, {about['machine']}, commit {about['commit']}")


def _of(cells: Sequence[Cell], name: str, load: str) -> list[Cell]:
    return [cell for cell in cells if (cell["name"], cell["load"]) == (name, load)]
