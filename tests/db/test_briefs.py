"""The brief of a day, on both databases: one row, and one at a time."""

import asyncio

from bot.privacy.keys import Keyring
from db import briefs, challenges
from db.challenges import OpenChallenge
from db.engine import Database
from tests.db.conftest import FIRST_DAY, Turn, a_challenge, stored


async def test_a_newer_draft_takes_the_olders_place(database: Database, northmere: OpenChallenge) -> None:
    challenge, key = northmere.challenge, northmere.key
    async with database.write() as session:
        first = await briefs.keep_draft(session, challenge.id, key, FIRST_DAY, {"text": "one"})
        await briefs.to_post(session, key, first, [], challenge.channel)
        assert (first.state, first.posted_revision) == (briefs.POSTING, 1)
        await briefs.set_message(session, first, "1.0")
        await briefs.set_state(session, first, briefs.POSTED)
        second = await briefs.keep_draft(session, challenge.id, key, FIRST_DAY, {"text": "two"})
    async with database.read() as session:
        row = await briefs.of_day(session, challenge.id, FIRST_DAY)
    assert row is not None
    assert (row.id, row.revision, row.state, row.ts) == (first.id, 2, briefs.POSTED, "1.0")
    assert second.id == first.id
    assert briefs.body(row, key) == {"text": "two"}
    assert briefs.posted_body(row, key) == {"text": "one"}


async def test_a_message_deleted_in_slack_is_forgotten(database: Database, northmere: OpenChallenge) -> None:
    async with database.write() as session:
        row = await briefs.keep_draft(session, northmere.challenge.id, northmere.key, FIRST_DAY, "x")
        await briefs.set_message(session, row, "1.0")
        await briefs.set_message(session, row, None)
    async with database.read() as session:
        found = await briefs.by_id(session, northmere.challenge.id, row.id)
    assert found is not None
    assert found.ts is None


async def test_a_brief_is_of_its_own_challenge_only(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    other = await stored(database, keyring, a_challenge("CEASTVALE"))
    async with database.write() as session:
        row = await briefs.keep_draft(session, northmere.challenge.id, northmere.key, FIRST_DAY, "x")
    async with database.read() as session:
        assert await briefs.by_id(session, other.challenge.id, row.id) is None
        assert await briefs.of_day(session, other.challenge.id, FIRST_DAY) is None


async def test_two_transactions_draft_the_brief_of_a_day_one_after_the_other(
    database: Database, northmere: OpenChallenge
) -> None:
    """The second waits at the lock until the first is done, and then sees what it did."""
    challenge, key = northmere.challenge, northmere.key
    other = Database(database.url.render_as_string(hide_password=False))
    inside, order = Turn.new(), []

    async def draft(where: Database, name: str) -> None:
        async with where.write() as session:
            await challenges.lock(session, challenge.id)
            order.append(f"{name} in")
            inside.come()
            before = await briefs.of_day(session, challenge.id, FIRST_DAY)
            await briefs.keep_draft(session, challenge.id, key, FIRST_DAY, name)
            # The other has every chance to come in between.
            for _ in range(20):
                await briefs.of_day(session, challenge.id, FIRST_DAY)
            order.append(f"{name} out, {0 if before is None else before.revision} before")

    async def second() -> None:
        await inside.wait()
        await draft(other, "second")

    await asyncio.gather(draft(database, "first"), second())
    await other.close()
    async with database.read() as session:
        row = await briefs.of_day(session, challenge.id, FIRST_DAY)
    assert row is not None
    assert (row.revision, briefs.body(row, key)) == (2, "second")
    assert order == ["first in", "first out, 0 before", "second in", "second out, 2 before"]
