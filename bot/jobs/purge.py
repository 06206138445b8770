"""Purges what is to be purged, in steps that can be interrupted anywhere and are gone on with (design: the
promise, 5): the bot's messages in Slack, the rows and the key, the space they took, the receipt.

What was done is stored before the next thing is begun, under a claim with a lease: a killed purge is taken
over by the next process that looks, and two processes never work on the same one.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.erase import Trouble
from bot.errors import log_unexpected
from bot.jobs.purge_steps import Run
from bot.privacy.keys import Keyring
from db import purges
from db.engine import AWAY, Database
from db.models import PurgeRow
from db.purges import ClaimLost

log = logging.getLogger(__name__)

#: Seconds after which a purge that someone else began is looked for.
LOOK_AGAIN = 5.0
#: chat.delete is let through a little more seldom than chat.postMessage (Slack's tier 3).
_SLOWER = 1.2
#: What did not work is tried again no more seldom than this.
_RARELY = timedelta(minutes=5)


class Stopped(Exception):
    """The process is to end: whoever comes next goes on."""


class Purger:
    """Works on the purges that are under way. `run` does so until it is told to `stop`."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        slack: AsyncWebClient | None,
        *,
        posts_per_second: float,
        now: Callable[[], datetime],
        lease: timedelta,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._slack = slack
        self._pace = _SLOWER / posts_per_second
        self._now = now
        self._lease = lease
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Let `run` finish the call that it is at, and return."""
        self._stopped.set()

    async def run(self) -> None:
        """Purge what is due as it comes due, until told to stop."""
        while not self._stopped.is_set():
            try:
                await self.purge_due()
            except Exception as error:
                # The database may be restarting: whatever it was, the purger outlives it.
                log_unexpected(log, "purge", error)
            with suppress(Stopped):
                await self._wait(LOOK_AGAIN)

    async def purge_due(self) -> None:
        """Work on each purge that is due now, as far as it goes."""
        while not self._stopped.is_set() and (row := await self._claim()) is not None:
            await self.work(row)

    async def _claim(self) -> PurgeRow | None:
        async with self._database.read() as session:
            due = await purges.next_due(session)
        if due is None or due > self._now():
            return None
        return await self.claim()

    async def claim(self, purge_id: str | None = None) -> PurgeRow | None:
        """Take a purge that is due, that with `purge_id` where it is given; None where there is none."""
        async with self._database.write() as session:
            return await purges.claim(session, self._now(), self._lease, purge_id)

    async def work(self, row: PurgeRow) -> None:
        """Go on with a claimed purge until it is done, put off, taken over or stopped."""
        run = Run(
            row,
            self._database,
            self._keyring,
            self._slack,
            wait=self._wait,
            pace=self._pace,
            now=self._now,
            lease=self._lease,
        )
        try:
            await run.to_the_end()
        except Stopped:
            await self._let_go(row)
        except ClaimLost:
            log.info("purge %s: another process works on it", row.id)
        except Trouble as trouble:
            await self._later(row, trouble.name, trouble.seconds)
        except AWAY:
            raise
        except Exception as error:
            log_unexpected(log, f"purge {row.id}", error)
            await self._later(row, type(error).__name__, 0.0)

    async def _let_go(self, row: PurgeRow, **values: Any) -> None:
        async with self._database.write() as session:
            await purges.let_go(session, row, **values)

    async def _later(self, row: PurgeRow, name: str, seconds: float) -> None:
        pause = max(timedelta(seconds=seconds), min(timedelta(seconds=2.0 ** min(row.attempt, 9)), _RARELY))
        log.warning("purge %s waits: %s", row.id, name)
        await self._let_go(row, due_at=self._now() + pause, attempt=row.attempt + 1, error=name)

    async def _wait(self, seconds: float) -> None:
        """Wait. Raises Stopped where the process is to end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        if self._stopped.is_set():
            raise Stopped
