"""Killed a hundred times while Slack is in trouble too, the bot delivers five hundred things, each once.

Of the calls to Slack one in eight meets a fault: it is refused with 429 or 500, or it is done and the answer
is lost, or never comes. The deliveries are those of a real challenge: the wall, its post-its, the brief's
previews, and what the clock sends to people of the timetable.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import select

from bot import settings
from bot.app import open_store
from bot.domain.challenge import Member, Role
from bot.domain.evidence import Kind, Method
from bot.domain.people import Person
from bot.domain.timetable import Kind as SessionKind
from bot.domain.timetable import Session, Timetable
from bot.playground.model import TROUBLES
from bot.playground.workspace import User, Workspace
from bot.services import evidence
from bot.services.evidence import Captured, Draft
from db import challenges, timetables
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import DeliveryRow
from tests.house import CM, KEY, LP, PEER
from tests.proofs.people import STATEMENTS, texts
from tests.proofs.street import Process, Reaper, Street, open_street
from tests.proofs.test_kills import SEED, all_delivered, set_up

pytestmark = pytest.mark.proof

KILLS, DELIVERIES, FAULTS = 100, 500, 0.125
PEERS, SESSIONS_EACH = 25, 10
#: The wall and its welcome, the previews of two, and the prompts; the rest are post-its.
POST_ITS = DELIVERIES - 11 - 2 - PEERS * SESSIONS_EACH


def _peers() -> list[Member]:
    return [
        Member(f"UX{number:03}", f"Peer{number:03} Surname{number:03}", Role.peer) for number in range(PEERS)
    ]


def _ended(opened: OpenChallenge, peers: list[Member], each_has: int) -> Timetable:
    """Sessions that ended a minute ago: for an hour from then on their peers are to be asked for post-its."""
    now = datetime.now(opened.challenge.tzinfo)
    start, end = (now - timedelta(minutes=minutes) for minutes in (11, 1))
    day = opened.challenge.day_number(now.date())
    assert day is not None
    return Timetable(
        tuple(
            Session(
                day,
                start.time().replace(second=0, microsecond=0),
                end.time().replace(second=0, microsecond=0),
                (SessionKind.interview,),
                f"{peer.user}-{number}",
                people=(Person(f"Person {peer.user} {number}", "Nurse"),),
                peers=(peer.name,),
            )
            for peer in peers
            for number in range(each_has)
        )
    )


@dataclass
class Writing:
    """Post-its that come a few at a time, as people write them."""

    database_url: str
    challenge_id: str
    left: int
    texts: Iterator[str]
    chance: random.Random

    async def some(self, most: int) -> None:
        """Store a few."""
        number = min(self.left, most)
        loaded = settings.load(database_url=self.database_url, evidence_key=KEY)
        async with open_store(loaded) as (database, keyring), database.write() as session:
            opened = await challenges.by_id(session, keyring, self.challenge_id)
            assert opened is not None
            for _ in range(number):
                draft = Draft(
                    next(self.texts), Kind.strength, self.chance.choice(STATEMENTS), "", Method.heard, ""
                )
                stored = await evidence.capture(
                    session, opened, PEER, draft, now=datetime.now(UTC), receipt=None
                )
                assert isinstance(stored, Captured)
        self.left -= number


async def prepare(
    database_url: str,
    workspace: Workspace,
    chance: random.Random,
    each_has: int = SESSIONS_EACH,
    post_its: int = POST_ITS,
) -> Writing:
    """A challenge with twenty-five more peers, each of whom comes out of some sessions now; and post-its to
    be written.
    """
    opened = await set_up(database_url)
    peers = _peers()
    for peer in peers:
        workspace.users[peer.user] = User(peer.user, peer.user.lower(), peer.name)
    loaded = settings.load(database_url=database_url, evidence_key=KEY)
    async with open_store(loaded) as (database, _), database.write() as session:
        team = [*opened.team, *peers]
        await challenges.set_team(session, opened.challenge.id, opened.key, team)
        await timetables.keep(session, opened.challenge.id, opened.key, _ended(opened, peers, each_has))
    return Writing(database_url, opened.challenge.id, post_its, texts("one of us"), chance)


async def storm(database_url: str, folder: Path, *names: str) -> tuple[Reaper, Workspace]:
    """Kill processes a hundred times in bad weather, let them finish in good, and check what came."""
    chance = random.Random(SEED)
    reaper = Reaper(chance)
    async with open_street(database_url, folder, *names) as (street, processes):
        writing = await prepare(database_url, street.workspace, chance)
        street.workspace.weather.share = FAULTS
        street.workspace.weather.random = random.Random(SEED)
        every = list(processes.values())
        with reaper.watching():
            for left in count(-KILLS):
                if reaper.kills >= KILLS:
                    break
                await asyncio.gather(*(each.start() for each in every if not each.alive))
                await writing.some(-(-writing.left // max(1, -left)))
                reaper.aim(_victims(chance, every), within=1.5)
                await reaper.has_struck()
                await asyncio.gather(*(each.ended() for each in every if each.killed))
        # The storm is over. In its weather a delivery may fail six times in a row, and would then rest for
        # longer than it is waited for here.
        street.workspace.weather.share = 0
        await asyncio.gather(*(each.start() for each in every if not each.alive))
        await writing.some(writing.left)
        database = Database(database_url)
        try:
            await all_delivered(database)
            await once_each(street, database)
        finally:
            await database.close()
        for process in every:
            assert "Traceback" not in process.log.read_text()
        return reaper, street.workspace


def _victims(chance: random.Random, every: list[Process]) -> list[Process]:
    return every if chance.random() < 0.4 else [chance.choice(every)]


async def once_each(
    street: Street, database: Database, each_has: int = SESSIONS_EACH, post_its: int = POST_ITS
) -> None:
    """Each delivery is sent, and one message in Slack has its marker."""
    async with database.read() as session:
        rows = (await session.exec(select(DeliveryRow))).all()
    # Where two had it at a time, the second one finds that what hangs there is as it should be.
    wrong = [row for row in rows if row.state != "sent" and row.error != "unchanged"]
    assert not wrong, [(row.kind, row.state, row.error) for row in wrong]
    assert Counter(row.kind for row in rows) == {
        "welcome": 1,
        "flip_chart": 10,
        "preview": 2,
        "prompt": PEERS * each_has,
        "post_it": post_its,
    }
    posted = Counter(
        message.metadata["event_payload"]["delivery"]
        for channel in street.workspace.channels.values()
        for message in channel.messages.values()
        if message.metadata
    )
    assert posted == Counter(row.marker for row in rows)
    for user in (CM, LP):
        assert len(street.direct(user)) == 1, user


def report(reaper: Reaper, workspace: Workspace) -> None:
    """In numbers, for whoever runs it with `-s`."""
    calls = Counter(name for name, _ in workspace.sent)
    print(f"\n{reaper.kills} kills, {dict(workspace.weather.made)} faults in {dict(calls)}")


async def test_on_sqlite_a_hundred_kills_in_a_storm(sqlite_url: str, tmp_path: Path) -> None:
    reaper, workspace = await storm(sqlite_url, tmp_path, "all")
    report(reaper, workspace)
    assert reaper.kills >= KILLS
    assert set(workspace.weather.made) == TROUBLES


@pytest.mark.postgres
async def test_on_postgresql_a_hundred_kills_of_two_clocks_in_a_storm(
    postgres_url: str, tmp_path: Path
) -> None:
    reaper, workspace = await storm(postgres_url, tmp_path, "clock", "clock 2")
    report(reaper, workspace)
    assert reaper.kills >= KILLS
    assert set(workspace.weather.made) == TROUBLES
