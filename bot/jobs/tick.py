"""What the clock does: `tick` plans what has come due, tidies up, and leaves its heartbeat.

What is due lives in the database, under unique keys: several clocks, a late one or a restarted one send
nothing twice and lose nothing (platform notes: APScheduler).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.presentation import REPORT_WITHIN
from bot.domain.purge import REMINDED_BEFORE
from bot.errors import log_unexpected
from bot.privacy.keys import Keyring
from bot.services import briefs, day, documents, findings, purge
from db import challenges, heartbeats, receipts
from db.challenges import OpenChallenge
from db.engine import Database

log = logging.getLogger(__name__)

#: Challenges that are looked at with one reading of the database.
TOGETHER = 32
#: Whether something of a challenge is to be planned.
IsDue = Callable[[AsyncSession, OpenChallenge, datetime], Awaitable[bool]]

FIRST_REMINDER = timedelta(days=max(REMINDED_BEFORE))


async def tick(database: Database, keyring: Keyring, now: datetime) -> int:
    """One round at the moment `now` (with its zone); returns how many deliveries were planned."""
    planned = 0
    async with database.read() as session:
        about = await challenges.ids_about(session, now.date())
        # The first reminder is due so long before the purge; a day either side of it for the zones.
        ending = await challenges.ids_to_purge_by(session, now.date() + FIRST_REMINDER + timedelta(days=1))
        earliest = now.date() - REPORT_WITHIN - timedelta(days=1)
        reporting = await challenges.ids_between(session, earliest, now.date())
    for is_due, plan, ids in (
        (_is_due, _plan, about),
        (_report_is_due, _plan_report, reporting),
        (_end_is_due, _plan_end, ending),
    ):
        for start in range(0, len(ids), TOGETHER):
            for challenge_id in await _due(database, keyring, ids[start : start + TOGETHER], is_due, now):
                try:
                    planned += await plan(database, keyring, challenge_id, now)
                except Exception as error:
                    _leave(challenge_id, error)
    written = database.is_written
    async with database.write() as session:
        await receipts.forget_old(session, now.date())
        await heartbeats.beat(session, now)
    if written:
        await database.forget_order()
    else:
        await database.forget_log()
    if planned:
        log.info("planned %d deliveries", planned)
    return planned


def _leave(challenge_id: str, error: Exception) -> None:
    """What is wrong with one challenge leaves the others' plans standing, and is tried again."""
    log_unexpected(log, f"planning for challenge {challenge_id}", error)


async def _due(
    database: Database, keyring: Keyring, ids: Sequence[str], is_due: IsDue, now: datetime
) -> list[str]:
    """Those of `ids` for which something is to be planned."""
    try:
        async with database.read() as session:
            opened = await challenges.by_ids(session, keyring, ids)
            return [each for each, one in opened.items() if await is_due(session, one, now)]
    except Exception as error:
        if len(ids) > 1:  # it may be about one of them only
            return [one for each in ids for one in await _due(database, keyring, [each], is_due, now)]
        _leave(ids[0], error)
        return []


async def _is_due(session: AsyncSession, opened: OpenChallenge, now: datetime) -> bool:
    due = await day.due(session, opened, now=now)
    return bool(due) or await briefs.previews_due(session, opened, now=now)


async def _report_is_due(session: AsyncSession, opened: OpenChallenge, now: datetime) -> bool:
    return bool(await documents.reminders_due(session, opened, now=now))


async def _end_is_due(session: AsyncSession, opened: OpenChallenge, now: datetime) -> bool:
    return purge.is_due(opened, now=now) or await purge.reminders_due(session, opened, now=now)


async def _plan(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        planned = await day.plan(session, opened, now=now)
        material = await briefs.to_preview(session, opened, now=now)
        if material is None:
            return planned + await briefs.plan_previews(session, opened, now=now)
    # In a thread of its own, and with nothing of the database held: meanwhile others are answered.
    prepared = await asyncio.to_thread(findings.find, material)
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return planned
        return planned + await briefs.plan_previews(session, opened, now=now, prepared=prepared)


async def _plan_report(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    """Remind of the report."""
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        return await documents.plan_reminders(session, opened, now=now) if opened else 0


async def _plan_end(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    """Remind of the purge, or begin it."""
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        if purge.is_due(opened, now=now):
            await purge.begin(session, opened, now=now)
            log.info("challenge %s: its purge date has come", challenge_id)
            return 0
        return await purge.plan_reminders(session, opened, now=now)
