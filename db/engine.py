"""The database: one address, two kinds of transaction, on SQLite or PostgreSQL.

`read()` gives a session that sees one moment; `write()` one that commits at the end or not at all. On SQLite
a write takes its lock at once (BEGIN IMMEDIATE): a transaction that reads first and writes later would fail
with "database is locked" whatever the timeout.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

#: What is raised where the database can't be had: away, or locked for too long.
AWAY = (OperationalError, PoolTimeout, OSError)
#: Seconds that a write waits for another process's write before it gives up.
BUSY_SECONDS = 15
#: Seconds that packing waits for those at work before it is put off.
_LOCK_SECONDS = 1


def async_url(address: str) -> URL:
    """A host's plain address (`sqlite:///…`, `postgres://…`, `postgresql://…`) with our driver in it."""
    url = make_url(address)
    backend = "postgresql" if url.drivername.startswith("postgres") else "sqlite"
    return url.set(drivername={"postgresql": "postgresql+psycopg", "sqlite": "sqlite+aiosqlite"}[backend])


class Database:
    """The engine, and the two kinds of session."""

    def __init__(self, address: str) -> None:
        self.url = async_url(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = self._make_engine()
        self._writer = self._engine.execution_options(takes_write_lock=True)
        # Within one process writers queue here, in order, rather than in SQLite's sleeping busy handler.
        self._queue = asyncio.Lock() if self.is_sqlite else None
        self._tidied = False

    def _make_engine(self) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self.url, pool_size=5, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
        Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            self.url,
            pool_size=4,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    @property
    def engine(self) -> AsyncEngine:
        """The engine, for migrations and look-ups that need no session."""
        return self._engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; nothing is committed."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when its block ends well, and rolls back when it doesn't."""
        async with (
            self._queue or nullcontext(),
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def forget_log(self) -> None:
        """Empty SQLite's write-ahead log: read frame by frame, it tells in which order rows were written, and
        with which other rows. A reader that is busy just then puts it off to the next time.
        """
        if self.is_sqlite:
            async with self._engine.connect() as connection:
                raw = await connection.get_raw_connection()
                cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
                await cursor.close()

    @property
    def is_written(self) -> bool:
        """Whether something was written to SQLite's file, by any process, since its log was last emptied;
        also where nobody knows.
        """
        log = Path(f"{self.url.database}-wal")
        return self.is_sqlite and not (self._tidied and log.exists() and log.stat().st_size == 0)

    async def forget_order(self) -> None:
        """Write SQLite's file anew, in the order of the random ids, and empty its log: within a page rows lie
        in the order in which they were written. Someone who is at work just then puts it off.
        """
        if self.is_sqlite:
            self._tidied = await self.pack(())

    async def pack(self, models: Sequence[type[SQLModel]]) -> bool:
        """Leave nothing on the disk of rows that were deleted from these tables: write them anew, and empty
        SQLite's write-ahead log. False where someone was at work there for too long: try again.
        """
        try:
            if not self.is_sqlite:
                return await self._vacuum_tables(models)
            async with self._queue or nullcontext(), self._engine.connect() as connection:
                raw = await connection.get_raw_connection()
                run: Any = raw.driver_connection.execute  # type: ignore[union-attr]
                # Other writers wait meanwhile, so it does not wait long for readers.
                await run(f"PRAGMA busy_timeout={_LOCK_SECONDS * 1000}")
                try:
                    # In memory: the copy that VACUUM makes is to leave nothing on the disk either.
                    await run("PRAGMA temp_store=MEMORY")
                    await run("VACUUM")
                    (busy, *_) = await (await run("PRAGMA wal_checkpoint(TRUNCATE)")).fetchone()
                finally:
                    await run(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
                return not busy
        except (OperationalError, sqlite3.OperationalError):
            return False

    async def _vacuum_tables(self, models: Sequence[type[SQLModel]]) -> bool:
        async with self._engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            kept: list[int] = []

            def notice(diagnostic: Any) -> None:
                # It begins with the number of row versions that someone's transaction may still read.
                found = re.search(r"\d+", diagnostic.message_detail or "")
                kept.append(int(found[0]) if found else 0)

            # It takes each table for itself for a moment; nobody is to wait long behind it.
            await alone.exec_driver_sql(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
            driver.add_notice_handler(notice)
            try:
                for model in models:
                    await alone.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table_of(model).name}")
            finally:
                driver.remove_notice_handler(notice)
                await alone.exec_driver_sql("RESET lock_timeout")
        return sum(kept) == 0

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()


async def rows(
    session: AsyncSession, statement: Executable, params: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """The rows of a SELECT of columns, which the ORM knows nothing of."""
    result = await session.exec(statement, params=params)  # type: ignore[call-overload]  # sqlmodel's own only
    found: Sequence[Any] = result.all()
    return found


def dialect_of(session: AsyncSession) -> str:
    """ "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def insert_for(dialect: str, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of this dialect, which knows ON CONFLICT.

    It is of the table and not of the mapped class: rows that nobody reads again in the same session need none
    of the ORM's care, which costs most of the time of a small statement. Making a statement costs as much as
    sending it, so the makers of those that every post-it needs remember what they made.
    """
    table = table_of(model)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a mapped class."""
    table: Table = getattr(model, "__table__")  # noqa: B009  # sqlmodel does not declare it
    return table


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # secure_delete: what is deleted is overwritten, so that a withdrawn post-it's ciphertext goes too.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("takes_write_lock", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
