#!/usr/bin/env python
"""Draws `docs/architecture.yaml` twice: as a picture and as a scene to talk over.

Writes `docs/architecture.svg` (what the pages show, light and dark) and
`docs/architecture.excalidraw`; `--check` only says whether they drifted. Change the description,
never the written files.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
WIDTH, HEIGHT = 1260, 716
FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"

# (fill, stroke) of each kind of box, by day and by night
LIGHT: Final = {
    "service": ("#e8f0fe", "#2f65c8"),
    "store": ("#e6f5ec", "#2a8052"),
    "queue": ("#fff1de", "#c4741a"),
    "outside": ("#f3f4f6", "#7c828c"),
    "operator": ("#f1eafd", "#7446cf"),
    "page": ("#ffffff", "#d5d8de"),
    "region": ("#fafbfd", "#a9b4c6"),
    "ink": ("#1d2129", "#59606c"),
}
DARK: Final = {
    "service": ("#1b2c4d", "#7ea6f4"),
    "store": ("#17382a", "#67c796"),
    "queue": ("#43301a", "#eba75a"),
    "outside": ("#2a2d33", "#9aa1ad"),
    "operator": ("#302350", "#b294f5"),
    "page": ("#15171b", "#3a3e46"),
    "region": ("#1a1d22", "#566074"),
    "ink": ("#eceef2", "#aab1bd"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the platform, or of the world around it."""

    name: str
    kind: str
    at: tuple[int, int]
    size: tuple[int, int]
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A way that something takes; `steps` are numbers of the 26 steps, `label_at` their place."""

    kind: str
    points: tuple[tuple[int, int], ...]
    steps: str = ""
    label_at: tuple[int, int] = (0, 0)
    both: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole description; the region is the frame around the boxes of one company."""

    region: Box
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def described() -> Picture:
    """The picture that `docs/architecture.yaml` describes."""
    told = yaml.safe_load((DOCS / "architecture.yaml").read_text(encoding="utf-8"))
    return Picture(
        region=Box(**told["region"]),
        boxes=tuple(Box(**box) for box in told["boxes"]),
        arrows=tuple(Arrow(**arrow) for arrow in told["arrows"]),
    )


def rendered() -> dict[Path, str]:
    """Both files with their text."""
    picture = described()
    return {
        DOCS / "architecture.svg": svg(picture),
        DOCS / "architecture.excalidraw": excalidraw(picture),
    }


def main() -> int:
    """Write or check; 1 when a checked file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    check = parser.parse_args().check
    drifted = {p: t for p, t in rendered().items() if not p.exists() or p.read_text() != t}
    for path, text in drifted.items():
        sys.stdout.write(f"{'drifted' if check else 'wrote'} {path.relative_to(ROOT)}\n")
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(drifted))


# --- the picture ------------------------------------------------------------------------


def svg(picture: Picture, *, night: bool = False) -> str:
    """The picture; it follows the reader's colour scheme. `night` draws it dark in any case."""
    parts = [
        _svg_head_of_file(DARK if night else LIGHT),
        f'<rect class="page" x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="18"/>',
        _svg_box(picture.region),
        *(_svg_arrow(arrow) for arrow in picture.arrows),
        *(_svg_box(box) for box in picture.boxes),
        *(_svg_steps(arrow) for arrow in picture.arrows if arrow.steps),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _svg_head_of_file(colours: dict[str, tuple[str, str]]) -> str:
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"
  aria-labelledby="title" font-family="{escape(FONT)}">
<title id="title">A message goes from the driver through webhook, queue, worker and delivery and
back; the operator runs them.</title>
<style>
{_style(colours)}
@media (prefers-color-scheme: dark) {{
{_style(DARK)}
}}
</style>"""


def _style(colours: dict[str, tuple[str, str]]) -> str:
    ink, soft = colours["ink"]
    rules = [f"text {{ fill: {ink} }}", f".soft {{ fill: {soft} }}"]
    for kind, (fill, stroke) in colours.items():
        if kind != "ink":
            rules.append(f".{kind} {{ fill: {fill}; stroke: {stroke}; stroke-width: 1.6 }}")
            rules.append(f".way-{kind} {{ fill: none; stroke: {stroke}; stroke-width: 1.9 }}")
            rules.append(f".head-{kind} {{ fill: {stroke}; stroke: none }}")
    rules.append(".region { stroke-dasharray: 7 6 }")
    return "\n".join(rules)


def _svg_box(box: Box) -> str:
    (x, y), (w, h) = box.at, box.size
    rectangle = f'<rect class="{box.kind}" x="{x}" y="{y}" width="{w}" height="{h}" rx="11"/>'
    if box.kind == "region":
        title = f'<text class="soft" x="{x + 24}" y="{y + 27}" font-size="14">{box.title}</text>'
        return rectangle + title
    middle = x + w // 2
    top = y + (h - _text_height(box)) / 2
    title = (
        f'<text x="{middle}" y="{top + 14:g}" font-size="16" font-weight="650" '
        f'text-anchor="middle">{escape(box.title)}</text>'
    )
    texts = [
        f'<text class="soft" x="{middle}" y="{top + 37 + 18 * index:g}" font-size="13" '
        f'text-anchor="middle" xml:space="preserve">{escape(line)}</text>'
        for index, line in enumerate(box.lines)
    ]
    return "\n".join([rectangle, title, *texts])


def _text_height(box: Box) -> int:
    return 18 + (6 + 18 * len(box.lines) if box.lines else 0)


def _svg_arrow(arrow: Arrow) -> str:
    path = " ".join(f"{x},{y}" for x, y in arrow.points)
    dash = ' stroke-dasharray="6 5"' if arrow.dashed else ""
    heads = [_svg_head(arrow.points[-2], arrow.points[-1], arrow.kind)]
    if arrow.both:
        heads.append(_svg_head(arrow.points[1], arrow.points[0], arrow.kind))
    line = f'<polyline class="way-{arrow.kind}" points="{path}" stroke-linejoin="round"{dash}/>'
    return "\n".join([line, *heads])


def _svg_head(start: tuple[int, int], end: tuple[int, int], kind: str) -> str:
    (x, y), long, wide = end, 10, 5
    dx = (end[0] > start[0]) - (end[0] < start[0])
    dy = (end[1] > start[1]) - (end[1] < start[1])
    corners = (
        (x, y),
        (x - dx * long + dy * wide, y - dy * long + dx * wide),
        (x - dx * long - dy * wide, y - dy * long - dx * wide),
    )
    points = " ".join(f"{cx},{cy}" for cx, cy in corners)
    return f'<polygon class="head-{kind}" points="{points}"/>'


def _svg_steps(arrow: Arrow) -> str:
    x, y = arrow.label_at
    width = 11 + 5.7 * len(arrow.steps)
    return (
        f'<rect class="page" x="{x - width / 2:g}" y="{y - 10}" width="{width:g}" height="20" '
        f'rx="10"/>\n<text x="{x}" y="{y + 4}" font-size="12" text-anchor="middle">'
        f"{arrow.steps}</text>"
    )


# --- the file to edit ----------------------------------------------------------------------


def excalidraw(picture: Picture) -> str:
    """The same boxes and arrows as an Excalidraw scene."""
    elements: list[dict[str, Any]] = [
        *_scene_box(picture.region),
        *(_scene_arrow(index, arrow) for index, arrow in enumerate(picture.arrows)),
        *(element for box in picture.boxes for element in _scene_box(box)),
        *(_scene_steps(index, arrow) for index, arrow in enumerate(picture.arrows) if arrow.steps),
    ]
    scene = {
        "type": "excalidraw",
        "version": 2,
        "source": "scripts/draw_architecture.py",
        "elements": elements,
        "appState": {"viewBackgroundColor": "#ffffff", "gridSize": None},
        "files": {},
    }
    return json.dumps(scene, ensure_ascii=False, indent=1) + "\n"


def _scene_box(box: Box) -> list[dict[str, Any]]:
    fill, stroke = LIGHT[box.kind]
    (x, y), (w, h) = box.at, box.size
    rectangle = _element(box.name, "rectangle", box.at, box.size, stroke) | {
        "backgroundColor": fill,
        "strokeStyle": "dashed" if box.kind == "region" else "solid",
        "roundness": {"type": 3},
    }
    if box.kind == "region":
        return [
            rectangle,
            _text(f"{box.name}-title", box.title, (x + 24, y + 12), width=w, size=14, align="left"),
        ]
    top = y + (h - _text_height(box)) / 2
    title = _text(f"{box.name}-title", box.title, (x, top), width=w, size=16, align="center")
    lines = [
        _text(
            f"{box.name}-{index}",
            line,
            (x, top + 24 + 18 * index),
            width=w,
            size=13,
            align="center",
        )
        for index, line in enumerate(box.lines)
        if line
    ]
    return [rectangle, title, *lines]


def _scene_arrow(index: int, arrow: Arrow) -> dict[str, Any]:
    (x, y), stroke = arrow.points[0], LIGHT[arrow.kind][1]
    points = [[px - x, py - y] for px, py in arrow.points]
    width = max(abs(px) for px, _ in points)
    height = max(abs(py) for _, py in points)
    return _element(f"arrow-{index}", "arrow", (x, y), (width, height), stroke) | {
        "points": points,
        "strokeStyle": "dashed" if arrow.dashed else "solid",
        "startArrowhead": "triangle" if arrow.both else None,
        "endArrowhead": "triangle",
        "startBinding": None,
        "endBinding": None,
        "lastCommittedPoint": None,
    }


def _scene_steps(index: int, arrow: Arrow) -> dict[str, Any]:
    x, y = arrow.label_at
    return _text(f"steps-{index}", arrow.steps, (x - 40, y - 18), width=80, size=12, align="center")


def _text(
    name: str, words: str, at: tuple[float, float], *, width: float, size: int, align: str
) -> dict[str, Any]:
    return _element(name, "text", at, (width, size * 1.25), LIGHT["ink"][0]) | {
        "text": words,
        "originalText": words,
        "fontSize": size,
        "fontFamily": 2,
        "textAlign": align,
        "verticalAlign": "top",
        "containerId": None,
        "lineHeight": 1.25,
        "autoResize": False,
    }


def _element(
    name: str, kind: str, at: tuple[float, float], size: tuple[float, float], stroke: str
) -> dict[str, Any]:
    """What every Excalidraw element has; the seed follows from the name, so nothing is random."""
    number = sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 2**31
    return {
        "id": name,
        "type": kind,
        "x": at[0],
        "y": at[1],
        "width": size[0],
        "height": size[1],
        "angle": 0,
        "strokeColor": stroke,
        "backgroundColor": "transparent",
        "fillStyle": "solid",
        "strokeWidth": 1,
        "strokeStyle": "solid",
        "roughness": 0,
        "opacity": 100,
        "groupIds": [],
        "frameId": None,
        "roundness": None,
        "seed": number,
        "version": 1,
        "versionNonce": number,
        "isDeleted": False,
        "boundElements": [],
        "updated": 1,
        "link": None,
        "locked": False,
    }


if __name__ == "__main__":
    sys.exit(main())
