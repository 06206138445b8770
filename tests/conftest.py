"""Databases for tests: SQLite files that start as a copy of one with the tables, and a real PostgreSQL."""

import asyncio
import getpass
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from db import migrate
from db.engine import Database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_with_tables(f"sqlite:///{file}"))
    return file


async def _with_tables(address: str) -> None:
    """Make the tables in an empty database."""
    database = Database(address)
    await migrate.upgrade(database)
    await database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with the tables."""
    file = tmp_path / "test.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server where databases may be made. Never skipped in CI."""
    user = getpass.getuser()
    candidates = [
        os.environ.get("POSTGRES_TEST_URL", ""),
        "postgresql://postgres@127.0.0.1:5432/postgres",
        f"postgresql://{user}@127.0.0.1:5432/postgres",
        f"postgresql:///postgres?user={user}",
    ]
    for address in filter(None, candidates):
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return address
    if os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL tests are never skipped in CI, and no server answers")
    pytest.skip("no PostgreSQL server answers here; set POSTGRES_TEST_URL to test on one")


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[tuple[str, str]]:
    """The name and the address of a database that is made as a copy of `template`, and dropped afterwards."""
    name = f"critical_friend_{token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        place, mark, options = server.partition("?")
        try:
            yield name, place.rsplit("/", 1)[0] + f"/{name}" + mark + options
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the tables and nothing in them."""
    with postgres_database(postgres_server) as (name, address):
        asyncio.run(_with_tables(address))
        yield name


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the tables; it is dropped afterwards."""
    with postgres_database(postgres_server, postgres_template) as (_, address):
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the tables: once on SQLite, once on PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database, on SQLite and on PostgreSQL in turn."""
    opened = Database(database_url)
    yield opened
    await opened.close()
