"""Why a demo can't start; each error says what to do about it."""

from __future__ import annotations

from driver_assistant.contracts.errors import Permanent


class DemoError(Permanent):
    """The demo can't start."""

    code = "demo"


class ProcessDidNotStart(DemoError):
    """A process of the demo ended while it was starting, or never became ready."""

    code = "process_did_not_start"


class StepFailed(DemoError):
    """A preparation of the demo failed."""

    code = "step_failed"


class DemoRunning(DemoError):
    """A demo is running already."""

    code = "demo_running"


class NoDemo(DemoError):
    """No demo is running."""

    code = "no_demo"
