"""Takes what is due from the outbox to Slack: once each, about one message a second a channel, in order.

The order of things makes it once: claimed and committed, then sent, then finished. A sender that dies in
between leaves a lease behind; when it runs out, the next one looks the message up by the marker in its
metadata before it posts again (platform notes: Delivery).
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.calls import CUT_OFF, Meaning, carry_out, look_up, meaning, seconds_to_wait
from bot.delivery.compose import compose, whereabouts
from bot.delivery.day import arm_undelivered
from bot.delivery.message import Message, Nothing, NotYet
from bot.errors import log_unexpected
from bot.privacy.keys import Keyring
from bot.views.day import MENDS
from db import challenges, outbox
from db.engine import Database
from db.outbox import Claimed

log = logging.getLogger(__name__)

#: Lanes that are sent to at the same time.
LANES = 8
#: Seconds after which the outbox is looked at unwoken: another process may have filled it.
LOOK_AGAIN = 5.0
#: Seconds that what is being sent may still take when the sender is told to stop.
STOP_SECONDS = 5.0
#: The part of its lease that an attempt may take, so that it is over before another sender tries.
_OF_LEASE = 0.8
_NOT_YET = timedelta(seconds=1)
#: What fails for as long as someone does not mend it is tried again no more seldom than this.
_RARELY = timedelta(minutes=5)


class Sender:
    """Sends what is due. `run` does so until it is told to `stop`; `send_due` once, to the end."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        slack: AsyncWebClient,
        *,
        posts_per_second: float,
        now: Callable[[], datetime],
        lease: timedelta = outbox.LEASE,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._slack = slack
        self._pause = 1 / posts_per_second
        self._now = now
        self._lease = lease
        self._woken = asyncio.Event()
        self._stopped = False
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._free_at: dict[str, float] = {}

    def wake(self, lane: str | None = None) -> None:
        """Something new is in the outbox, in `lane` only where it is given. A lane that rests is looked at
        when its rest is over, so nothing is looked for before that: many post-its may come within a second.
        """
        if lane is None or self._free_at.get(lane, 0.0) <= monotonic():
            self._woken.set()

    def stop(self) -> None:
        """Let `run` take nothing more, finish what is being sent, and return."""
        self._stopped = True
        self.wake()

    async def run(self) -> None:
        """Send what is due as it comes due, until told to stop."""
        while not self._stopped:
            self._woken.clear()
            try:
                _, wait = await self._start_due()
            except Exception as error:
                # The database may be restarting: whatever it was, the sender outlives it.
                log_unexpected(log, "outbox", error)
                wait = LOOK_AGAIN
            if wait > 0 and not self._stopped:
                await self._wait(wait)
        if self._sending:
            _, late = await asyncio.wait(self._sending.values(), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()  # its lease brings it back, and then it is looked up
            await asyncio.gather(*late, return_exceptions=True)

    async def send_due(self) -> None:
        """Send all that is due now, and what comes due by that, and return."""
        while True:
            due, rest = await self._start_due()
            if self._sending:
                await asyncio.wait(self._sending.values(), return_when=asyncio.FIRST_COMPLETED)
            elif due:
                await asyncio.sleep(rest)  # the pace of a channel
            else:
                return

    async def _wait(self, seconds: float) -> None:
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait(
            [woken, *self._sending.values()], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        woken.cancel()
        with suppress(asyncio.CancelledError):
            await woken

    def _paused(self) -> dict[str, float]:
        """The lanes that were sent to less than a pause ago, with the seconds left."""
        now = monotonic()
        self._free_at = {lane: at for lane, at in self._free_at.items() if at > now}
        return {lane: at - now for lane, at in self._free_at.items()}

    async def _start_due(self) -> tuple[bool, float]:
        """Start what is due and can be started; returns whether anything is due now, and the seconds until
        more can be started.
        """
        now = self._now()
        # Counted from the same moment as the lease: the time that claiming takes is part of the attempt.
        deadline = asyncio.get_running_loop().time() + _OF_LEASE * self._lease.total_seconds()
        under_way = list(self._sending.values())
        async with self._database.read() as session:
            due = await outbox.next_due(session, now, self._lease)
        paused = self._paused()
        if due is None or due > now:
            if any(task.done() for task in under_way):
                # Its lane was left out because it was being sent to, and may have more: nobody else looks.
                return True, 0
            until_due = (due - now).total_seconds() if due else LOOK_AGAIN
            return False, min(LOOK_AGAIN, until_due, *paused.values())
        room = LANES - len(self._sending)
        if room > 0:
            async with self._database.write() as session:
                claimed = await outbox.claim(
                    session, now, limit=room, lease=self._lease, busy_lanes={*paused, *self._sending}
                )
            for each in claimed:
                task = asyncio.create_task(self._send(each, deadline))
                self._sending[each.lane] = task
                task.add_done_callback(partial(self._no_longer, each.lane))
            if claimed:
                return True, 0
        # What is due is in a lane that is busy or rests: its end is waited for, or its rest.
        return True, min(self._paused().values(), default=LOOK_AGAIN if self._sending else 0)

    def _no_longer(self, lane: str, _task: "asyncio.Task[None]") -> None:
        self._sending.pop(lane, None)

    async def _send(self, claimed: Claimed, deadline: float) -> None:
        try:
            await self._send_one(claimed, deadline)
        except Exception as error:
            # Whatever it was, the lease brings it back.
            log_unexpected(log, f"delivery {claimed.id} ({claimed.kind})", error)

    async def _send_one(self, claimed: Claimed, deadline: float) -> None:
        if claimed.expires_at is not None and self._now() >= claimed.expires_at:
            async with self._database.write() as session:
                await outbox.dropped(session, claimed, "expired")
            log.info("delivery %s (%s) dropped: its time has passed", claimed.id, claimed.kind)
            return
        if claimed.unsure and not await self._find_out(claimed, deadline):
            return
        async with self._database.write() as session:
            opened = await challenges.by_id(session, self._keyring, claimed.challenge_id)
            composed = Nothing("purged") if opened is None else await compose(session, opened, claimed)
            if isinstance(composed, Nothing):
                await outbox.dropped(session, claimed, composed.why)
            elif isinstance(composed, NotYet):
                await outbox.later(session, claimed, until=self._now() + _NOT_YET)
        if isinstance(composed, Message):
            await self._call(claimed, composed, deadline)

    async def _find_out(self, claimed: Claimed, deadline: float) -> bool:
        """Look up what an earlier attempt may have posted, and remember it. False where it is not known yet,
        or where nothing is left to do.
        """
        async with self._database.read() as session:
            opened = await challenges.by_id(session, self._keyring, claimed.challenge_id)
            place = await whereabouts(session, opened, claimed) if opened else None
        ts = None
        if place is not None:
            try:
                async with asyncio.timeout_at(deadline):
                    ts = await look_up(self._slack, place, claimed.marker)
            except SlackApiError as error:
                await self._refused(claimed, None, error)
                return False
            except CUT_OFF as error:
                await self._later(claimed, type(error).__name__, unsure=True)
                return False
        async with self._database.write() as session:
            if ts is not None and place is not None:
                log.info("delivery %s (%s) had been posted", claimed.id, claimed.kind)
                if place.found is None:
                    await outbox.sent(session, claimed, ts)
                    return False
                await place.found(session, ts)
            await outbox.known(session, claimed)
        return True

    async def _call(self, claimed: Claimed, message: Message, deadline: float) -> None:
        if asyncio.get_running_loop().time() >= deadline:
            # The database took too long. Another sender may have looked it up already, and post it now.
            log.warning("delivery %s (%s) is let go: its lease is nearly over", claimed.id, claimed.kind)
            return
        try:
            async with asyncio.timeout_at(deadline):
                ts = await carry_out(self._slack, message, claimed.marker)
        except SlackApiError as error:
            await self._refused(claimed, message, error)
        except CUT_OFF as error:
            await self._later(claimed, type(error).__name__, unsure=message.do == "post")
        else:
            await self._done(claimed, message, ts)
        finally:
            self._rest(claimed.lane, self._pause)

    def _rest(self, lane: str, seconds: float) -> None:
        self._free_at[lane] = max(monotonic() + seconds, self._free_at.get(lane, 0.0))

    async def _done(self, claimed: Claimed, message: Message, ts: str | None) -> None:
        async with self._database.write() as session:
            if await outbox.exists(session, claimed):
                await message.record(session, ts)
                if message.then_again:
                    await outbox.later(session, claimed)
                else:
                    await outbox.sent(session, claimed, ts)
        log.info("delivery %s (%s) %s", claimed.id, claimed.kind, message.do)

    async def _refused(self, claimed: Claimed, message: Message | None, error: SlackApiError) -> None:
        """Slack refused `message`, or, where there is none, to have it looked up."""
        means, name = meaning(error)
        post = message is not None and message.do == "post"
        if means is Meaning.slower:
            seconds = seconds_to_wait(error)
            self._rest(claimed.lane, seconds)
            # It keeps its place: the whole lane rests.
            async with self._database.write() as session:
                await outbox.later(session, claimed, unsure=message is None, error=name)
            log.warning("delivery %s (%s): Slack asks for %s seconds", claimed.id, claimed.kind, seconds)
        elif means is Meaning.gone and message is not None and (not post or message.thread_gone):
            # Someone deleted it in Slack. A deletion is done; a change becomes a new post.
            async with self._database.write() as session:
                if message.thread_gone is not None and post:
                    await message.thread_gone(session, self._now())
                else:
                    await message.record(session, None)
                await outbox.later(session, claimed, until=self._now())
            log.info("delivery %s (%s): deleted in Slack", claimed.id, claimed.kind)
        elif means is Meaning.never:
            async with self._database.write() as session:
                await outbox.failed(session, claimed, name)
                await self._tell(session, claimed, name)
            log.error("delivery %s (%s) failed: %s", claimed.id, claimed.kind, name)
        else:
            if name in MENDS:  # it waits until someone mends that, so someone has to know
                async with self._database.write() as session:
                    await self._tell(session, claimed, name)
            unsure = message is None or (post and means is Meaning.unknown)
            await self._later(claimed, name, unsure=unsure)

    async def _tell(self, session: AsyncSession, claimed: Claimed, error: str) -> None:
        """Have the challenge manager told why something can't be delivered."""
        opened = await challenges.by_id(session, self._keyring, claimed.challenge_id)
        if opened is not None:
            await arm_undelivered(session, opened, claimed.lane, error, self._now())

    async def _later(self, claimed: Claimed, error: str, *, unsure: bool) -> None:
        now = self._now()
        pause = min(timedelta(seconds=2.0 ** min(claimed.attempt, 9)), _RARELY)
        if claimed.expires_at is not None:  # it is tried again before it is too late
            pause = min(pause, max((claimed.expires_at - now) / 4, _NOT_YET))
        async with self._database.write() as session:
            await outbox.later(session, claimed, until=now + pause, unsure=unsure, error=error)
        log.warning("delivery %s (%s) waits: %s", claimed.id, claimed.kind, error)
