"""The sender is not woken for a channel that rests, and yet goes on as soon as its rest is over."""

import asyncio
from datetime import UTC, datetime

from bot.domain.evidence import Kind, Method
from bot.handlers.intake import Intake
from bot.services.evidence import Captured, Draft
from db import challenges, evidence
from tests.delivery.slack import until
from tests.house import CHANNEL, PEER, Clock, open_house, words_of


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
