"""The ledger counts exactly, also when it has to forget."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.ledger import Ledger, Sent


def sent(seq: int, opaque: str | None, user: str = "1") -> Sent:
    return Sent(
        seq=seq,
        wamid=f"wamid.{seq}",
        at=float(seq),
        phone_number_id="1",
        user=user,
        to=user,
        type="text",
        payload={"type": "text", "text": {"body": f"no {seq}"}},
        opaque=opaque,
    )


@given(
    opaques=st.lists(st.none() | st.sampled_from("abcdef"), max_size=40),
    room=st.integers(min_value=1, max_value=50),
)
def test_counts_and_doubles_are_those_of_what_is_remembered(
    opaques: list[str | None], room: int
) -> None:
    ledger = Ledger(room)
    for seq, opaque in enumerate(opaques, start=1):
        ledger.accept(sent(seq, opaque))

    kept = opaques[-room:]
    times = Counter(opaque for opaque in kept if opaque is not None)
    assert [entry.opaque for entry in ledger.entries()] == kept
    assert ledger.counts()["accepted"] == len(opaques)
    assert ledger.counts()["forgotten"] == max(0, len(opaques) - room)
    assert ledger.counts()["distinct_opaque"] == len(times)
    assert ledger.doubled() == {opaque: n for opaque, n in times.items() if n > 1}


@given(after=st.integers(min_value=0, max_value=30), limit=st.integers(min_value=0, max_value=30))
def test_a_page_is_the_part_after_a_number(after: int, limit: int) -> None:
    ledger = Ledger(10)
    for seq in range(1, 21):
        ledger.accept(sent(seq, None))

    page = [entry.seq for entry in ledger.entries(after=after, limit=limit)]

    assert page == [seq for seq in range(11, 21) if seq > after][:limit]


def test_entries_of_one_user_keep_their_order() -> None:
    ledger = Ledger(10)
    for seq in range(1, 7):
        ledger.accept(sent(seq, None, user=str(seq % 2)))

    assert [entry.seq for entry in ledger.entries(user="1")] == [1, 3, 5]


def test_an_entry_says_what_the_message_said() -> None:
    assert sent(1, "row.0").view()["body"] == "no 1"
