"""The dashboard of one company, as Grafana reads it. Built by `monitoring.py`; pure.

Only the layout is here; what is shown is in `panels.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from driver_assistant_operator.desired.panels import PANELS, Panel
from driver_assistant_operator.facts import Json

_COLUMNS: Final = 24  # of Grafana's grid
_WIDTH, _HEIGHT = 8, 8


def dashboard(*, uid: str, company: str, labels: Mapping[str, str]) -> Json:
    """Grafana's JSON; `labels` are what the names in expressions stand for."""
    return {
        "uid": uid,
        "title": f"Driver assistant: {company}",
        "tags": ["driver-assistant", company],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]
        },
        "panels": _laid_out(labels),
    }


def _laid_out(labels: Mapping[str, str]) -> list[Json]:
    """Rows below each other, three panels in a line."""
    found: list[Json] = []
    top = 0
    for title, panels in PANELS.items():
        found.append({"type": "row", "title": title, "gridPos": _place(0, top, _COLUMNS, 1)})
        for index, panel in enumerate(panels):
            line, column = divmod(index, _COLUMNS // _WIDTH)
            where = _place(column * _WIDTH, top + 1 + line * _HEIGHT, _WIDTH, _HEIGHT)
            found.append(_panel(panel, where, labels))
        top = found[-1]["gridPos"]["y"] + _HEIGHT
    return [panel | {"id": number} for number, panel in enumerate(found, 1)]


def _place(x: int, y: int, width: int, height: int) -> Json:
    return {"x": x, "y": y, "w": width, "h": height}


def _panel(panel: Panel, where: Json, labels: Mapping[str, str]) -> Json:
    source = {"type": "prometheus", "uid": "${datasource}"}
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "gridPos": where,
        "datasource": source,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": source,
                # Grafana's own variables ($__range) stay
                "expr": Template(expression).safe_substitute(labels),
                "legendFormat": Template(legend).safe_substitute(labels),
                "instant": panel.kind == "bargauge",
            }
            for index, (legend, expression) in enumerate(panel.queries.items())
        ],
    }
