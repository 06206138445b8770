"""One PostgreSQL database for all the tests of a run, emptied before each: making one takes seconds."""

from collections.abc import Iterator
from secrets import token_hex

import psycopg
import pytest
from sqlmodel import SQLModel

from db import migrate
from db.engine import Database


@pytest.fixture(scope="session")
def kept_postgres(postgres_server: str) -> Iterator[str]:
    """The address of a database that is kept until the run ends."""
    name = f"critical_friend_{token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        # What a crash of the server would lose is of no interest here.
        server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        try:
            yield f"{postgres_server.rsplit('/', 1)[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def postgres_url(kept_postgres: str) -> str:
    """The address of a database with the tables and nothing in them."""
    database = Database(kept_postgres)
    await migrate.upgrade(database)
    async with database.engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            await connection.execute(table.delete())
    await database.close()
    return kept_postgres
