"""How long an answer takes: a log-normal distribution by its median and its 95th percentile."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

_Z95 = 1.6449  # standard deviations from the median to the 95th percentile


@dataclass(slots=True)
class Latency:
    """Draws delays in milliseconds; a median of 0 answers at once."""

    median_ms: float
    p95_ms: float
    seed: int
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def draw_ms(self) -> float:
        """The next delay."""
        if self.median_ms <= 0:
            return 0.0
        spread = math.log(max(self.p95_ms, self.median_ms) / self.median_ms) / _Z95
        return self._random.lognormvariate(math.log(self.median_ms), spread)
