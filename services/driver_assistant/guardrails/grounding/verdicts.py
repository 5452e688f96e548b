"""What became of an atom: supported by a path, derived by a formula, contradicted, unsupported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VerdictKind = Literal["supported", "derived", "contradicted", "unsupported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One atom's verdict; `path` is the JSON path that supports it, or the nearest other value."""

    start: int
    end: int
    kind: str  # of the atom: clock, date, money, status, name, subject, …
    verdict: VerdictKind
    path: str = ""
    formula: str = ""
    nearest: str = ""

    @property
    def holds(self) -> bool:
        return self.verdict in {"supported", "derived"}
