"""One platform for the whole folder: starting it costs more than most of its tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from stack import Stack, running_stack

from driver_assistant.sandbox.backing.servers import Backing

# Long enough to tell "waited for the rest of a thought" from "the machine is busy".
FRAGMENT_WAIT_S = 8.0


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(servers: Backing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder = tmp_path_factory.mktemp("protocol")
    extra = {
        "DA_FRAGMENT_WAIT_S": str(FRAGMENT_WAIT_S),
        "DA_SANDBOX_META_DUPLICATE_RATE": "0",
        "DA_SANDBOX_META_SHUFFLE_RATE": "0",
    }
    async with running_stack(servers, folder, extra=extra) as running:
        yield running
