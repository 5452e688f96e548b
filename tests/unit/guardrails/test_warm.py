from __future__ import annotations

import subprocess
import sys

# In a process of its own: whatever another test loaded would hide what the preload forgets.
JUDGE = """
import sys
from datetime import UTC, datetime

from driver_assistant.contracts.guardrails import Caller, OutputRequest
from driver_assistant.contracts.languages import LANGUAGES
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.guardrails.warm import preload_output
from driver_assistant.runtime.plugins import discover

policy = Policy(load_floor())
chain = [check for check in discover(checks, Check).values() if check.stage == "output"]
loaded = []
if "cold" not in sys.argv:
    preload_output(policy)
sys.addaudithook(lambda event, args: loaded.append(args[0]) if event in ("open", "import") else 0)
for language in LANGUAGES:
    for template in (True, False):
        request = OutputRequest(
            text="Truck B 032 MLV, stop 3 Kaufland Cluj 14:05, 0264 123 456, +40 721 234 567",
            evidence={"stops": [{"id": "a", "location": {"name": "Kaufland",
                      "timeZone": "Europe/Bucharest"}, "eta": {"time": "2026-10-26T12:05:00Z"}}]},
            now=datetime(2026, 10, 26, 9, tzinfo=UTC),
            language=language,
            template=template,
            caller=Caller(driver_id="d", company_id="c", time_zone="America/Chicago"),
        )
        subject = Subject(request=request, canonical=Canonical(request.text), policy=policy)
        for check in chain:
            check.run(subject)
print(*loaded, sep="\\n")
"""


def loaded_while_judging(*arguments: str) -> list[str]:
    """Files opened and modules imported by answers, after the preload."""
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_after_the_preload_no_answer_reads_a_file_or_imports_a_module() -> None:
    assert loaded_while_judging() == []


def test_without_the_preload_answers_do() -> None:
    assert loaded_while_judging("cold") != []
