"""What Slack may send again is taken once, on both databases, however many come at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from db import heartbeats, receipts
from db.engine import Database

TODAY = date(2026, 3, 24)


async def test_a_receipt_is_taken_once(database: Database) -> None:
    async def take(key: str) -> bool:
        async with database.write() as session:
            return await receipts.take(session, key, TODAY)

    assert [await take("a"), await take("a"), await take("b")] == [True, False, True]


async def test_a_receipt_is_taken_once_by_many_at_once(database: Database) -> None:
    others = [Database(database.url.render_as_string(hide_password=False)) for _ in range(3)]

    async def take(where: Database) -> bool:
        async with where.write() as session:
            return await receipts.take(session, "the same", TODAY)

    taken = await asyncio.gather(*(take(each) for each in [database, *others] * 3))
    for other in others:
        await other.close()
    assert sorted(taken) == [False] * 11 + [True]


async def test_a_receipt_that_was_rolled_back_can_be_taken_again(database: Database) -> None:
    async def take_and_fail() -> None:
        async with database.write() as session:
            assert await receipts.take(session, "a", TODAY)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await take_and_fail()
    async with database.write() as session:
        assert await receipts.take(session, "a", TODAY)


async def test_receipts_are_forgotten_after_two_days(database: Database) -> None:
    async with database.write() as session:
        for days in range(4):
            await receipts.take(session, f"{days} days old", TODAY - timedelta(days=days))
        assert await receipts.forget_old(session, TODAY) == 1
        assert not await receipts.take(session, "2 days old", TODAY)
        assert await receipts.take(session, "3 days old", TODAY)


async def test_the_clocks_last_beat(database: Database) -> None:
    now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    async with database.read() as session:
        assert await heartbeats.last_beat(session) is None
    for moment in (now, now + timedelta(seconds=15)):
        async with database.write() as session:
            await heartbeats.beat(session, moment)
    async with database.read() as session:
        assert await heartbeats.last_beat(session) == now + timedelta(seconds=15)
