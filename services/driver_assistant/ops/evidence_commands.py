"""The commands about evidence: `driver-assistant audit ...` and `guardrails events`.

`cli.py` hangs them in; what they do is in `audit.py` and `guardrail_events.py`, imported when a
command runs. Tables are for people, `-o json` for scripts; nothing shows what a driver wrote.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

audit_app = typer.Typer(
    help="The audit trail: list it, seal it, prove that nobody altered it.", no_args_is_help=True
)

Output = Annotated[Literal["table", "json"], typer.Option("-o", "--output")]
Limit = Annotated[int, typer.Option(min=1, help="At most this many.")]
Since = Annotated[
    datetime | None, typer.Option(help="Not older than this, UTC, e.g. 2026-10-27T09:00:00.")
]


@audit_app.command("list")
def audit_list(  # options
    actor: Annotated[str | None, typer.Option(help="Only of this person or service.")] = None,
    act: Annotated[str | None, typer.Option(help="Only this act, e.g. month_dropped.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only about this id.")] = None,
    since: Since = None,
    limit: Limit = 50,
    output: Output = "table",
) -> None:
    """Who did what, newest first; an entry without a block is not sealed yet."""
    from driver_assistant.ops.audit import list_entries
    from driver_assistant.ops.settings import OpsDatabase
    from driver_assistant.store.audit import EntryFilter

    wanted = EntryFilter(actor=actor, act=act, subject=subject, since=_utc(since))
    entries = asyncio.run(list_entries(OpsDatabase(), wanted, limit))
    if output == "json":
        _print_json([asdict(entry) for entry in entries])
        return
    table = Table("entry", "at", "actor", "act", "subject", "detail", "block")
    for entry in entries:
        block = "open" if entry.block is None else str(entry.block)
        detail = json.dumps(entry.detail)[:60] if entry.detail else ""
        table.add_row(
            str(entry.id), _short(entry.at), entry.actor, entry.act, entry.subject, detail, block
        )
    Console().print(table if entries else "no audit entries")


@audit_app.command("seal")
def audit_seal(output: Output = "table") -> None:
    """Seal what is open now; delivery does it every minute. Keep the printed head elsewhere."""
    from driver_assistant.ops.audit import seal_entries
    from driver_assistant.ops.settings import OpsDatabase

    sealed = asyncio.run(seal_entries(OpsDatabase()))
    if output == "json":
        _print_json(asdict(sealed))
        return
    typer.echo(f"{len(sealed.blocks)} blocks sealed")
    if sealed.head:
        typer.echo(f"head: block {sealed.head.block}, {sealed.head.hash}")


@audit_app.command("verify")
def audit_verify(
    expect_head: Annotated[
        str, typer.Option(help="A head kept from an earlier seal: shows that none was cut off.")
    ] = "",
    output: Output = "table",
) -> None:
    """Compute every hash again; names the altered block and ends with 1 if there is one."""
    from driver_assistant.ops.audit import verify_trail
    from driver_assistant.ops.settings import OpsDatabase

    found = asyncio.run(verify_trail(OpsDatabase(), expect_head))
    if output == "json":
        _print_json(asdict(found))
    else:
        typer.echo(f"{found.entries} entries in {found.blocks} blocks, {found.unsealed} open")
        if found.head:
            typer.echo(f"head: block {found.head.block}, {found.head.hash}")
        for fault in found.faults:
            where = "trail" if fault.block is None else f"block {fault.block}"
            typer.echo(f"ALTERED {where}: {fault.problem}")
        if not found.faults:
            typer.echo("intact: every entry is as it was sealed")
    if found.faults:
        raise typer.Exit(1)


def guardrails_events(  # noqa: PLR0917  # options
    stage: Annotated[Literal["input", "output"] | None, typer.Option(help="Only this way.")] = None,
    decision: Annotated[
        Literal["allow", "flag", "redact", "block", "escalate"] | None,
        typer.Option(help="Only this decision; allow: with a failed check."),
    ] = None,
    severity: Annotated[
        Literal["info", "low", "medium", "high", "critical"] | None,
        typer.Option(help="Only this severity."),
    ] = None,
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    check: Annotated[str | None, typer.Option(help="Only what this check found.")] = None,
    message: Annotated[UUID | None, typer.Option(help="Only about this message.")] = None,
    since: Since = None,
    limit: Limit = 50,
    output: Output = "table",
) -> None:
    """What was stopped, masked, flagged or escalated, and why, newest first."""
    from driver_assistant.ops.guardrail_events import list_events
    from driver_assistant.ops.settings import OpsDatabase
    from driver_assistant.store.guardrail_events import EventFilter

    wanted = EventFilter(
        stage=stage,
        decision=decision,
        severity=severity,
        category=category,
        check=check,
        message_id=message,
        since=_utc(since),
    )
    events = asyncio.run(list_events(OpsDatabase(), wanted, limit))
    if output == "json":
        _print_json([asdict(event) for event in events])
        return
    table = Table("at", "way", "decision", "rules", "message", "text")
    for event in events:
        table.add_row(
            _short(event.happened_at),
            event.stage,
            event.decision,
            "\n".join(event.rule_ids) or f"failed: {', '.join(event.degraded)}",
            str(event.message_id or ""),
            event.redacted_text[:60],
        )
    Console().print(table if events else "no guardrail events")


def _short(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _utc(moment: datetime | None) -> datetime | None:
    """What was typed without a zone is UTC."""
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            return str(value)
