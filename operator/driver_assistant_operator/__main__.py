"""`python -m driver_assistant_operator`: run the operator, or plan a change.

Objects are built in `running.run` and `planning.print_plan`; nothing happens at import time.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from importlib.metadata import version
from pathlib import Path

import structlog

from driver_assistant_operator import planning, running
from driver_assistant_operator.leader import LeadershipLostError
from driver_assistant_operator.metrics import BUILD
from driver_assistant_operator.settings import OperatorSettings


def main() -> int:
    """Parse the command line; the exit code."""
    parser = argparse.ArgumentParser(prog="driver-assistant-operator", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("run", help="run the operator (the default)")
    plan = commands.add_parser("plan", help="print what applying a DriverAssistant would change")
    plan.add_argument("file", type=Path, help="YAML file with the resource")
    plan.add_argument("-n", "--namespace", default="default", help="if the file names none")
    arguments = parser.parse_args()
    if arguments.command == "plan":
        text = arguments.file.read_text(encoding="utf-8")
        return asyncio.run(planning.print_plan(text, arguments.namespace))
    return _run()


def _run() -> int:
    settings = OperatorSettings()
    _log(settings.log_format)
    BUILD.info({"version": version("driver-assistant")})
    lost = False
    try:
        asyncio.run(running.run(settings))
    except* LeadershipLostError as errors:
        structlog.get_logger().warning("operator.ended", reason=str(errors.exceptions[0]))
        lost = True
    return int(lost)


def _log(log_format: str) -> None:
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)  # kopf's own lines


if __name__ == "__main__":
    sys.exit(main())
