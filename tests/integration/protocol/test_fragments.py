"""Fragments of one thought on real processes: together, once; what is complete never waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from stack import Stack, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


async def recorded(stack: Stack, wamid: str) -> object:
    """Webhooks under way at once may overtake each other, as Meta's do."""
    return await stack.value("SELECT true FROM messages WHERE wamid = $1", wamid)


async def answered_by(stack: Stack, wamid: str) -> object:
    return await stack.value("SELECT answered_by FROM messages WHERE wamid = $1", wamid)


async def test_fragments_of_one_thought_are_answered_once_together(stack: Stack) -> None:
    wamids = []
    for text in ("hi", "where", "is my next stop"):
        wamids.append(await stack.write("joe", text))
        await until(lambda: recorded(stack, wamids[-1]), 30, "the fragment's row", stack)

    answers = [await stack.answer_to("joe", wamid) for wamid in wamids]

    assert {answer.turn["message_id"] for answer in answers} == {answers[0].turn["message_id"]}
    assert answers[0].turn["outcome"] == "answer"
    assert answers[0].parts


async def test_a_complete_question_is_never_held_back_by_a_fragment_that_waits(
    stack: Stack,
) -> None:
    """Order instead of clocks: while one greeting waits, others and another's rest are answered."""
    lone = await stack.write("ana", "hola")
    greeting = await stack.write("claire", "bonjour")
    await asyncio.sleep(0.5)  # claire's worker has looked, and waits
    rest = await stack.write("claire", "où est-ce que je dois aller maintenant ?")
    other = await stack.write("karl", "wohin muss ich als nächstes fahren?")

    joined = await stack.answer_to("claire", rest)
    alone = await stack.answer_to("karl", other)
    still_waiting = await answered_by(stack, lone)
    waited = await stack.answer_to("ana", lone)

    assert {joined.turn["outcome"], alone.turn["outcome"]} == {"answer"}
    assert await answered_by(stack, greeting) == joined.turn["message_id"]
    assert still_waiting is None
    received = await stack.value("SELECT received_at FROM messages WHERE wamid = $1", lone)
    assert waited.turn["finished_at"] - received >= timedelta(seconds=7.5)


async def test_two_complete_questions_are_two_turns(stack: Stack) -> None:
    first = await stack.write("marek", "dokąd teraz jadę?")
    second = await stack.write("marek", "ile czasu mogę jeszcze prowadzić?")

    one = await stack.answer_to("marek", first)
    two = await stack.answer_to("marek", second)

    assert one.turn["message_id"] != two.turn["message_id"]
    assert one.text != two.text
    assert one.turn["finished_at"] < two.turn["finished_at"]


async def test_an_emergency_is_not_held_back_by_a_fragment_and_swallows_none(stack: Stack) -> None:
    fragment = await stack.write("ion", "salut")
    await asyncio.sleep(0.5)
    alarm = await stack.write("ion", "am avut un accident")

    told = await stack.answer_to("ion", alarm)
    before = await answered_by(stack, fragment)
    rest = await stack.answer_to("ion", fragment)

    assert told.turn["outcome"] == "emergency"
    assert before is None
    assert rest.turn["message_id"] != told.turn["message_id"]
