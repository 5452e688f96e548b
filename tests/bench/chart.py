"""Small bar charts as SVG, so that a result can be looked at without a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_BAR: Final = 22
_GAP: Final = 8
_LEFT: Final = 170
_WIDTH: Final = 760
_PLOT: Final = _WIDTH - _LEFT - 150
_COLOURS: Final = ("#2563eb", "#94a3b8", "#f59e0b", "#10b981", "#ef4444", "#8b5cf6", "#64748b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, stacked from one or more values; `low` and `high` draw its range."""

    label: str
    values: Sequence[float]
    note: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A titled group of bars on one scale; `parts` names what a stacked bar is made of."""

    title: str
    bars: Sequence[Bar]
    parts: Sequence[str] = ()


def draw(charts: Sequence[Chart], footer: str) -> str:
    """One picture of all charts below each other."""
    pieces: list[str] = []
    top = 10
    for chart in charts:
        top = _draw_one(chart, top, pieces)
    pieces.append(_text(10, top + 16, footer, size=11, colour="#64748b"))
    height = top + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
        f' viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(pieces)
        + "\n</svg>\n"
    )


def _draw_one(chart: Chart, top: int, pieces: list[str]) -> int:
    pieces.append(_text(10, top + 18, chart.title, size=15, weight="bold"))
    top += 32
    if chart.parts:
        left = _LEFT
        for number, name in enumerate(chart.parts):
            pieces.append(_box(left, top, 11, 11, _COLOURS[number % len(_COLOURS)]))
            pieces.append(_text(left + 16, top + 10, name, size=11))
            left += 30 + 7 * len(name)
        top += 20
    largest = max((bar.high or sum(bar.values) for bar in chart.bars), default=1.0) or 1.0
    for number, bar in enumerate(chart.bars):
        _draw_bar(bar, number, top, _PLOT / largest, pieces, stacked=bool(chart.parts))
        top += _BAR + _GAP
    return top + 14


def _draw_bar(
    bar: Bar, number: int, top: int, scale: float, pieces: list[str], *, stacked: bool
) -> None:
    middle = top + _BAR / 2
    pieces.append(_text(_LEFT - 8, middle + 4, bar.label, size=12, anchor="end"))
    left = float(_LEFT)
    for part, value in enumerate(bar.values):
        colour = _COLOURS[(part if stacked else int(number > 0)) % len(_COLOURS)]
        pieces.append(_box(left, top, value * scale, _BAR, colour))
        left += value * scale
    end = left
    if bar.low is not None and bar.high is not None:
        low, high = _LEFT + bar.low * scale, _LEFT + bar.high * scale
        pieces.append(
            f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 5}v10'
            f'M{high:.1f} {middle - 5}v10" stroke="#0f172a" fill="none"/>'
        )
        end = max(end, high)
    pieces.append(_text(end + 8, middle + 4, bar.note, size=12))


def _box(left: float, top: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
        f' fill="{colour}"/>'
    )


def _text(
    left: float,
    top: float,
    words: str,
    *,
    size: int,
    anchor: str = "start",
    weight: str = "normal",
    colour: str = "#0f172a",
) -> str:
    return (
        f'<text x="{left:.1f}" y="{top:.1f}" font-size="{size}" text-anchor="{anchor}"'
        f' font-weight="{weight}" fill="{colour}">{escape(words)}</text>'
    )
