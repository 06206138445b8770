"""`python -m bot playground`: the bot against the stand-in for Slack, with the sample challenge."""

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot import settings
from bot.app import utc_now
from bot.commands.manifest import manifest
from bot.domain.replay import ChallengeLine, Event, read
from bot.errors import Refusal
from bot.playground.server import serving
from bot.playground.workspace import Workspace, sample
from bot.privacy.keys import Keyring, new_master_key
from bot.serve import running
from bot.services import replay as service
from db import migrate
from db.engine import Database

FOLDER = Path("var/demo")
SAMPLE = Path(__file__).parent.parent / "samples" / "northmere.jsonl"
CHANNEL = "CNORTHMERE"
_PORTS_TRIED = 20
#: The stand-in takes as many messages a second as it is sent; the wall hangs at once.
_POSTS_PER_SECOND = 200.0


async def playground(port: int, *, empty: bool = False) -> None:
    """Serve until interrupted. Each start begins anew, with the sample's second day today."""
    manager = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, manager.set)
    database_url, key = _fresh_store(FOLDER)
    if not empty:
        await fill(database_url, key, utc_now())
    workspace = sample()
    async with AsyncExitStack() as stack:
        address = await _serve(stack, workspace, port)
        loaded = settings.load(
            slack_bot_token=workspace.bot_token,
            slack_app_token=workspace.app_token,
            slack_api_url=f"{address}/api/",
            database_url=database_url,
            evidence_key=key,
            posts_per_second=_POSTS_PER_SECOND,
            port=0,
        )
        await stack.enter_async_context(running(loaded))
        typer.echo(f"\n  Open {address} in a browser. It acts as Slack.\n  Stop with Ctrl+C.\n")
        await manager.wait()


def _fresh_store(folder: Path) -> tuple[str, str]:
    """A database with nothing in it, and a key beside it, in a file of its own that only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("demo.db*"):
        file.unlink()
    key_file = folder / "evidence.key"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(new_master_key(), encoding="ascii")
    return f"sqlite:///{folder / 'demo.db'}", key_file.read_text(encoding="ascii")


async def _serve(stack: AsyncExitStack, workspace: Workspace, port: int) -> str:
    for candidate in [*range(port, port + _PORTS_TRIED), 0]:
        try:
            return await stack.enter_async_context(serving(workspace, manifest(), candidate))
        except OSError:
            typer.echo(f"Port {candidate} is taken; trying another.", err=True)
    raise Refusal("No port is free on this computer.")


async def fill(database_url: str, key: str, now: datetime) -> None:
    """Play the sample into a database: its second day is today, and what lies ahead of `now` is left out."""
    with SAMPLE.open(encoding="utf-8") as lines:
        found = read(lines)
    today = now.astimezone(ZoneInfo(found.challenge.zone)).date()
    ahead = today - timedelta(days=1) - found.challenge.starts_on
    line: ChallengeLine = replace(found.challenge, starts_on=found.challenge.starts_on + ahead)
    events: list[Event] = [
        moved for event in found.events if (moved := replace(event, at=event.at + ahead)).at <= now
    ]
    database, keyring = Database(database_url), Keyring(settings.load(evidence_key=key).key_bytes)
    try:
        await migrate.upgrade(database)
        timetable = service.timetable_of(line, SAMPLE.parent)
        opened = await service.set_up(database, keyring, line, channel=CHANNEL, timetable=timetable)
        with typer.progressbar(events, label="Filling the sample's wall") as bar:
            for event in bar:
                await service.play(database, opened, event)
    finally:
        await database.close()
