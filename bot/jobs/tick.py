"""What the clock does: `tick` plans what has come due, tidies up, and leaves its heartbeat.

What is due lives in the database, under unique keys: several clocks, a late one or a restarted one send
nothing twice and lose nothing (platform notes: APScheduler).
"""

import logging
from datetime import datetime

from bot.privacy.keys import Keyring
from bot.services import briefs
from db import challenges, heartbeats, receipts
from db.engine import Database

log = logging.getLogger(__name__)


async def tick(database: Database, keyring: Keyring, now: datetime) -> int:
    """One round at the moment `now` (with its zone); returns how many deliveries were planned."""
    planned = 0
    async with database.read() as session:
        ids = await challenges.ids_about(session, now.date())
        due = []
        for challenge_id in ids:
            opened = await challenges.by_id(session, keyring, challenge_id)
            if opened is not None and await briefs.previews_due(session, opened, now=now):
                due.append(challenge_id)
    for challenge_id in due:
        # A transaction each: what goes wrong in one challenge leaves the others' plans standing.
        async with database.write() as session:
            opened = await challenges.by_id(session, keyring, challenge_id)
            if opened is not None:
                planned += await briefs.plan_previews(session, opened, now=now)
    async with database.write() as session:
        await receipts.forget_old(session, now.date())
        await heartbeats.beat(session, now)
    if planned:
        log.info("planned %d deliveries", planned)
    return planned
