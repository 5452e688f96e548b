"""`driver-assistant`: one command per process, and the commands people run.

Imports happen inside the commands: a process loads only what it is made of.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from driver_assistant.contracts.errors import AssistantError
from driver_assistant.ops.evidence_commands import audit_app, guardrails_events

app = typer.Typer(
    name="driver-assistant",
    help="A WhatsApp assistant for drivers: its processes and the commands around them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
drivers_app = typer.Typer(help="Register and deactivate drivers.", no_args_is_help=True)
dead_letters_app = typer.Typer(
    help="Look at, replay or discard what was given up.", no_args_is_help=True
)
retention_app = typer.Typer(help="Partitions and pruning.", no_args_is_help=True)
guardrails_app = typer.Typer(help="The guardrails service, and what its checks see.")
topology_app = typer.Typer(help="RabbitMQ's exchanges, queues and policies.", no_args_is_help=True)
app.add_typer(drivers_app, name="drivers")
app.add_typer(dead_letters_app, name="dead-letters")
app.add_typer(retention_app, name="retention")
app.add_typer(guardrails_app, name="guardrails", invoke_without_command=True)
app.add_typer(topology_app, name="topology")
app.add_typer(audit_app, name="audit")
guardrails_app.command("events")(guardrails_events)

_ERRORS = Console(stderr=True)

# --- processes ------------------------------------------------------------------


@app.command()
def webhook() -> None:
    """Receive what Meta posts."""
    from driver_assistant.webhook.app import main as run

    raise typer.Exit(run())


@app.command()
def worker() -> None:
    """Answer drivers."""
    from driver_assistant.worker.app import main as run

    raise typer.Exit(run())


@app.command()
def delivery() -> None:
    """Send replies."""
    from driver_assistant.delivery.app import main as run

    raise typer.Exit(run())


@app.command()
def sandbox() -> None:
    """Stand-ins for Meta, OpenRouter and the logistics API; never in production."""
    from driver_assistant.sandbox.app import main as run

    raise typer.Exit(run())


@guardrails_app.callback()
def guardrails(context: typer.Context) -> None:
    """Judge what goes in and out; without a sub-command the service itself."""
    if context.invoked_subcommand is None:
        from driver_assistant.guardrails.app import main as run

        raise typer.Exit(run())


@guardrails_app.command("explain")
def guardrails_explain(
    text: Annotated[str, typer.Argument(help="What a driver might write.")],
    source: Annotated[str, typer.Option(help="driver_text, caption, api_field, ...")] = (
        "driver_text"
    ),
) -> None:
    """Show what fires on a text, and why."""
    from pydantic import TypeAdapter

    from driver_assistant.contracts.guardrails import Source
    from driver_assistant.guardrails.explain import explain

    typer.echo(explain(text, source=TypeAdapter(Source).validate_python(source)))


@guardrails_app.command("evaluate")
def guardrails_evaluate(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines with expected verdicts.")],
    wrong: Annotated[Path | None, typer.Option(help="Where wrong decisions are written.")] = None,
) -> None:
    """Run files through the service as shipped and print the table of the report."""
    from driver_assistant.guardrails.evaluation import evaluate_files

    raise typer.Exit(evaluate_files(files, wrong_file=wrong))


@guardrails_app.command("check-policy")
def guardrails_check_policy(
    files: Annotated[list[Path], typer.Argument(help="Policy files, the company's overlay.")],
) -> None:
    """Compile policies and run their own examples; what the operator's Job runs."""
    from driver_assistant.guardrails.policy_check import check_policies

    raise typer.Exit(check_policies(files))


# --- the demo -------------------------------------------------------------------


@app.command()
def demo() -> None:
    """Start everything on this machine and talk to the assistant."""
    from driver_assistant.sandbox.demo.run import DemoOptions, run_demo

    raise typer.Exit(run_demo(DemoOptions()))


@app.command()
def chat(
    driver: Annotated[str, typer.Option(help="Alias of a demo driver, or a phone number.")] = "ana",
    url: Annotated[str | None, typer.Option(help="Meta stand-in; default: the demo's.")] = None,
) -> None:
    """A terminal chat as one of the demo's drivers."""
    from driver_assistant.sandbox.chat import ChatOptions, run_chat

    raise typer.Exit(run_chat(ChatOptions(driver=driver, meta_url=url)))


# --- the database and the broker --------------------------------------------------


@app.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from driver_assistant.ops.claims import claim_prefix
    from driver_assistant.ops.settings import OpsMigration
    from driver_assistant.store.migrate import claim_installation
    from driver_assistant.store.migrate import migrate as run

    settings = OpsMigration()
    url = settings.database_url.get_secret_value()
    before, after = asyncio.run(run(url))
    if settings.owner:
        asyncio.run(claim_installation(url, settings.owner, adopt=settings.adopt))
    if settings.owner and settings.redis_url:
        address, prefix = settings.redis_url.get_secret_value(), settings.redis_prefix
        if not asyncio.run(claim_prefix(address, prefix, settings.owner, adopt=settings.adopt)):
            typer.echo("Redis does not answer: its prefix was not stamped", err=True)
    typer.echo(f"schema {before or 'empty'} -> {after}" if before != after else f"schema {after}")


@topology_app.command("apply")
def topology_apply() -> None:
    """Declare the topology and set the queue policies; twice changes nothing."""
    from driver_assistant.ops.settings import OpsTopology
    from driver_assistant.ops.topology import apply_topology

    policies = asyncio.run(apply_topology(OpsTopology()))
    typer.echo(f"policies: {', '.join(policies)}")


@retention_app.command("run")
def retention_run(
    keep_months: Annotated[int, typer.Option(min=1, help="Months kept after the current.")] = 13,
    wamid_days: Annotated[int, typer.Option(min=8, help="Days of de-duplication.")] = 30,
    event_days: Annotated[int, typer.Option(min=30, help="Days of guardrail events.")] = 400,
) -> None:
    """Make partitions ahead, prune look-ups, drop old finished months."""
    from driver_assistant.ops.retention import run_retention
    from driver_assistant.ops.settings import OpsDatabase

    done = asyncio.run(
        run_retention(
            OpsDatabase(), keep_months=keep_months, wamid_days=wamid_days, event_days=event_days
        )
    )
    _print_json(asdict(done))


@drivers_app.command("import")
def drivers_import(
    file: Annotated[Path, typer.Argument(help="JSON Lines; - is standard input.")],
) -> None:
    """Register drivers: {"driverId", "phone", "name", "language", "timeZone"} a line."""
    from driver_assistant.ops.drivers import import_drivers
    from driver_assistant.ops.settings import OpsDrivers

    settings = OpsDrivers()
    if str(file) == "-":
        count = asyncio.run(import_drivers(sys.stdin, settings))
    else:
        with file.open(encoding="utf-8") as source:
            count = asyncio.run(import_drivers(source, settings))
    typer.echo(f"{count} drivers registered")


@drivers_app.command("deactivate")
def drivers_deactivate(driver_id: str) -> None:
    """Stop serving a driver, by the company's own id."""
    from driver_assistant.ops.drivers import deactivate
    from driver_assistant.ops.settings import OpsDrivers

    if not asyncio.run(deactivate(driver_id, OpsDrivers())):
        _ERRORS.print(f"no driver with id {driver_id!r}: `drivers import` registers them")
        raise typer.Exit(1)
    typer.echo("deactivated")


# --- dead letters -------------------------------------------------------------------

Side = Annotated[Literal["in", "out"] | None, typer.Option(help="Only this side.")]
Cause = Annotated[str | None, typer.Option(help="Only this cause.")]
Letter = Annotated[UUID | None, typer.Option("--id", help="Only this letter.")]
Limit = Annotated[int, typer.Option(min=1, help="At most this many.")]


@dead_letters_app.command("list")
def dead_letters_list(
    side: Side = None,
    cause: Cause = None,
    state: Annotated[str, typer.Option(help="open, replayed, discarded or any.")] = "open",
    limit: Limit = 50,
    output: Annotated[Literal["table", "json"], typer.Option("-o", "--output")] = "table",
) -> None:
    """What was given up, newest first."""
    from driver_assistant.ops.dead_letters import list_letters
    from driver_assistant.ops.settings import OpsDatabase
    from driver_assistant.store.dead_letters import Filter

    wanted = Filter(side=side, cause=cause, state=state)
    letters = asyncio.run(list_letters(OpsDatabase(), wanted, limit))
    if output == "json":
        _print_json([asdict(letter) for letter in letters])
        return
    table = Table("id", "side", "cause", "attempts", "died at", "error")
    for letter in letters:
        died = letter.died_at.isoformat(timespec="seconds")
        table.add_row(
            str(letter.id), letter.side, letter.cause, str(letter.attempts), died, letter.error[:60]
        )
    Console().print(table if letters else "no dead letters")


@dead_letters_app.command("show")
def dead_letters_show(letter_id: UUID) -> None:
    """One letter with its attempts; never what the driver wrote."""
    from driver_assistant.ops.dead_letters import show_letter
    from driver_assistant.ops.settings import OpsDatabase

    found = asyncio.run(show_letter(OpsDatabase(), letter_id))
    if found is None:
        _ERRORS.print(f"no dead letter {letter_id}: `dead-letters list --state any` shows all")
        raise typer.Exit(1)
    _print_json(found)


@dead_letters_app.command("replay")
def dead_letters_replay(  # options
    side: Side = None,
    cause: Cause = None,
    letter: Letter = None,
    limit: Limit = 100,
    rate: Annotated[float, typer.Option(min=0.1, help="Letters a second.")] = 10.0,
    force: Annotated[bool, typer.Option(help="Also expired questions and actions.")] = False,
) -> None:
    """Open letters again and ring; twice does nothing more."""
    from driver_assistant.ops.dead_letters import replay_letters
    from driver_assistant.ops.settings import OpsBroker
    from driver_assistant.store.dead_letters import Filter

    wanted = Filter(side=side, cause=cause, letter_id=letter)
    done = asyncio.run(
        replay_letters(OpsBroker(), wanted, limit=limit, per_second=rate, force=force)
    )
    typer.echo(f"{done.replayed} replayed, {len(done.skipped)} left alone")
    for letter_id, why in done.skipped:
        typer.echo(f"  {letter_id}: {why}")


@dead_letters_app.command("discard")
def dead_letters_discard(
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
    side: Side = None,
    cause: Cause = None,
    letter: Letter = None,
    limit: Limit = 100,
) -> None:
    """Close letters without a replay."""
    from driver_assistant.ops.dead_letters import discard_letters
    from driver_assistant.ops.settings import OpsDatabase
    from driver_assistant.store.dead_letters import Filter

    wanted = Filter(side=side, cause=cause, letter_id=letter)
    count = asyncio.run(discard_letters(OpsDatabase(), wanted, limit=limit, reason=reason))
    typer.echo(f"{count} discarded")


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, default=_plain, indent=2))


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)


def main() -> None:
    """The console script: errors we know are one line and exit code 2."""
    try:
        app()
    except AssistantError as error:
        _ERRORS.print(f"[bold red]error[/] {error}")
        raise SystemExit(2) from error
    except ValidationError as error:
        _ERRORS.print(f"[bold red]settings[/] {_missing(error)}")
        raise SystemExit(2) from error


def _missing(error: ValidationError) -> str:
    lines = [
        f"DA_{'_'.join(map(str, item['loc'])).upper() or error.title}: {item['msg']}"
        for item in error.errors()
    ]
    return "\n         ".join(lines)


if __name__ == "__main__":
    main()
