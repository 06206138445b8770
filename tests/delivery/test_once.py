"""Two senders, two clocks and two managers at one database: once each, in order, at a channel's pace."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.app import Bot
from bot.commands.manifest import manifest
from bot.delivery import outbox as outbound
from bot.delivery.outbox import Changed
from bot.domain.challenge import Member, Role
from bot.domain.evidence import Kind, Method
from bot.jobs.tick import tick
from bot.playground.server import serving
from bot.playground.workspace import Workspace, sample
from bot.services import briefs, challenges, evidence
from bot.services.challenges import SetUp
from bot.services.evidence import Draft
from db import outbox
from db.challenges import OpenChallenge
from db.models import BriefRow
from tests.delivery.slack import Watched, until, watch
from tests.house import CHANNEL, CM, LP, OTHER_CHANNEL, OTHER_PEER, PEER, SUPPORT, Clock, bot_at

OTHER_CM = "USTRANGER"


@dataclass
class Pair:
    """Two bots, as in two processes, at one database and one Slack."""

    one: Bot
    two: Bot
    workspace: Workspace
    clock: Clock
    sent: Watched

    async def set_up(
        self, channel: str = CHANNEL, *managers: str, one_approves: bool = True
    ) -> OpenChallenge:
        """A challenge of three days from today, whose wall hangs already."""
        roles = {LP: Role.lead_peer, PEER: Role.peer, OTHER_PEER: Role.peer, SUPPORT: Role.support_officer}
        roles |= dict.fromkeys(managers or (CM,), Role.challenge_manager)
        today = self.clock().date()
        form = SetUp(
            channel,
            "cqc-asc",
            today,
            today + timedelta(days=2),
            "Europe/London",
            "",
            one_approves=one_approves,
        )
        team = [Member(user, f"Someone {user}", role) for user, role in roles.items()]
        async with self.one.database.write() as session:
            opened = await challenges.create(
                session, self.one.keyring, channel=channel, form=form, team=team, now=self.clock()
            )
        self.clock.move(seconds=1)
        await self.one.sender.send_due()
        return opened

    async def write(self, opened: OpenChallenge, *texts: str) -> None:
        """A peer's lines, stored and in the outbox."""
        draft = Draft("\n".join(texts), Kind.strength, "safeguarding", "", Method.heard, "")
        async with self.one.database.write() as session:
            await evidence.capture(session, opened, PEER, draft, now=self.clock(), receipt=None)

    def said(self, channel: str = CHANNEL) -> list[str]:
        """The post-its in a channel's threads, in their order, in one line each."""
        found = self.workspace.channels[channel].messages.values()
        return [each.blocks[0]["text"]["text"] for each in found if each.thread_ts]

    async def pending(self) -> int:
        """How many deliveries wait."""
        async with self.one.database.read() as session:
            return (await outbox.counts(session)).get("pending", 0)


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[Pair]:
    """Two bots, on SQLite and on PostgreSQL in turn."""
    workspace, clock = sample(), Clock()
    sent = watch(workspace)
    async with (
        serving(workspace, manifest()) as slack,
        bot_at(database_url, slack, clock) as (one, _),
        bot_at(database_url, slack, clock) as (two, _),
    ):
        yield Pair(one, two, workspace, clock, sent)


async def test_two_senders_post_each_once_and_in_order(pair: Pair) -> None:
    northmere = await pair.set_up()
    eastvale = await pair.set_up(OTHER_CHANNEL, OTHER_CM)
    lines = [f"line {number:02}" for number in range(15)]
    await pair.write(northmere, *lines)
    await pair.write(eastvale, *lines)
    pair.clock.move(seconds=5)
    running = [asyncio.create_task(each.sender.run()) for each in (pair.one, pair.two)]

    async def all_sent() -> bool:
        return await pair.pending() == 0

    await until(all_sent, 20)
    for each in (pair.one, pair.two):
        each.sender.stop()
    await asyncio.gather(*running)
    assert pair.said(CHANNEL) == lines
    assert pair.said(OTHER_CHANNEL) == lines


async def test_two_clocks_plan_and_send_the_previews_once(pair: Pair) -> None:
    await pair.set_up()
    pair.clock.moment = datetime(2026, 3, 24, 17, tzinfo=UTC)
    for _ in range(2):
        await asyncio.gather(
            *(tick(each.database, each.keyring, pair.clock()) for each in (pair.one, pair.two) * 2)
        )
    await asyncio.gather(pair.one.sender.send_due(), pair.two.sender.send_due())
    await pair.one.sender.send_due()
    for user in (CM, LP):
        assert len(pair.workspace.direct_message(user).messages) == 1
    async with pair.one.database.read() as session:
        assert len((await session.exec(select(BriefRow))).all()) == 1


async def digest(bot: Bot, opened: OpenChallenge, user: str, now: datetime) -> tuple[str, int]:
    """What `/digest` does; returns the brief and the revision that its preview has."""
    async with bot.database.write() as session:
        preview = await briefs.digest(session, opened, user, now=now)
    return preview.brief_id, preview.revision


async def post(bot: Bot, opened: OpenChallenge, user: str, brief: tuple[str, int], now: datetime) -> None:
    """What the preview's button does."""
    async with bot.database.write() as session:
        await briefs.approve(session, opened, user, *brief, now=now)


async def test_two_managers_at_once_post_the_brief_of_a_day_once(pair: Pair) -> None:
    opened = await pair.set_up(CHANNEL, CM, OTHER_CM)
    await pair.write(opened, "waits are long")
    now = pair.clock()
    both = ((pair.one, CM), (pair.two, OTHER_CM))
    previews = await asyncio.gather(*(digest(bot, opened, user, now) for bot, user in both * 2))
    assert len(set(previews)) == 1
    pair.sent.clear()
    await asyncio.gather(*(post(bot, opened, user, previews[0], now) for bot, user in both * 2))
    pair.clock.move(seconds=1)
    await asyncio.gather(pair.one.sender.send_due(), pair.two.sender.send_due())
    await pair.one.sender.send_due()
    found = pair.workspace.channels[CHANNEL].messages.values()
    assert len([each for each in found if each.text.startswith("No-surprises brief")]) == 1
    assert not pair.sent.calls("chat.update")


async def test_moves_to_and_fro_at_once_do_not_lock_each_other_out(pair: Pair) -> None:
    """PostgreSQL would end one of two transactions that wait for each other, and its post-its with it."""
    opened = await pair.set_up()
    keys: list[str | None] = [each.key for each in opened.framework.statements]

    async def change(bot: Bot, statements: list[str | None]) -> None:
        for _ in range(15):
            async with bot.database.write() as session:
                await outbound.arm_changes(session, [Changed(opened, (), statements)], pair.clock())

    ways = ((pair.one, keys), (pair.two, keys[::-1]))
    await asyncio.gather(*(change(bot, statements) for bot, statements in ways * 2))
    assert await pair.pending() == len(keys)


async def test_the_sender_outlives_a_database_that_went_away(pair: Pair) -> None:
    """On PostgreSQL the server ends every connection; SQLite has none to end."""
    opened = await pair.set_up()
    running = asyncio.create_task(pair.one.sender.run())
    if not pair.one.database.is_sqlite:
        async with pair.two.database.write() as session:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            )
            await session.exec(text(f"{others} AND pid <> pg_backend_pid()"))  # type: ignore[call-overload]
    await pair.write(opened, "after it came back")
    pair.clock.move(seconds=1)
    pair.one.sender.wake()
    await until(lambda: pair.said() == ["after it came back"])
    pair.one.sender.stop()
    await running


async def test_a_channel_is_sent_to_at_its_pace_and_channels_side_by_side(database_url: str) -> None:
    workspace, clock = sample(), Clock()
    sent = watch(workspace)
    async with (
        serving(workspace, manifest()) as slack,
        bot_at(database_url, slack, clock) as (quick, _),
        bot_at(database_url, slack, clock, posts_per_second=10) as (paced, _),
    ):
        pair = Pair(quick, paced, workspace, clock, sent)
        for opened in [await pair.set_up(channel) for channel in (CHANNEL, OTHER_CHANNEL)]:
            await pair.write(opened, "one", "two", "three", "four")
        sent.clear()
        clock.move(seconds=1)
        await paced.sender.send_due()
    for channel in (CHANNEL, OTHER_CHANNEL):
        assert pair.said(channel) == ["one", "two", "three", "four"]
        times = sent.times("chat.postMessage", channel=channel)
        between = [after - before for before, after in pairwise(times)]
        # A pause counts from the end of a call, these from the coming in of one: none is shorter.
        assert min(between) >= 0.09
    first, last = (sent.times("chat.postMessage", channel=each) for each in (CHANNEL, OTHER_CHANNEL))
    assert max(first[0], last[0]) < min(first[-1], last[-1])
