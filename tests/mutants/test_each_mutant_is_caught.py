"""The suite's own proof: each guard of the delivery protocol taken away, and a test that notices.

A mutant is a copy of the services with one guard removed. The tests that are said to catch it pass
on the code as it is and fail on the copy; one that still passes proves nothing and fails here. A
guard that was rewritten fails its mutant, too: what is not found can't be taken away.

`make mutants` runs all: first on the rows, then, where a whole platform has to show it, as a fault
case (docs/faults.md) with fewer messages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from driver_assistant.sandbox.backing.servers import Backing

ROOT: Final = Path(__file__).resolve().parents[2]
CONVERSATIONS: Final = "tests/integration/store/test_conversations.py::test"
INBOX: Final = "tests/integration/store/test_inbox.py::test"
BROKER: Final = "tests/integration/runtime/test_lost_broker.py::test"
SESSIONS: Final = "tests/integration/store/test_sessions.py::test"
OUTBOX: Final = "tests/integration/store/test_outbox.py::test"
MODEL: Final = "tests/integration/protocol/test_models.py::test_the_tables_follow_their_model"
MESSAGES: Final = "200"

pytestmark = [pytest.mark.timeout(1800), pytest.mark.processes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One guard less."""

    name: str
    file: str  # below services/driver_assistant
    guard: str
    instead: str
    caught_by: tuple[str, ...]  # test ids, all of which must fail
    case: str = ""  # a fault case that must fail


MUTANTS: Final = (
    Mutant(
        name="commits without the epoch fence",
        file="store/conversations.py",
        guard="WHERE id = $1 AND owner = $2 AND epoch = $3\n    RETURNING id, company_id",
        instead="WHERE id = $1 AND $2 <> '' AND $3::bigint > 0\n    RETURNING id, company_id",
        caught_by=(
            f"{CONVERSATIONS}_a_lease_that_ran_out_is_taken_over_and_fences_its_old_owner",
            f"{MODEL}[TheLease]",
        ),
        case="7",
    ),
    Mutant(
        name="sends after its claim is over",
        file="delivery/deliver.py",
        guard="may_start=lambda: _claim_holds(claimed_at_s, deps),",
        instead="may_start=lambda: True,",
        caught_by=(),
        case="paused-sender",
    ),
    Mutant(
        name="repeats a call in doubt",
        file="store/outbox.py",
        guard="AND r.state IN ('pending', 'retry') AND r.next_at <= now()",
        instead="AND r.state IN ('pending', 'retry', 'ambiguous') AND r.next_at <= now()",
        caught_by=(
            f"{OUTBOX}_a_dead_senders_claim_becomes_doubt_and_is_never_claimed_again",
            f"{MODEL}[TheWayOut]",
        ),
        case="5",
    ),
    Mutant(
        name="resends without a live status channel",
        file="store/sweeps.py",
        guard="CASE WHEN $3 AND old.channel_live THEN 'retry'",
        instead="CASE WHEN $3 THEN 'retry'",
        caught_by=(f"{OUTBOX}_parts_in_doubt_are_resent_only_with_a_live_status_channel",),
    ),
    Mutant(
        name="a late answer undoes what a status proved",
        file="store/outbox.py",
        guard="state = CASE WHEN state = 'accepted' THEN state ELSE $5 END,",
        instead="state = $5,",
        caught_by=(
            f"{OUTBOX}_a_late_answer_does_not_undo_what_a_status_proved",
            f"{MODEL}[TheWayOut]",
        ),
    ),
    Mutant(
        name="sends parts in any order",
        file="store/outbox.py",
        guard="ORDER BY purpose = 'emergency' DESC, seq LIMIT 1",
        instead="ORDER BY purpose = 'emergency' DESC, seq DESC LIMIT 1",
        caught_by=(f"{OUTBOX}_of_many_senders_one_gets_the_head",),
    ),
    Mutant(
        name="lets go without looking again",
        file="store/migrations/versions/0001_first.sql",
        guard="IF (\n        SELECT bool_or(w.due AND (w.high OR w.place = 1)) FROM (",
        instead="IF false AND (\n        SELECT bool_or(w.due AND (w.high OR w.place = 1)) FROM (",
        caught_by=(
            f"{CONVERSATIONS}_letting_go_sees_a_message_that_came_at_the_last_moment",
            f"{MODEL}[TheLease]",
        ),
    ),
    Mutant(
        name="takes a conversation that is held",
        file="store/conversations.py",
        guard="AND (held.owner IS NULL OR held.lease_until < clock_timestamp()",
        instead="AND (true OR held.lease_until < clock_timestamp()",
        caught_by=(
            f"{CONVERSATIONS}_of_many_workers_one_claims",
            f"{MODEL}[TheLease]",
        ),
    ),
    Mutant(
        name="keeps its locks while it is stopped",
        file="store/database.py",
        guard='server["idle_in_transaction_session_timeout"] = str(silent_ms)',
        instead="del silent_ms",
        caught_by=(
            f"{SESSIONS}_a_process_stopped_in_mid_sweep_does_not_keep_others_from_sweeping",
        ),
    ),
    Mutant(
        name="takes a lost connection for its own end",
        file="runtime/publisher.py",
        guard="                with cancelled_means_lost():\n",
        instead="                if True:\n",
        caught_by=(
            f"{BROKER}_a_publisher_whose_connection_is_closed_while_it_opens_connects_again",
        ),
    ),
    Mutant(
        name="throws away a connection that another call has renewed",
        file="runtime/publisher.py",
        guard="if self._connection is connection:  # another call",
        instead="if True:  # another call",
        caught_by=(
            f"{BROKER}_a_call_that_waited_on_a_channel_thrown_away_leaves_the_new_one_alone",
        ),
    ),
    Mutant(
        name="a delivery status goes back",
        file="store/inbox.py",
        guard="WHEN l.rank > array_position(ARRAY['failed', 'sent', 'delivered', 'read'],\n"
        "                r.delivery_status) AND NOT",
        instead="WHEN l.rank <> array_position(ARRAY['failed', 'sent', 'delivered', 'read'],\n"
        "                r.delivery_status) AND NOT",
        caught_by=(
            f"{INBOX}_the_delivery_status_never_regresses",
            f"{MODEL}[TheWayOut]",
        ),
    ),
)


@pytest.fixture(scope="module")
def as_it_is(servers: Backing) -> dict[str, str]:
    """Everything passes on the code as it is: a test that always fails would catch everything.

    Returns what the runs need to share these servers: starting their own takes longer than they do.
    """
    shared = servers.environment()
    ids = sorted({one for mutant in MUTANTS for one in mutant.caught_by})
    done = run(ids, None, shared)
    assert done.returncode == 0, done.stdout[-4000:]
    return shared


@pytest.mark.parametrize(
    "mutant",
    [mutant for mutant in MUTANTS if mutant.caught_by],
    ids=lambda mutant: mutant.name.replace(" ", "-"),
)
def test_the_rows_show_it(mutant: Mutant, tmp_path: Path, as_it_is: dict[str, str]) -> None:
    copy = mutated(mutant, tmp_path)

    for one in mutant.caught_by:
        done = run([one], copy, as_it_is)

        assert done.returncode == pytest.ExitCode.TESTS_FAILED, (one, done.stdout[-4000:])
        assert " error" not in done.stdout.splitlines()[-1], done.stdout[-4000:]


@pytest.mark.parametrize(
    "mutant",
    [mutant for mutant in MUTANTS if mutant.case],
    ids=lambda mutant: mutant.name.replace(" ", "-"),
)
def test_a_fault_case_shows_it(mutant: Mutant, tmp_path: Path) -> None:
    copy = mutated(mutant, tmp_path)
    case = {
        "FAULTS_MATRIX": "1",
        "FAULTS_CASES": mutant.case,
        "FAULTS_MESSAGES": MESSAGES,
        "FAULTS_FRESH": "1",
        "FAULTS_RESULTS": str(tmp_path / "faults.json"),  # not among the real ones
    }

    done = run(["tests/faults", "-k", "not ledger"], copy, case)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-4000:]
    assert " error" not in done.stdout.splitlines()[-1], done.stdout[-4000:]


def mutated(mutant: Mutant, folder: Path) -> Path:
    """A copy of the services without the guard."""
    copy = folder / "services"
    shutil.copytree(ROOT / "services", copy, ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "driver_assistant" / mutant.file
    text = file.read_text(encoding="utf-8")
    assert text.count(mutant.guard) == 1, f"{mutant.file} has not exactly one: {mutant.guard}"
    file.write_text(text.replace(mutant.guard, mutant.instead), encoding="utf-8")
    return copy


def run(
    arguments: list[str], services: Path | None, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, on a copy of the services if one is given."""
    environment = {**os.environ, **(more or {})}
    if services is not None:
        environment["PYTHONPATH"] = str(services)
    return subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-qx", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
