"""The question before an action: what will be done, with a yes and a no button.

Intents with an action use it in `say`. The buttons carry the action row's id and nothing else.
"""

from __future__ import annotations

from driver_assistant.worker.intent import Effect, Reply, confirm_payload
from driver_assistant.worker.say import Say


def ask_to_confirm(body: str, say: Say, *, effects: tuple[Effect, ...] = ()) -> Reply:
    """The question with its buttons.

    An action that was not proposed (the record is an old one) can't be confirmed: the driver is
    told that the company's system is out of reach.
    """
    if say.action_id is None:
        return Reply(parts=(say.text("logistics-unavailable"),), effects=effects)
    buttons = (
        (confirm_payload(say.action_id, yes=True), say("button-yes")),
        (confirm_payload(say.action_id, yes=False), say("button-no")),
    )
    return Reply(parts=(say.buttons(body, buttons),), effects=effects)
