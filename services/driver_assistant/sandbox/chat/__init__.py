"""A driver's phone in the terminal: `driver-assistant chat --driver ana`.

Talks to the Meta stand-in's control API, so what it shows went through the whole product. It never
reaches the product's services itself.
"""

from driver_assistant.sandbox.chat.errors import ChatError
from driver_assistant.sandbox.chat.session import ChatOptions, run_chat

__all__ = ["ChatError", "ChatOptions", "run_chat"]
