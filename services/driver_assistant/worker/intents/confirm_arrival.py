"""The driver is at a stop: recorded in the SaaS after one confirmation."""

from __future__ import annotations

from driver_assistant.worker.intent import Intent
from driver_assistant.worker.transitions import (
    AtStop,
    TransitionDraft,
    fetch_transition,
    say_transition,
    transition_action,
)

PLUGIN = Intent(
    name="confirm_arrival",
    description="The driver says that they have arrived at a stop; records the arrival.",
    parameters=AtStop,
    record=TransitionDraft,
    fetch=fetch_transition,
    say=say_transition("arrival", "confirm_arrival"),
    examples=(
        "just pulled in at the customer",
        "I'm at the gate in Ghent",
        "acabo de llegar al cliente",
        "cheguei agora ao armazém",
        "je viens d'arriver chez le client",
        "stehe jetzt beim Kunden auf dem Hof",
        "właśnie dojechałem na rozładunek",
        "tocmai am ajuns la client",
        "müşteriye şimdi vardım",
        "щойно приїхав на склад",
        "ग्राहक के यहाँ पहुँच गया हूँ",
    ),
    action=transition_action("arrival"),
)
