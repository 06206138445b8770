"""The steps of one purge. Each stores what it did before the next begins (`bot/jobs/purge.py` says why)."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import CUT_OFF, channel_of, meaning, say_once
from bot.delivery.erase import Eraser, Trouble, Wait
from bot.domain.purge import DONE, MESSAGES, PATIENCE, RECEIPT, ROWS, SPACE
from bot.privacy.keys import Keyring
from bot.services import home, suggestions
from bot.views import home as home_views
from bot.views import purge as views
from db import challenges, documents, purges
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import PurgeRow

log = logging.getLogger(__name__)

#: Seconds between two changes of the message that says how far it is.
TELL_EVERY = 5.0
#: Rounds in which a conversation is searched until nothing new is found.
_ROUNDS = 5
#: While others are at work in the database its space can't be cleared: so often it is tried, so far apart.
_PACK_TRIES, _BUSY_SECONDS = 6, 0.5


class Run:
    """One claimed purge, from where it stopped. `slack` is None where there is none: then it is not asked.
    `wait` waits between two calls, and raises where the process is to end.
    """

    def __init__(
        self,
        row: PurgeRow,
        database: Database,
        keyring: Keyring,
        slack: AsyncWebClient | None,
        *,
        wait: Wait,
        pace: float,
        now: Callable[[], datetime],
        lease: timedelta,
    ) -> None:
        self._row = row
        self._database = database
        self._keyring = keyring
        self._slack = slack if row.with_slack else None
        self._wait = wait
        self._pace = pace
        self._now = now
        self._lease = lease
        self._counts = purges.purge_of(row).counts
        self._told_at = -TELL_EVERY
        self._lease_until = now()  # until the first thing is stored

    async def to_the_end(self) -> None:
        """Do one step after the other. Raises Trouble, ClaimLost, or what `wait` raises."""
        steps = {MESSAGES: self._messages, ROWS: self._rows, SPACE: self._space, RECEIPT: self._receipt}
        while self._row.step != DONE:
            await steps[self._row.step]()

    async def _save(self, **values: Any) -> None:
        values = {"counts": purges.as_json(self._counts), **values}
        lease_until = self._now() + self._lease
        async with self._database.write() as session:
            await purges.save(session, self._row, lease_until, **values)
        self._lease_until = lease_until
        for name, value in values.items():
            setattr(self._row, name, value)

    async def _next(self, step: str, **values: Any) -> None:
        await self._save(step=step, attempt=0, error=None, **values)
        log.info("purge %s: next is %s", self._row.id, step)

    def _no_more_patience(self) -> bool:
        return self._now().date() - self._row.day >= PATIENCE

    # Slack

    async def _messages(self) -> None:
        async with self._database.read() as session:
            opened = await challenges.being_purged(session, self._keyring, self._row.challenge_id or "")
        if self._slack is not None and opened is not None:
            # What could not be deleted is tried again with each run.
            self._counts = replace(self._counts, left=0, out_of_reach=0, refused=())
            try:
                await self._clear(self._slack, opened)
            except Trouble as trouble:
                if not self._no_more_patience():
                    raise
                self._refused(trouble.name, gave_up=True)
        await self._next(ROWS, at_hand=None)

    def _refused(self, name: str, **counts: Any) -> None:
        names = sorted({*self._counts.refused, name})
        self._counts = replace(self._counts, refused=tuple(names), **counts)

    async def _clear(self, slack: AsyncWebClient, opened: OpenChallenge) -> None:
        eraser = Eraser(slack, self._wait)
        await self._tell(slack)
        if self._row.at_hand is not None:
            # It was being deleted when the purge stopped: if it is gone, that was us.
            channel, ts = self._row.at_hand
            deleted = await eraser.delete(channel, ts)
            self._count(deleted=deleted.gone)
            await self._save(at_hand=None)
        async with self._database.read() as session:
            known = [ts for _, ts in await purges.in_channel(session, opened)]
            files = await documents.files(session, opened.challenge.id, opened.key)
            direct = await purges.direct(session, opened.challenge.id)
            sent = await purges.files(session, opened.challenge.id)
        channel = opened.challenge.channel
        await self._enter(
            len(known), lambda: self._empty(slack, eraser, channel, known, lambda: eraser.in_channel(channel))
        )
        for user, wrote in direct.items():

            async def work(user: str = user, wrote: purges.Direct = wrote) -> None:
                im = await eraser.patiently(lambda: channel_of(slack, user))
                await self._empty(slack, eraser, im, wrote.known, lambda: eraser.in_direct(im, wrote.markers))

            await self._enter(wrote.sent, work)
        await self._delete_files(eraser, [*((None, file) for file in files), *sent])
        for user in {*direct, *(member.user for member in opened.team)}:
            await self._empty_home(slack, eraser, user)

    def _count(self, **more: int) -> None:
        added = {name: getattr(self._counts, name) + number for name, number in more.items()}
        self._counts = replace(self._counts, **added)

    async def _enter(self, messages: int, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work in a conversation; where Slack does not let the bot in, count what is left there."""
        try:
            await work()
        except SlackApiError as error:
            self._refused(meaning(error)[1])
            self._count(out_of_reach=1, left=messages)
            await self._save()

    async def _empty(
        self,
        slack: AsyncWebClient,
        eraser: Eraser,
        channel: str,
        known: Sequence[str],
        search: Callable[[], Awaitable[list[str]]],
    ) -> None:
        """Delete what is found in a conversation, and what is only remembered: Slack hides old messages on
        some plans.
        """
        tried = set[str]()
        for _ in range(_ROUNDS):
            seen = [ts for ts in await search() if ts not in tried]
            unseen = [ts for ts in known if ts not in {*tried, *seen}]
            if not seen and not unseen:
                return
            counts = self._counts
            await self._save(found=counts.deleted + counts.left + len(seen) + len(unseen))
            tried.update(seen, unseen)
            for ts in seen:
                await self._save(at_hand=[channel, ts])
                deleted = await eraser.delete(channel, ts)
                self._count(deleted=deleted.gone, left=not deleted.gone)
                if not deleted.gone:
                    self._refused(deleted.refused)
                await self._tell(slack)
                await self._wait(self._pace)
            await self._save(at_hand=None)
            for ts in unseen:
                await self._delete_unseen(eraser, channel, ts)
                await self._wait(self._pace)

    async def _delete_unseen(self, eraser: Eraser, channel: str, ts: str) -> None:
        """Delete a message that is remembered and was not found: mostly it is gone already, and then nothing
        is to be counted or stored.
        """
        if self._lease_until - self._now() < self._lease / 2:
            await self._save()
        deleted = await eraser.delete(channel, ts)
        if not deleted.refused:
            self._count(deleted=1)
            await self._save()
        elif not deleted.gone:
            self._refused(deleted.refused)
            self._count(left=1)

    async def _delete_files(self, eraser: Eraser, files: Sequence[tuple[str | None, str]]) -> None:
        """Delete files, and the messages that show them; each with the delivery it came by, if it was one."""
        for row_id, file in files:
            deleted, messages = await eraser.delete_file(file)
            self._count(deleted=messages, left=not deleted.gone)
            if not deleted.gone:
                self._refused(deleted.refused)
            await self._save()
            if deleted.gone and row_id is not None:
                async with self._database.write() as session:
                    await purges.file_gone(session, row_id)
            await self._wait(self._pace)

    async def _empty_home(self, slack: AsyncWebClient, eraser: Eraser, user: str) -> None:
        """A Home shows the wall until it is opened again: show what is left of it now."""
        async with self._database.read() as session:
            rooms = await home.rooms(session, self._keyring, user, self._now())
        try:
            await eraser.patiently(lambda: slack.views_publish(user_id=user, view=home_views.home(rooms)))
        except SlackApiError as error:
            log.info("purge %s: a Home was not emptied: %s", self._row.id, meaning(error)[1])

    async def _tell(self, slack: AsyncWebClient) -> None:
        """Say how far it is to those who are told. It does not matter much: the receipt comes in any case."""
        if monotonic() - self._told_at < TELL_EVERY:
            return
        self._told_at = monotonic()
        text, blocks = views.under_way(purges.purge_of(self._row))
        told: list[list[str | None]] = []
        for user, channel, ts in self._row.told:
            place = [user, channel, ts]
            try:
                if channel is None or ts is None:
                    place = [user, *await say_once(slack, str(user), self._row.id, text, blocks)]
                else:
                    await slack.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)
            except SlackApiError as error:
                log.info("purge %s: nobody was told how far it is: %s", self._row.id, meaning(error)[1])
            except CUT_OFF as error:
                log.info("purge %s: nobody was told how far it is: %s", self._row.id, type(error).__name__)
            told.append(place)
        await self._save(told=told)

    # The database

    async def _rows(self) -> None:
        challenge_id = self._row.challenge_id or ""
        async with self._database.write() as session:
            numbers, wrapped = await purges.delete_rows(session, challenge_id)
            counts = replace(
                self._counts,
                post_its=numbers["post_its"],
                briefs=numbers["briefs"],
                members=numbers["members"],
            )
            lease_until = self._now() + self._lease
            await purges.save(session, self._row, lease_until, step=SPACE, counts=purges.as_json(counts))
        self._counts, self._row.step = counts, SPACE
        challenges.forget(challenge_id)
        suggestions.forget(challenge_id)
        if wrapped is not None:
            self._keyring.forget(challenge_id, wrapped)

    async def _space(self) -> None:
        for _ in range(_PACK_TRIES):
            if await self._database.pack(purges.PURGED):
                break
            await self._save()
            await self._wait(_BUSY_SECONDS)
        else:
            raise Trouble("the database is busy")
        await self._next(RECEIPT, day=self._now().date())

    # The receipt

    async def _receipt(self) -> None:
        if self._slack is not None:
            eraser = Eraser(self._slack, self._wait)
            while self._row.told:
                await self._send_receipt(self._slack, eraser, *self._row.told[0])
                await self._save(told=self._row.told[1:])
        counts = self._counts
        async with self._database.write() as session:
            await purges.done(session, self._row)
        self._row.step = DONE
        await self._database.forget_log()
        log.info(
            "purge %s: done. %d post-its, %d briefs, %d members; %d messages deleted, %d left",
            *(self._row.id, counts.post_its, counts.briefs, counts.members, counts.deleted, counts.left),
        )

    async def _send_receipt(
        self, slack: AsyncWebClient, eraser: Eraser, user: str | None, channel: str | None, ts: str | None
    ) -> None:
        """The receipt takes the place of the message that said how far it is."""
        text, blocks = views.receipt(purges.purge_of(self._row))
        marker = f"{self._row.id}:receipt"
        try:
            await eraser.patiently(lambda: say_once(slack, str(user), marker, text, blocks))
            if channel is not None and ts is not None:
                await eraser.delete(channel, ts)
        except SlackApiError as error:
            log.warning("purge %s: a receipt could not be sent: %s", self._row.id, meaning(error)[1])
        except Trouble:
            if not self._no_more_patience():
                raise
            log.warning("purge %s: a receipt could not be sent in a week", self._row.id)
