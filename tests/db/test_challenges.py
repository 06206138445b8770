"""Challenges and teams, as they go in and come out, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from bot.domain.challenge import Member, Role
from bot.privacy.keys import Keyring
from db import challenges, evidence, outbox
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import ChallengeRow, DeliveryRow, MemberRow, PostItRow
from tests.db.conftest import FIRST_DAY, ROSTER, TEAM, a_challenge, a_post_it, stored


async def test_a_challenge_comes_back_as_it_was(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    assert replace(northmere.challenge, id="") == replace(a_challenge(), id="")
    assert northmere.team == TEAM
    assert northmere.roster == ROSTER
    assert northmere.framework.key == "cqc-asc"
    assert northmere.member("UPEER1") == TEAM[2]
    assert northmere.member("USTRANGER") is None
    assert northmere.users(Role.challenge_manager, Role.lead_peer) == ("UCHALMGR", "ULEADPEER")
    async with database.read() as session:
        found = await challenges.by_channel(session, keyring, "CNORTHMERE")
        assert found is not None
        assert found.challenge == northmere.challenge
        assert await challenges.by_channel(session, keyring, "COTHER") is None
        assert await challenges.by_id(session, keyring, "no such id") is None


async def test_settings_and_team_are_changed_in_place(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    changed = replace(northmere.challenge, council="Eastvale", days=2, dass_times=(time(9), time(10, 5)))
    team = [TEAM[0], Member("UNEW", "Sian Prosser", Role.peer)]
    async with database.write() as session:
        await challenges.change(session, changed)
        await challenges.set_team(session, changed.id, northmere.key, team)
    async with database.read() as session:
        found = await challenges.by_id(session, keyring, changed.id)
        row = await session.get_one(ChallengeRow, changed.id)
    assert found is not None
    assert found.challenge == changed
    assert found.team == tuple(team)
    assert found.roster == ROSTER
    assert row.purge_on == changed.purge_on


async def test_of_user_gives_the_latest_first_and_nobody_elses(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    later = await stored(database, keyring, a_challenge("CEASTVALE", FIRST_DAY + timedelta(days=60)))
    alone = replace(a_challenge("CWESTVALE"), id="alone")
    async with database.write() as session:
        await challenges.add(session, keyring, alone, [])
    async with database.read() as session:
        mine = await challenges.of_user(session, keyring, "UPEER1")
        assert await challenges.of_user(session, keyring, "USTRANGER") == []
    assert [each.challenge.id for each in mine] == [later.challenge.id, northmere.challenge.id]


async def test_those_on_site_are_found_a_day_either_side_for_the_zones(
    database: Database, northmere: OpenChallenge
) -> None:
    async def found(day: date) -> bool:
        async with database.read() as session:
            return northmere.challenge.id in await challenges.ids_about(session, day)

    assert not await found(FIRST_DAY - timedelta(days=2))
    assert await found(FIRST_DAY - timedelta(days=1))
    assert await found(FIRST_DAY + timedelta(days=challenges.LONGEST_VISIT + 1))
    assert not await found(FIRST_DAY + timedelta(days=challenges.LONGEST_VISIT + 2))


async def test_any_secret_is_none_until_there_is_a_challenge(database: Database, keyring: Keyring) -> None:
    async with database.read() as session:
        assert await challenges.any_secret(session) is None
    opened = await stored(database, keyring, a_challenge())
    async with database.read() as session:
        known = await challenges.any_secret(session)
    assert known is not None
    assert known[0] == opened.challenge.id
    assert keyring.challenge(*known).tag("a") == opened.key.tag("a")


async def test_with_a_challenge_go_all_its_rows_and_no_others(
    database: Database, keyring: Keyring, northmere: OpenChallenge
) -> None:
    other = await stored(database, keyring, a_challenge("CEASTVALE"))
    async with database.write() as session:
        for each in (northmere, other):
            await evidence.add(session, each.challenge.id, each.key, [a_post_it()], "tag")
            await evidence.set_flip_chart_ts(session, each.challenge.id, "needs", "1.0")
        await outbox.arm(
            session,
            challenge_id=northmere.challenge.id,
            key="a",
            kind="brief",
            lane="C",
            payload=b"",
            due_at=datetime(2026, 3, 24, 12, tzinfo=UTC),
            again=False,
        )
    async with database.write() as session:
        await session.exec(delete(ChallengeRow).where(col(ChallengeRow.id) == northmere.challenge.id))
    async with database.read() as session:
        for challenge_id in (MemberRow.challenge_id, PostItRow.challenge_id, ChallengeRow.id):
            assert set(await session.exec(select(challenge_id))) == {other.challenge.id}
        assert (await session.exec(select(DeliveryRow))).all() == []
        assert len(await evidence.wall(session, other.challenge.id, other.key)) == 1
        assert await evidence.flip_charts(session, northmere.challenge.id) == {}
        assert await evidence.flip_charts(session, other.challenge.id) == {"needs": "1.0"}
