"""What the clock does: `tick` plans what has come due, tidies up, and leaves its heartbeat.

What is due lives in the database, under unique keys: several clocks, a late one or a restarted one send
nothing twice and lose nothing (platform notes: APScheduler).
"""

import logging
from datetime import datetime, timedelta

from bot.domain.presentation import REPORT_WITHIN
from bot.domain.purge import REMINDED_BEFORE
from bot.errors import log_unexpected
from bot.privacy.keys import Keyring
from bot.services import briefs, day, documents, purge
from db import challenges, heartbeats, receipts
from db.engine import Database

log = logging.getLogger(__name__)

FIRST_REMINDER = timedelta(days=max(REMINDED_BEFORE))


async def tick(database: Database, keyring: Keyring, now: datetime) -> int:
    """One round at the moment `now` (with its zone); returns how many deliveries were planned."""
    planned = 0
    async with database.read() as session:
        ids = await challenges.ids_about(session, now.date())
        # The first reminder is due so long before the purge; a day either side of it for the zones.
        ending = await challenges.ids_to_purge_by(session, now.date() + FIRST_REMINDER + timedelta(days=1))
        earliest = now.date() - REPORT_WITHIN - timedelta(days=1)
        reporting = await challenges.ids_between(session, earliest, now.date())
    for plan, about in ((_plan, ids), (_plan_report, reporting), (_plan_end, ending)):
        for challenge_id in about:
            try:
                planned += await plan(database, keyring, challenge_id, now)
            except Exception as error:
                # What is wrong with one challenge leaves the others' plans standing, and is tried again.
                log_unexpected(log, f"planning for challenge {challenge_id}", error)
    async with database.write() as session:
        await receipts.forget_old(session, now.date())
        await heartbeats.beat(session, now)
    await database.forget_log()
    if planned:
        log.info("planned %d deliveries", planned)
    return planned


async def _plan(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    async with database.read() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        if not (
            await day.due(session, opened, now=now) or await briefs.previews_due(session, opened, now=now)
        ):
            return 0
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        return await day.plan(session, opened, now=now) + await briefs.plan_previews(session, opened, now=now)


async def _plan_report(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    """Remind of the report."""
    async with database.read() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None or not await documents.reminders_due(session, opened, now=now):
            return 0
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        return await documents.plan_reminders(session, opened, now=now) if opened else 0


async def _plan_end(database: Database, keyring: Keyring, challenge_id: str, now: datetime) -> int:
    """Remind of the purge, or begin it."""
    async with database.read() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        due = purge.is_due(opened, now=now)
        if not due and not await purge.reminders_due(session, opened, now=now):
            return 0
    async with database.write() as session:
        opened = await challenges.by_id(session, keyring, challenge_id)
        if opened is None:
            return 0
        if purge.is_due(opened, now=now):
            await purge.begin(session, opened, now=now)
            log.info("challenge %s: its purge date has come", challenge_id)
            return 0
        return await purge.plan_reminders(session, opened, now=now)
