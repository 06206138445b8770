"""The database is gone for half a minute, in the midst of work: nothing is lost, nothing is said twice."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from db.engine import Database
from tests.delivery.slack import until
from tests.house import PEER
from tests.proofs.street import Process, Street, open_street
from tests.proofs.test_kills import SEED, all_delivered
from tests.proofs.test_storm import FAULTS, once_each, prepare

pytestmark = pytest.mark.proof

#: Seconds. The lease is long enough for a busy machine, and far shorter than the database is gone.
GONE, LEASE = 30, 5
EACH_HAS, POST_ITS = 4, 90


class Wire:
    """The way to a PostgreSQL server, which can be cut: connections break, and new ones are refused."""

    def __init__(self, host: str, port: int) -> None:
        self._to = host, port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def up(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def cut(self) -> None:
        """Break all connections, and let none through."""
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(*self._to)
        self._open |= {writer, there}
        await asyncio.gather(_copy(reader, there), _copy(there_reader, writer))
        self._open -= {writer, there}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # it was cut
    finally:
        writer.transport.abort()


#: Takes the database away for a while.
TakeAway = Callable[[], Awaitable[None]]


@asynccontextmanager
async def wired(database_url: str) -> AsyncIterator[tuple[str, TakeAway]]:
    """Another address of a PostgreSQL database, and what cuts the way to it."""
    url = make_url(database_url)
    wire = Wire(url.host or "127.0.0.1", url.port or 5432)
    await wire.up()

    async def take_away() -> None:
        wire.cut()
        await asyncio.sleep(GONE)  # the time itself: nothing is waited for
        await wire.up()

    try:
        address = url.set(host="127.0.0.1", port=wire.port)
        yield address.render_as_string(hide_password=False), take_away
    finally:
        wire.cut()


def locking(database_url: str) -> TakeAway:
    """What keeps a SQLite file to itself for a while."""
    file = make_url(database_url).database

    async def take_away() -> None:
        with closing(sqlite3.connect(str(file), timeout=10)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(GONE)  # the time itself: nothing is waited for
            connection.rollback()

    return take_away


async def half_a_minute(
    database_url: str, seen_at: str, folder: Path, take_away: TakeAway, *names: str
) -> None:
    """Take the database away while two hundred things are being delivered, in bad weather."""
    chance = random.Random(SEED)
    async with open_street(seen_at, folder, *names, lease=LEASE) as (street, processes):
        writing = await prepare(database_url, street.workspace, chance, EACH_HAS, POST_ITS)
        street.workspace.weather.share = FAULTS
        for process in processes.values():
            process.environment = {**process.environment, "POSTS_PER_SECOND": "5"}
        await asyncio.gather(*(process.start() for process in processes.values()))
        await writing.some(POST_ITS // 2)
        await until(lambda: _posted(street) >= 30, 60)
        await take_away()
        await writing.some(writing.left)
        await _written(street, "written after it came back")
        database = Database(database_url)
        try:
            await all_delivered(database, 180)
            await once_each(street, database, EACH_HAS, POST_ITS + 1)
        finally:
            await database.close()
        for process in processes.values():
            _is_well(process)


def _posted(street: Street) -> int:
    return sum(name == "chat.postMessage" for name, _ in street.workspace.sent)


async def _written(street: Street, text: str) -> None:
    """Somebody writes a post-it by the form, where the process is one that Slack calls."""
    await street.command(PEER, "/postit")
    await until(lambda: street.form(PEER) is not None, 30)
    assert not await street.submit(PEER, text=text, kind="strength", statement="needs")
    await until(lambda: "Stored 1" in street.told(PEER), 30)


def _is_well(process: Process) -> None:
    log = process.log.read_text()
    assert process.alive
    assert "Traceback" not in log
    assert "unexpected" in log  # it noticed


@pytest.mark.postgres
async def test_postgresql_is_gone_for_half_a_minute(postgres_url: str, tmp_path: Path) -> None:
    async with wired(postgres_url) as (seen_at, take_away):
        await half_a_minute(postgres_url, seen_at, tmp_path, take_away, "web", "clock", "clock 2")


async def test_a_sqlite_file_is_kept_by_another_for_half_a_minute(sqlite_url: str, tmp_path: Path) -> None:
    await half_a_minute(sqlite_url, sqlite_url, tmp_path, locking(sqlite_url), "all")
