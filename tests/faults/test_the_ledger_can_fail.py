"""The ledger's own proof: each wrong of which it would have to tell, told to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ledger import Facts, Message, Part, Sent, Written, audit


def honest_day() -> Facts:
    """Two drivers, three questions each, all answered in order."""
    written, messages, parts, sent = [], [], [], []
    for number in range(6):
        alias, turn = ("ana", "joe")[number % 2], number // 2 + 1
        wamid, id_ = f"wamid.{alias}.{turn}", f"id.{alias}.{turn}"
        written.append(Written(wamid=wamid, alias=alias, number=number))
        messages.append(
            Message(id=id_, wamid=wamid, conversation=alias, state="answered", answered_by=id_)
        )
        parts.append(Part(message_id=id_, part=0, conversation=alias, seq=turn, state="accepted"))
        sent.append(Sent(opaque=f"{id_}.0", user=alias, at=float(number)))
    return Facts(
        written=written,
        accepted=frozenset(one.wamid for one in written),
        messages=messages,
        parts=parts,
        sent=sent,
    )


def changed(items: Any, index: int, **fields: Any) -> list[Any]:
    return [replace(item, **fields) if at == index else item for at, item in enumerate(items)]


def without(items: Any, index: int) -> list[Any]:
    return [item for at, item in enumerate(items) if at != index]


def swapped(items: Any, one: int, other: int) -> list[Any]:
    found = list(items)
    found[one], found[other] = found[other], found[one]
    return found


WRONGS: dict[str, tuple[str, Callable[[Facts], Facts]]] = {
    "a 200 without a row": ("lost", lambda f: replace(f, messages=without(f.messages, 0))),
    "never taken": (
        "lost",
        lambda f: replace(f, messages=without(f.messages, 0), accepted=frozenset()),
    ),
    "still open": (
        "lost",
        lambda f: replace(f, messages=changed(f.messages, 2, state="pending", answered_by=None)),
    ),
    "closed without a reason": (
        "lost",
        lambda f: replace(f, messages=changed(f.messages, 2, state="closed")),
    ),
    "answered by nothing": ("lost", lambda f: replace(f, parts=without(f.parts, 3))),
    "accepted, and not at Meta": ("lost", lambda f: replace(f, sent=without(f.sent, 3))),
    "a part that never left": (
        "lost",
        lambda f: replace(f, parts=changed(f.parts, 3, state="retry"), sent=without(f.sent, 3)),
    ),
    "dead without a letter": (
        "lost",
        lambda f: replace(f, parts=changed(f.parts, 3, state="dead"), sent=without(f.sent, 3)),
    ),
    "sent twice": ("doubled", lambda f: replace(f, sent=[*f.sent, f.sent[0]])),
    "sent without a row": (
        "doubled",
        lambda f: replace(f, sent=[*f.sent, Sent(opaque="other.0", user="ana", at=9.0)]),
    ),
    "recorded twice": (
        "doubled",
        lambda f: replace(f, messages=[*f.messages, replace(f.messages[0], id="again")]),
    ),
    "answered by itself and in another turn": (
        "doubled",
        lambda f: replace(f, messages=changed(f.messages, 0, answered_by="id.ana.2")),
    ),
    "swallowed by another's turn": (
        "swallowed",
        lambda f: replace(f, messages=changed(f.messages, 0, answered_by="id.ana.2")),
    ),
    "turns in the wrong order": (
        "reordered",
        lambda f: replace(
            f, parts=changed(changed(f.parts, 0, seq=2), 2, seq=1), sent=swapped(f.sent, 0, 2)
        ),
    ),
    "replies in the wrong order": (
        "reordered",
        lambda f: replace(f, sent=swapped(f.sent, 2, 4)),
    ),
}


def test_an_honest_day_is_clean() -> None:
    verdict = audit(honest_day())

    assert verdict.clean
    assert (verdict.messages, verdict.conversations, verdict.answered) == (6, 2, 6)


@pytest.mark.parametrize(("name", "change"), WRONGS.values(), ids=WRONGS)
def test_each_wrong_is_told(name: str, change: Callable[[Facts], Facts]) -> None:
    verdict = audit(change(honest_day()))

    assert not verdict.clean
    assert getattr(verdict, name)


def test_what_was_in_doubt_may_be_passed_and_what_is_high_may_pass() -> None:
    day = honest_day()
    doubted = replace(day, parts=changed(day.parts, 2, doubted=True), sent=swapped(day.sent, 2, 4))
    high = replace(
        day,
        messages=changed(day.messages, 4, high=True),
        parts=changed(changed(day.parts, 2, seq=3), 4, seq=2),
        sent=swapped(day.sent, 2, 4),
    )

    assert audit(doubted).clean
    assert audit(high).clean


def test_honest_endings_are_counted_and_are_no_loss() -> None:
    day = honest_day()
    ended = replace(
        day,
        messages=changed(day.messages, 0, state="dead", closed_reason="attempts"),
        parts=changed(changed(day.parts, 1, purpose="expired"), 3, state="parked"),
        sent=without(day.sent, 3),
    )

    verdict = audit(ended)

    assert verdict.clean
    assert (len(verdict.closed), len(verdict.parked)) == (2, 1)
