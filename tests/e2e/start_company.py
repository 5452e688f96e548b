"""Applies the company of the tests and waits until it answers; `make cluster` runs it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.e2e.company import Company
from tests.e2e.kube import Cluster


async def main() -> None:
    """Start it, ask once, say how long it took."""
    cluster = Cluster()
    try:
        company = Company(cluster=cluster)
        await company.start()
        answer = await company.ask("ana", "What is my next stop?")
        sys.stdout.write(f"Ready {company.ready_after_s:.0f} s after apply; ana hears:\n{answer}\n")
    finally:
        cluster.close()


if __name__ == "__main__":
    asyncio.run(main())
