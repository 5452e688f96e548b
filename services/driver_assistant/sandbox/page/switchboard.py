"""Turns the page's switches and reads how they stand. Called by `app.py` and `pulse.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.sandbox.page.switches import BY_ID, SWITCHES, Switch

Json = dict[str, Any]

_PATIENCE_S: Final = 90.0  # a process that is released starts for up to a minute


class NoSupervisor(Permanent):
    """This sandbox runs without the demo's supervisor: start it with `make demo`."""

    code = "no_supervisor"


class SupervisorSilent(Transient):
    """The demo's supervisor does not answer."""

    code = "supervisor_silent"


class Refused(Permanent):
    """It was asked for and refused."""

    code = "refused"


class Switchboard:
    """`sandbox` reaches the stand-ins' control APIs, `control` the supervisor (None without)."""

    def __init__(self, sandbox: httpx2.AsyncClient, control: httpx2.AsyncClient | None) -> None:
        self._sandbox = sandbox
        self._control = control

    async def turn(self, switch: Switch, *, on: bool) -> None:
        """Cause a fault or end it; twice is as good as once.

        Raises:
            NoSupervisor, SupervisorSilent, Refused: it could not be done, and why.
        """
        if switch.fault is None:
            path = switch.on if on else switch.off
            if path:
                await self.ask("POST", path)
            return
        wanted = [other for other in await self._set_at(switch.at) if other.id != switch.id]
        await self._faults(switch.at, [*wanted, switch] if on else wanted)

    async def undo_all(self) -> None:
        """Everything is well again; what can't be reached is left, the rest is done."""
        for place in ("logistics", "openrouter", "meta"):
            await self._faults(place, [])
        if self._control is not None:
            for switch in SWITCHES:
                if switch.at == "control" and switch.off:
                    await self.ask("POST", switch.off)

    async def status(self) -> Json:
        """The supervisor's `GET /status`; empty without a supervisor or an answer."""
        try:
            return dict(await self.ask("GET", "/status", patience_s=8.0))
        except (NoSupervisor, SupervisorSilent):
            return {}

    async def states(self, status: Mapping[str, Any]) -> dict[str, bool]:
        """Which switches are on, given the supervisor's status."""
        found = {switch.id: False for switch in SWITCHES}
        for place in ("logistics", "openrouter", "meta"):
            found |= {switch.id: True for switch in await self._set_at(place)}
        for process in status.get("processes", ()):
            if process["name"] == "guardrails":
                found["guardrails-down"] = process["state"] in {"held", "paused"}
        for server in status.get("servers", ()):
            if server["name"] == "rabbitmq":
                found["broker-pause"] = bool(server["paused"])
        return found

    async def ask(self, method: str, path: str, *, patience_s: float = _PATIENCE_S) -> Any:
        """Ask the supervisor.

        Raises:
            NoSupervisor, SupervisorSilent, Refused: see there.
        """
        if self._control is None:
            raise NoSupervisor
        try:
            answer = await self._control.request(method, path, timeout=patience_s)
        except httpx2.HTTPError as error:
            raise SupervisorSilent(type(error).__name__) from error
        if answer.is_error:
            raise Refused(str(answer.json().get("detail", answer.status_code)))
        return answer.json()

    async def _faults(self, place: str, switches: list[Switch]) -> None:
        await self._sandbox.delete(f"/{place}/_control/faults")
        for switch in switches:
            answer = await self._sandbox.post(f"/{place}/_control/faults", json=switch.fault)
            answer.raise_for_status()

    async def _set_at(self, place: str) -> list[Switch]:
        """The switches whose fault is in force at a stand-in."""
        found = (await self._sandbox.get(f"/{place}/_control/faults")).json()
        rules = found["active"] if isinstance(found, dict) else found
        return [
            switch
            for switch in BY_ID.values()
            if switch.at == place and any(_is(rule, switch) for rule in rules)
        ]


def _is(rule: Mapping[str, Any], switch: Switch) -> bool:
    return all(rule.get(name) == value for name, value in (switch.fault or {}).items())
