"""A derived text with its way back to the original. Used by every step of canonicalisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from driver_assistant.contracts.guardrails import Span


@dataclass(frozen=True, slots=True)
class View:
    """`text` derived from an original; `starts[i]`/`ends[i]` bound what code point `i` came from.

    Both maps are None when the view has the original's very offsets (the ASCII fast path).
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original behind `[start, end)` of this view."""
        if self.starts is None or self.ends is None:
            return start, end
        if not self.starts or start >= end:
            return 0, 0
        first = min(start, len(self.starts) - 1)
        last = min(max(end - 1, first), len(self.ends) - 1)
        low = min(self.starts[first], self.starts[last])  # a reversed view runs backwards
        return low, max(self.ends[first], self.ends[last])

    def span(self, start: int, end: int) -> Span:
        """The same as a contract `Span`."""
        low, high = self.origin(start, end)
        return Span(start=low, end=high)

    def backwards(self) -> View:
        """The view read from its end."""
        if self.starts is None or self.ends is None:
            size = len(self.text)
            return View(self.text[::-1], range(size - 1, -1, -1), range(size, 0, -1))
        return View(self.text[::-1], self.starts[::-1], self.ends[::-1])

    def replaced(self, parts: Sequence[str]) -> View:
        """A view with a part, often the same, for each code point of this one."""
        text = "".join(parts)
        if len(text) == len(parts) and "" not in parts:
            return View(text, self.starts, self.ends)
        origins = [index for index, part in enumerate(parts) for _ in part]
        if self.starts is None or self.ends is None:
            return View(text, origins, [index + 1 for index in origins])
        starts, ends = self.starts, self.ends
        return View(text, [starts[index] for index in origins], [ends[index] for index in origins])

    def derive(self, pieces: Iterable[tuple[str, int, int]]) -> View:
        """A view of this view: each piece is (text, start here, end here)."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for piece, start, end in pieces:
            low, high = self.origin(start, end)
            text.append(piece)
            starts.extend([low] * len(piece))
            ends.extend([high] * len(piece))
        return View("".join(text), starts, ends)
