"""Planning and claiming what is due on SQLite and PostgreSQL, and the clock's round when nothing is due.

    python -m benchmarks.deliveries CHALLENGES [postgresql://…]

Prints JSON, by the name of the database.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from secrets import token_hex
from statistics import median
from time import perf_counter
from typing import Any

from bot.domain.challenge import Challenge, Member, Role
from bot.domain.people import Person
from bot.domain.timetable import Kind, Session, Timetable
from bot.jobs.tick import tick
from bot.privacy.keys import Keyring
from db import challenges, migrate, outbox, timetables
from db.engine import Database
from db.models import random_id

#: Peers of each challenge: each is due their *Your day* at the same moment.
PEERS = 10
FIRST_DAY = date(2026, 3, 24)
#: Deliveries that one claim takes, as a sender's does that has nothing else under way.
AT_ONCE = 8
#: Rounds of the clock of which the median is taken.
ROUNDS = 3
NIGHT = datetime(2026, 3, 24, 5, tzinfo=UTC)
MORNING = datetime(2026, 3, 24, 7, 30, tzinfo=UTC)


@asynccontextmanager
async def fresh(postgres: str | None, folder: Path) -> AsyncIterator[Database]:
    """An empty database with the tables: on the server at `postgres`, or else a SQLite file in `folder`."""
    name = f"critical_friend_{token_hex(6)}"
    if postgres is None:
        address = f"sqlite:///{folder / name}.db"
    else:
        _on_server(postgres, f"CREATE DATABASE {name}")
        place, mark, options = postgres.partition("?")
        address = f"{place.rsplit('/', 1)[0]}/{name}{mark}{options}"
    database = Database(address)
    try:
        await migrate.upgrade(database)
        yield database
    finally:
        await database.close()
        if postgres is not None:
            _on_server(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(statement.encode())


async def _fill(database: Database, keyring: Keyring, number: int) -> None:
    """Challenges on their first day, each with a team and a session that all of it goes to."""
    peers = tuple(f"Peer{each} Surname{each}" for each in range(PEERS))
    heard = (Person("Jane Smith", "Nurse"),)
    timetable = Timetable((Session(1, time(10), time(11), (Kind.interview,), "A", "", heard, "1", peers),))
    async with database.write() as session:
        for each in range(number):
            challenge = Challenge(
                id=random_id(),
                channel=f"C{each}",
                council="Northmere",
                framework="cqc-asc",
                starts_on=FIRST_DAY,
                days=3,
                zone="Europe/London",
                dass_times=(time(17, 30), time(17, 30), time(12, 30)),
                preview_minutes=30,
                purge_on=FIRST_DAY + timedelta(days=180),
            )
            await challenges.add(session, keyring, challenge, ())
            opened = await challenges.by_id(session, keyring, challenge.id)
            assert opened is not None
            team = [Member(f"U{each}X{place}", name, Role.peer) for place, name in enumerate(peers)]
            await challenges.set_team(session, challenge.id, opened.key, team)
            await timetables.keep(session, challenge.id, opened.key, timetable)


async def _timed(work: Coroutine[Any, Any, int]) -> float:
    begun = perf_counter()
    await work
    return perf_counter() - begun


async def _claim_all(database: Database, now: datetime) -> int:
    """Claim all that is due and finish it, as a sender does with Slack left out."""
    done = 0
    while True:
        async with database.write() as session:
            claimed = await outbox.claim(session, now, limit=AT_ONCE)
        if not claimed:
            return done
        for each in claimed:
            async with database.write() as session:
                await outbox.sent(session, each, "1.0")
        done += len(claimed)


async def measure(postgres: str | None, folder: Path, number: int) -> dict[str, float]:
    """The clock's round with nothing due, then all that is due in the morning: planned, then claimed."""
    keyring = Keyring(b"0123456789abcdef0123456789abcdef")
    async with fresh(postgres, folder) as database:
        empty = [await _timed(tick(database, keyring, NIGHT)) for _ in range(ROUNDS)]
        await _fill(database, keyring, number)
        idle = [await _timed(tick(database, keyring, NIGHT)) for _ in range(ROUNDS)]
        begun = perf_counter()
        planned = await tick(database, keyring, MORNING)
        plan_s = perf_counter() - begun
        begun = perf_counter()
        claimed = await _claim_all(database, MORNING)
        claim_s = perf_counter() - begun
    return {
        "challenges": number,
        "planned": planned,
        "planned_per_second": planned / plan_s,
        "claimed": claimed,
        "claimed_per_second": claimed / claim_s,
        "tick_with_no_challenge_ms": 1000 * median(empty),
        "tick_with_nothing_due_ms": 1000 * median(idle),
    }


async def _both(number: int, postgres: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="critical-friend-bench-") as name:
        found = {"SQLite": await measure(None, Path(name), number)}
        if postgres is not None:
            found["PostgreSQL"] = await measure(postgres, Path(name), number)
    return found


def main() -> None:
    """Measure and print."""
    number, *server = sys.argv[1:]
    print(json.dumps(asyncio.run(_both(int(number), server[0] if server else None))))


if __name__ == "__main__":
    main()
