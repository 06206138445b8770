"""`python -m bot purge`: delete a challenge now, whether the bot runs or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import typer

from bot.app import open_bot, open_store, utc_now
from bot.domain.purge import Purge, folded, name_digest
from bot.errors import Refusal
from bot.jobs.purge import Purger
from bot.privacy.keys import Keyring
from bot.services import purge as service
from bot.settings import Settings
from bot.views import purge as views
from bot.views.challenge import dates
from db import challenges, purges
from db.challenges import OpenChallenge
from db.engine import Database

#: Seconds between two looks at a purge that another process works on, or that is put off.
_LOOK_EVERY = 0.5


@dataclass(frozen=True)
class _Tools:
    database: Database
    keyring: Keyring
    purger: Purger


@dataclass(frozen=True, slots=True)
class _Known:
    """A challenge, and its purge where that has begun. Of one whose rows are gone only the purge is left."""

    challenge_id: str
    opened: OpenChallenge | None
    purge: Purge | None

    @property
    def line(self) -> str:
        """As the list shows it."""
        challenge = self.opened.challenge if self.opened else None
        name = f"{challenge.council}, {dates(challenge)}" if challenge else "a challenge whose rows are gone"
        if self.purge is not None:
            return f"  {self.challenge_id}  {name}: {views.progress(self.purge)}"
        day = f"{challenge.purge_on:%d/%m/%Y}" if challenge else ""
        return f"  {self.challenge_id}  {name}: to be deleted on {day}"

    def is_meant(self, name: str) -> bool:
        """Whether `name` is its id, its channel's or its council's."""
        if self.opened is None:
            return name == self.challenge_id
        challenge = self.opened.challenge
        return name in {challenge.id, challenge.channel} or folded(name) == folded(challenge.council)


async def purge(settings: Settings, name: str, *, yes: bool, with_slack: bool) -> str:
    """Purge the challenge that `name` means, or go on with its purge; returns the receipt.

    Raises Refusal, with a list, where it means none or several.
    """
    async with _tools(settings, with_slack=with_slack) as tools:
        known = _meant(await _all(tools), name)
        if not yes and known.purge is None and known.opened is not None:
            _confirm(known.opened, with_slack=with_slack)
        purge_id = await _begin(tools, known, with_slack=with_slack)
        return await _to_the_end(tools, purge_id)


@asynccontextmanager
async def _tools(settings: Settings, *, with_slack: bool) -> AsyncIterator[_Tools]:
    if with_slack:
        if settings.slack_bot_token is None:
            raise Refusal(
                "SLACK_BOT_TOKEN is not set, so the bot's messages can't be deleted. Set it, or say "
                "--without-slack where the workspace is gone."
            )
        async with open_bot(settings) as bot:
            yield _Tools(bot.database, bot.keyring, bot.purger)
        return
    async with open_store(settings) as (database, keyring):
        lease = timedelta(seconds=settings.lease_seconds)
        purger = Purger(database, keyring, None, posts_per_second=1, now=utc_now, lease=lease)
        yield _Tools(database, keyring, purger)


async def _all(tools: _Tools) -> list[_Known]:
    """What can be purged and what is being purged."""
    async with tools.database.read() as session:
        found = [
            _Known(each.challenge.id, each, None)
            for each in await challenges.all_open(session, tools.keyring)
        ]
        for row in await purges.under_way(session):
            challenge_id = row.challenge_id or ""
            opened = await challenges.being_purged(session, tools.keyring, challenge_id)
            found.append(_Known(challenge_id, opened, purges.purge_of(row)))
        return found


def _meant(found: list[_Known], name: str) -> _Known:
    listed = "\n".join(each.line for each in found)
    if not found:
        raise Refusal("There is no challenge in this database.")
    if not name:
        raise Refusal(f"Say which: a council's name, a channel's id, or one of these ids.\n{listed}")
    # One that has begun and has no name any more is finished whatever it was called.
    meant = [each for each in found if each.is_meant(name)] or [each for each in found if each.opened is None]
    if len(meant) != 1:
        said = "is the name of several" if meant else "is none of them"
        raise Refusal(f"“{name}” {said}. Say one of these ids.\n{listed}")
    return meant[0]


def _confirm(opened: OpenChallenge, *, with_slack: bool) -> None:
    challenge = opened.challenge
    messages = "and what the bot wrote in Slack" if with_slack else "but not what the bot wrote in Slack"
    typer.echo(
        f"All that is stored of the peer challenge of {challenge.council} ({dates(challenge)}) will be "
        f"deleted, its key too, {messages}. Nothing brings it back.",
        err=True,
    )
    typed = typer.prompt("Type the council's name to confirm", err=True)
    service.check_confirmation(typed, name_digest(challenge.council))


async def _begin(tools: _Tools, known: _Known, *, with_slack: bool) -> str:
    """Begin the purge, or make one that has begun go on now; returns its id."""
    async with tools.database.write() as session:
        if known.purge is None and known.opened is not None:
            begun = await service.begin(session, known.opened, now=utc_now(), with_slack=with_slack)
            if begun is not None:
                return begun
        row = await purges.of_challenge(session, known.challenge_id)
        if row is None:
            raise Refusal("Another process has purged it just now.")
        await purges.hurry(session, row, utc_now(), with_slack=row.with_slack and with_slack)
        return row.id


async def _to_the_end(tools: _Tools, purge_id: str) -> str:
    """Work on the purge, or watch who does, until it is done; returns the receipt."""
    working: asyncio.Task[None] | None = None
    shown, visit = "", ""
    while True:
        async with tools.database.read() as session:
            row = await purges.by_id(session, purge_id)
        if row is None:
            raise Refusal("The database was emptied meanwhile.")
        now = purges.purge_of(row)
        visit = now.visit or visit
        shown = _show(now, shown)
        if now.done and (working is None or working.done()):
            return "\n".join(views.receipt_lines(now, visit))
        if working is None or working.done():
            claimed = await tools.purger.claim(purge_id)
            working = asyncio.create_task(tools.purger.work(claimed)) if claimed else None
        if working is not None:
            await asyncio.wait([working], timeout=_LOOK_EVERY)
            if working.done():
                working.result()
        else:
            await asyncio.sleep(_LOOK_EVERY)  # another process works on it, or Slack is waited for


def _show(now: Purge, shown: str) -> str:
    """Say how far it is on standard error where that has changed; returns what was said."""
    line = views.progress(now)
    if line != shown:
        typer.echo(line, err=True)
    return line
