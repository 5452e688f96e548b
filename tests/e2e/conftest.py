"""The cluster and the company of these tests: `make e2e` brings up the one, applies the other.

KUBECONFIG (set by `tests/e2e/platform exec`) names the cluster. Without it the run stops with the
command to use: plain `make test` leaves this folder out by name.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # importlib mode: tests import their own parts by their full name

from tests.e2e.company import Company  # noqa: E402
from tests.e2e.kube import Cluster  # noqa: E402
from tests.e2e.results import Results  # noqa: E402

RESULTS = Results()

TEST_TIMEOUT_S = 900


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("KUBECONFIG"):
        raise pytest.UsageError("tests/e2e needs a cluster: `make e2e`")
    config.addinivalue_line("markers", "long: part of `make e2e-long` only")


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        RESULTS.add_not_run(item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    RESULTS.outcome(report.nodeid, report.outcome, report.duration)


def pytest_sessionfinish() -> None:
    if path := os.environ.get("E2E_RESULTS"):
        RESULTS.write(Path(path))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`figure("42 s")`: what the table of results says about this test."""
    return lambda text: RESULTS.figure(request.node.nodeid, text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure comes with what the cluster looked like."""
    report = yield
    if report.failed:
        report.sections.append(("cluster", _scene()))
    return report


def _scene() -> str:
    looks = (
        ["get", "da,pods,jobs,scaledobjects,hpa", "-A", "-o", "wide"],
        ["get", "events", "-A", "--sort-by=.lastTimestamp"],
        ["-n", "acme", "get", "da", "-o", "yaml"],
        ["-n", "driver-assistant-system", "logs", "deploy/driver-assistant-operator", "--tail=40"],
        ["-n", "acme", "logs", "-l", "app.kubernetes.io/managed-by=driver-assistant-operator",
         "--prefix", "--tail=12", "--all-containers", "--max-log-requests=30"],
    )  # fmt: skip
    return "\n\n".join(f"$ kubectl {' '.join(look)}\n{_said(look)}" for look in looks)


def _said(look: list[str]) -> str:
    try:
        done = subprocess.run(
            ["kubectl", *look], capture_output=True, text=True, check=False, timeout=60
        )
    except subprocess.TimeoutExpired:
        return "no answer within 60 s"
    return (done.stdout or done.stderr)[-8000:]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = Cluster()
    yield found
    found.close()


@pytest.fixture(scope="session")
def _acme(cluster: Cluster) -> Company:
    return Company(cluster=cluster)


@pytest.fixture
async def acme(_acme: Company) -> AsyncIterator[Company]:
    """The company, Ready and with nothing open; started by the first test that asks for it."""
    if not _acme.drivers:
        await _acme.start()
    await _acme.calm()
    yield _acme
