"""What a guardrail check is: one file in `checks/` with one `PLUGIN`.

`evaluate.py` runs the checks of a stage in their order over one `Subject`; a check only reports
what it noticed. It never decides (the policy does), never does I/O and never keeps state between
calls. How it fails, its deadline and its options stand in `policies/*.yaml` under its name; a
check that no policy names fails closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from driver_assistant.contracts.guardrails import Finding, InputRequest, OutputRequest
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.leaves import Leaves, leaves_of
from driver_assistant.guardrails.policy import Policy

Stage = Literal["input", "output"]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One request, its text in canonical views, and the policy in force for it."""

    request: InputRequest | OutputRequest
    canonical: Canonical
    policy: Policy

    @cached_property
    def leaves(self) -> Leaves:
        """The evidence of an answer, walked when a check first asks; a message has none."""
        return leaves_of(self.request.evidence if isinstance(self.request, OutputRequest) else None)

    @property
    def untrusted(self) -> bool:
        """Whether the text was not typed by the authenticated driver: judged more strictly."""
        return isinstance(self.request, InputRequest) and self.request.source != "driver_text"

    @property
    def may_ask(self) -> bool:
        """Whether the text can be a question of the driver's: typed, spoken or under a photo."""
        return isinstance(self.request, InputRequest) and self.request.source in (
            "driver_text",
            "transcript",
            "caption",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A plugin of `checks/`; `order` is unique within a stage, cheap and decisive ones first.

    After a `decisive` check's finding of severity high or critical the rest of the stage is
    skipped: a text too large to read is not read.
    """

    name: str
    stage: Stage
    order: int
    categories: tuple[str, ...]
    run: Callable[[Subject], Sequence[Finding]]
    decisive: bool = False
