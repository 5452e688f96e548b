"""From `kubectl apply` to a driver's answer."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.company import Company


async def test_applying_the_resource_makes_an_assistant_that_answers(
    acme: Company, figure: Callable[[str], None]
) -> None:
    answer = await acme.ask("ana", "What is my next stop?")

    figure(f"Ready {acme.ready_after_s:.0f} s after apply")
    assert "stop" in answer.lower()
    assert await acme.doubled() == {}


async def test_kubectl_get_says_what_the_conditions_say(acme: Company) -> None:
    shown = (await acme.kubectl("get", "da", acme.name, "--no-headers")).split()

    assert shown[:5] == ["acme", "acme", "development", "True", "Ready"]
