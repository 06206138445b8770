"""The command line. Heavy parts are imported by the command that needs them."""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import logs, settings
from bot.errors import Refusal, log_unexpected

cli = typer.Typer(
    help="Critical Friend: a Slack bot for the team of a peer challenge.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys = typer.Typer(help="The key that everything stored is protected by.")
cli.add_typer(keys, name="keys")
timetable = typer.Typer(
    help="A timetable file: check it against the manual's rules, or start with an empty one."
)
cli.add_typer(timetable, name="timetable")


@cli.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Run the bot, or one of the commands."""
    if context.invoked_subcommand is None:
        run("all")


@cli.command()
def run(role: Annotated[str, typer.Option(help="all, web or clock")] = "all") -> None:
    """Run the bot against Slack until it is stopped (the default)."""
    from bot.serve import RunRole
    from bot.serve import run as serve

    if role not in {each.value for each in RunRole}:
        raise typer.BadParameter("must be all, web or clock", param_hint="--role")
    loaded = settings.load()
    logs.configure(loaded.log_level)
    asyncio.run(serve(loaded, RunRole(role)))


@cli.command()
def playground(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port of the web page")] = 8020,
    empty: Annotated[bool, typer.Option("--empty", help="Start without the sample challenge")] = False,
) -> None:
    """Try the bot on this computer, with no Slack: a stand-in with a web page, and a sample challenge."""
    from bot.commands.playground import playground as play

    logs.configure("WARNING")
    asyncio.run(play(port, empty=empty))


@cli.command()
def tick(
    now: Annotated[str, typer.Option(help="The moment to act at, such as 2026-03-24T17:00+00:00")] = "",
) -> None:
    """Do one round of the clock and of the outbox, and exit."""
    from bot.commands.tick import tick as once

    loaded = settings.load()
    logs.configure(loaded.log_level)
    asyncio.run(once(loaded, _moment(now)))


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write it like 2026-03-24T17:00+00:00", param_hint="--now") from None
    if not 2000 <= moment.year < 3000:
        raise typer.BadParameter("the year must be from 2000 to 2999", param_hint="--now")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@cli.command()
def replay(
    file: Annotated[Path, typer.Argument(help="JSON lines, as docs/replay-format.md says")],
    out: Annotated[Path, typer.Option(help="The folder for the pages")],
) -> None:
    """Run a whole challenge from a file and write its wall and briefs as Markdown."""
    from bot.commands.replay import replay as play

    if not file.is_file():
        raise Refusal(f"{file}: there is no such file.")
    raise typer.Exit(play(file, out))


@cli.command()
def deidentify(
    roster: Annotated[Path | None, typer.Option(help="A JSON list of {name, title}")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add the rule behind each find")] = False,
) -> None:
    """Hide names and numbers: JSON lines {"text"} in, the masked text and its spans out."""
    from bot.commands.deidentify import deidentify as hide

    raise typer.Exit(0 if hide(roster, explain) else 1)


@cli.command()
def suggest(
    framework: Annotated[str, typer.Option(help="The framework's key")] = "cqc-asc",
) -> None:
    """Suggest where post-its belong: JSON lines {"text"} in, three statements each out."""
    from bot.commands.suggest import suggest as say

    raise typer.Exit(0 if say(framework) else 1)


@cli.command()
def themes(
    framework: Annotated[str, typer.Option(help="The framework's key")] = "cqc-asc",
) -> None:
    """Group post-its into themes: JSON lines {"id", "text", "statement", "kind"} in, a line a theme out."""
    from bot.commands.themes import themes as group

    raise typer.Exit(0 if group(framework) else 1)


@cli.command()
def manifest() -> None:
    """Print the manifest of the Slack app."""
    from bot.commands.manifest import text

    typer.echo(text(), nl=False)


@cli.command()
def doctor() -> None:
    """Say what is missing: settings, key, database, clock, Slack."""
    from bot.commands.doctor import examine

    found = asyncio.run(examine(settings.load()))
    for each in found:
        typer.echo(f"{'✓' if each.well else '✗'} {each.words}")
    raise typer.Exit(0 if all(each.well for each in found) else 1)


@cli.command()
def purge(
    challenge: Annotated[
        str, typer.Argument(help="A council's name, a channel's id or the challenge's id")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask")] = False,
    without_slack: Annotated[
        bool, typer.Option("--without-slack", help="Leave Slack alone: its workspace is gone")
    ] = False,
) -> None:
    """Delete all of a challenge now: rows, key and the bot's messages in Slack; print the receipt."""
    from bot.commands.purge import purge as delete

    loaded = settings.load()
    logs.configure("ERROR")  # how far it is, and why it waits, is said on stderr anyway
    typer.echo(asyncio.run(delete(loaded, challenge, yes=yes, with_slack=not without_slack)))


@cli.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    from bot.commands.migrate import migrate as upgrade

    asyncio.run(upgrade(settings.load()))
    typer.echo("The tables are up to date.")


@keys.command("new")
def new_key() -> None:
    """Print a fresh EVIDENCE_KEY. Keep it: without it nothing that was stored can be read."""
    from bot.privacy.keys import new_master_key

    typer.echo(new_master_key())


@keys.command("rotate")
def rotate_keys() -> None:
    """Put everything stored under today's EVIDENCE_KEY, with the one before in EVIDENCE_KEY_PREVIOUS."""
    from bot.commands.keys import rotate

    done, already = asyncio.run(rotate(settings.load()))
    typer.echo(
        f"{done} rotated, {already} under today's key already. EVIDENCE_KEY_PREVIOUS is needed no more."
    )


@timetable.command("check")
def check_timetable(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or .csv, as docs/timetable.md says")],
    as_json: Annotated[bool, typer.Option("--json", help="Print sessions and findings as JSON")] = False,
    team: Annotated[Path | None, typer.Option(help="The team: names, or a JSON list of {name, role}")] = None,
    framework: Annotated[str, typer.Option(help="The framework whose statements are meant")] = "cqc-asc",
) -> None:
    """Say what was understood of a timetable, and what in it is against the manual's rules."""
    from bot.commands.timetable import check_file

    if not file.is_file():
        raise Refusal(f"{file}: there is no such file.")
    check_file(file, team, framework, as_json=as_json)


@timetable.command("template")
def timetable_template(
    out: Annotated[Path, typer.Option(help="Where to write it")] = Path("timetable.xlsx"),
    days: Annotated[int, typer.Option(min=2, max=6, help="How many days on site")] = 3,
    framework: Annotated[str, typer.Option(help="The framework whose statements are listed")] = "cqc-asc",
) -> None:
    """Write an empty timetable to fill in: the manual's grid, with notes."""
    from bot.commands.timetable import write_template

    write_template(out, framework, days)


NO_DATABASE = (
    "The database that DATABASE_URL names can't be used. Is it running, are its name, user and password "
    "right, and may this user write there?"
)


def _is_the_databases(error: Exception) -> bool:
    """Whether there is no way to the database, as opposed to a fault of ours."""
    from sqlalchemy.exc import OperationalError

    return isinstance(error, OperationalError)


def start() -> None:
    """The command line, with errors as sentences on stderr and exit code 1."""
    try:
        cli()
    except Refusal as refusal:
        typer.echo(refusal.sentence, err=True)
        sys.exit(1)
    except Exception as error:
        if _is_the_databases(error):
            typer.echo(NO_DATABASE, err=True)
            sys.exit(1)
        logs.configure("ERROR")
        reference = log_unexpected(logging.getLogger("bot"), "command", error)
        typer.echo(f"Something went wrong ({type(error).__name__}, reference {reference}).", err=True)
        sys.exit(1)


if __name__ == "__main__":
    start()
