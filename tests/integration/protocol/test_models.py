"""Laws of the protocol, shown on the real tables: random moves beside a small model of each.

The lease: one owner at a time, epochs only rise, nobody commits under a lease that was lost, no
message is forgotten. The way out: what is final stays final, what may have been sent is not sent
again, a delivery status never goes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from rows import NUMBER, Store, message

from driver_assistant.runtime.ids import new_id
from driver_assistant.store import conversations, inbox, outbox, replacements, sweeps
from driver_assistant.store.conversations import Fenced, Lease
from driver_assistant.store.inbox import NewStatus
from driver_assistant.store.migrate import migrate
from driver_assistant.store.outbox import Sending

T = TypeVar("T")

WORKERS: Final = st.sampled_from(["w1", "w2", "w3"])
TTL: Final = timedelta(minutes=5)
BOUNDED: Final = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,  # a run that gates must not depend on luck
    phases=(Phase.explicit, Phase.generate),  # shrinking on real tables takes minutes
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


class OnTables(RuleBasedStateMachine):
    """A model beside the tables; each example works in a conversation of its own."""

    url: ClassVar[str]
    runner: ClassVar[asyncio.Runner]
    pool: ClassVar[asyncpg.Pool]

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(url=self.url, pool=self.pool)
        self.name = f"driver-{new_id().hex}"
        self.messages: list[UUID] = []
        self.runner.run(self.store.register(self.name))
        self.conversation = self.runner.run(self.store.conversation(self.name))
        self.execute(
            "UPDATE messages SET state = 'closed' WHERE conversation_id = $1", self.conversation
        )

    def do(self, work: Callable[..., Awaitable[T]], *arguments: Any, **named: Any) -> T:
        """Run something on a connection of its own."""

        async def on_connection() -> T:
            async with self.pool.acquire() as connection:
                return await work(connection, *arguments, **named)

        return self.runner.run(on_connection())

    def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = self.runner.run(self.pool.fetch(query, *arguments))
        return found

    def execute(self, query: str, *arguments: Any) -> None:
        self.runner.run(self.pool.execute(query, *arguments))

    def arrive(self) -> UUID:
        new = message(self.name)
        [recorded] = self.runner.run(self.store.record(new))
        assert recorded.conversation_id == self.conversation
        self.messages.append(new.id)
        return new.id


async def _pool(url: str) -> asyncpg.Pool:
    return await asyncpg.create_pool(url, min_size=1, max_size=2)


class TheLease(OnTables):
    """Claim, renew, commit, release, die: in any order, by any of three workers."""

    def __init__(self) -> None:
        super().__init__()
        self.owner: str | None = None
        self.epoch = 0
        self.over = False
        self.held: dict[str, Lease] = {}
        self.answered: list[UUID] = []
        self.alive: dict[str, asyncpg.Connection] = {}

    @property
    def pending(self) -> list[UUID]:
        return [one for one in self.messages if one not in self.answered]

    def mine(self, worker: str) -> bool:
        lease = self.held.get(worker)
        return lease is not None and (self.owner, self.epoch) == (lease.owner, lease.epoch)

    @rule()
    def a_message_arrives(self) -> None:
        self.arrive()

    @rule(worker=WORKERS, from_the_dead=st.booleans())
    def claim(self, worker: str, from_the_dead: bool) -> None:
        dead = self.owner is not None and self._name(self.owner) not in self.alive
        free = self.owner is None or self.over or (from_the_dead and dead)

        lease = self.do(
            conversations.claim,
            self.conversation,
            self._owner(worker),
            TTL,
            from_the_dead=from_the_dead,
        )

        assert (lease is not None) == free
        if lease is not None:
            assert lease.epoch == self.epoch + 1
            assert lease.taken_over == (self.owner is not None)
            self.owner, self.epoch, self.over = lease.owner, lease.epoch, False
            self.held[worker] = lease

    @rule(worker=WORKERS)
    def lives(self, worker: str) -> None:
        if worker not in self.alive:
            connection = self.runner.run(asyncpg.connect(self.url))
            self.runner.run(connection.execute(conversations.LIFE_LOCK, self._owner(worker)))
            self.alive[worker] = connection

    @rule(worker=WORKERS)
    def dies(self, worker: str) -> None:
        if worker in self.alive:
            self.runner.run(self.alive.pop(worker).close())

    @rule()
    def time_passes(self) -> None:
        self.execute(
            "UPDATE conversations SET lease_until = now() - interval '1 second'"
            " WHERE id = $1 AND owner IS NOT NULL",
            self.conversation,
        )
        self.over = self.owner is not None

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.held)))
        work = partial(self.do, conversations.renew, self.held[worker], TTL)
        if self.mine(worker):
            work()
            self.over = False
        else:
            with pytest.raises(Fenced):
                work()

    @precondition(lambda self: self.held and self.pending)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.held)))
        message_id = data.draw(st.sampled_from(self.pending))
        parts = [str(n) for n in range(data.draw(st.integers(1, 3)))]
        work = partial(self.runner.run, self.store.answer(self.held[worker], message_id, *parts))
        if self.mine(worker):
            work()
            self.answered.append(message_id)
        else:
            with pytest.raises(Fenced):
                work()

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.held)))
        lease = self.held[worker]
        mine = self.mine(worker)

        free = self.do(conversations.release, lease)

        assert free == (not mine or not self.pending), "a message was left behind, or never let go"
        if free:
            del self.held[worker]
            self.owner = None if mine else self.owner
            self.over = self.over and not mine

    @invariant()
    def the_tables_agree(self) -> None:
        if not self.messages:
            return
        [row] = self.rows("SELECT owner, epoch FROM conversations WHERE id = $1", self.conversation)
        assert (row["owner"], row["epoch"]) == (self.owner, self.epoch)
        states = self.rows(
            "SELECT id FROM messages WHERE conversation_id = $1 AND state = 'pending'",
            self.conversation,
        )
        assert {one["id"] for one in states} == set(self.pending)
        parts = self.rows(
            "SELECT message_id, seq FROM responses WHERE conversation_id = $1 ORDER BY seq",
            self.conversation,
        )
        assert [part["seq"] for part in parts] == list(range(1, len(parts) + 1))
        order = list(dict.fromkeys(part["message_id"] for part in parts))
        assert order == self.answered, "replies are in the order of their commits, each once"

    def teardown(self) -> None:
        for connection in self.alive.values():
            connection.terminate()

    def _owner(self, worker: str) -> str:
        return f"{worker}:{self.name}"

    def _name(self, owner: str) -> str:
        return owner.partition(":")[0]


# What may follow what; a state that is missing as a key is final.
NEXT: Final[dict[str, frozenset[str]]] = {
    "pending": frozenset({"sending", "replaced", "accepted"}),
    "retry": frozenset({"sending", "replaced", "accepted"}),
    "sending": frozenset({"accepted", "retry", "ambiguous", "dead", "replaced"}),
    "ambiguous": frozenset({"accepted", "retry", "parked", "ambiguous", "dead"}),
    "parked": frozenset({"accepted", "retry"}),  # by proof only: a status, or its sender's word
    "accepted": frozenset({"replaced"}),
    "dead": frozenset({"replaced"}),  # by a replay: a new part, the old one is never sent again
}
# "failed" is passed by proof of arrival; everything else only rises.
LATER: Final[dict[str | None, frozenset[str]]] = {
    None: frozenset({"sent", "delivered", "read", "failed"}),
    "sent": frozenset({"delivered", "read", "failed"}),
    "failed": frozenset({"delivered", "read"}),
    "delivered": frozenset({"read"}),
    "read": frozenset(),
}
RESULTS: Final = st.sampled_from(["accepted", "retry", "ambiguous", "dead"])
STATUSES: Final = st.sampled_from(["sent", "delivered", "read", "failed"])


class TheWayOut(OnTables):
    """Senders, statuses, sweepers and paused senders, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.claimed: list[tuple[str, Sending]] = []
        self.before: dict[tuple[UUID, int], tuple[str, str | None]] = {}
        self.may_be_out: set[tuple[UUID, int]] = set()

    @initialize(parts=st.integers(1, 3))
    def a_reply(self, parts: int) -> None:
        self._reply(parts)

    def _reply(self, parts: int) -> None:
        message_id = self.arrive()
        lease = self.runner.run(self.store.claim(self.conversation, "w1"))
        assert lease is not None
        self.runner.run(self.store.answer(lease, message_id, *["x"] * parts))
        self.do(conversations.let_go, lease)

    @rule(parts=st.integers(1, 2))
    def another_reply(self, parts: int) -> None:
        if len(self.messages) < 4:
            self._reply(parts)

    @rule(owner=st.sampled_from(["d1", "d2"]))
    def claim(self, owner: str) -> None:
        sending = self.do(outbox.claim_next, self.conversation, owner, TTL, timedelta(seconds=20))
        if sending is not None:
            key = (sending.message_id, sending.part)
            assert key not in self.may_be_out, "a part that may be out was claimed again"
            self.claimed.append((owner, sending))

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), result=RESULTS, uncounted=st.booleans())
    def a_sender_comes_back(self, data: st.DataObject, result: Any, uncounted: bool) -> None:
        """The newest claim or an old one: a paused sender settles late, or twice."""
        owner, sending = data.draw(st.sampled_from(self.claimed))
        wamid = f"wamid.{new_id().hex}" if result == "accepted" else None
        uncounted = uncounted and result == "retry"
        state = self.do(outbox.settle, sending, owner, result, wamid=wamid, uncounted=uncounted)
        key = (sending.message_id, sending.part)
        if state == "ambiguous":
            self.may_be_out.add(key)
        elif state == "retry":  # proof that it never left
            self.may_be_out.discard(key)

    @rule()
    def claims_run_out(self) -> None:
        self.execute(
            "UPDATE responses SET lease_until = now() - interval '1 second'"
            " WHERE conversation_id = $1 AND state = 'sending'",
            self.conversation,
        )
        self.do(sweeps.expire_sendings)
        rows = self.rows(
            "SELECT message_id, part FROM responses WHERE conversation_id = $1"
            " AND state = 'ambiguous'",
            self.conversation,
        )
        self.may_be_out |= {(row["message_id"], row["part"]) for row in rows}

    @rule()
    def doubts_grow_old(self) -> None:
        self.execute(
            "UPDATE responses SET ambiguous_at = now() - interval '10 minutes'"
            " WHERE conversation_id = $1 AND state = 'ambiguous'",
            self.conversation,
        )

    @rule()
    def doubts_are_decided(self) -> None:
        self.do(sweeps.resolve_doubts, timedelta(minutes=2), timedelta(seconds=10), resend=False)

    @precondition(lambda self: self.before)
    @rule(data=st.data(), words=st.lists(STATUSES, min_size=1, max_size=3))
    def statuses_come(self, data: st.DataObject, words: list[Any]) -> None:
        keys = sorted(key for key, (state, _) in self.before.items() if state != "pending")
        if not keys:
            return
        batch = [
            NewStatus(
                phone_number_id=NUMBER,
                wamid=f"wamid.{new_id().hex}",
                status=word,
                at=datetime.now(UTC),
                message_id=(key := data.draw(st.sampled_from(keys)))[0],
                part=key[1],
                error_code=131047 if word == "failed" else None,
                errors="",
                pricing_category=None,
            )
            for word in words
        ]
        self.do(inbox.record_statuses, batch)

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def a_part_is_replaced(self, data: st.DataObject) -> None:
        message_id, part = data.draw(st.sampled_from(sorted(self.before)))
        self.do(replacements.replace_part, message_id, part, b"{}", "template")

    @invariant()
    def nothing_final_moves_and_no_status_goes_back(self) -> None:
        if not self.messages:
            return
        rows = self.rows(
            "SELECT message_id, part, state, delivery_status FROM responses"
            " WHERE conversation_id = $1",
            self.conversation,
        )
        now = {
            (row["message_id"], row["part"]): (row["state"], row["delivery_status"]) for row in rows
        }
        assert set(self.before) <= set(now)
        for key, (state, status) in self.before.items():
            new_state, new_status = now[key]
            assert new_state == state or new_state in NEXT.get(state, ()), (state, new_state)
            assert new_status == status or new_status in LATER[status], (status, new_status)
        self.before = now


@pytest.mark.timeout(240)
@pytest.mark.parametrize("machine", [TheLease, TheWayOut])
def test_the_tables_follow_their_model(machine: type[OnTables], database_url: str) -> None:
    with asyncio.Runner() as runner:
        runner.run(migrate(database_url))
        machine.url = database_url
        machine.runner = runner
        machine.pool = runner.run(_pool(database_url))
        try:
            run_state_machine_as_test(machine, settings=BOUNDED)
        finally:
            machine.pool.terminate()
