"""Post-its and where they hang, on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from bot.domain.evidence import Kind, Method
from bot.privacy.keys import Keyring
from db import evidence
from db.challenges import OpenChallenge
from db.engine import Database
from db.evidence import Hanging
from db.models import PostItRow
from tests.db.conftest import FIRST_DAY, a_challenge, a_post_it, stored


async def test_post_its_come_back_as_they_were(database: Database, northmere: OpenChallenge) -> None:
    challenge, key = northmere.challenge, northmere.key
    placed, unplaced = a_post_it("reviews ‘late’ – 😀"), a_post_it(statement=None)
    async with database.write() as session:
        await evidence.add(session, challenge.id, key, [placed, unplaced], "UPEER1")
    async with database.read() as session:
        wall = {each.id: each for each in await evidence.wall(session, challenge.id, key)}
        assert wall == {placed.id: placed, unplaced.id: unplaced}
        assert await evidence.one(session, challenge.id, key, placed.id) == (
            placed,
            evidence.member_tag(key, "UPEER1", placed.id),
        )
        assert await evidence.one(session, challenge.id, key, "no such") is None


async def test_a_change_is_stored(database: Database, northmere: OpenChallenge) -> None:
    challenge, key, first = northmere.challenge, northmere.key, a_post_it()
    second = replace(
        first, text="other words", statement=None, kind=Kind.question, method=Method.read, supporting=""
    )
    async with database.write() as session:
        await evidence.add(session, challenge.id, key, [first], "tag")
        await evidence.change(session, key, second)
    async with database.read() as session:
        assert await evidence.wall(session, challenge.id, key) == [second]


async def test_by_author_gives_their_own_of_that_day(database: Database, northmere: OpenChallenge) -> None:
    challenge, key = northmere.challenge, northmere.key
    mine, old, theirs = a_post_it(), a_post_it(day=FIRST_DAY - timedelta(days=1)), a_post_it()
    async with database.write() as session:
        await evidence.add(session, challenge.id, key, [mine, old], "UPEER1")
        await evidence.add(session, challenge.id, key, [theirs], "UPEER2")
    async with database.read() as session:
        assert await evidence.by_author(session, challenge.id, key, "UPEER1", FIRST_DAY) == [mine]


async def test_one_challenge_never_sees_anothers(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    other = await stored(database, keyring, a_challenge("CEASTVALE"))
    post_it = a_post_it()
    async with database.write() as session:
        await evidence.add(session, northmere.challenge.id, northmere.key, [post_it], "tag")
        await evidence.withdraw(session, other.challenge.id, [post_it.id])
        await evidence.set_hanging(
            session, other.challenge.id, other.key, post_it.id, Hanging("C", "1.0", "needs", "")
        )
    async with database.read() as session:
        assert await evidence.wall(session, other.challenge.id, other.key) == []
        assert await evidence.one(session, other.challenge.id, other.key, post_it.id) is None
        mine = await evidence.hanging(session, northmere.challenge.id, northmere.key, post_it.id)
        assert mine == (post_it, None)


async def test_what_is_withdrawn_goes_once_it_no_longer_hangs(
    database: Database, northmere: OpenChallenge
) -> None:
    challenge, key, post_it = northmere.challenge, northmere.key, a_post_it()
    place = Hanging("CNORTHMERE", "1774353600.000100", "needs", "digest")
    async with database.write() as session:
        await evidence.add(session, challenge.id, key, [post_it], "tag")
        await evidence.set_hanging(session, challenge.id, key, post_it.id, place)
        assert await evidence.hanging(session, challenge.id, key, post_it.id) == (post_it, place)
        await evidence.withdraw(session, challenge.id, [post_it.id])
    async with database.read() as session:
        assert await evidence.wall(session, challenge.id, key) == []
        assert await evidence.one(session, challenge.id, key, post_it.id) is None
        assert await evidence.hanging(session, challenge.id, key, post_it.id) == (None, place)
    async with database.write() as session:
        await evidence.set_hanging(session, challenge.id, key, post_it.id, None)
    async with database.read() as session:
        assert (await session.exec(select(PostItRow))).all() == []
        assert await evidence.hanging(session, challenge.id, key, post_it.id) == (None, None)


async def test_flip_charts_are_remembered_and_forgotten(database: Database, northmere: OpenChallenge) -> None:
    challenge = northmere.challenge
    async with database.write() as session:
        for statement, ts in (("needs", "1.0"), (None, "2.0"), ("needs", "3.0"), ("equity", "4.0")):
            await evidence.set_flip_chart_ts(session, challenge.id, statement, ts)
        await evidence.set_flip_chart_ts(session, challenge.id, "equity", None)
    async with database.read() as session:
        assert await evidence.flip_charts(session, challenge.id) == {"needs": "3.0", None: "2.0"}
        assert await evidence.flip_chart_ts(session, challenge.id, "needs") == "3.0"
        assert await evidence.flip_chart_ts(session, challenge.id, "equity") is None
        assert await evidence.flip_chart_ts(session, challenge.id, "learning") is None
