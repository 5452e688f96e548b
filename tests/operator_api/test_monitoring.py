"""Monitors, alert rules and dashboards: made where somebody reads them, whenever that comes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.operator_api import others
from tests.operator_api.harness import Api, changed
from tests.operator_api.world import PLAIN, World, started, until

DASHBOARD = "configmaps/acme-dashboard"
SEEN = {"podmonitors/acme", "prometheusrules/acme", "grafanadashboards/acme", DASHBOARD}


@pytest.fixture
def prometheus_and_grafana(api: Api) -> Iterator[None]:
    """Their kinds are not installed; they are removed again at the end."""
    definitions = [*others.monitor_kinds(), *others.dashboard_kinds()]
    others.remove(api, definitions)
    yield
    others.remove(api, definitions)


@pytest.mark.usefixtures("prometheus_and_grafana")
def test_what_is_shown_follows_what_is_installed(world: World) -> None:
    def shown() -> set[str]:
        return SEEN & world.children().keys()

    started(world)
    assert shown() == set()

    others.install(world.api, others.monitor_kinds())
    until(lambda: shown() == SEEN - {"grafanadashboards/acme"}, "for Prometheus", within=90)
    others.install(world.api, others.dashboard_kinds())
    until(lambda: shown() == SEEN - {DASHBOARD}, "for Grafana's operator", within=90)
    dashboard = world.children()["grafanadashboards/acme"]["spec"]
    assert json.loads(dashboard["json"])["title"] == "Driver assistant: acme"
    before = world.revisions()

    off = {"monitors": "Off", "rules": "Off", "dashboards": "Off"}
    world.apply(changed(PLAIN, "spec.observability", off))

    until(lambda: shown() == set(), "pruned")
    until(world.is_ready, "Ready")
    assert world.revisions() == before
