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
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.compose import Message, Nothing, NotYet, compose
from bot.errors import log_unexpected
from bot.privacy.keys import Keyring
from db import challenges, outbox
from db.engine import Database
from db.outbox import Claimed

log = logging.getLogger(__name__)

EVENT_TYPE = "critical_friend_delivery"
#: Lanes that are sent to at the same time.
LANES = 8
#: Seconds after which the outbox is looked at unwoken: another process may have filled it.
LOOK_AGAIN = 5.0
_LOOK_BACK_PAGES = 10

# Nothing that the bot does or waits for makes these right; the message is given up.
_NEVER = {
    "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text",
    "user_not_found", "user_disabled", "account_inactive", "cannot_dm_bot", "metadata_too_large",
    "invalid_metadata_format", "invalid_arguments", "cant_update_message", "cant_delete_message",
}  # fmt: skip
_GONE = {"message_not_found"}
#: Others, such as not_in_channel, someone can mend: they are tried again, ever more seldom.
_RARELY = timedelta(minutes=5)


class Sender:
    """Sends what is due. `run` does so until it is cancelled; `send_due` once, to the end."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        slack: AsyncWebClient,
        *,
        posts_per_second: float,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._slack = slack
        self._pause = 1 / posts_per_second
        self._now = now
        self._woken = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._free_at: dict[str, float] = {}

    def wake(self) -> None:
        """Something new is in the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Send what is due as it comes due, until cancelled. What is being sent then is finished first."""
        try:
            while True:
                self._woken.clear()
                try:
                    _, wait = await self._start_due()
                except Exception as error:
                    # The database is away, say. What is due stays due; it is looked at again soon.
                    log_unexpected(log, "outbox", error)
                    wait = LOOK_AGAIN
                if wait > 0:
                    await self._wait(wait)
        finally:
            if self._sending:
                await asyncio.shield(asyncio.wait(self._sending.values()))

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
        async with self._database.read() as session:
            due = await outbox.next_due(session)
        if due is None or due > now:
            return False, min((due - now).total_seconds(), LOOK_AGAIN) if due else LOOK_AGAIN
        paused = self._paused()
        room = LANES - len(self._sending)
        if room > 0:
            async with self._database.write() as session:
                claimed = await outbox.claim(session, now, limit=room, busy_lanes={*paused, *self._sending})
            for each in claimed:
                task = asyncio.create_task(self._send(each))
                self._sending[each.lane] = task
                task.add_done_callback(partial(self._no_longer, each.lane))
            if claimed:
                return True, 0
        # What is due is in a lane that is busy or rests: its end is waited for, or its rest.
        return True, min(paused.values(), default=LOOK_AGAIN if self._sending else 0)

    def _no_longer(self, lane: str, _task: "asyncio.Task[None]") -> None:
        self._sending.pop(lane, None)

    async def _send(self, claimed: Claimed) -> None:
        try:
            await self._send_one(claimed)
        except Exception as error:
            # Whatever it was, the lease brings it back.
            log_unexpected(log, f"delivery {claimed.id} ({claimed.kind})", error)

    async def _send_one(self, claimed: Claimed) -> None:
        now = self._now()
        if claimed.expires_at is not None and now >= claimed.expires_at:
            async with self._database.write() as session:
                await outbox.dropped(session, claimed, "expired")
            log.info("delivery %s (%s) dropped: its time has passed", claimed.id, claimed.kind)
            return
        async with self._database.write() as session:
            opened = await challenges.by_id(session, self._keyring, claimed.challenge_id)
            composed = Nothing("purged") if opened is None else await compose(session, opened, claimed)
            if isinstance(composed, Nothing):
                await outbox.dropped(session, claimed, composed.why)
            elif isinstance(composed, NotYet):
                await outbox.later(session, claimed, until=now + timedelta(seconds=1), may_be_sent=False)
        if isinstance(composed, Message):
            await self._call(claimed, composed)

    async def _call(self, claimed: Claimed, message: Message) -> None:
        try:
            ts = await self._to_slack(claimed, message)
        except SlackApiError as error:
            await self._refused(claimed, message, error)
        except (ClientError, TimeoutError, OSError, SlackClientError) as error:
            # Slack may or may not have taken it: look it up before the next attempt.
            await self._later(claimed, type(error).__name__, may_be_sent=True)
        else:
            await self._done(claimed, message, ts)
        finally:
            self._rest(claimed.lane, self._pause)

    def _rest(self, lane: str, seconds: float) -> None:
        self._free_at[lane] = max(monotonic() + seconds, self._free_at.get(lane, 0.0))

    async def _done(self, claimed: Claimed, message: Message, ts: str | None) -> None:
        async with self._database.write() as session:
            await message.record(session, ts)
            if message.then_again:
                await outbox.later(session, claimed, until=self._now(), may_be_sent=False)
            else:
                await outbox.sent(session, claimed)
        log.info("delivery %s (%s) %s", claimed.id, claimed.kind, message.do)

    async def _refused(self, claimed: Claimed, message: Message, error: SlackApiError) -> None:
        name = str(error.response.get("error") or error.response.status_code)
        if error.response.status_code == 429:
            seconds = float(error.response.headers.get("Retry-After", 1))
            self._rest(claimed.lane, seconds)
            await self._later(claimed, name, may_be_sent=False, seconds=seconds)
        elif error.response.status_code >= 500:
            await self._later(claimed, name, may_be_sent=True)
        elif name in _GONE and message.do != "post":
            # Someone deleted the message in Slack. A deletion is done; a change becomes a new post.
            async with self._database.write() as session:
                await message.record(session, None)
                await outbox.later(session, claimed, until=self._now(), may_be_sent=False)
        elif name in _NEVER:
            async with self._database.write() as session:
                await outbox.failed(session, claimed, name)
            log.error("delivery %s (%s) failed: %s", claimed.id, claimed.kind, name)
        else:
            await self._later(claimed, name, may_be_sent=False)

    async def _later(
        self, claimed: Claimed, error: str, *, may_be_sent: bool, seconds: float | None = None
    ) -> None:
        pause = timedelta(seconds=seconds if seconds is not None else 2.0 ** min(claimed.attempt, 8))
        async with self._database.write() as session:
            await outbox.later(
                session,
                claimed,
                until=self._now() + min(pause, _RARELY),
                may_be_sent=may_be_sent,
                error=error,
            )
        log.warning("delivery %s (%s) waits: %s", claimed.id, claimed.kind, error)

    async def _to_slack(self, claimed: Claimed, message: Message) -> str | None:
        if message.do == "delete":
            await self._slack.chat_delete(channel=message.channel, ts=message.ts or "")
            return None
        if message.do == "update":
            await self._slack.chat_update(
                channel=message.channel, ts=message.ts or "", text=message.text, blocks=message.blocks
            )
            return message.ts
        channel = message.channel
        if channel.startswith(("U", "W")):
            opened = await self._slack.conversations_open(users=channel)
            channel = str(opened["channel"]["id"])
        found = await self._look_up(channel, message.thread, claimed.marker) if claimed.unsure else None
        if found is not None:
            return found
        posted = await self._slack.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=message.thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery": claimed.marker}},
        )
        return str(posted["ts"])

    async def _look_up(self, channel: str, thread: str | None, marker: str) -> str | None:
        """The ts of the message that carries `marker`, if an earlier attempt did post it."""
        cursor = None
        for _ in range(_LOOK_BACK_PAGES):
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            if thread is None:
                page = await self._slack.conversations_history(
                    channel=channel, include_all_metadata=True, limit=200, **more
                )
            else:
                page = await self._slack.conversations_replies(
                    channel=channel, ts=thread, include_all_metadata=True, limit=200, **more
                )
            for each in page["messages"]:
                payload = each.get("metadata", {}).get("event_payload", {})
                if payload.get("delivery") == marker:
                    return str(each["ts"])
            rest: dict[str, Any] = page.get("response_metadata") or {}
            cursor = rest.get("next_cursor")
            if not cursor:
                break
        return None
