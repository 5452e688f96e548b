"""The driver leaves a stop: recorded in the SaaS after one confirmation."""

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
    name="confirm_departure",
    description=(
        "The driver says that they are done at a stop and have left or are leaving; records the "
        "departure."
    ),
    parameters=AtStop,
    record=TransitionDraft,
    fetch=fetch_transition,
    say=say_transition("departure", "confirm_departure"),
    examples=(
        "all unloaded, heading off",
        "finished in Ghent and rolling again",
        "ya he descargado, me marcho",
        "descarregado, vou embora",
        "déchargé, je reprends la route",
        "fertig entladen, ich fahre weiter",
        "rozładowane, ruszam dalej",
        "am descărcat, plec mai departe",
        "boşalttım, yola çıkıyorum artık",
        "розвантажився, їду далі",
        "माल उतार दिया, निकल रहा हूँ",
    ),
    action=transition_action("departure"),
)
