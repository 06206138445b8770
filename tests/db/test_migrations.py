"""The migrations make, on both databases, the tables that the models describe, and take them away again."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from bot import settings
from bot.app import open_store
from db import migrate
from db.engine import Database, async_url
from tests.house import KEY

TABLES = set(SQLModel.metadata.tables)


@pytest.fixture
async def empty(database: Database) -> Database:
    """A database from which every table was taken away again."""
    await migrate.downgrade(database)
    return database


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_up_down_and_up_again(database: Database) -> None:
    assert await tables(database) >= TABLES
    await migrate.downgrade(database)
    assert await tables(database) <= {"alembic_version"}
    assert await migrate.revision(database) is None
    await migrate.upgrade(database)
    assert await tables(database) >= TABLES
    assert await migrate.revision(database) == migrate.HEAD


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_head_is_the_newest_file() -> None:
    config = Config()
    folder = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


async def test_two_processes_that_migrate_at_once_make_the_tables_once(empty: Database) -> None:
    other = Database(empty.url.render_as_string(hide_password=False))
    try:
        await asyncio.gather(migrate.upgrade(empty), migrate.upgrade(other))
    finally:
        await other.close()
    assert await tables(empty) >= TABLES


async def test_a_database_behind_the_code_is_refused_with_a_sentence(empty: Database) -> None:
    with pytest.raises(migrate.BehindTheCode, match="python -m bot migrate"):
        await migrate.require_head(empty)
    await migrate.upgrade(empty)
    await migrate.require_head(empty)


async def test_opening_the_store_makes_the_tables_on_sqlite_and_asks_for_them_on_postgresql(
    empty: Database,
) -> None:
    address = empty.url.render_as_string(hide_password=False)
    loaded = settings.load(database_url=address, evidence_key=KEY)
    if empty.is_sqlite:
        async with open_store(loaded):
            assert await migrate.revision(empty) == migrate.HEAD
    else:
        with pytest.raises(migrate.BehindTheCode):
            async with open_store(loaded):
                pass


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///var/a.db", "sqlite+aiosqlite"),
        ("postgres://u:p@host/name", "postgresql+psycopg"),
        ("postgresql://u@host:5433/name?sslmode=require", "postgresql+psycopg"),
        ("postgresql+asyncpg://u@host/name", "postgresql+psycopg"),
    ],
)
def test_the_plain_addresses_of_hosts_are_taken(address: str, driver: str) -> None:
    assert async_url(address).drivername == driver
