"""Killed at any moment, the bot loses no post-it that it said is stored, and says nothing twice."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot import settings
from bot.app import open_store
from bot.domain.challenge import Member, Role
from bot.playground.workspace import BOT_USER, Message
from bot.services import challenges
from bot.services.challenges import SetUp
from bot.views.evidence import UNPLACED_NAME
from db import evidence, outbox
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import BriefRow, DeliveryRow
from tests.delivery.slack import until
from tests.house import CHANNEL, CM, KEY, LP, OTHER_PEER, PEER, words_of
from tests.proofs.people import Manager, Peer, Said
from tests.proofs.street import Process, Reaper, Street, open_street

pytestmark = pytest.mark.proof

PEERS = {PEER: "one of us", OTHER_PEER: "another of us", "UPEER3": "the third of us"}
#: Another one, given from outside, chooses other moments.
SEED = int(os.environ.get("PROOF_SEED", "20260324"))


async def set_up(database_url: str) -> OpenChallenge:
    """A challenge whose first day is today, and whose brief is due to be previewed now.

    It lies in a zone in which it is about noon: so its meeting, twenty minutes from now, is today.
    """
    now = datetime.now(UTC)
    ahead = 12 - now.hour
    zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
    local = now + timedelta(hours=ahead)
    meeting = (local + timedelta(minutes=20)).strftime("%H:%M")
    last = local.date() + timedelta(days=2)
    form = SetUp("Northmere", "cqc-asc", local.date(), last, zone, meeting, one_approves=True)
    team = [
        Member(CM, "Morgan Tate", Role.challenge_manager),
        Member(LP, "Ruth Okonjo", Role.lead_peer),
        *(Member(user, f"Peer {user}", Role.peer) for user in PEERS),
    ]
    loaded = settings.load(database_url=database_url, evidence_key=KEY)
    async with open_store(loaded) as (database, keyring), database.write() as session:
        return await challenges.create(session, keyring, channel=CHANNEL, form=form, team=team, now=now)


@asynccontextmanager
async def at_work(
    street: Street, said: Said, lives: Callable[[], int], up: asyncio.Event, chance: random.Random
) -> AsyncIterator[Manager]:
    """Three peers and their challenge manager, working; on leaving they finish what they are at."""
    enough = asyncio.Event()
    manager = Manager(street, lives, up, enough)
    async with asyncio.TaskGroup() as group:
        for user, name in PEERS.items():
            peer = Peer(street, user, name, random.Random(chance.random()), said, lives, up, enough)
            group.create_task(peer.write())
        group.create_task(manager.digest())
        yield manager
        enough.set()


async def all_delivered(database: Database, seconds: float = 60) -> None:
    """Wait until the outbox is empty."""
    waiting: list[DeliveryRow] = []

    async def nothing_waits() -> bool:
        async with database.read() as session:
            found = await session.exec(select(DeliveryRow).where(DeliveryRow.state == "pending"))
            waiting[:] = found.all()
        return not waiting

    try:
        await until(nothing_waits, seconds)
    finally:
        # Seen where a test fails.
        for row in waiting[:20]:
            print(row.kind, row.attempt, row.unsure, row.error, row.due_at, row.lease_until)


async def check(street: Street, database: Database, opened: OpenChallenge, said: Said) -> None:
    """What is in the database and in Slack is what was said to be stored, once each."""
    async with database.read() as session:
        wall = await evidence.wall(session, opened.challenge.id, opened.key)
        (brief,) = (await session.exec(select(BriefRow))).all()
        counts = await outbox.counts(session)
    kept = Counter((each.text, each.statement) for each in wall)
    assert max(kept.values()) == 1, [text for text, times in kept.items() if times > 1]
    assert not [text for text in said.stored.items() if text not in kept]
    assert kept.keys() <= {*said.stored.items(), *said.given_up.items()}
    assert counts.get("failed", 0) == 0

    everyones = [each for each in street.channel().messages.values() if not each.only_for]
    mine = [each for each in everyones if each.user == BOT_USER]
    heads = {
        each.text.removeprefix("Flip chart: "): each for each in mine if each.text.startswith("Flip chart")
    }
    names = {each.key: each.name for each in opened.framework.statements} | {None: UNPLACED_NAME}
    assert Counter(each.text for each in mine if not each.thread_ts).most_common(1)[0][1] == 1
    assert set(names.values()) == set(heads)
    for statement, name in names.items():
        hung = Counter(_evidence(each) for each in mine if each.thread_ts == heads[name].ts)
        assert hung == Counter(text for text, placed in kept if placed == statement), name
        assert f"{hung.total()} post-it" in words_of(heads[name]), name
    briefs = [each for each in mine if each.text.startswith("No-surprises brief")]
    assert [each.ts for each in briefs] == [brief.ts]
    assert brief.state == "posted"
    for user in (CM, LP):
        assert len(street.direct(user)) == 1, user


def _evidence(message: Message) -> str:
    return str(message.blocks[0]["text"]["text"])


async def lives_and_deaths(
    database_url: str, folder: Path, kills: int, *roles: str
) -> tuple[Reaper, Said, Manager]:
    """Let the bot be killed `kills` times while people work, then let it finish, and check all there is."""
    chance = random.Random(SEED)
    reaper, said, up = Reaper(chance), Said(), asyncio.Event()
    opened = await set_up(database_url)
    async with open_street(database_url, folder, *roles) as (street, processes):
        web, *others = processes.values()

        async def start_all() -> None:
            await asyncio.gather(*(each.start() for each in processes.values() if not each.alive))
            up.set()

        with reaper.watching():
            async with at_work(street, said, lambda: web.lives, up, chance) as manager:
                while reaper.kills < kills:
                    await start_all()
                    reaper.aim(_victims(chance, web, others))
                    await reaper.has_struck()
                    if web.killed:
                        up.clear()
                    await asyncio.gather(*(each.ended() for each in processes.values() if each.killed))
                await start_all()
                enough = len(said.stored) + 6
                await until(lambda: len(said.stored) >= enough and manager.posted > 0, 60)
        database = Database(database_url)
        try:
            await all_delivered(database)
            await check(street, database, opened, said)
        finally:
            await database.close()
        for process in processes.values():
            log = process.log.read_text()
            assert not [text for text in said.stored if text in log]
            assert "Traceback" not in log
    return reaper, said, manager


def _victims(chance: random.Random, web: Process, others: list[Process]) -> list[Process]:
    return chance.choice([[web], others, [web, *others]]) if others else [web]


def report(reaper: Reaper, said: Said, manager: Manager) -> None:
    """In numbers, for whoever runs it with `-s`."""
    stored, given_up = len(said.stored), len(said.given_up)
    print(f"\n{reaper.kills} kills: {stored} post-its stored, {given_up} given up, {manager.posted} briefs")


async def test_on_sqlite_thirty_kills_of_one_process(sqlite_url: str, tmp_path: Path) -> None:
    reaper, said, manager = await lives_and_deaths(sqlite_url, tmp_path, 30, "all")
    report(reaper, said, manager)
    assert reaper.kills >= 30
    assert len(said.stored) >= 15


@pytest.mark.postgres
async def test_on_postgresql_fifteen_kills_of_a_web_and_a_clock_process(
    postgres_url: str, tmp_path: Path
) -> None:
    reaper, said, manager = await lives_and_deaths(postgres_url, tmp_path, 15, "web", "clock")
    report(reaper, said, manager)
    assert reaper.kills >= 15
    assert len(said.stored) >= 15
