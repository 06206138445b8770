"""The sender is not woken for a channel that rests, and yet goes on as soon as its rest is over; and it loses
sight of no lane that becomes free while it looks.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.sender import Sender
from bot.domain.evidence import Kind, Method
from bot.handlers.intake import Intake
from bot.jobs.tick import tick
from bot.services.evidence import Captured, Draft
from db import challenges, evidence
from db.engine import Database
from tests.delivery.days import heard, keep, texts
from tests.delivery.slack import holding, until
from tests.house import CHANNEL, OTHER_PEER, PEER, Clock, House, open_house, words_of


class RunningClock(Clock):
    """The clock on the wall."""

    def __call__(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)


async def test_what_comes_while_a_channel_rests_is_sent_when_its_rest_is_over(sqlite_url: str) -> None:
    """The next thing due would wake the sender after two seconds only, when the flip chart's counts are."""
    async with open_house(sqlite_url, clock=RunningClock(), posts_per_second=5.0) as house:
        await house.set_up()
        bot, intake = house.bot, Intake(house.bot.desk)
        async with bot.database.read() as session:
            opened = await challenges.by_channel(session, bot.keyring, CHANNEL)
        assert opened is not None
        challenge, key = opened.challenge, opened.key

        async def write(text: str) -> str:
            draft = Draft(text, Kind.strength, "safeguarding", "", Method.heard, "")
            _, captured = await intake.store(PEER, challenge.id, draft, text)
            assert isinstance(captured, Captured)
            return captured.post_its[0].id

        async def hangs(post_it_id: str) -> bool:
            async with bot.database.read() as session:
                _, hanging = await evidence.hanging(session, challenge.id, key, post_it_id)
            return hanging is not None

        running = asyncio.create_task(bot.sender.run())
        first = await write("first")
        await until(lambda: hangs(first))
        second = await write("second")
        await until(lambda: hangs(second), seconds=1.5)
        assert [words_of(each).splitlines()[0] for each in house.thread("Safeguarding")] == [
            "first",
            "second",
        ]
        bot.sender.stop()
        await running


class SlowToRead(Database):
    """A database whose reading comes so late, once `late` says so, that all is sent that was being sent."""

    sender: Sender
    late: Callable[[], bool]

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading."""
        async with super().read() as session:
            yield session
        if self.late() and self.sender._sending:
            await asyncio.wait(self.sender._sending.values())


async def test_a_lane_that_becomes_free_while_the_outbox_is_read_is_sent_to_at_once(northmere: House) -> None:
    """Two people are each due two messages. Slack is slow with one, and done while the outbox is read."""
    await keep(northmere, heard(1, "15:00-16:00", peers="Dev/Siân"))
    northmere.clock.moment = datetime(2026, 3, 24, 14, 50, tzinfo=UTC)
    bot = northmere.bot
    await tick(bot.database, bot.keyring, northmere.clock())
    slow = SlowToRead(bot.settings.database_url)
    slow.sender = Sender(slow, bot.keyring, bot.slack, posts_per_second=1000.0, now=northmere.clock)
    with holding("chat.postMessage") as held:

        def the_other_has_both() -> bool:
            came = len(texts(northmere, PEER)) + len(texts(northmere, OTHER_PEER)) == 3
            if came:
                held.let_go.set()
            return came

        slow.late = the_other_has_both
        await slow.sender.send_due()
    await slow.close()
    both = ["Your day: Tuesday 24 March, 1 entry", "Your next session begins at 15.00"]
    assert [texts(northmere, each) for each in (PEER, OTHER_PEER)] == [both, both]
