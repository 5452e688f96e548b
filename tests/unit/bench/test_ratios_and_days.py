"""What the benches compute: ratios within a round, what counts as worse, and a seeded day."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.check import compare
from tests.bench.day import make_day
from tests.bench.webhook_report import TARGETS, ratio

SPEED = TARGETS[0]
LATENCY = next(target for target in TARGETS if target.title == "p99")


def ratios(speed: float, latency: float, spread: float = 0.0) -> Mapping[str, Mapping[str, float]]:
    return {
        target.key: {"median": value, "low": value - spread, "high": value + spread}
        for target, value in ((SPEED, speed), (LATENCY, latency))
    }


def test_a_ratio_is_taken_within_each_round() -> None:
    cells = [
        {"round": number, "name": name, "load": "c64", "acks_per_s": acks}
        for number, (ours, theirs) in enumerate([(300.0, 100.0), (40.0, 20.0), (900.0, 300.0)])
        for name, acks in (("product", ours), ("fastify", theirs))
    ]

    found = ratio(cells, "c64", "fastify", SPEED.figure)

    assert found is not None
    assert (found.median, found.low, found.high) == (3.0, 2.0, 3.0)


def test_fewer_acks_and_longer_waits_beyond_the_noise_are_worse() -> None:
    _, worse = compare(ratios(2.0, 0.6), ratios(2.6, 0.4))

    assert worse == [SPEED.key, LATENCY.key]


def test_what_became_better_or_stays_within_the_noise_is_fine() -> None:
    better = compare(ratios(3.5, 0.2), ratios(2.6, 0.4))[1]
    noise = compare(ratios(2.0, 0.5, spread=0.8), ratios(2.6, 0.4))[1]

    assert (better, noise) == ([], [])


def test_a_ratio_that_was_not_measured_is_missing_and_not_fine() -> None:
    measured = {SPEED.key: ratios(2.6, 0.4)[SPEED.key]}

    assert compare(measured, ratios(2.6, 0.4))[1] == [LATENCY.key]


def test_a_day_is_the_same_for_the_same_seed_and_repeats_as_often_as_asked() -> None:
    day = make_day(drivers=60, messages=3000, repeats=0.4)
    again = make_day(drivers=60, messages=3000, repeats=0.4)

    assert day == again
    assert abs(sum(asked.repeat for asked in day) / len(day) - 0.4) < 0.05
    assert len({asked.language for asked in day}) == 5
    fresh = [asked.text for asked in day if not asked.repeat]
    assert len(fresh) == len(set(fresh))
