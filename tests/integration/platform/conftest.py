"""One running platform for the tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from stack import Stack, running_stack

from driver_assistant.sandbox.backing.servers import Backing


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(servers: Backing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The four services and the sandbox as processes."""
    async with running_stack(servers, tmp_path_factory.mktemp("stack")) as running:
        yield running
