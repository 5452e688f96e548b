"""The menu: what can be asked, as a list of up to ten rows."""

from __future__ import annotations

from functools import cache

from driver_assistant.contracts.messages import ROWS_MAX
from driver_assistant.runtime.plugins import discover
from driver_assistant.worker import intents
from driver_assistant.worker.intent import Intent, NoArguments, Reply
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import title


@cache
def _items() -> tuple[str, ...]:
    """The intents on the menu, read once at the first question: the folder decides."""
    found = discover(intents, Intent).values()
    listed = [(plugin.menu_order, plugin.name) for plugin in found if plugin.menu_order is not None]
    return tuple(name for _, name in sorted(listed))[:ROWS_MAX]


def _say(_: NoArguments, say: Say) -> Reply:
    rows = [(menu_payload(name), title(name, say), "") for name in _items()]
    body = f"{say.greeting()}\n{say('help-body')}"
    return Reply(parts=(say.rows(body, say("button-menu"), rows),))


PLUGIN = Intent(
    name="get_help",
    description=(
        "What the assistant can do, as a menu. For greetings without a question, 'help', 'menu' "
        "and questions about the assistant itself."
    ),
    parameters=NoArguments,
    record=NoArguments,
    fetch=None,
    say=_say,
    examples=(
        "what can I ask you?",
        "hello there",
        "¿para qué sirves?",
        "como é que isto funciona?",
        "comment ça marche ?",
        "Was kannst du alles?",
        "jak to działa?",
        "cum funcționează?",
        "burada neler sorabilirim?",
        "що ти можеш підказати?",
        "तुम क्या-क्या बता सकते हो?",
    ),
)
