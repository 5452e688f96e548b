"""All the ways one text can be read, cheapest first. What checks match their rules on.

Lazy: an output check that reads only `folded` never pays for decoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from driver_assistant.contracts.guardrails import Span
from driver_assistant.guardrails.canonical import folding, unmasking
from driver_assistant.guardrails.canonical.decoding import Block, hidden_blocks
from driver_assistant.guardrails.canonical.view import View

MAX_DEPTH: Final = 2
LONGEST_RUN: Final = 600  # letters without word ends that are tried for further tricks


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A folded text to match, and how it came about: "plain", "leet", "base64>rot13", ...

    `compact` has no word boundaries. `guess` was made without any sign of a trick (rot13,
    reversal), so only a rule hit makes it evidence; `masked` was made because there was one.
    """

    how: str
    view: View
    block: Span | None = None  # where a decoded reading's code stands in the original
    compact: bool = False
    guess: bool = False
    changed: int = 0  # letters that had to be read as others

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def masked(self) -> bool:
        """Whether somebody took trouble to hide this reading."""
        return self.how != "plain"

    def span(self, start: int, end: int) -> Span:
        """Offsets in the original text; of a decoded reading, the whole code."""
        return self.block or self.view.span(start, end)


class Canonical:
    """One text in canonical views; see the properties. Immutable, views are computed once."""

    def __init__(self, original: str, *, depth: int = 0) -> None:
        self.original = original
        self.memo: dict[Any, Any] = {}  # what was computed from this text, by its computer
        self._depth = depth

    @cached_property
    def nfc(self) -> View:
        """V0: composed characters, nothing removed."""
        return folding.nfc_view(self.original)

    @cached_property
    def visible(self) -> View:
        """V1 with case: compatibility forms unified, invisible characters gone."""
        return folding.visible_view(self.original)

    @cached_property
    def folded(self) -> View:
        """V1: `visible` without case and accents; compare with `fold(pattern)`."""
        return folding.folded_view(self.visible)

    @cached_property
    def skeleton(self) -> View | None:
        """V2: look-alike letters as ASCII, in words that mix scripts; None when there are none."""
        return unmasking.skeleton(self.visible)

    @cached_property
    def hidden(self) -> folding.Hidden:
        """Invisible characters that no emoji, script or phone number needs."""
        return folding.hidden_characters(self.original)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """V4: texts found by decoding a part of this one."""
        if self._depth >= MAX_DEPTH:
            return ()
        found = hidden_blocks(self.original, unmasking.decodable(self.visible))
        for run in unmasking.despaced_visible(self.visible):
            found += [
                Block(how=f"spacing>{block.how}", text=block.text, start=low, end=high)
                for block in hidden_blocks(run.text, View(run.text))
                for low, high in (run.origin(0, len(run.text)),)
            ]
        return tuple(found)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading of this text and of what it hides, plain first."""
        return tuple(self._read())

    def _read(self) -> Iterator[Reading]:
        yield Reading(how="plain", view=self.folded)
        base = self.folded
        if self.skeleton is not None:
            yield Reading(how="lookalikes", view=self.skeleton)
            base = self.skeleton
        yield from _unmasked(base)
        yield from self._decoded()
        if self._depth < MAX_DEPTH:
            yield from _guesses(base)
            if self.skeleton is not None:  # shifted first, dressed up after
                yield from _shifted_look_alikes(self.visible)

    def _decoded(self) -> Iterator[Reading]:
        for block in self.blocks:
            span = Span(start=block.start, end=block.end)
            for reading in Canonical(block.text, depth=self._depth + 1).readings:
                yield Reading(
                    how=block.how if reading.how == "plain" else f"{block.how}>{reading.how}",
                    view=reading.view,
                    block=span,
                    compact=reading.compact,
                    guess=reading.guess,
                )


def _unmasked(base: View) -> Iterator[Reading]:
    for view in unmasking.unleet(base):
        changed = sum(map(str.__ne__, base.text, view.text))
        yield Reading(how="leet", view=view, changed=changed)
    repeated = unmasking.unrepeat(base)
    if repeated is not None:
        yield Reading(how="repeats", view=repeated)
    runs = unmasking.despaced(base)
    for run in runs:
        yield from _compact("spacing", run)
    words = unmasking.respaced(base) if runs else None
    if words is not None:
        yield Reading(how="respaced", view=words)
    lines = unmasking.unbroken(base)
    if lines is not None:
        joined, solid = lines
        yield Reading(how="lines", view=joined)
        yield from _guesses(joined, how="lines>")
        yield from _compact("lines", solid)


def _compact(how: str, run: View) -> Iterator[Reading]:
    """A text whose words are not parted, and what leet or a shift may have made of it."""
    yield Reading(how=how, view=run, compact=True)
    if len(run.text) > LONGEST_RUN:
        return
    for view in unmasking.unleet(run):
        yield Reading(how=f"{how}>leet", view=view, compact=True)
    yield from _guesses(run, how=f"{how}>", compact=True)


def _guesses(base: View, *, how: str = "", compact: bool = False) -> Iterator[Reading]:
    backwards = base.backwards()
    found = [("reversed", backwards)]
    for name, view in (("rot13", base), ("reversed>rot13", backwards)):
        shifted = unmasking.rot13(view)
        if shifted is not None:
            found.append((name, shifted))
    for name, view in found:
        yield Reading(how=how + name, view=view, guess=True, compact=compact)
        for plain in unmasking.unleet(view)[:1]:
            yield Reading(how=f"{how}{name}>leet", view=plain, guess=True, compact=compact)


def _shifted_look_alikes(visible: View) -> Iterator[Reading]:
    shifted = unmasking.rot13(visible)
    plain = unmasking.skeleton(shifted) if shifted is not None else None
    if plain is not None:
        yield Reading(how="rot13>lookalikes", view=plain, guess=True)
