"""`python -m driver_assistant.sandbox.backing ensure|run`: the servers from the command line.

`ensure` (before `make test`) installs what is missing, or says how, and exits with 2. `run` starts
private servers and prints their URLs, for running single tests many times without the wait.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys

from driver_assistant.sandbox.backing.errors import BackingError
from driver_assistant.sandbox.backing.install import ensure_programs
from driver_assistant.sandbox.backing.programs import PROGRAMS
from driver_assistant.sandbox.backing.servers import backing, named_in


def main() -> int:
    """0 when all is well, 2 when a server can't be had."""
    parser = argparse.ArgumentParser(prog="python -m driver_assistant.sandbox.backing")
    parser.add_argument("action", choices=("ensure", "run"))
    action = parser.parse_args().action
    try:
        if action == "run":
            asyncio.run(_run())
        else:
            ensure_programs(PROGRAMS.keys() - named_in(os.environ).keys(), _say)
    except BackingError as error:
        _say(str(error))
        return 2
    return 0


async def _run() -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with backing(progress=_say) as servers:
        for name, url in servers.environment().items():
            sys.stdout.write(f"export {name}={url}\n")
        sys.stdout.flush()
        _say(
            "Copy these lines into another shell. Ctrl-C stops the servers and deletes their data."
        )
        await asked_to_stop.wait()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
