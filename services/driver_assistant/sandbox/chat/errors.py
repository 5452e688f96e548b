"""What can keep the chat from working, in words for the person at the terminal."""

from __future__ import annotations

from driver_assistant.contracts.errors import Permanent


class ChatError(Permanent):
    """The chat can't go on."""

    code = "chat_error"


class NoDemo(ChatError):
    """No demo is running here: start one with `driver-assistant demo`, or give --meta-url."""

    code = "no_demo"


class NoAnswer(ChatError):
    """The sandbox does not answer; is the demo still running?"""

    code = "sandbox_no_answer"


class UnknownDriver(ChatError):
    """There is no such driver; give a name from the list, or a phone number."""

    code = "unknown_driver"
