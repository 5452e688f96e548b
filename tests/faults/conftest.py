"""The fault suite: one platform, a handle per case, a row per case in the table.

Plain `pytest tests/faults` runs the subset that `make test` holds, with fewer messages; `make
faults` sets FAULTS_MATRIX=1 and runs every case in full (see docs/faults.md). A test names its
case with `@pytest.mark.fault("5", subset=150)`; a case without `subset` is of the matrix only.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import fault_run
import httpx2
import pytest
import pytest_asyncio
from fault_case import Case
from points import points_environment
from stack import Stack, running_stack

from driver_assistant.sandbox.backing.servers import Backing

RUN: Final = fault_run.this_run()

_GIVEN: Final = {
    "postgresql": "DA_DATABASE_URL",
    "rabbitmq": "DA_AMQP_URL",
    "redis": "DA_REDIS_URL",
}

# What would get in the traffic's way: limits for people, budgets for a day.
NEUTRAL: Final = {
    "DA_RATE_LIMIT_MESSAGES": "100000",
    "DA_LLM_BUDGET_COMPANY_USD": "100000",
    "DA_LLM_BUDGET_DRIVER_USD": "100000",
    "DA_SANDBOX_META_NUMBER_RATE_PER_S": "0",
    "DA_SANDBOX_META_REDELIVERY_MAX_S": "3",
}
# Waiting times shortened; the deadline is longer than a case, so that being slow is no way out.
SHORTENED: Final = {
    "DA_DEADLINE_S": "1800",
    "DA_LEASE_S": "6",
    "DA_LEASE_RENEW_S": "2",
    "DA_WHATSAPP_TIMEOUT_S": "4",
    "DA_SEND_LEASE_S": "8",
    "DA_DOUBT_PASSES_AFTER_S": "8",
    "DA_DOUBT_RESOLVED_AFTER_S": "16",
    "DA_AMQP_WATCHDOG_S": "15",
    "DA_SWEEP_EVERY_S": "1",
}
# The quick settings of every stack that the shipped ones replace again.
SHIPPED: Final = {"DA_SWEEP_EVERY_S": "2", "DA_SWEEP_GRACE_S": "10", "DA_PROBE_EVERY_S": "30"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "fault(case, subset=0, private=()): a fault case of docs/faults.md"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", RUN.seeds if RUN.matrix else (1,), ids=lambda s: f"seed{s}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not _wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _wanted(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("fault")
    if mark is None:
        return True
    if not RUN.matrix:
        return bool(mark.kwargs.get("subset"))
    case = mark.args[0]
    if RUN.cases and case not in RUN.cases:
        return False
    if case == "soak" and case not in RUN.cases:
        return False  # `make faults-soak`
    if any(os.environ.get(_GIVEN[server]) for server in mark.kwargs.get("private", ())):
        return False  # a server given by URL is not ours to stop: its row reads "not run"
    seed = item.callspec.params["seed"]  # type: ignore[attr-defined]  # parametrised above
    return RUN.fresh or not fault_run.is_fresh(item.originalname, seed, RUN)  # type: ignore[attr-defined]  # a function


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    return report


_PASSED: Final = pytest.StashKey[bool]()


@dataclass(kw_only=True)
class Platform:
    """The stack of the run; built when first asked for, and again after a case that failed."""

    servers: Backing
    folder: Path
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _stack: Stack | None = None
    _built: int = 0

    @property
    def points(self) -> Path:
        return self.folder / f"points-{self._built}"

    async def stack(self) -> Stack:
        if self._stack is None:
            self._built += 1
            logs = self.folder / f"stack-{self._built}"
            logs.mkdir()
            usual = SHIPPED if RUN.defaults else SHORTENED
            extra = {**NEUTRAL, **usual, **points_environment(self.points)}
            for server in self.servers:
                if server.private:
                    await server.start()
            stack = await self._open.enter_async_context(
                running_stack(self.servers, logs, extra=extra)
            )
            # A connection per call: one kept alive is closed by the stand-in now and then, and a
            # call that meets that moment would be the test's own fault.
            stack.http = await self._open.enter_async_context(
                httpx2.AsyncClient(
                    base_url=stack.sandbox_url,
                    timeout=60,
                    trust_env=False,
                    limits=httpx2.Limits(max_keepalive_connections=0),
                )
            )
            self._stack = stack
        return self._stack

    async def drop(self) -> None:
        await self._open.aclose()
        self._stack = None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def platform(
    servers: Backing, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    """The platform of all cases."""
    running = Platform(servers=servers, folder=tmp_path_factory.mktemp("faults"))
    yield running
    await running.drop()


@pytest_asyncio.fixture(loop_scope="session")
async def case(
    platform: Platform, seed: int, request: pytest.FixtureRequest
) -> AsyncIterator[Case]:
    """One case, on a calm platform; its row is kept afterwards."""
    mark = request.node.get_closest_marker("fault")
    stack = await platform.stack()
    messages = RUN.messages if RUN.matrix else int(mark.kwargs["subset"])
    case = Case(
        stack=stack,
        seed=seed,
        messages=messages,
        folder=platform.points,
        shipped=RUN.defaults,
    )
    await case.calm()
    yield case
    case.close()
    passed = request.node.stash.get(_PASSED, False)
    if RUN.matrix:
        fault_run.keep(
            {
                "case": mark.args[0],
                "test": request.node.originalname,
                "result": "passed" if passed else "failed",
                "seed": seed,
                "asked": RUN.messages,
                "settings": RUN.settings,
                "broker": await platform.servers.rabbitmq.wait_ready(),
                **case.figures(),
            }
        )
    if not passed:
        await platform.drop()
